"""What happened to customers: a row for each input, with the answer that is kept and the lines that it left.

Lines tell what the answer tells of runs: they have the number of that report among those of the answer.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from typing import Any, NamedTuple
from zlib import crc32

from journeyc.runtime.core.documents import Report, RunReport
from journeyc.runtime.ports import HistoryEntry, Parting
from journeyc.runtime.stores.documents import packed, unpacked
from journeyc.runtime.stores.lines import key_of as line_key
from journeyc.runtime.stores.sqlite.sql import among

_WRITE = "INSERT INTO history (customer, input, moved, doc) VALUES (?, ?, ?, ?)"


class Answered(NamedTuple):
    """An input with its answer."""

    input: str
    report: Report


class _Row(NamedTuple):
    """A row read back; `place` is where it stands among all."""

    number: int
    place: int
    customer: str
    answered: Answered | None
    lines: list[HistoryEntry]


def key_of(given: str) -> int:
    """What an answer is found by: four bytes, however long the id of its input is. Others may have them."""
    return crc32(given.encode())


def document_of(answered: Answered | None, lines: Iterable[HistoryEntry]) -> bytes:
    """The document of a row; a line leaves out whose it is."""
    if answered is None:
        return packed({"lines": [line[1:] for line in lines]})
    told = answered.report["runs"]
    short = [(*line[1:-1], _shortened(line.document, told)) for line in lines]
    return packed({"input": answered.input, "report": answered.report, "lines": short})


def _shortened(document: Mapping[str, Any], told: Sequence[RunReport]) -> Mapping[str, Any]:
    """What a line tells, with a number for what is `told` of its run in the answer."""
    for number, report in enumerate(told):
        if document.get("report") == report:
            return {**document, "report": number}
    return document


def _whole(document: dict[str, Any], told: Sequence[RunReport]) -> dict[str, Any]:
    """What a line tells, as it was before it was `_shortened`."""
    number = document.get("report")
    return {**document, "report": told[number]} if isinstance(number, int) else document


def remember(
    db: sqlite3.Connection,
    customer: str,
    answered: Answered | None,
    lines: Iterable[HistoryEntry],
    moved: int | None = None,
) -> None:
    """Write a row behind all others, or where another is out of which it is `moved`."""
    key = None if answered is None else key_of(answered.input)
    db.execute(_WRITE, (customer, key, moved, document_of(answered, lines)))


def answer(db: sqlite3.Connection, customers: Sequence[str], given: str) -> Report | None:
    """What one of these customers was answered to an input, None where it has not come yet."""
    sql = f"SELECT doc FROM history WHERE {among('customer', customers)} AND input = ?"  # noqa: S608  # no value is in it
    for (row,) in db.execute(sql, (*customers, key_of(given))).fetchall():
        document = unpacked(row)
        if document["input"] == given:
            report: Report = document["report"]
            return report
    return None


def answers(db: sqlite3.Connection, customers: Sequence[str]) -> list[tuple[str, str, Report]]:
    """All that was answered, by customer and input."""
    found = ((row.customer, *row.answered) for row in _rows(db, customers) if row.answered is not None)
    return sorted(found, key=lambda one: one[:2])


def lines_of(db: sqlite3.Connection, customers: Sequence[str], run: str | None = None) -> list[HistoryEntry]:
    """The lines of customers, or of one of their runs, oldest first."""
    # That of a run by way of the customer, so that each input has one index less to write.
    found = (line for row in _rows(db, customers) for line in row.lines)
    return [line for line in found if run is None or line.run == run]


def part(db: sqlite3.Connection, into: str, parting: Parting) -> None:
    """Give somebody back what a merge has made a part of another: lines of their runs, and as answered what
    was answered meanwhile.
    """
    customer, runs, inputs = parting
    copied = {*inputs} - {given for _, given, _ in answers(db, [customer])}
    for row in list(_rows(db, [into])):
        answered = row.answered if row.answered is not None and row.answered.input in copied else None
        theirs = [line._replace(customer=customer) for line in row.lines if line.run in runs]
        if answered is not None or theirs:
            remember(db, customer, answered, theirs, row.place)
        if theirs:
            _replace(db, row, [line for line in row.lines if line.run not in runs])


def _replace(db: sqlite3.Connection, row: _Row, lines: Sequence[HistoryEntry]) -> None:
    """Let a row have these lines, and its answer as it is."""
    if lines or row.answered is not None:
        key = None if row.answered is None else key_of(row.answered.input)
        about = key, document_of(row.answered, lines), row.number
        db.execute("UPDATE history SET input = ?, doc = ? WHERE number = ?", about)
    else:
        db.execute("DELETE FROM history WHERE number = ?", (row.number,))


def forget(
    db: sqlite3.Connection, inputs: Collection[tuple[str, str]], lines: Iterable[HistoryEntry]
) -> bool:
    """Delete answers, by customer and input, and lines; whether there were so many of them."""
    wanted = Counter(line_key(line) for line in lines)
    owners = sorted({owner for owner, _ in inputs} | {key[0] for key in wanted})
    answered, told = 0, 0
    for row in list(_rows(db, owners)):
        is_over = row.answered is not None and (row.customer, row.answered.input) in inputs
        stay = [line for line in row.lines if line_key(line) not in wanted]
        answered, told = answered + is_over, told + len(row.lines) - len(stay)
        if is_over or len(stay) < len(row.lines):
            _replace(db, row._replace(answered=None) if is_over else row, stay)
    return (answered, told) == (len(inputs), wanted.total())


def begun_at(document: bytes) -> str:
    """The time of the first that a row tells of."""
    row = _read(0, 0, "", document)
    return row.lines[0].at if row.lines else row.answered.report["at"] if row.answered is not None else ""


def all_answers(db: sqlite3.Connection) -> Iterator[tuple[str, str, Report]]:
    """All that was ever answered, by customer and input."""
    for (customer,) in db.execute("SELECT DISTINCT customer FROM history ORDER BY customer").fetchall():
        yield from answers(db, [customer])


def all_lines(db: sqlite3.Connection) -> Iterator[HistoryEntry]:
    """All lines of all customers, oldest first."""
    # Few are moved: the others need not be sorted.
    here = "SELECT number, number, customer, doc FROM history WHERE moved IS NULL ORDER BY number"
    moved = "SELECT number, moved, customer, doc FROM history WHERE moved IS NOT NULL ORDER BY moved, number"
    for row in merge(db.execute(here), db.execute(moved), key=lambda row: (row[1], row[0])):
        yield from _read(*row).lines


def _rows(db: sqlite3.Connection, customers: Sequence[str]) -> Iterator[_Row]:
    sql = (
        "SELECT number, coalesce(moved, number) AS place, customer, doc FROM history"  # noqa: S608  # no value is in it
        f" WHERE {among('customer', customers)} ORDER BY place, number"
    )
    for row in db.execute(sql, tuple(customers)).fetchall():
        yield _read(*row)


def _read(number: int, place: int, customer: str, row: bytes) -> _Row:
    document = unpacked(row)
    answered = Answered(document["input"], document["report"]) if "input" in document else None
    told = answered.report["runs"] if answered is not None else []
    lines = [HistoryEntry._make((customer, *about, _whole(what, told))) for *about, what in document["lines"]]
    return _Row(number, place, customer, answered, lines)
