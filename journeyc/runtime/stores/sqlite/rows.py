"""A whole store in SQLite as rows, and rows as a whole store."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.ports import OUTGOING, TABLES, HistoryEntry, Row
from journeyc.runtime.stores.documents import packed, unpacked
from journeyc.runtime.stores.instants import microseconds, moment_of
from journeyc.runtime.stores.rows import (
    bytes_of,
    in_order,
    letter_in,
    outgoing_row,
    require_empty,
    row,
    task_in,
    text_of,
)
from journeyc.runtime.stores.sqlite.commits import append, merge_of, write_run


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608  # it is one of ours


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────


def _letter(outlet: str, document: str, state: str, attempts: int, next_at: int | None, problem: str) -> Row:
    outgoing = OUTGOING[outlet.partition(":")[0]](**unpacked(document))
    return outgoing_row(outgoing, state, attempts, None if next_at is None else moment_of(next_at), problem)


def _task(document: str, claimed_by: str, state: str) -> Row:
    return row("tasks", {**unpacked(document), "claimed_by": claimed_by}, state == "open")


#: Of each table what is asked, and how an answer is made a row.
_GIVEN: Mapping[str, tuple[str, Callable[..., Row]]] = {
    "definitions": (
        "SELECT hash, journey, version, doc FROM definitions ORDER BY journey, version",
        lambda *values: row("definitions", *values),
    ),
    "customers": (
        "SELECT seq, doc FROM customers ORDER BY id",
        lambda seq, document: row("customers", seq, unpacked(document)),
    ),
    "aliases": (
        "SELECT field, value, customer FROM aliases ORDER BY value, field",
        lambda *values: row("aliases", *values),
    ),
    "runs": ("SELECT doc FROM runs ORDER BY number", lambda document: row("runs", unpacked(document))),
    "timers": (
        "SELECT customer, run, name, due FROM timers ORDER BY customer, run, name",
        lambda customer, run, name, due: row("timers", customer, run, name, instant_text(moment_of(due))),
    ),
    "inputs": (
        "SELECT customer, id, report FROM inputs ORDER BY customer, id",
        lambda customer, name, report: row("inputs", customer, name, unpacked(report)),
    ),
    "history": (
        "SELECT customer, run, at, kind, input, doc FROM history ORDER BY number",
        lambda *line: row("history", *line[:-1], unpacked(line[-1])),
    ),
    "outbox": ("SELECT outlet, doc, state, attempts, next_at, problem FROM outbox ORDER BY number", _letter),
    "incidents": (
        "SELECT doc, state FROM incidents ORDER BY number",
        lambda document, state: row("incidents", unpacked(document), state == "open"),
    ),
    "tasks": ("SELECT doc, claimed_by, state FROM tasks ORDER BY number", _task),
    "members": (
        "SELECT segment, customer, since FROM members ORDER BY segment, customer",
        lambda *values: row("members", *values),
    ),
    "secrets": (
        "SELECT name, value FROM secrets ORDER BY name",
        lambda name, secret: row("secrets", name, text_of(secret)),
    ),
    "erasures": ("SELECT number FROM erasures ORDER BY number", lambda number: row("erasures", number)),
}


def rows(db: sqlite3.Connection) -> Iterator[Row]:
    """All rows, in their order."""
    for sql, made in _GIVEN.values():
        for found in db.execute(sql):
            yield made(*found)


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────


def load(db: sqlite3.Connection, given: Iterable[Row], where: str) -> None:
    """Write rows into tables that have none."""
    require_empty(counts(db), where)
    for one in in_order(given):
        _take(db, one.table, one.values)


def _take(db: sqlite3.Connection, table: str, values: dict[str, Any]) -> None:
    match table:
        case "customers":
            document = values["document"]
            about = (document["id"], values["revision"], merge_of(document), packed(document))
            _insert(db, "customers (id, seq, merge, doc)", about)
        case "runs":
            write_run(db, values["document"])
        case "timers":
            due = microseconds(to_instant(values["due"]))
            _insert(db, "timers", (values["customer"], values["run"], values["name"], due))
        case "inputs":
            _insert(db, "inputs", (values["customer"], values["id"], packed(values["report"])))
        case "history":
            append(db, HistoryEntry(**values))
        case "outbox":
            outgoing, state, attempts, next_at, problem = letter_in(values)
            at = None if next_at is None else microseconds(next_at)
            columns = "outbox (id, outlet, customer, state, attempts, next_at, problem, doc)"
            names = (outgoing.id, outgoing.outlet, outgoing.customer)
            _insert(db, columns, (*names, state, attempts, at, problem, packed(outgoing._asdict())))
        case "incidents":
            incident, state = values["document"], "open" if values["open"] else "settled"
            columns = "incidents (id, run, state, doc)"
            _insert(db, columns, (incident["id"], incident["run"], state, packed(incident)))
        case "tasks":
            task, state = task_in(values), "open" if values["open"] else "closed"
            columns = "tasks (id, name, claimed_by, state, doc)"
            _insert(db, columns, (task.id, task.name, task.claimed_by, state, packed(task._asdict())))
        case "secrets":
            _insert(db, "secrets", (values["name"], bytes_of(values["value"])))
        case _:
            _insert(db, table, tuple(values[name] for name in TABLES[table]))


def _insert(db: sqlite3.Connection, into: str, values: tuple[Any, ...]) -> None:
    db.execute(f"INSERT INTO {into} VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608  # they are ours
