"""The store in one SQLite file: write-ahead log, one transaction for each input, documents as JSON."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_bytes
from threading import RLock
from typing import Any

from pydantic_core import to_json

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import CustomerDocument, Incident, Run
from journeyc.runtime.errors import AliasTakenError, ConflictError, DefinitionError, StoreError
from journeyc.runtime.ports import (
    OUTGOING,
    ArmedTimer,
    Claimed,
    Commit,
    HistoryEntry,
    Kept,
    Known,
    Member,
    Message,
    Outgoing,
    Settled,
    StoredDefinition,
    Task,
)
from journeyc.runtime.stores.connection import connect, explained, require_synchronous
from journeyc.runtime.stores.instants import microseconds, moment_of
from journeyc.runtime.stores.versions import clash
from journeyc.runtime.stores.whole import (
    RUNS_OF_CUSTOMER,
    among,
    erase,
    everything,
    leave_no_byte,
    line_of,
    part,
    write_members,
)

_LAST = datetime.max.replace(tzinfo=UTC)

_WRITE_RUN = """
INSERT INTO runs (id, customer, journey, definition, status, seq, doc) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  customer = excluded.customer, definition = excluded.definition, status = excluded.status,
  seq = excluded.seq, doc = excluded.doc
"""
_WRITE_OUTGOING = """
INSERT INTO outbox (id, outlet, state, attempts, next_at, problem, doc) VALUES (?, ?, 'waiting', 0, ?, '', ?)
ON CONFLICT (id) DO UPDATE SET
  outlet = excluded.outlet, state = 'waiting', attempts = 0, next_at = excluded.next_at, doc = excluded.doc
