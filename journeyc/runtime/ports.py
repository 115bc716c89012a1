"""The three ports of the runtime, and the plain data that passes through them. Hosts and adapters meet only
here.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

from journeyc.runtime.core.documents import CustomerDocument, Incident, Report, Run


class Clock(Protocol):
    """What time it is: an aware instant, never from the core."""

    def now(self) -> datetime: ...


# ── channels ─────────────────────────────────────────────────────────────────────────────────────────


class Message(NamedTuple):
    """A rendered notification; the same `id` always carries the same words. `to` is the address, where the
    channel needs one.
    """

    id: str
    at: str
    run: str
    customer: str
    journey: str
    notification: str
    channel: str
    language: str
    to: str | None
    subject: str
    text: str
    html: str
    expires: str | None


class Delivery(NamedTuple):
    """What became of one attempt: done, worth another try, or hopeless; `problem` says why."""

    result: Literal["delivered", "retry", "failed"]
    problem: str = ""


class Channel(Protocol):
    """Delivers a message at least once under its id. `address` names the field of the customer that says
    where to, if any.
    """

    @property
    def address(self) -> str | None: ...

    def deliver(self, message: Message) -> Delivery: ...


# ── stores ───────────────────────────────────────────────────────────────────────────────────────────


class StoredDefinition(NamedTuple):
    """A compiled journey as text, by the hash of its meaning; `text` holds the newest wording."""

    hash: str
    journey: str
    version: int
    text: str


class Known(NamedTuple):
    """What a store knows of one customer: the open runs in order of start, and the report if the input was
    seen before.

    `revision` counts the commits of this customer, 0 for one never seen; a commit names the revision it was
    decided on.
    """

    revision: int
    customer: CustomerDocument | None
    runs: tuple[Run, ...]
    report: Report | None


class HistoryEntry(NamedTuple):
    """A line of the timeline of a customer, and of a run if one was touched; `document` says what."""

    customer: str
    run: str | None
    at: str
    kind: str
    input: str
    document: Mapping[str, Any]


class ArmedTimer(NamedTuple):
    """A timer of a run; ordered by instant, run and name."""

    due: datetime
    run: str
    name: str
    customer: str


class Commit(NamedTuple):
    """All that one input changes, written together or not at all. `report` is None for an input that may
    come again.
    """

    revision: int
    customer: CustomerDocument
    input: str
    report: Report | None
    runs: Sequence[Run] = ()
    armed: Sequence[ArmedTimer] = ()
    cancelled: Sequence[tuple[str, str]] = ()
    aliases: Mapping[str, str] | None = None
    history: Sequence[HistoryEntry] = ()
    messages: Sequence[Message] = ()
    incidents: Sequence[Incident] = ()


class Claimed(NamedTuple):
    """A message to deliver now; `attempts` counts this one."""

    message: Message
    attempts: int


class Settled(NamedTuple):
    """The outcome of an attempt: `next_at` is None once nothing more will be tried."""

    id: str
    state: Literal["waiting", "delivered", "failed", "expired"]
    next_at: datetime | None
    problem: str
    history: HistoryEntry | None
    incident: Incident | None


class Store(Protocol):
    """Keeps everything. Each call is one transaction, usable from several threads; each failure is a
    `StoreError`.
    """

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        """Keep definitions; new wording replaces the old. DefinitionError where a known version has another
        meaning.
        """

    def definition(self, definition_hash: str) -> StoredDefinition | None: ...

    def newest(self, journey: str) -> StoredDefinition | None: ...

    def find(self, name: str) -> tuple[str, ...]:
        """The customers of this key or, if there is none, of this alias value."""

    def read(self, customer: str, input_id: str | None = None) -> Known: ...

    def commit(self, commit: Commit) -> None:
        """ConflictError if the revision is no longer the one that was read, AliasTakenError if an alias
        names another.
        """

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        """The runs begun last among those that have ended."""

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]: ...

    def claim(self, channels: Collection[str], now: datetime, lease: datetime) -> Claimed | None:
        """The next message whose time has come, and for nobody else until the lease is over."""

    def settle(self, settled: Settled) -> None: ...

    def next_due(self, channels: Collection[str]) -> datetime | None:
        """The earliest instant at which there is a timer to fire or a message to try."""

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]: ...

    def incidents(self) -> list[Incident]: ...

    def close(self) -> None: ...
