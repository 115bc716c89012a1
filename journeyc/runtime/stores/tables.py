"""The tables that all stores in databases have alike: what is asked of each for whole stores, and written."""

from collections.abc import Callable, Mapping
from typing import Any

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.identities import merge_of
from journeyc.runtime.ports import OUTGOING, TABLES, Row, TaskFilter, again_of
from journeyc.runtime.stores.documents import packed, run_columns, unpacked
from journeyc.runtime.stores.instants import microseconds, moment_of
from journeyc.runtime.stores.rows import (
    bytes_of,
    due_of,
    letter_in,
    outgoing_row,
    row,
    task_in,
    task_of,
    text_of,
)

# ── out ──────────────────────────────────────────────────────────────────────────────────────────────


def _plain(table: str) -> Callable[..., Row]:
    """A row of a table whose columns are its values."""
    return lambda *values: row(table, *values)


def _timer(customer: str, run: str, name: str, due: int) -> Row:
    return row("timers", customer, run, name, instant_text(moment_of(due)))


def _line(*line: Any) -> Row:
    return row("history", *line[:-1], unpacked(line[-1]))


def _letter(
    outlet: str, document: bytes, state: str, attempts: int, next_at: int | None, problem: str
) -> Row:
    outgoing = OUTGOING[outlet.partition(":")[0]](**unpacked(document))
    return outgoing_row(outgoing, state, attempts, None if next_at is None else moment_of(next_at), problem)


def _task(document: bytes, claimed_by: str, due: int, state: str) -> Row:
    return row("tasks", task_of(unpacked(document), claimed_by, due)._asdict(), state == "open")


def open_tasks(mark: str, wanted: TaskFilter) -> tuple[str, tuple[str | int, ...]]:
    """What is asked for open tasks, where a value is written as `mark`, with the values."""
    last = None if wanted.due_by is None else microseconds(wanted.due_by)
    asked = (("name =", wanted.name), ("claimed_by =", wanted.claimed_by), ("due <=", last))
    given = [(f" AND {what} {mark}", value) for what, value in asked if value is not None]
    end = "" if wanted.limit is None else f" LIMIT {wanted.limit:d}"
    where = "".join(what for what, _ in given)
    return f"{_OPEN_TASKS}{where} ORDER BY due, number{end}", tuple(value for _, value in given)


def open_task(mark: str) -> str:
    """What is asked for one open task by its id."""
    return f"{_OPEN_TASKS} AND id = {mark}"


_OPEN_TASKS = "SELECT doc, claimed_by, due FROM tasks WHERE state = 'open'"


#: Of each table what is asked, and how an answer becomes a row.
ASKED: Mapping[str, tuple[str, Callable[..., Row]]] = {
    "definitions": (
        "SELECT hash, journey, version, doc FROM definitions ORDER BY journey, version",
        _plain("definitions"),
    ),
    "customers": (
        "SELECT seq, doc FROM customers ORDER BY id",
        lambda seq, document: row("customers", seq, unpacked(document)),
    ),
    "aliases": ("SELECT field, value, customer FROM aliases ORDER BY value, field", _plain("aliases")),
    "runs": ("SELECT doc FROM runs ORDER BY number", lambda document: row("runs", unpacked(document))),
    "timers": ("SELECT customer, run, name, due FROM timers ORDER BY customer, run, name", _timer),
    "inputs": (
        "SELECT customer, id, report FROM inputs ORDER BY customer, id",
        lambda customer, name, report: row("inputs", customer, name, unpacked(report)),
    ),
    "history": ("SELECT customer, run, at, kind, input, doc FROM history ORDER BY number", _line),
    "outbox": ("SELECT outlet, doc, state, attempts, next_at, problem FROM outbox ORDER BY number", _letter),
    "incidents": (
        "SELECT doc, state FROM incidents ORDER BY number",
        lambda document, state: row("incidents", unpacked(document), state == "open"),
    ),
    "tasks": ("SELECT doc, claimed_by, due, state FROM tasks ORDER BY number", _task),
    "members": (
        "SELECT segment, customer, since FROM members ORDER BY segment, customer",
        _plain("members"),
    ),
    "secrets": (
        "SELECT name, value FROM secrets ORDER BY name",
        lambda name, secret: row("secrets", name, text_of(bytes(secret))),
    ),
    "erasures": ("SELECT number FROM erasures ORDER BY number", _plain("erasures")),
}


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────

#: The columns that a row is written into.
COLUMNS: Mapping[str, str] = {
    **{table: ", ".join(names) for table, names in TABLES.items()},
    "definitions": "hash, journey, version, doc",
    "customers": "id, seq, merge, doc",
    "runs": "id, customer, journey, status, ended, doc",
    "history": "customer, run, at, kind, input, doc",
    "outbox": "id, outlet, customer, again, state, attempts, next_at, problem, doc",
    "incidents": "id, run, state, doc",
    "tasks": "id, name, claimed_by, due, state, doc",
}


def columns_of(table: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What is written into these columns for a row."""
    match table:
        case "customers":
            document = values["document"]
            return document["id"], values["revision"], merge_of(document), packed(document)
        case "runs":
            return run_columns(values["document"])
        case "timers":
            names = values["customer"], values["run"], values["name"]
            return *names, microseconds(to_instant(values["due"]))
        case "inputs":
            return values["customer"], values["id"], packed(values["report"])
        case "history":
            *line, document = (values[name] for name in TABLES[table])
            return *line, packed(document)
        case "outbox":
            outgoing, state, attempts, next_at, problem = letter_in(values)
            at = None if next_at is None else microseconds(next_at)
            about = outgoing.id, outgoing.outlet, outgoing.customer, again_of(outgoing)
            return *about, state, attempts, at, problem, packed(outgoing._asdict())
        case "incidents":
            incident, state = values["document"], "open" if values["open"] else "settled"
            return incident["id"], incident["run"], state, packed(incident)
        case "tasks":
            task, state = task_in(values), "open" if values["open"] else "closed"
            return task.id, task.name, task.claimed_by, due_of(task.due), state, packed(task._asdict())
        case "secrets":
            return values["name"], bytes_of(values["value"])
        case _:
            return tuple(values[name] for name in TABLES[table])
