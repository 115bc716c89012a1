"""All rows of a store as they stand at one moment, with their documents read: what the audit looks at."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.postgres.address import read_address

Row: TypeAlias = dict[str, Any]

#: The columns that hold JSON.
_DOCUMENTS = frozenset({"doc", "report"})


class Tables(NamedTuple):
    """The rows of each table by the names of their columns, in the order in which they were written."""

    definitions: list[Row]
    customers: list[Row]
    aliases: list[Row]
    members: list[Row]
    runs: list[Row]
    timers: list[Row]
    inputs: list[Row]
    history: list[Row]
    outbox: list[Row]
    incidents: list[Row]
    tasks: list[Row]
    leases: list[Row]


def tables_of(address: str) -> Tables:
    """What is in the store at an address, in one transaction."""
    return _on_postgres(address) if address.startswith("postgresql:") else _in_file(address)


def _in_file(path: str) -> Tables:
    with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        db.isolation_level = None
        db.execute("BEGIN")
        assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
        there = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return _tables(
            {name: map(dict, db.execute(f"SELECT * FROM {name}")) for name in there & {*Tables._fields}}  # noqa: S608  # it is a field
        )


def _on_postgres(address: str) -> Tables:
    driver, schema, *_ = read_address(address)
    with psycopg.connect(make_conninfo("", **driver), row_factory=dict_row) as db:
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        every = SQL("SELECT * FROM {}")
        return _tables({name: db.execute(every.format(Identifier(schema, name))) for name in Tables._fields})


def _tables(found: Mapping[str, Iterable[Row]]) -> Tables:
    """Rows with their documents read. Where an input and the lines that it has left are one row of history,
    they become rows of their own.
    """
    tables = {name: sorted(map(_read, found.get(name, ())), key=_place) for name in Tables._fields}
    history = tables["history"]
    if "inputs" not in found:
        tables["inputs"] = [_input(row) for row in history if "input" in row["doc"]]
        tables["history"] = [line for row in history for line in _lines(row)]
    return Tables(**tables)


def _read(row: Row) -> Row:
    return {name: _document(value) if name in _DOCUMENTS else value for name, value in row.items()}


def _document(value: str | bytes) -> Any:
    return json.loads(value) if isinstance(value, str) else unpacked(value)


def _place(row: Row) -> int:
    """Where a row stands; what was taken out of another stands where that does."""
    place: int = row.get("moved") or row.get("number", 0)
    return place


def _input(row: Row) -> Row:
    return {"customer": row["customer"], "id": row["doc"]["input"], "report": row["doc"]["report"]}


def _lines(row: Row) -> Iterator[Row]:
    """The lines of an input, in which the number of a report stands for what the answer tells of a run."""
    told = row["doc"]["report"]["runs"] if "report" in row["doc"] else []
    for run, at, kind, given, doc in row["doc"]["lines"]:
        number = doc.get("report")
        whole = {**doc, "report": told[number]} if isinstance(number, int) else doc
        yield {"customer": row["customer"], "run": run, "at": at, "kind": kind, "input": given, "doc": whole}
