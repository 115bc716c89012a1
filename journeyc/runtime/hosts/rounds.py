"""The rounds of a worker: whom it leases, what it does for them, and what becomes of faults. No thread is
started here.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple

from journeyc.runtime.calls.caller import Caller
from journeyc.runtime.core.documents import Report
from journeyc.runtime.delivery import Backoff
from journeyc.runtime.errors import FencedError
from journeyc.runtime.hosts.applying import Applying
from journeyc.runtime.hosts.aside import Aside, Pause, is_of_store, said_of
from journeyc.runtime.hosts.calling import Calling
from journeyc.runtime.hosts.carrying import Carrying
from journeyc.runtime.hosts.counting import Counting, fired_in
from journeyc.runtime.hosts.fair import Turns
from journeyc.runtime.hosts.firing import Firing
from journeyc.runtime.hosts.held import Held
from journeyc.runtime.hosts.passed_over import PassedOver
from journeyc.runtime.logs import WORKER as LOG
from journeyc.runtime.ports import Clock, Lease

#: So many entries of one customer are carried in a row; then it is the turn of others.
TURN = 100
#: So many customers are leased at once to let time pass by them.
TIMED = 64
#: Late answers are put aside under this name, which no customer has.
_LATE = ""


class Round(NamedTuple):
    """What a round came to: for how many customers entries of the outbox were taken in hand, by how many time
    has passed, and how many answers of services came late. Another one is worth while after so many
    `seconds`; `failed` says that it is so late since the store did not do what was asked.
    """

    carried_for: int
    timed: int
    answers: int
    seconds: float
    failed: bool = False

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return not (self.carried_for or self.timed or self.answers or self.failed)


class Rounds:
    """What a worker does; the threads that carry share it."""

    def __init__(
        self,
        applying: Applying,
        clock: Clock,
        caller: Caller,
        backoff: Backoff,
        lease: timedelta,
        poll_seconds: float,
        chance: Random,
    ) -> None:
        self._applying = applying
        self._store = applying.store
        self._bound = applying.bound
        self._clock = clock
        self._caller = caller
        self._backoff = backoff
        self._lease = lease
        self._poll_seconds = poll_seconds
        self._chance = chance
        self._late = Calling(applying, clock, caller)
        self._firing = Firing(applying)
        self._held = Held(applying.store, lease)
        self._turns = Turns()
        self._aside = Aside(chance)
        self._pause = Pause(chance)
        self._passed_over = PassedOver(applying.store)
        self.counting = Counting()
        self.stopping = False

    def round(self, carriers: int, carry_for: Callable[[Lease], None]) -> Round:
        """One round, with so many carriers that are free. Whatever goes wrong is counted and logged."""
        if pause := self._pause.seconds():
            return Round(0, 0, 0, pause, failed=True)
        now = self._clock.now()
        # Before others are leased, as that ends all leases that are over by now.
        self.keep(now)
        answers = carried_for = timed = 0
        seconds = self._poll_seconds
        try:
            answers = self._take_late_answers(now)
            carried_for = self._carry(now, carriers, carry_for)
            timed = self._pass_time(now)
            seconds = 0.0 if answers or carried_for or timed else self._until_due(now)
        except Exception as error:  # noqa: BLE001  # a worker goes on, whatever the store does
            self._fault(error)
        pause = self._pause.seconds()
        done = Round(carried_for, timed, answers, pause or seconds, failed=pause > 0)
        self._look(done, now)
        return done

    def _look(self, done: Round, now: datetime) -> None:
        """Let the observer know how things are, if there is one."""
        observer = self._applying.observer
        observer.round(leases=len(self._held.customers), idle=done.is_idle, failed=done.failed)
        if not done.failed:
            try:
                observer.look(self._store, self._caller.are_resting, now)
            except Exception as error:  # noqa: BLE001  # a worker goes on, whatever the store does
                self._fault(error)

    def carry_for(self, lease: Lease) -> None:
        """A turn of one customer: what waits for them is carried under the lease, which ends with it."""
        try:
            if self._turn(lease):
                self._turns.served(lease.customer, self._clock.now())
            self._aside.forget(lease.customer)
        except FencedError:
            self._fenced(lease)
        except Exception as error:  # noqa: BLE001  # others are served, whatever is wrong with this one
            self._fault(error, lease.customer)
        finally:
            self.release([lease])

    def keep(self, now: datetime | None = None) -> None:
        """Renew the leases that have run for a while. Where the store cannot, others may have the customers
        when they are over, which is safe.
        """
        try:
            lost = self._held.keep(now or self._clock.now())
        except Exception as error:  # noqa: BLE001  # what is in hand goes on
            self._fault(error)
            return
        for one in lost:
            self.counting.trouble(lost=1)
            self._applying.observer.trouble("lost")
            LOG.warning(
                "the lease of `%s` was over before it was renewed, others may have it",
                one.customer,
                extra={"customer": one.customer},
            )

    def release(self, leases: Sequence[Lease] | None = None) -> None:
        """Let others work for these customers, or for all. Where the store cannot be told, the leases run
        out.
        """
        try:
            self._held.release(self._held.all() if leases is None else leases)
        except Exception as error:  # noqa: BLE001  # it is the end of something that must go on to the next
            self._fault(error)

    # ── what is done ──

    def _take_late_answers(self, now: datetime) -> int:
        """Apply what services answered after their deadline. Whoever it is for, another worker may have them:
        like all that comes from outside it counts at once, and what is decided meanwhile is decided
        again.
        """
        if not self._caller.has_late or _LATE in self._aside.customers(now):
            return 0
        answers = 0
        try:
            for _ in self._late.late(now):
                answers += 1
                self.counting.progress(now, answers=1)
            self._aside.forget(_LATE)
        except Exception as error:  # noqa: BLE001  # as for a customer
            self._fault(error, _LATE)
        return answers

    def _carry(self, now: datetime, carriers: int, carry_for: Callable[[Lease], None]) -> int:
        """Take in hand what waits in the outbox for as many customers as can be carried for."""
        if carriers < 1 or self.stopping:
            return 0
        besides = self._held.customers | self._aside.customers(now)
        until = now + self._lease
        outlets = self._bound.outlets
        waiting: list[Lease] = []

        def lease(since: datetime, limit: int, others: Collection[str]) -> list[Lease]:
            found = self._held.take(self._store.lease_outbox(outlets, since, until, limit, others))
            waiting.extend(found)
            return found

        try:
            leases = self._turns.next(lease, now, carriers, besides)
            while waiting:
                carry_for(waiting[0])
                del waiting[0]
        finally:
            self.release(waiting)
        return len(leases)

    def _turn(self, lease: Lease) -> bool:
        """Carry what is due for one customer, in its order, one at a time; whether the turn was over before
        there was no more.
        """
        applying = self._applying.under(lease)
        carrying = Carrying(applying, Calling(applying, self._clock, self._caller), self._backoff)
        entries = islice(carrying.all_due(self._clock), TURN)
        number = 0
        while self._goes_on(lease):
            done = next(entries, None)
            if done is None:
                return number == TURN
            number += 1
            self._pause.well()
            self.counting.progress(self._clock.now(), carried=1)
        return False

    def _pass_time(self, now: datetime) -> int:
        """Let time pass by customers with timers that are due, behind the calls that are due for them. By how
        many with any result, which may be that they are passed over: so nobody is leased without end.
        """
        if self.stopping:
            return 0
        besides = self._held.customers | self._aside.customers(now)
        besides |= self._passed_over.customers(now, TIMED)
        about = (now, now + self._lease, TIMED, self._bound.calls, besides)
        leases = self._held.take(self._store.lease_timers(*about))
        try:
            outcomes = self._fire(leases, now)
            return sum(self._timed(*one, now) for one in zip(leases, outcomes, strict=True))
        finally:
            self.release(leases)

    def _fire(self, leases: Sequence[Lease], now: datetime) -> list[Report | Exception]:
        """What came of it for each of these customers; alone, where it cannot be said who is to blame."""
        if not leases:
            return []
        try:
            return [*self._firing.leased(leases, now)]
        except Exception as error:
            if is_of_store(error):
                raise
            if len(leases) == 1:
                return [error]
            return [outcome for lease in leases for outcome in self._fire([lease], now)]

    def _timed(self, lease: Lease, outcome: Report | Exception, now: datetime) -> bool:
        customer = lease.customer
        if isinstance(outcome, FencedError):
            self._fenced(lease)
            return False
        if isinstance(outcome, Exception):
            self._fault(outcome, customer)
            return False
        self._aside.forget(customer)
        self._pause.well()
        if fired := fired_in(outcome):
            self.counting.progress(now, fired=fired)
            LOG.debug("time has passed by `%s`: %d", customer, fired, extra={"customer": customer})
            return True
        known = self._applying.read(customer)[1]
        is_written = known.customer is not None and known.customer["updated_at"] == outcome["at"]
        return self._passed_over.note(known, now) or is_written

    def _goes_on(self, lease: Lease) -> bool:
        """Whether to do more for a customer."""
        self.keep()
        return self._held.has(lease) and not self.stopping

    def _until_due(self, now: datetime) -> float:
        """How many seconds there is nothing to do, as far as is known; others may bring something."""
        poll = self._poll_seconds * (1 - self._chance.random() / 4)
        due = self._store.next_due(self._bound.outlets, self._passed_over.timers)
        self._pause.well()
        # What is due already is another worker's.
        return poll if due is None or due <= now else min(poll, (due - now).total_seconds())

    # ── what is told ──

    def _fenced(self, lease: Lease) -> None:
        self._held.lose([lease])
        self.counting.trouble(fenced=1)
        self._applying.observer.trouble("fenced")
        LOG.warning(
            "`%s` is another worker's now, what was decided here does not count",
            lease.customer,
            extra={"customer": lease.customer},
        )

    def _fault(self, error: Exception, customer: str | None = None) -> None:
        """Count what went wrong, say it, and leave alone whom it concerns."""
        self.counting.trouble(errors=1)
        self._applying.observer.trouble("error")
        if customer is None or is_of_store(error):
            self._pause.failed()
        if customer is None:
            LOG.error("%s", said_of(error))
            return
        seconds = self._aside.put(customer, self._clock.now())
        whose = f"`{customer}`" if customer != _LATE else "a late answer"
        about = {"customer": customer} if customer != _LATE else {}
        LOG.error("%s is left alone for %.0f seconds: %s", whose, seconds, said_of(error), extra=about)
