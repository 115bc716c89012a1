"""What a host asks of a store, and the rows of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import CustomerDocument, Incident, Report, Run
from journeyc.runtime.errors import StoreError
from journeyc.runtime.ports.carrying import Claimed, Lease, Message, Outgoing


class StoredDefinition(NamedTuple):
    """A compiled journey as text, by the hash of its meaning; `text` holds the newest wording."""

    hash: str
    journey: str
    version: int
    text: str


class Known(NamedTuple):
    """What a store knows of one customer: the open runs in order of start, and behind them an ended one that
    was asked for; and the report if the input was seen before.

    `revision` rises with each commit of this customer, also of who came after one was erased, and is 0 for
    one never seen; a commit names the revision it was decided on.
    """

    revision: int
    customer: CustomerDocument | None
    runs: tuple[Run, ...]
    report: Report | None

    def run(self, name: str) -> Run | None:
        """One of the runs by its id; None where it is not among them."""
        return next((run for run in self.runs if run["id"] == name), None)


class HistoryEntry(NamedTuple):
    """A line of the timeline of a customer, and of a run if one was touched; `document` says what."""

    customer: str
    run: str | None
    at: str
    kind: str
    input: str
    document: Mapping[str, Any]


class Parting(NamedTuple):
    """What a customer takes along who was a part of another: the lines of history of their `runs`; and the
    `inputs` that were answered meanwhile, which stay answered for both.
    """

    customer: str
    runs: Sequence[str]
    inputs: Sequence[str]


class Member(NamedTuple):
    """A customer who is in a segment, and since when."""

    customer: str
    since: str


class ArmedTimer(NamedTuple):
    """A timer of a run, or of the customer if `run` is empty; ordered by instant, run and name."""

    due: datetime
    run: str
    name: str
    customer: str


class Task(NamedTuple):
    """Work for a queue or a bot, opened by entering a step, closed by leaving it. `claimed_by` is empty while
    nobody does it, `due` while nothing says by when it is to be claimed or answered.
    """

    id: str
    run: str
    customer: str
    journey: str
    worker: Literal["queue", "bot"]
    name: str
    place: str
    opened_at: str
    claimed_by: str = ""
    due: str = ""


class TaskFilter(NamedTuple):
    """Which open tasks are wanted: of one queue or bot, `claimed_by` one person (by nobody, where that is
    empty), due by an instant; and so many of them at most.
    """

    name: str | None = None
    claimed_by: str | None = None
    due_by: datetime | None = None
    limit: int | None = None


#: Every open task.
ALL_TASKS = TaskFilter()


class Kept(NamedTuple):
    """Everything that a store has of some customers, in the order in which it was written.

    `aliases` are (field, value, customer), `inputs` (customer, id, answer), `outbox` what left or is to
    leave, with what became of it; incidents and tasks are told to be open or not.
    """

    customers: list[CustomerDocument]
    aliases: list[tuple[str, str, str]]
    runs: list[Run]
    inputs: list[tuple[str, str, Report]]
    history: list[HistoryEntry]
    outbox: list[tuple[Outgoing, str]]
    incidents: list[tuple[Incident, bool]]
    tasks: list[tuple[Task, bool]]


class Leaving(NamedTuple):
    """What is to leave the store of one customer, with who is a part of them, who are at this `revision`."""

    customer: str
    revision: int
    gone: Kept


class Erasure(NamedTuple):
    """The rows that were deleted of customers, by table, and whether no byte of them is left."""

    rows: Mapping[str, int]
    clean: bool


class Row(NamedTuple):
    """One thing that a store keeps, as plain data: its table, one of `TABLES`, and the values by name.

    Documents are as the core defines them, instants are text, bytes are text in base64.
    """

    table: str
    values: dict[str, Json]


#: All that a store keeps, and what a row of each table has. Rows come in this order; those of one table by
#: their key, or in the order in which they were written.
TABLES: Mapping[str, tuple[str, ...]] = {
    "definitions": ("hash", "journey", "version", "text"),
    "customers": ("revision", "document"),
    "aliases": ("field", "value", "customer"),
    "runs": ("document",),
    "timers": ("customer", "run", "name", "due"),
    "inputs": ("customer", "id", "report"),
    "history": ("customer", "run", "at", "kind", "input", "document"),
    "outbox": ("kind", "document", "state", "attempts", "next_at", "problem"),
    "incidents": ("document", "open"),
    "tasks": ("document", "open"),
    "members": ("segment", "customer", "since"),
    "secrets": ("name", "value"),
    "erasures": ("number",),
}


#: More than one customer ever has.
_MOST_COMMITS = 2**32


class Commit(NamedTuple):
    """All that one input changes, written together or not at all. `report` is None for an input that may
    come again.

    `cancelled` are timers as (run, name), `claims` tasks with who has them now and when they are due,
    `settles` the incidents that this mends. Something outgoing whose id is known already is tried anew.
    `aliases` are the texts of those fields that this host knows, None where there is none now; others stay.
    `segments` are all that the customer is in, with since when. They and `aliases` are None where they stay
    as they are. `lease` is that of the worker who has decided it, if one has. `trace` is kept beside its runs
    and what leaves, where it is not empty.
    """

    revision: int
    customer: CustomerDocument
    input: str
    report: Report | None
    runs: Sequence[Run] = ()
    armed: Sequence[ArmedTimer] = ()
    cancelled: Sequence[tuple[str, str]] = ()
    aliases: Mapping[str, str | None] | None = None
    segments: Mapping[str, str] | None = None
    history: Sequence[HistoryEntry] = ()
    outgoing: Sequence[Outgoing] = ()
    incidents: Sequence[Incident] = ()
    tasks: Sequence[Task] = ()
    claims: Sequence[tuple[str, str, str]] = ()
    closed: Sequence[str] = ()
    settles: Sequence[str] = ()
    parting: Parting | None = None
    lease: Lease | None = None
    trace: str = ""

    @property
    def next_revision(self) -> int:
        """That of the customer once this is written: of somebody new behind all that anybody had who was
        erased before, so that what was decided of those is never written.
        """
        return self.revision + 1 if self.revision else self.customer.get("generation", 0) * _MOST_COMMITS + 1


class Settled(NamedTuple):
    """The outcome of an attempt over an outlet, at what was decided `again` so often: `next_at` is None once
    nothing more will be tried. What was put off was not `tried`: that attempt does not count.

    An entry that waits for another outlet by now, or was decided again since, stays as it is, and so does one
    that somebody else has settled for good, who had it after a lease was over: what was delivered is not sent
    again. Its line of history is that of whom its run belongs to by then.
    """

    id: str
    outlet: str
    state: Literal["waiting", "delivered", "failed", "expired", "suppressed", "stale"]
    next_at: datetime | None
    problem: str
    history: HistoryEntry | None = None
    incident: Incident | None = None
    tried: bool = True
    again: int = 0
    lease: Lease | None = None


class Backlog(NamedTuple):
    """What there is to do in a store at a moment, and what has gone wrong. No more than `most` of anything
    are counted.

    `waiting` are the entries of the outbox that are due, by outlet, with when the first was; `timers` the
    timers that are due, with when the first was, and `leases` those of workers that are over, which nobody
    gave back, of customers for whom something is due. `runs` are those that have not ended, by status,
    `tasks` and `incidents` the open ones.
    """

    most: int
    waiting: Mapping[str, tuple[int, datetime]]
    timers: tuple[int, datetime | None]
    leases: tuple[int, datetime | None]
    runs: Mapping[str, int]
    tasks: int
    incidents: int


class Store(Protocol):
    """Keeps everything. Each call is one transaction, usable from several threads; each failure is a
    `StoreError`.
    """

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        """Keep definitions; new wording replaces the old. DefinitionError where a known version has another
        meaning.
        """

    def definition(self, definition_hash: str) -> StoredDefinition | None:
        """The one with this hash of its meaning."""

    def definitions(self) -> list[StoredDefinition]:
        """All that are kept, by journey and version."""

    def newest(self, journey: str) -> StoredDefinition | None:
        """The one of a journey with the highest version."""

    def find(self, name: str) -> tuple[str, ...]:
        """The customers of this key or, if there is none, of this alias value."""

    def owner(self, run: str) -> str | None:
        """The customer of a run, ended or not."""

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        """A customer; `run` is read even if it has ended."""

    def read_many(self, asked: Sequence[tuple[str, str | None, str | None]]) -> list[Known]:
        """As `read`, for several at once; each is a customer, an input and a run."""

    def commit(self, *commits: Commit) -> None:
        """Write all of them or nothing; they are of different customers. ConflictError if a revision is no
        longer the one that was read, or the key of somebody new has become an alias of another;
        AliasTakenError if an alias names somebody who is no part of the customer; FencedError if the lease of
        the worker was given to another.
        """

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        """Write groups one after the other in one transaction, each as a whole or not at all, whatever
        becomes of those about other customers; the error for which it was not written, one of those of
        `commit`, or UnwritableError. A group about a customer of whom one before was not written was decided
        on that, and is a ConflictError too. Any other error is raised.
        """

    def merge(self, name: str) -> str | None:
        """The customer who has become a part of another by this merge, also where it is undone: as long as
        no other merge of theirs came after it.
        """

    def customers(self, limit: int, after: str = "") -> list[CustomerDocument]:
        """Customers by key, those behind one of them; who is a part of another is among them."""

    def members(self, segment: str, limit: int, after: str = "") -> list[Member]:
        """Who is in a segment, by key, those behind one of them."""

    def count_members(self, segment: str) -> int:
        """How many are in a segment."""

    def everything(self, customers: Sequence[str]) -> Kept:
        """All that is kept of customers; the first is who the others are a part of."""

    def erase(self, customers: Sequence[str], revision: int, *, clean: bool = True) -> Erasure:
        """Forget customers, and all that is kept of them; that no byte of it is left is tried with `clean`.
        ConflictError as for a commit, with the revision of the first.
        """

    def erasures(self) -> int:
        """How often customers have been erased."""

    def aging(self, before: datetime, limit: int, after: str = "") -> tuple[list[str], str]:
        """Of so many customers by key, those behind one of them: of whom something may be older than an
        instant, and the last who was looked at, empty where there was nobody.
        """

    def retire(self, leaving: Sequence[Leaving]) -> list[bool]:
        """Delete what leaves, in one transaction; of each customer all of it, or nothing where anything of
        it is no longer as it was read.
        """

    def message(self, effect: str) -> Message | None:
        """A message that was put into the outbox, by its id, as it was the last time."""

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        """The runs begun last among those that have ended."""

    def runs(
        self,
        limit: int,
        *,
        customer: str | None = None,
        journey: str | None = None,
        status: str | None = None,
        after: str = "",
    ) -> list[Run]:
        """Runs of all customers or of one, the newest first; those behind one of them. The status may be
        `open`, for all that have not ended.
        """

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]:
        """Timers whose instant has come, so many at most, in their order."""

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, lease: Lease | None = None
    ) -> Claimed | None:
        """The next of these outlets whose time has come, and for nobody else until then. Under a lease it is
        one of that customer; FencedError if they were given to another.
        """

    def settle(self, settled: Settled) -> None:
        """Write what became of what was claimed; FencedError as for a commit."""

    def lease_outbox(
        self,
        outlets: Collection[str],
        now: datetime,
        until: datetime,
        limit: int,
        besides: Collection[str] = (),
    ) -> list[Lease]:
        """Customers, but for those `besides`, for whom there is something to carry over one of these outlets
        and whom nobody works for, or no longer; who has waited longest comes first.
        """

    def lease_timers(
        self,
        now: datetime,
        until: datetime,
        limit: int,
        before: Collection[str] = (),
        besides: Collection[str] = (),
    ) -> list[Lease]:
        """The same for customers with a timer that is due, except where something is to be carried over an
        outlet that goes `before` it.
        """

    def renew(self, leases: Sequence[Lease], until: datetime) -> list[Lease]:
        """Those that are still held, until then."""

    def release(self, leases: Sequence[Lease]) -> None:
        """Let others work for these customers."""

    def secret(self, name: str) -> bytes:
        """32 random bytes, made once for each name and kept."""

    def next_due(self, outlets: Collection[str], besides: Collection[ArmedTimer] = ()) -> datetime | None:
        """The earliest instant at which there is a timer to fire, besides these, or something to carry."""

    def traces(self, names: Collection[str]) -> dict[str, str]:
        """The `trace` that was kept with runs, and with what left, by their ids: that of the last commit of
        each that had one. A stream of rows does not carry it.
        """

    def backlog(self, now: datetime, most: int = 10_000) -> Backlog:
        """What there is to do by now; no more than `most` of anything are counted."""

    def open_runs(self, limit: int) -> list[Run]:
        """Runs that have not ended, so many at most, in no order."""

    def tasks(self, wanted: TaskFilter = ALL_TASKS) -> list[Task]:
        """Open tasks: those that are due first, then those that are never due, oldest first."""

    def task(self, name: str) -> Task | None:
        """An open task by its id, None where it is none or closed."""

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]:
        """The lines of a customer, or of one run, oldest first."""

    def incident(self, name: str) -> tuple[Incident, bool] | None:
        """An incident, and whether it is still open."""

    def incidents(
        self, limit: int | None = None, *, settled: bool = False, run: str | None = None, after: str = ""
    ) -> list[Incident]:
        """The open incidents, or the settled ones, of all runs or of one, oldest first; those behind one of
        them.
        """

    # ── the whole store ──

    def counts(self) -> dict[str, int]:
        """How many rows each of `TABLES` has."""

    def rows(self) -> Iterator[Row]:
        """All rows, as they are at one moment; others go on writing meanwhile."""

    def load(self, rows: Iterable[Row]) -> None:
        """Write rows as `rows` has given them into a store that has none, all of them or nothing. UsageError
        where it has some, or where a row is none.
        """

    def close(self) -> None:
        """Let go of what is open; what was committed stays."""
