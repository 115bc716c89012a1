"""All that an SQLite store has of a customer: read at once, handed on, or erased so that no byte stays."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic, sleep
from typing import Any, Literal

from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.incidents import customer_of_unborn
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.ports import OUTGOING, Kept
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.rows import task_of
from journeyc.runtime.stores.sqlite.sql import among
from journeyc.runtime.stores.sqlite.timeline import answers, lines_of

_PAUSE_SECONDS = 0.01
#: Why a file cannot be written anew at the moment: others use it, or the disk is full or will not.
_NOT_NOW = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})

#: The tables that have a column for the customer.
_OF_CUSTOMERS = ("aliases", "timers", "history", "members", "leases")
#: Each of the two by an index of its own.
RUNS_OF_CUSTOMER = """
SELECT * FROM runs WHERE customer = ?1 AND status <> 'ended'
UNION ALL SELECT * FROM runs WHERE customer = ?1 AND status = 'ended'
"""
_RUNS = f"SELECT number, id, doc FROM ({RUNS_OF_CUSTOMER})"  # noqa: S608  # no value is in it


def write_members(db: sqlite3.Connection, customer: str, segments: Mapping[str, str]) -> None:
    """Let a customer be in these segments, and in no other."""
    db.execute("DELETE FROM members WHERE customer = ?", (customer,))
    db.executemany(
        "INSERT INTO members VALUES (?, ?, ?)", [(name, customer, since) for name, since in segments.items()]
    )


def everything(db: sqlite3.Connection, customers: Sequence[str]) -> Kept:
    """All that is kept of customers."""

    def rows(columns: str, table: str, column: str = "customer") -> list[Any]:
        sql = f"SELECT {columns} FROM {table} WHERE {among(column, customers)}"  # noqa: S608  # no value is in it
        return sorted(db.execute(sql, customers).fetchall())

    documents = {name: unpacked(text) for name, text in rows("id, doc", "customers", "id")}
    found = sorted(row for name in customers for row in db.execute(_RUNS, (name,)))
    runs = [unpacked(text) for _, _, text in found]
    own = _runs_of(customers, (run["id"] for run in runs))
    return Kept(
        customers=[documents[name] for name in customers if name in documents],
        aliases=rows("field, value, customer", "aliases"),
        runs=runs,
        inputs=answers(db, customers),
        history=lines_of(db, customers),
        outbox=[
            (OUTGOING[outlet.partition(":")[0]](**unpacked(text)), state)
            for _, _, outlet, state, text in _caused(db, "outbox", "number, id, outlet, state, doc", own)
        ],
        incidents=[
            (unpacked(text), state == "open")
            for _, text, state in _incidents(db, "number, doc, state", customers, own)
        ],
        tasks=[
            (task_of(unpacked(text), by, due), state == "open")
            for _, _, by, due, state, text in _caused(
                db, "tasks", "number, id, claimed_by, due, state, doc", own
            )
        ],
    )


def _runs_of(customers: Iterable[str], runs: Iterable[str]) -> list[str]:
    """The runs of customers, with what stands for that of an effect of a rule of theirs."""
    return [*runs, *map(customer_run, customers)]


def _incidents(
    db: sqlite3.Connection, columns: str, customers: Sequence[str], own: Sequence[str]
) -> list[Any]:
    """The rows of incidents of runs, and of those that would have been a customer's had they begun, in the
    order in which they were written: `columns` begin with the number.
    """
    rows: set[Any] = set()
    for run in own:
        rows.update(db.execute(f"SELECT {columns} FROM incidents WHERE run = ?", (run,)))  # noqa: S608  # no value is in it
    journeys = {run.partition("/")[0] for run in own}
    journeys.update(name for (name,) in db.execute("SELECT DISTINCT journey FROM definitions"))
    # The id of a run is its journey, its customer and a number; what is behind the slash is before `0`.
    sql = f"SELECT run, {columns} FROM incidents WHERE run > ? AND run < ?"  # noqa: S608  # no value is in it
    for name in customers:
        for journey in journeys:
            found = db.execute(sql, (f"{journey}/{name}/", f"{journey}/{name}0"))
            rows.update(tuple(row) for run, *row in found if customer_of_unborn(run) == name)
    return sorted(rows)


def _caused(
    db: sqlite3.Connection, table: Literal["outbox", "tasks"], columns: str, runs: Iterable[str]
) -> list[Any]:
    """The rows of effects of runs, in the order in which they were written: `columns` begin with the number
    and the id.
    """
    # Ids begin with that of their run and a slash, so they stand side by side in the index; `0` comes next.
    sql = f"SELECT {columns} FROM {table} WHERE id > ? AND id < ?"  # noqa: S608  # no value is in it
    found = (
        row for run in runs for row in db.execute(sql, (f"{run}/", f"{run}0")) if run_of_effect(row[1]) == run
    )
    return sorted(found)


# ── erasing ──────────────────────────────────────────────────────────────────────────────────────────


def erase(db: sqlite3.Connection, customers: Sequence[str]) -> dict[str, int]:
    """Delete all rows of customers; how many that were, by table."""
    whose = [(name,) for name in customers]
    begun = [row[1] for who in whose for row in db.execute(_RUNS, who)]
    own = _runs_of(customers, begun)
    several: dict[str, list[tuple[Any, ...]]] = {
        "outbox WHERE number = ?": [row[:1] for row in _caused(db, "outbox", "number, id", own)],
        "tasks WHERE number = ?": [row[:1] for row in _caused(db, "tasks", "number, id", own)],
        "incidents WHERE number = ?": _incidents(db, "number", customers, own),
        "runs WHERE id = ?": [(run,) for run in begun],
        **{f"{table} WHERE customer = ?": whose for table in _OF_CUSTOMERS},
        "customers WHERE id = ?": whose,
    }
    # What was answered stands with the lines.
    deleted = {"inputs": len(answers(db, customers))}
    lines = len(lines_of(db, customers))
    for which, values in several.items():
        gone = db.executemany(f"DELETE FROM {which}", values).rowcount if values else 0  # noqa: S608  # they are ours
        deleted[which.partition(" ")[0]] = gone
    db.execute("INSERT INTO erasures DEFAULT VALUES")
    return {**deleted, "history": lines}


def leave_no_byte(db: sqlite3.Connection, busy_seconds: float) -> bool:
    """Write the file anew, as what was deleted may still stand in unused parts of its pages, and cut the
    write-ahead log to nothing, which has pages as they were. Whether that could be done, as it cannot while
    others read, or where the disk has no room for it.
    """
    until = monotonic() + busy_seconds
    try:
        db.execute("VACUUM")
        while db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if monotonic() >= until:
                return False
            sleep(_PAUSE_SECONDS)
    except sqlite3.OperationalError as error:
        # They are erased all the same, so nobody is told that it has failed.
        if error.sqlite_errorcode & 0xFF not in _NOT_NOW:
            raise
        return False
    return True
