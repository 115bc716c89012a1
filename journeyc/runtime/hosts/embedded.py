"""The runtime inside a program: a store, the journeys, the channels, and a clock. It starts no thread and
no process.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self
from uuid import uuid4

from journeyc.expression.types import ID
from journeyc.expression.validation import validate
from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import (
    AnswerInput,
    EventInput,
    Incident,
    Input,
    ProfileInput,
    Report,
    State,
    TimeInput,
)
from journeyc.runtime.delivery import Attempt, Backoff, attempt, settled
from journeyc.runtime.errors import AliasTakenError, ConflictError, UsageError
from journeyc.runtime.hosts.clock import SystemClock
from journeyc.runtime.hosts.decided import commit_of
from journeyc.runtime.hosts.journeys import Compiled, Journeys
from journeyc.runtime.hosts.position import Position, position
from journeyc.runtime.ports import ArmedTimer, Channel, Clock, HistoryEntry, Known, Store
from journeyc.runtime.stores import open_store

#: For how long `where` still shows a run that has ended, and how many of them it looks through.
RECENT = timedelta(days=1)
_RECENT_RUNS = 5
#: How often an input is decided again because somebody else was faster with the same customer.
_TRIES = 1_000
#: How many due timers are looked up at once.
_BATCH = 256
#: For how long a message belongs to the host that tries to deliver it; longer than any channel may take.
LEASE = timedelta(minutes=2)
#: What resume links begin with unless the host says otherwise. They name the run and are not signed.
RESUME_LINK = "journeyc://resume/"


class Tick(NamedTuple):
    """What passing time did: the reports of timers that fired, and the attempts to deliver messages."""

    at: datetime
    reports: tuple[Report, ...]
    attempts: tuple[Attempt, ...]


class Runtime:
    """Applies inputs, fires timers and delivers messages. Open it with `Runtime.open`, from any number of
    programs.

    Threads may share one: each input is decided on what was read and committed only if that is still so,
    else decided again. A customer is named by the key or by the value of an alias field; a name nobody
    knows is the key of a new one.
    """

    def __init__(
        self,
        store: Store,
        journeys: Journeys,
        channels: Mapping[str, Channel],
        clock: Clock,
        backoff: Backoff,
    ) -> None:
        self._store = store
        self._journeys = journeys
        self._channels = dict(channels)
        self._clock = clock
        self._backoff = backoff

    @classmethod
    def open(
        cls,
        store: str | Path | Store | None = None,
        journeys: Compiled | Iterable[Compiled] = (),
        channels: Mapping[str, Channel] | None = None,
        clock: Clock | None = None,
        *,
        resume_link: str = RESUME_LINK,
        backoff: Backoff | None = None,
    ) -> Self:
        """A runtime on a store: a path, an address such as `sqlite:///runs.sqlite?synchronous=normal`, or
        None for memory.

        `journeys` are what `journeyc.load` returns, or paths of compiled JSON; `channels` deliver messages,
        by name.
        """
        opened = open_store(store) if store is None or isinstance(store, str | Path) else store
        try:
            known = Journeys(opened, journeys, resume_link)
        except BaseException:
            opened.close()
            raise
        return cls(opened, known, channels or {}, clock or SystemClock(), backoff or Backoff())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store; what was committed stays."""
        self._store.close()

    # ── inputs ──

    def send(
        self,
        event: str,
        payload: Mapping[str, Any] | None = None,
        *,
        customer: str,
        channel: str | None = None,
        run: str | None = None,
        id: str | None = None,  # noqa: A002  # the word of the whole project
        at: datetime | None = None,
    ) -> Report:
        """Say that something happened. The same `id` again changes nothing and returns the first report."""
        identity, moment = _identity(id, "event"), self._moment(at)
        return self._apply(customer, EventInput(identity, moment, event, payload or {}, channel, run))

    def answer(
        self,
        customer: str,
        values: Mapping[str, Any],
        *,
        channel: str,
        run: str | None = None,
        id: str | None = None,  # noqa: A002  # the word of the whole project
        at: datetime | None = None,
    ) -> Report:
        """Answer what a step asks, by the path of the field: `{"dispute.amount": "12.50 EUR"}`."""
        identity, moment = _identity(id, "answer"), self._moment(at)
        return self._apply(customer, AnswerInput(identity, moment, values, channel, run))

    def identify(
        self,
        customer: str,
        fields: Mapping[str, Any],
        *,
        id: str | None = None,  # noqa: A002  # the word of the whole project
        at: datetime | None = None,
    ) -> Report:
        """Write to the customer's profile what is known of them; None clears a field."""
        identity, moment = _identity(id, "profile"), self._moment(at)
        return self._apply(customer, ProfileInput(identity, moment, fields))

    def tick(self, now: datetime | None = None) -> Tick:
        """Fire every timer that is due, in order of instant, run and name; then deliver what waits in the
        outbox.
        """
        moment = self._moment(now)
        reports = tuple(self._fire(moment))
        attempts: list[Attempt] = []
        while (tried := self._deliver_next(moment)) is not None:
            attempts.append(tried)
        return Tick(moment, reports, tuple(attempts))

    # ── views ──

    def where(self, customer: str, channel: str | None = None) -> list[Position]:
        """Where the customer is in each open run, and in runs that ended within the last day, newest last."""
        name, known = self._read(customer)
        document = known.customer
        if document is None:
            return []
        now = self._clock.now()
        ended = [
            run
            for run in reversed(self._store.ended(name, _RECENT_RUNS))
            if now - to_instant(run["updated_at"]) <= RECENT
        ]
        runs = (*ended, *known.runs)
        self._journeys.require(runs)
        return [
            position(self._journeys.wording(run["definition_hash"]), run, document, channel, now)
            for run in runs
        ]

    def history(self, customer: str | None = None, *, run: str | None = None) -> list[HistoryEntry]:
        """What happened to a customer, or in one run, oldest first."""
        if (customer is None) == (run is None):
            raise UsageError("a history is that of a customer or of a run", "name one of them")
        if run is not None:
            return self._store.history(run=run)
        return self._store.history(customer=self._read(customer or "")[0])

    def incidents(self) -> list[Incident]:
        """What could not be done, oldest first."""
        return self._store.incidents()

    def next_due(self) -> datetime | None:
        """When the next call of `tick` has something to do, None if never as things are."""
        return self._store.next_due(tuple(self._channels))

    # ── inside ──

    def _moment(self, at: datetime | None) -> datetime:
        if at is None:
            return self._clock.now()
        if at.tzinfo is None:
            raise UsageError(f"`{at.isoformat()}` has no zone", "give an aware datetime, for example in UTC")
        return at.astimezone(UTC)

    def _read(self, customer: str, input_id: str | None = None) -> tuple[str, Known]:
        """Who is meant, and what is known of them."""
        name = _name(customer, "customer")
        known = self._store.read(name, input_id)
        if known.revision:
            return name, known
        owners = self._store.find(name)
        if len(owners) > 1:
            several = ", ".join(f"`{owner}`" for owner in owners)
            raise UsageError(f"`{name}` names several customers: {several}", "use the key of one of them")
        if not owners or owners[0] == name:
            return name, known
        return owners[0], self._store.read(owners[0], input_id)

    def _apply(self, customer: str, given: Input) -> Report:
        for _ in range(_TRIES):
            name, known = self._read(customer, given.id)
            if known.report is not None:
                return known.report
            journeys = self._journeys
            journeys.require(known.runs)
            document = known.customer or new_customer(name, instant_text(given.at))
            decision = decide(journeys.directory, State(document, known.runs), given)
            commit = commit_of(known, given, decision, journeys, self._channels)
            if commit is None:
                return decision.report
            try:
                self._store.commit(commit)
            except ConflictError:
                continue
            except AliasTakenError as taken:
                return _refused(given, str(taken))
            return decision.report
        raise ConflictError(f"`{customer}` is written by others all the time", "try again later")

    def _fire(self, now: datetime) -> Iterable[Report]:
        done: set[str] = set()
        while batch := self._due(now, done):
            for timer in batch:
                if timer.customer not in done:
                    done.add(timer.customer)
                    yield self._apply(timer.customer, TimeInput(_identity(None, "time"), now))

    def _due(self, now: datetime, done: set[str]) -> list[ArmedTimer]:
        return [timer for timer in self._store.due(now, _BATCH) if timer.customer not in done]

    def _deliver_next(self, now: datetime) -> Attempt | None:
        claimed = self._store.claim(tuple(self._channels), now, now + LEASE)
        if claimed is None:
            return None
        tried = attempt(claimed, self._channels[claimed.message.channel], now, self._backoff)
        self._store.settle(settled(tried, now))
        return tried


def _identity(given: str | None, kind: str) -> str:
    return f"{kind}/{uuid4()}" if given is None else _name(given, "id")


def _name(value: object, what: str) -> str:
    _, faults = validate(value, ID, what)
    if faults:
        raise UsageError(str(faults[0]), "give a text that names it")
    return str(value)


def _refused(given: Input, reason: str) -> Report:
    at = instant_text(given.at)
    return Report(input=given.id, at=at, result="refused", reason=reason, faults=[reason], runs=[])
