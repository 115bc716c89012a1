"""Stores and programs with one fault each, which the simulation must find."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from journeyc.runtime import Message
from journeyc.runtime.core.documents import Report
from journeyc.runtime.delivery import Attempt
from journeyc.runtime.hosts.applying import Asked, Decided
from journeyc.runtime.hosts.calling import Calling
from journeyc.runtime.hosts.carrying import Carrying
from journeyc.runtime.ports import Claimed, Commit, Erasure, Known, Lease, Reply, Request, Settled
from journeyc.runtime.stores import MemoryStore
from journeyc.runtime.stores.memory.leases import Leases
from tests.simulation.program import Program

_LAST = datetime.max.replace(tzinfo=UTC)


class ForgetsTimers(MemoryStore):
    """Of many timers that are armed, one is not written."""

    def commit(self, *commits: Commit) -> None:
        super().commit(*(one._replace(armed=[*one.armed][:5]) for one in commits))


class KeepsTimers(MemoryStore):
    """Timers that are cancelled stay."""

    def commit(self, *commits: Commit) -> None:
        super().commit(*(one._replace(cancelled=()) for one in commits))


class ComparesNothing(MemoryStore):
    """What others have written since is written over."""

    def commit(self, *commits: Commit) -> None:
        now = [self.read(one.customer["id"]).revision for one in commits]
        super().commit(*(one._replace(revision=seq) for one, seq in zip(commits, now, strict=True)))


class ForgetsAnswers(MemoryStore):
    """An input that was answered is not known again."""

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        return super().read(customer, input_id, run)._replace(report=None)


class ReadsOld(MemoryStore):
    """Who reads sees the profile as it was before the last change of it."""

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, Any] = {}

    def commit(self, *commits: Commit) -> None:
        old = [super(ReadsOld, self).read(one.customer["id"]).customer for one in commits]
        super().commit(*commits)
        for one, document in zip(commits, old, strict=True):
            if document is not None and document["profile"] != one.customer["profile"]:
                self._before[one.customer["id"]] = document["profile"]

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        known = super().read(customer, input_id, run)
        if known.customer is None or customer not in self._before:
            return known
        return known._replace(customer={**known.customer, "profile": self._before[customer]})


class TearsMerges(MemoryStore):
    """Of two customers in one transaction, a program that is interrupted writes the first alone."""

    def commit(self, *commits: Commit) -> None:
        for one in commits:
            self._check(one)
        super().commit(*commits[:1])


class LosesLetters(MemoryStore):
    """What is to leave is not written with what caused it."""

    def commit(self, *commits: Commit) -> None:
        super().commit(*(one._replace(outgoing=[*one.outgoing][:1]) for one in commits))


class HoldsNothing(MemoryStore):
    """What is claimed can be claimed by others at once."""

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, lease: Lease | None = None
    ) -> Claimed | None:
        return super().claim(outlets, now, min(now, until), lease)


class NeverSettles(MemoryStore):
    """What is settled for good is carried again."""

    def settle(self, settled: Settled) -> None:
        super().settle(
            settled._replace(next_at=settled.next_at or datetime.fromisoformat("2026-01-01T00:00Z"))
        )


class ErasesHalf(MemoryStore):
    """Timers of who is erased stay."""

    def erase(self, customers: Any, revision: int, *, clean: bool = True) -> Erasure:
        timers = [(one.due, (one.run, one.name, one.customer)) for one in self.due(_LAST, 1_000)]
        erased = super().erase(customers, revision, clean=clean)
        for due, key in timers:
            self._timers.put(key, due)
        return erased


class LeasesTwice(MemoryStore):
    """A customer whom somebody works for is leased to another."""

    def lease_outbox(self, *given: Any) -> list[Lease]:
        self._leases._held.clear()
        return super().lease_outbox(*given)


class FencesNobody(MemoryStore):
    """Who slept over a lease may go on."""

    def __init__(self) -> None:
        super().__init__()
        self._leases = _Unfenced()


class _Unfenced(Leases):
    def require(self, lease: Lease | None) -> None:
        pass


def decides_again(program: Program) -> None:
    """An input that comes again is decided as if it were another."""
    decided = program.applying.decided

    def without_answer(name: str, known: Known, asked: Asked) -> Decided:
        return decided(name, known._replace(report=None), asked)

    program.applying.decided = without_answer  # type: ignore[method-assign]  # a fault is put in


def settles_calls_first(program: Program) -> None:
    """What a service gave is applied after its call is settled."""

    class SettlesFirst(Calling):
        def _given(self, request: Request, reply: Reply, *more: Any, **named: Any) -> Any:
            self._applying.settle(Settled(request.id, request.outlet, "delivered", None, ""))
            return super()._given(request, reply, *more, **named)

    _with_calling(program, SettlesFirst)


def forgets_what_came(program: Program) -> None:
    """What a service gave is settled and not applied."""

    class Forgets(Calling):
        def _given(self, request: Request, reply: Reply, *_: Any, **__: Any) -> tuple[Reply, Report | None]:
            self._applying.settle(Settled(request.id, request.outlet, "delivered", None, ""))
            return reply, None

    _with_calling(program, Forgets)


def never_calls(program: Program) -> None:
    """A call is settled and not made."""

    class Never(Calling):
        def carry(self, claimed: Claimed, request: Request, _: datetime) -> tuple[Attempt, Report | None]:
            self._applying.settle(Settled(request.id, request.outlet, "delivered", None, ""))
            return Attempt(request, "delivered", claimed.attempts), None

    _with_calling(program, Never)


def _with_calling(program: Program, kind: type[Calling]) -> None:
    calling = kind(program.applying, program, program.runtime._caller)
    program.runtime._calling = program.runtime._carrying._calling = calling


def settles_messages_first(program: Program) -> None:
    """A message is settled before its run hears what became of it."""

    class SettlesFirst(Carrying):
        def _tell(self, entry: Any, now: datetime, outcome: Any, reason: str | None) -> Report:
            if isinstance(entry, Message) and outcome == "sent":
                self._applying.settle(Settled(entry.id, entry.outlet, "delivered", None, ""))
            return super()._tell(entry, now, outcome, reason)

    _with_carrying(program, SettlesFirst)


def tells_under_new_ids(program: Program) -> None:
    """What became of a message has another id each time that it is told."""

    class NewIds(Carrying):
        told = 0

        def _tell(self, entry: Any, now: datetime, outcome: Any, reason: str | None) -> Report:
            NewIds.told += 1
            return super()._tell(entry._replace(again=1_000 + NewIds.told), now, outcome, reason)

    _with_carrying(program, NewIds)


def _with_carrying(program: Program, kind: type[Carrying]) -> None:
    program.runtime._carrying = kind(
        program.applying, program.runtime._calling, program.runtime._carrying._backoff
    )
