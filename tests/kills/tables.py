"""All rows of a store as they stand at one moment, with their documents read: what the audit looks at."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

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
    with closing(sqlite3.connect(f"{Path(address).absolute().as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        db.isolation_level = None
        db.execute("BEGIN")
        assert [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
        there = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return Tables(*(_rows(db, name) if name in there else [] for name in Tables._fields))


def _rows(db: sqlite3.Connection, table: str) -> list[Row]:
    rows = [dict(row) for row in db.execute(f"SELECT * FROM {table}")]  # noqa: S608  # it is one of the fields
    for row in rows:
        for name in _DOCUMENTS & row.keys():
            row[name] = json.loads(row[name])
    return sorted(rows, key=lambda row: row.get("number", 0))
