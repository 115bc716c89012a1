"""The store in one SQLite file: write-ahead log, one transaction for each input."""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from secrets import token_bytes
from threading import RLock
from typing import Any

from journeyc.runtime.core.documents import CustomerDocument, Incident, Run
from journeyc.runtime.errors import (
    ConflictError,
    DefinitionError,
    StoreError,
    StoreLockedError,
    UnwritableError,
)
from journeyc.runtime.own_process import OwnProcess
from journeyc.runtime.ports import (
    ALL_TASKS,
    ArmedTimer,
    Backlog,
    Claimed,
    Commit,
    Erasure,
    HistoryEntry,
    Kept,
    Known,
    Lease,
    Leaving,
    Member,
    Message,
    Row,
    Settled,
    StoredDefinition,
    Task,
    TaskFilter,
)
from journeyc.runtime.stores.backlogs import backlog_of
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.groups import REFUSALS, each_written
from journeyc.runtime.stores.instants import microseconds, moment_of
from journeyc.runtime.stores.rows import task_of
from journeyc.runtime.stores.sqlite.carried import claimed, note
from journeyc.runtime.stores.sqlite.commits import check, erasures, write
from journeyc.runtime.stores.sqlite.connection import (
    connect,
    connect_to_look,
    explained,
    require_synchronous,
    translated,
    unwritable,
)
from journeyc.runtime.stores.sqlite.leasing import (
    are_some_over,
    end_those_over,
    lease,
    release,
    renew,
    with_outgoing,
    with_timers,
)
from journeyc.runtime.stores.sqlite.outbox import first, next_due
from journeyc.runtime.stores.sqlite.reading import OPEN_RUNS, read, traces
from journeyc.runtime.stores.sqlite.retiring import aging, retire
from journeyc.runtime.stores.sqlite.rows import counts, load, rows
from journeyc.runtime.stores.sqlite.sharing import Sharing, Writing
from journeyc.runtime.stores.sqlite.timeline import lines_of
from journeyc.runtime.stores.sqlite.turns import Turns
from journeyc.runtime.stores.sqlite.whole import (
    RUNS_OF_CUSTOMER,
    erase,
    everything,
    leave_no_byte,
)
from journeyc.runtime.stores.tables import open_task, open_tasks
from journeyc.runtime.stores.versions import clash

_LAST = datetime.max.replace(tzinfo=UTC)

_FIND = """
SELECT id FROM customers WHERE id = ?1
UNION ALL SELECT DISTINCT customer FROM aliases
WHERE value = ?1 AND NOT EXISTS (SELECT 1 FROM customers WHERE id = ?1)
ORDER BY 1
"""


