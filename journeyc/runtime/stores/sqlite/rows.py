"""A whole store in SQLite as rows, and rows as a whole store."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby

from journeyc.runtime.core.documents import Report
from journeyc.runtime.ports import TABLES, HistoryEntry, Row
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.rows import in_order, line_in, require_empty, row
from journeyc.runtime.stores.sqlite.timeline import Answered, all_answers, all_lines, remember
from journeyc.runtime.stores.tables import ASKED, COLUMNS, columns_of

#: What stands in one table here: what inputs were answered, and what lines of history tell of them.
_TOLD = frozenset({"inputs", "history"})
_TAKEN = "DELETE FROM temp.answers WHERE customer = ? AND id = ? RETURNING report"


def counts(db: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    found: dict[str, int] = {}
    for name in TABLES:
        what = "count(*)" if name != "inputs" else "count(input)"
        of = name if name not in _TOLD else "history"
        found[name] = db.execute(f"SELECT {what} FROM {of}").fetchone()[0]  # noqa: S608  # they are ours
    return {**found, "history": sum(1 for _ in all_lines(db))}


def rows(db: sqlite3.Connection) -> Iterator[Row]:
    """All rows, in their order."""
    for table, (sql, made) in ASKED.items():
        if table == "inputs":
            yield from (row(table, *one) for one in all_answers(db))
        elif table == "history":
            yield from (row(table, *line) for line in all_lines(db))
        else:
            for found in db.execute(sql):
                yield made(*found)


def load(db: sqlite3.Connection, given: Iterable[Row], where: str) -> None:
    """Write rows into tables that have none."""
    require_empty(counts(db), where)
    db.execute("CREATE TEMP TABLE answers (customer TEXT, id TEXT, report BLOB, PRIMARY KEY (customer, id))")
    for table, several in groupby(in_order(given), key=lambda one: one.table):
        if table == "history":
            _remember(db, (line_in(one.values) for one in several))
        else:
            for one in several:
                _take(db, one)
    # What no line tells of.
    for owner, name, report in db.execute("SELECT customer, id, report FROM temp.answers").fetchall():
        remember(db, owner, Answered(name, unpacked(report)), [])
    db.execute("DROP TABLE temp.answers")


def _take(db: sqlite3.Connection, one: Row) -> None:
    if one.table == "inputs":
        into, columns = "temp.answers", "customer, id, report"
    else:
        into, columns = one.table, COLUMNS[one.table]
    values = columns_of(one.table, one.values)
    marks = ", ".join("?" for _ in values)
    db.execute(f"INSERT INTO {into} ({columns}) VALUES ({marks})", values)  # noqa: S608  # they are ours


def _remember(db: sqlite3.Connection, lines: Iterable[HistoryEntry]) -> None:
    """Write lines of history; those that tell of one input stand together, the first with its answer."""
    for (owner, name), several in groupby(lines, key=lambda line: (line.customer, line.input)):
        taken = db.execute(_TAKEN, (owner, name)).fetchall()
        report: Report | None = unpacked(taken[0][0]) if taken else None
        remember(db, owner, None if report is None else Answered(name, report), several)