"""
_WRITE_TASK = """
INSERT INTO tasks (id, name, claimed_by, state, doc) VALUES (?, ?, ?, 'open', ?) ON CONFLICT DO NOTHING
"""
#: The first of one outlet: it is at the end of an index, however many wait for others.
_FIRST = """
SELECT next_at, number, outlet, doc, attempts + 1, state = 'in hand' FROM outbox
WHERE outlet = ? AND next_at <= ? ORDER BY next_at, number LIMIT 1
"""
_NEXT = "SELECT min(next_at) FROM outbox WHERE outlet = ? AND next_at IS NOT NULL"

_READ = """
SELECT seq, doc, (SELECT report FROM inputs WHERE customer = ?1 AND id = ?2) FROM customers WHERE id = ?1
"""
_READ_RUNS = "SELECT doc FROM runs WHERE customer = ? AND status <> 'ended' ORDER BY number"
_READ_ENDED = "SELECT doc FROM runs WHERE id = ? AND customer = ? AND status = 'ended'"
_HISTORY = "SELECT customer, run, at, kind, input, doc FROM history WHERE"

_decode = json.loads


def _encode(document: Any) -> str:
    # Measured three times as fast as the standard library's, on documents of a run.
    return to_json(document, fallback=str).decode()


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
        self._lock = RLock()
        self._busy_seconds = busy_seconds
        self._open: sqlite3.Connection | None = connection or connect(path, synchronous, busy_seconds)

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
        rows = self._rows("SELECT id FROM customers WHERE id = ?", (name,)) or self._rows(
            "SELECT DISTINCT customer FROM aliases WHERE value = ? ORDER BY customer", (name,)
        )
        return tuple(row[0] for row in rows)

    def owner(self, run: str) -> str | None:
        rows = self._rows("SELECT customer FROM runs WHERE id = ?", (run,))
        return rows[0][0] if rows else None

    def read(self, customer: str, input_id: str | None = None, run: str | None = None) -> Known:
        with self._reading() as db:
            # The customer first: if what follows is newer, the commit finds a conflict.
            found = db.execute(_READ, (customer, input_id)).fetchone()
            if found is None:
                return Known(0, None, (), None)
            revision, document, report = found[0], _decode(found[1]), found[2]
            if report is None and input_id is not None and (parts := document.get("identities")):
                sql = f"SELECT report FROM inputs WHERE {among('customer', parts)} AND id = ?"  # noqa: S608  # no value is in it
                answered = db.execute(sql, (*parts, input_id)).fetchone()
                report = answered[0] if answered else None
            runs = db.execute(_READ_RUNS, (customer,)).fetchall()
            if run is not None:
                runs += db.execute(_READ_ENDED, (run, customer)).fetchall()
        read_runs: tuple[Run, ...] = tuple(_decode(text) for (text,) in runs)
        return Known(revision, document, read_runs, _decode(report) if report else None)

    def commit(self, *commits: Commit) -> None:
        with self._writing() as db:
            for commit in commits:
                self._write(db, commit)

    def _write(self, db: sqlite3.Connection, commit: Commit) -> None:
        if commit.parting is not None:
            part(db, commit.customer["id"], commit.parting)
        self._write_customer(db, commit)
        self._write_runs(db, commit)
        if commit.report is not None:
            db.execute(
                "INSERT INTO inputs VALUES (?, ?, ?)",
                (commit.customer["id"], commit.input, _encode(commit.report)),
            )
        for entry in commit.history:
            _append(db, entry)
        for outgoing in commit.outgoing:
            _send(db, outgoing)
        for incident in commit.incidents:
            _raise_incident(db, incident)
        for name in commit.settles:
            db.execute("UPDATE incidents SET state = 'settled' WHERE id = ?", (name,))
        _write_tasks(db, commit)

    def _write_customer(self, db: sqlite3.Connection, commit: Commit) -> None:
        customer = commit.customer
        if commit.revision:
            written = db.execute(
                "UPDATE customers SET seq = seq + 1, merge = ?, doc = ? WHERE id = ? AND seq = ?",
                (_merge_of(customer), _encode(customer), customer["id"], commit.revision),
            )
        else:
            written = db.execute(
                "INSERT INTO customers (id, seq, doc) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
                (customer["id"], _encode(customer)),
            )
        if written.rowcount != 1:
            raise ConflictError(f"`{customer['id']}` was changed by somebody else meanwhile", "decide again")
        if commit.aliases is not None:
            _write_aliases(db, customer, commit.aliases)
        if commit.segments is not None:
            write_members(db, customer["id"], commit.segments)

    def _write_runs(self, db: sqlite3.Connection, commit: Commit) -> None:
        for run in commit.runs:
            row = (
                run["id"],
                run["customer"],
                run["journey"],
                run["definition_hash"],
                run["status"],
                run["seq"],
            )
            db.execute(_WRITE_RUN, (*row, _encode(run)))
        own = commit.customer["id"]
        for run_id, name in commit.cancelled:
            db.execute("DELETE FROM timers WHERE customer = ? AND run = ? AND name = ?", (own, run_id, name))
        for due, run_id, name, customer in commit.armed:
            db.execute("REPLACE INTO timers VALUES (?, ?, ?, ?)", (customer, run_id, name, microseconds(due)))

    def message(self, effect: str) -> Message | None:
        rows = self._rows("SELECT doc FROM outbox WHERE id = ? AND outlet LIKE 'message:%'", (effect,))
        return Message(**_decode(rows[0][0])) if rows else None

    def ended(self, customer: str, limit: int) -> tuple[Run, ...]:
        sql = "SELECT doc FROM runs WHERE customer = ? AND status = 'ended' ORDER BY number DESC LIMIT ?"
        return tuple(_decode(row[0]) for row in self._rows(sql, (customer, limit)))

    def runs(
        self,
        limit: int,
        *,
        customer: str | None = None,
        journey: str | None = None,
        status: str | None = None,
    ) -> list[Run]:
        of = "runs" if customer is None else f"({RUNS_OF_CUSTOMER})"
        sql = (
            f"SELECT doc FROM {of} WHERE (?2 IS NULL OR journey = ?2) AND (?3 IS NULL OR status = ?3)"  # noqa: S608  # no value is in it
            " ORDER BY number DESC LIMIT ?4"
        )
        return [_decode(row[0]) for row in self._rows(sql, (customer, journey, status, limit))]

    # ── time and the outbox ──

    def due(self, until: datetime, limit: int) -> list[ArmedTimer]:
        sql = "SELECT due, run, name, customer FROM timers WHERE due <= ? ORDER BY due, run, name LIMIT ?"
        return [
            ArmedTimer(moment_of(row[0]), *row[1:]) for row in self._rows(sql, (microseconds(until), limit))
        ]

    def claim(self, outlets: Collection[str], now: datetime, lease: datetime) -> Claimed | None:
        until = microseconds(now)
        with self._reading() as db:
            if _first(db, outlets, until) is None:
                return None
        with self._writing() as db:
            # Asked again under the lock: somebody else may have claimed it meanwhile.
            row = _first(db, outlets, until)
            if row is None:
                return None
            _, number, outlet, document, attempts, in_hand = row
            # What is settled is in hand no longer: this is how it is known that a program died with it.
            db.execute(
                "UPDATE outbox SET state = 'in hand', attempts = ?, next_at = ? WHERE number = ?",
                (attempts, microseconds(lease), number),
            )
        outgoing = OUTGOING[outlet.partition(":")[0]](**_decode(document))
        return Claimed(outgoing, attempts, unsettled=bool(in_hand))

    def settle(self, settled: Settled) -> None:
        next_at = None if settled.next_at is None else microseconds(settled.next_at)
        with self._writing() as db:
            open_ = "SELECT 1 FROM outbox WHERE id = ? AND next_at IS NOT NULL"
            is_open = db.execute(open_, (settled.id,)).fetchone() is not None
            db.execute(
                "UPDATE outbox SET state = ?, next_at = ?, problem = ?, attempts = attempts - ?"
                " WHERE id = ? AND outlet = ? AND next_at IS NOT NULL",
                (
                    settled.state,
                    next_at,
                    settled.problem,
                    int(not settled.tried),
                    settled.id,
                    settled.outlet,
                ),
            )
            if not db.execute("SELECT 1 FROM outbox WHERE id = ?", (settled.id,)).fetchone():
                return  # Its customer was erased meanwhile, so nothing may tell of it.
            if settled.history is not None:
                _append(db, _with_owner(db, settled.history))
            if settled.incident is not None and is_open:
                _raise_incident(db, settled.incident)

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
            rows = [db.execute(_NEXT, (outlet,)).fetchone() for outlet in outlets]
            timers = self.due(_LAST, len(besides) + 1)
        found = [moment_of(row[0]) for row in rows if row[0] is not None]
        return min([*found, *(timer.due for timer in timers if timer not in besides)], default=None)

    # ── reading back ──

    def tasks(self, name: str | None = None) -> list[Task]:
        sql = (
            "SELECT doc, claimed_by FROM tasks WHERE state = 'open' AND (?1 IS NULL OR name = ?1)"
            " ORDER BY number"
        )
        return [
            Task(**{**_decode(text), "claimed_by": claimed_by})
            for text, claimed_by in self._rows(sql, (name,))
        ]

    def history(self, *, customer: str | None = None, run: str | None = None) -> list[HistoryEntry]:
        with self._reading() as db:
            if run is not None:
                found = db.execute("SELECT customer FROM runs WHERE id = ?", (run,)).fetchone()
                customer = found[0] if found else None
            whose = _with_parts(db, customer)
            # That of a run by way of the customer, so that each input has one index less to write.
            sql = f"{_HISTORY} {among('customer', whose)} AND (? IS NULL OR run = ?) ORDER BY number"
            rows = db.execute(sql, (*whose, run, run)).fetchall()
        return [line_of(*row) for row in rows]

    def incident(self, name: str) -> tuple[Incident, bool] | None:
        rows = self._rows("SELECT doc, state FROM incidents WHERE id = ?", (name,))
        return (_decode(rows[0][0]), rows[0][1] == "open") if rows else None

    def incidents(self, *, settled: bool = False) -> list[Incident]:
        sql = "SELECT doc FROM incidents WHERE state = ? ORDER BY number"
        return [_decode(row[0]) for row in self._rows(sql, ("settled" if settled else "open",))]

    # ── whole customers ──

    def merge(self, name: str) -> str | None:
        rows = self._rows("SELECT id FROM customers WHERE merge = ?", (name,))
        return rows[0][0] if rows else None

    def customers(self, limit: int, after: str = "") -> list[CustomerDocument]:
        sql = "SELECT doc FROM customers WHERE id > ? ORDER BY id LIMIT ?"
        return [_decode(row[0]) for row in self._rows(sql, (after, limit))]

    def members(self, segment: str, limit: int, after: str = "") -> list[Member]:
        sql = (
            "SELECT customer, since FROM members WHERE segment = ? AND customer > ? ORDER BY customer LIMIT ?"
        )
        return [Member(*row) for row in self._rows(sql, (segment, after, limit))]

    def count_members(self, segment: str) -> int:
        count: int = self._rows("SELECT count(*) FROM members WHERE segment = ?", (segment,))[0][0]
        return count

    def everything(self, customers: Sequence[str]) -> Kept:
        with self._reading() as db:
            if db.in_transaction:  # as that of who looks at all at one moment
                return everything(db, customers)
            db.execute("BEGIN")
            try:
                return everything(db, customers)
            finally:
                db.execute("COMMIT")

    def erase(self, customers: Sequence[str], revision: int, *, clean: bool = True) -> bool:
        with self._writing() as db:
            found = db.execute("SELECT seq FROM customers WHERE id = ?", (customers[0],)).fetchone()
            if found is None or found[0] != revision:
                raise ConflictError(f"`{customers[0]}` was changed by somebody else meanwhile", "read again")
            erase(db, customers)
        with self._reading() as db:
            return clean and leave_no_byte(db, self._busy_seconds)

    def erasures(self) -> int:
        count: int = self._rows("SELECT count(*) FROM erasures")[0][0]
        return count

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    # ── transactions ──

    def _rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._reading() as db:
            return db.execute(sql, values).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection()
            except sqlite3.Error as error:
                raise explained(error, self.path) from None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            db = self._connection()
            try:
                # Immediate, because a transaction that only later turns to writing may find that it cannot.
                db.execute("BEGIN IMMEDIATE")
                yield db
                db.execute("COMMIT")
            except sqlite3.Error as error:
                raise explained(error, self.path) from None
            finally:
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            raise StoreError(f"`{self.path}` is closed", "open it again")
        return self._open


def _write_aliases(db: sqlite3.Connection, customer: CustomerDocument, aliases: Any) -> None:
    own = customer["id"]
    parts = customer.get("identities", {})
    for field, value in aliases.items():
        db.execute("DELETE FROM aliases WHERE customer = ? AND field = ?", (own, field))
        if value is None:
            continue
        taken = db.execute(
            "SELECT customer FROM aliases WHERE value = ? AND field = ?"
            " UNION ALL SELECT id FROM customers WHERE id = ? AND id <> ?",
            (value, field, value, own),
        ).fetchall()
        for (owner,) in taken:
            if owner not in parts:
                raise AliasTakenError(field, value, owner)
        # What leads to a part of the customer leads here, and goes with that one if they are parted.
        db.execute("INSERT INTO aliases VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (field, value, own))


def _merge_of(customer: CustomerDocument) -> str | None:
    return customer["merged"]["merge"] if "merged" in customer else None


def _with_parts(db: sqlite3.Connection, customer: str | None) -> list[str]:
    """A customer and those who are parts of them."""
    found = db.execute("SELECT doc FROM customers WHERE id = ?", (customer,)).fetchone()
    parts = _decode(found[0]).get("identities", {}) if found else {}
    return [customer, *parts] if customer is not None else []


def _append(db: sqlite3.Connection, entry: HistoryEntry) -> None:
    row = (*entry[:-1], _encode(entry.document))
    db.execute("INSERT INTO history (customer, run, at, kind, input, doc) VALUES (?, ?, ?, ?, ?, ?)", row)


def _with_owner(db: sqlite3.Connection, entry: HistoryEntry) -> HistoryEntry:
    """A line as one of whom its run belongs to now."""
    found = db.execute("SELECT customer FROM runs WHERE id = ?", (entry.run,)).fetchone()
    return entry._replace(customer=found[0]) if found else entry


def _raise_incident(db: sqlite3.Connection, incident: Incident) -> None:
    row = (incident["id"], incident["run"], _encode(incident))
    db.execute(
        "INSERT INTO incidents (id, run, state, doc) VALUES (?, ?, 'open', ?) ON CONFLICT DO NOTHING", row
    )


def _send(db: sqlite3.Connection, outgoing: Outgoing) -> None:
    at = microseconds(to_instant(outgoing.at))
    db.execute(_WRITE_OUTGOING, (outgoing.id, outgoing.outlet, at, _encode(outgoing._asdict())))


def _first(db: sqlite3.Connection, outlets: Collection[str], until: int) -> Any:
    """What one of these outlets has to carry first, None if nothing yet."""
    rows = [row for outlet in outlets if (row := db.execute(_FIRST, (outlet, until)).fetchone())]
    return min(rows, default=None)


def _write_tasks(db: sqlite3.Connection, commit: Commit) -> None:
    for task in commit.tasks:
        db.execute(_WRITE_TASK, (task.id, task.name, task.claimed_by, _encode(task._asdict())))
    for name, claimed_by in commit.claims:
        db.execute("UPDATE tasks SET claimed_by = ? WHERE id = ?", (claimed_by, name))
    for name in commit.closed:
        db.execute("UPDATE tasks SET state = 'closed' WHERE id = ?", (name,))
