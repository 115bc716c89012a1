"""A whole store in SQLite as rows, and rows as a whole store."""

import sqlite3
from collections.abc import Iterable, Iterator

from journeyc.runtime.ports import TABLES, Row
from journeyc.runtime.stores.rows import in_order, require_empty
from journeyc.runtime.stores.tables import ASKED, COLUMNS, columns_of


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608  # it is one of ours


def rows(db: sqlite3.Connection) -> Iterator[Row]:
    """All rows, in their order."""
    for sql, made in ASKED.values():
        for found in db.execute(sql):
            yield made(*found)


def load(db: sqlite3.Connection, given: Iterable[Row], where: str) -> None:
    """Write rows into tables that have none."""
    require_empty(counts(db), where)
    for one in in_order(given):
        values = columns_of(one.table, one.values)
        marks = ", ".join("?" for _ in values)
        db.execute(f"INSERT INTO {one.table} ({COLUMNS[one.table]}) VALUES ({marks})", values)  # noqa: S608  # they are ours