class SqliteStore:
    """One file. With `synchronous="full"` a power cut loses no committed input; `"normal"` is several times
    faster and may then lose the last ones, but never a part of one. A process that dies loses nothing.
    With a `connection` that is open already, the rest does not count.
    """

    def __init__(
        self,
        path: str,
        synchronous: str = "full",
        busy_seconds: float = 5.0,
        *,
        connection: sqlite3.Connection | None = None,
    ) -> None:
        require_synchronous(synchronous)
        self.path = path
        self._process = OwnProcess()
        self._lock = RLock()
        self._busy_seconds = busy_seconds
        self._is_lent = connection is not None
        self._open: sqlite3.Connection | None = connection or connect(path, synchronous, busy_seconds)
        self._turns = Turns(path, busy_seconds)
        self._sharing = Sharing(self._transaction)
        #: For whoever reads while another thread writes; opened by the first who does.
        self._beside: sqlite3.Connection | None = None
        self._beside_lock = RLock()

    # ── definitions ──

    def define(self, definitions: Sequence[StoredDefinition]) -> None:
        # Mostly all is known already, and then opening a runtime waits for nobody.
        if all(self.definition(new.hash) == new for new in definitions):
            return
        with self._writing() as db:
            for new in definitions:
                known = db.execute(
                    "SELECT * FROM definitions WHERE journey = ? AND version = ?",
                    (new.journey, new.version),
                ).fetchone()
                if known is not None and known[0] != new.hash:
                    raise DefinitionError(*clash(StoredDefinition(*known), new, f"`{self.path}`"))
                db.execute("REPLACE INTO definitions VALUES (?, ?, ?, ?)", new)

    def definition(self, definition_hash: str) -> StoredDefinition | None:
        rows = self._rows("SELECT * FROM definitions WHERE hash = ?", (definition_hash,))
        return StoredDefinition(*rows[0]) if rows else None

    def definitions(self) -> list[StoredDefinition]:
        rows = self._rows("SELECT * FROM definitions ORDER BY journey, version")
        return [StoredDefinition(*row) for row in rows]

    def newest(self, journey: str) -> StoredDefinition | None:
        rows = self._rows(
            "SELECT * FROM definitions WHERE journey = ? ORDER BY version DESC LIMIT 1", (journey,)
        )
        return StoredDefinition(*rows[0]) if rows else None

    # ── one input ──

    def find(self, name: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._rows(_FIND, (name,)))

    def owner(self, run: str) -> str | None:
        rows = self._rows("SELECT customer FROM runs WHERE id = ?", (run,))
        return rows[0][0] if rows else None

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        # At one moment: what is refused because of newer runs is written nowhere, and meets no conflict.
        with self._reading() as db, _at_one_moment(db):
            return read(db, customer, input_id, run)

    def read_many(self, asked: Sequence[tuple[str, str | None, str | None]]) -> list[Known]:
        # So each statement needs not lock the file, and look for what is new in it.
        with self._reading() as db, _at_one_moment(db):
            return [read(db, *one) for one in asked]

    def commit(self, *commits: Commit) -> None:
        self._sharing.do(lambda db: _write(db, commits))

    def commit_each(self, groups: Sequence[Sequence[Commit]]) -> list[StoreError | None]:
        try:
            return self._sharing.do(lambda db: each_written(groups, lambda group: _write(db, group)))
        except UnwritableError:
            # One of them is in the way of all, so each has a transaction of its own for once.
            errors = (*REFUSALS, UnwritableError)
            return each_written(groups, lambda group: self.commit(*group), errors)

    def message(self, effect: str) -> Message | None:
        rows = self._rows("SELECT doc FROM outbox WHERE id = ? AND outlet LIKE 'message:%'", (effect,))
        return Message(**unpacked(rows[0][0])) if rows else None

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        sql = "SELECT doc FROM runs WHERE customer = ? AND status = 'ended' ORDER BY number DESC LIMIT ?"
        return tuple(unpacked(row[0]) for row in self._rows(sql, (customer, limit)))

    def runs(
        self,
        limit: int,
        *,
        customer: str | None = None,
        journey: str | None = None,
        status: str | None = None,
        after: str = "",
    ) -> list[Run]:
        of = "runs" if customer is None else f"({RUNS_OF_CUSTOMER})"
        behind = " AND number < (SELECT number FROM runs WHERE id = ?5)" if after else ""
        sql = (
            f"SELECT doc FROM {of} WHERE (?2 IS NULL OR journey = ?2)"  # noqa: S608  # no value is in it
            " AND (?3 IS NULL OR status = ?3 OR (?3 = 'open' AND status <> 'ended'))"
            f"{behind} ORDER BY number DESC LIMIT ?4"
        )
        values = (customer, journey, status, limit, after)[: 5 if after else 4]
        return [unpacked(row[0]) for row in self._rows(sql, values)]

    # ── time and the outbox ──

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]:
        sql = "SELECT due, run, name, customer FROM timers WHERE due <= ? ORDER BY due, run, name LIMIT ?"
        return [
            ArmedTimer(moment_of(row[0]), *row[1:]) for row in self._rows(sql, (microseconds(until), limit))
        ]

    def claim(
        self, outlets: Collection[str], now: datetime, until: datetime, lease: Lease | None = None
    ) -> Claimed | None:
        with self._reading() as db:
            if first(db, outlets, now, lease) is None:
                return None
        # Asked again in the transaction: somebody else may have claimed it meanwhile.
        return self._sharing.do(lambda db: claimed(db, outlets, now, until, lease))

    def settle(self, settled: Settled) -> None:
        self._sharing.do(lambda db: note(db, settled))

    # ── workers ──

    def lease_outbox(
        self,
        outlets: Collection[str],
        now: datetime,
        until: datetime,
        limit: int,
        besides: Collection[str] = (),
    ) -> list[Lease]:
        return self._lease(now, until, lambda db: with_outgoing(db, outlets, now, limit, besides))

    def lease_timers(
        self,
        now: datetime,
        until: datetime,
        limit: int,
        before: Collection[str] = (),
        besides: Collection[str] = (),
    ) -> list[Lease]:
        return self._lease(now, until, lambda db: with_timers(db, now, limit, before, besides))

    def _lease(
        self, now: datetime, until: datetime, wanted: Callable[[sqlite3.Connection], list[str]]
    ) -> list[Lease]:
        """Lease those who are `wanted`. Mostly there is nobody, and then nothing is written."""
        with self._reading() as db:
            if not wanted(db) and not are_some_over(db, now):
                return []

        def leased(db: sqlite3.Connection) -> list[Lease]:
            end_those_over(db, now)
            return lease(db, wanted(db), until)

        return self._sharing.do(leased)

    def renew(self, leases: Sequence[Lease], until: datetime) -> list[Lease]:
        return self._sharing.do(lambda db: renew(db, leases, until))

    def release(self, leases: Sequence[Lease]) -> None:
        self._sharing.do(lambda db: release(db, leases))

    def secret(self, name: str) -> bytes:
        sql = "SELECT value FROM secrets WHERE name = ?"
        if not (rows := self._rows(sql, (name,))):
            with self._writing() as db:
                # Whoever was faster has made the one that counts.
                db.execute("INSERT INTO secrets VALUES (?, ?) ON CONFLICT DO NOTHING", (name, token_bytes()))
            rows = self._rows(sql, (name,))
        secret: bytes = rows[0][0]
        return secret

    def next_due(self, outlets: Collection[str], besides: Collection[ArmedTimer] = ()) -> datetime | None:
        with self._reading() as db:
            found = next_due(db, outlets)
            timers = self.due(_LAST, len(besides) + 1)
        return min([*found, *(timer.due for timer in timers if timer not in besides)], default=None)

    # ── reading back ──

    def traces(self, names: Collection[str]) -> dict[str, str]:
        with self._reading() as db:
            return traces(db, names)

    def backlog(self, now: datetime, most: int = 10_000) -> Backlog:
        with self._reading() as db, _at_one_moment(db):
            return backlog_of(lambda sql, values: db.execute(sql, values).fetchall(), ":{}".format, now, most)

    def open_runs(self, limit: int) -> list[Run]:
        return [unpacked(row[0]) for row in self._rows(OPEN_RUNS, (limit,))]

    def tasks(self, wanted: TaskFilter = ALL_TASKS) -> list[Task]:
        return [task_of(unpacked(row), *now) for row, *now in self._rows(*open_tasks("?", wanted))]

    def task(self, name: str) -> Task | None:
        rows = self._rows(open_task("?"), (name,))
        return task_of(unpacked(rows[0][0]), *rows[0][1:]) if rows else None

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]:
        with self._reading() as db:
            if run is not None:
                found = db.execute("SELECT customer FROM runs WHERE id = ?", (run,)).fetchone()
                customer = found[0] if found else None
            return lines_of(db, _with_parts(db, customer), run)

    def incident(self, name: str) -> tuple[Incident, bool] | None:
        rows = self._rows("SELECT doc, state FROM incidents WHERE id = ?", (name,))
        return (unpacked(rows[0][0]), rows[0][1] == "open") if rows else None

    def incidents(
        self, limit: int | None = None, *, settled: bool = False, run: str | None = None, after: str = ""
    ) -> list[Incident]:
        # The state stands in the text, so that the index of open ones is used.
        sql = (
            f"SELECT doc FROM incidents WHERE state = '{'settled' if settled else 'open'}'"  # noqa: S608  # no value is in it
            f"{' AND run = :run' if run is not None else ''}"
            f"{' AND number > (SELECT number FROM incidents WHERE id = :after)' if after else ''}"
            " ORDER BY number LIMIT :limit"
        )
        values = {"run": run, "after": after, "limit": -1 if limit is None else limit}
        return [unpacked(row[0]) for row in self._rows(sql, values)]

    # ── whole customers ──

    def merge(self, name: str) -> str | None:
        rows = self._rows("SELECT id FROM customers WHERE merge = ?", (name,))
        return rows[0][0] if rows else None

    def customers(self, limit: int, after: str = "") -> list[CustomerDocument]:
        sql = "SELECT doc FROM customers WHERE id > ? ORDER BY id LIMIT ?"
        return [unpacked(row[0]) for row in self._rows(sql, (after, limit))]

    def members(self, segment: str, limit: int, after: str = "") -> list[Member]:
        sql = (
            "SELECT customer, since FROM members WHERE segment = ? AND customer > ? ORDER BY customer LIMIT ?"
        )
        return [Member(*row) for row in self._rows(sql, (segment, after, limit))]

    def count_members(self, segment: str) -> int:
        count: int = self._rows("SELECT count(*) FROM members WHERE segment = ?", (segment,))[0][0]
        return count

    def everything(self, customers: Sequence[str]) -> Kept:
        with self._reading() as db, _at_one_moment(db):
            return everything(db, customers)

    def erase(self, customers: Sequence[str], revision: int, *, clean: bool = True) -> Erasure:
        with self._writing() as db:
            found = db.execute("SELECT seq FROM customers WHERE id = ?", (customers[0],)).fetchone()
            if found is None or found[0] != revision:
                raise ConflictError(f"`{customers[0]}` was changed by somebody else meanwhile", "read again")
            rows = erase(db, customers)
        return Erasure(rows, clean and self._is_cleaned())

    def _is_cleaned(self) -> bool:
        try:
            with self._lock, self._beside_lock, self._turns.one(), translated(self.path):
                return leave_no_byte(self._connection(), self._busy_seconds)
        except StoreLockedError:
            # They are erased all the same.
            return False

    def erasures(self) -> int:
        with self._reading() as db:
            return erasures(db)

    # ── what is over, and the whole store ──

    def aging(self, before: datetime, limit: int, after: str = "") -> tuple[list[str], str]:
        with self._reading() as db:
            return aging(db, before, limit, after)

    def retire(self, leaving: Sequence[Leaving]) -> list[bool]:
        with self._writing() as db:
            return [retire(db, one) for one in leaving]

    def counts(self) -> dict[str, int]:
        with self._reading() as db:
            return counts(db)

    def rows(self) -> Iterator[Row]:
        if self._is_lent:
            yield from rows(self._connection())
            return
        # By a connection of its own, so that others wait for nothing while rows are taken one by one.
        with closing(connect_to_look(self.path, alone=False)) as db, translated(self.path):
            db.execute("BEGIN")
            yield from rows(db)

    def load(self, rows: Iterable[Row]) -> None:
        with self._writing() as db:
            load(db, rows, f"`{self.path}`")

    def close(self) -> None:
        if not self._process.is_here:
            # SQLite would not know the locks of the parent from its own.
            return
        with self._lock, self._beside_lock:
            # The one that writes last, since the last one tidies up.
            for connection in (self._beside, self._open):
                if connection is not None:
                    connection.close()
            self._beside = self._open = None
            self._turns.close()

    # ── transactions ──

    def _rows(self, sql: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> list[Any]:
        with self._reading() as db:
            return db.execute(sql, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with: the one that writes while it is free, as it has read much already."""
        self._process.require()
        is_free = self._lock.acquire(blocking=self._is_lent)
        lock = self._lock if is_free else self._beside_lock
        if not is_free:
            lock.acquire()
        try:
            yield self._connection() if is_free else self._connection_beside()
        except sqlite3.Error as error:
            raise explained(error, self.path) from None
        finally:
            lock.release()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._process.require()
        with self._lock:
            db = self._connection()
            with self._turns.one():
                try:
                    # Immediate: a transaction that only later turns to writing may find that it cannot.
                    db.execute("BEGIN IMMEDIATE")
                    yield db
                    db.execute("COMMIT")
                except sqlite3.Error as error:
                    raise explained(error, self.path) from None
                finally:
                    if db.in_transaction:
                        db.execute("ROLLBACK")

    def _transaction(self, several: Sequence[Writing[None]]) -> None:
        """Do several things in one transaction."""
        try:
            with self._writing() as db:
                for write in several:
                    write(db)
        except (ValueError, TypeError, OverflowError) as error:
            raise unwritable(error, self.path) from error

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            raise StoreError(f"`{self.path}` is closed", "open it again")
        return self._open

    def _connection_beside(self) -> sqlite3.Connection:
        self._connection()
        if self._beside is None:
            self._beside = connect_to_look(self.path, alone=False)
        return self._beside


@contextmanager
def _at_one_moment(db: sqlite3.Connection) -> Iterator[None]:
    """Read as the store is at one moment, whoever writes meanwhile."""
    is_new = not db.in_transaction  # there is that of who looks at all at one moment
    try:
        if is_new:
            db.execute("BEGIN")
        yield
    finally:
        # Where the disk fails, SQLite has ended it by itself: that would be told instead of the reason.
        if is_new and db.in_transaction:
            db.execute("COMMIT")


def _write(db: sqlite3.Connection, group: Sequence[Commit]) -> None:
    """Write commits, all of them or nothing."""
    for commit in group:
        check(db, commit)
    for commit in group:
        write(db, commit)


def _with_parts(db: sqlite3.Connection, customer: str | None) -> list[str]:
    """A customer and those who are parts of them."""
    found = db.execute("SELECT doc FROM customers WHERE id = ?", (customer,)).fetchone()
    parts = unpacked(found[0]).get("identities", {}) if found else {}
    return [customer, *parts] if customer is not None else []
