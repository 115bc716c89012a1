"""What leaves, from being written down until nothing more will be tried."""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any

from journeyc.expression.values import to_instant
from journeyc.runtime.ports import OUTGOING, Claimed, Lease, Outgoing, Settled, again_of
from journeyc.runtime.stores.documents import packed, unpacked
from journeyc.runtime.stores.instants import microseconds, moment_of
from journeyc.runtime.stores.sqlite.sql import among

_SEND = """
INSERT INTO outbox (id, outlet, customer, again, state, attempts, next_at, problem, doc)
VALUES (?, ?, ?, ?, 'waiting', 0, ?, '', ?)
ON CONFLICT (id) DO UPDATE SET
  outlet = excluded.outlet, again = excluded.again, state = 'waiting', attempts = 0,
  next_at = excluded.next_at, doc = excluded.doc
"""
_COLUMNS = "next_at, number, outlet, doc, attempts + 1, state = 'in hand'"
#: The first of one outlet: it is at the end of an index, however many wait for others.
_FIRST = f"""
SELECT {_COLUMNS} FROM outbox WHERE outlet = ? AND next_at <= ? ORDER BY next_at, number LIMIT 1
"""  # noqa: S608  # no value is in it
_NEXT = "SELECT min(next_at) FROM outbox WHERE outlet = ? AND next_at IS NOT NULL"
_SETTLE = """
UPDATE outbox SET state = ?, next_at = ?, problem = ?, attempts = attempts - ?
WHERE id = ? AND outlet = ? AND again = ? AND next_at IS NOT NULL
"""


def send(db: sqlite3.Connection, outgoing: Outgoing) -> None:
    """Write down what is to leave; what is known by its id is tried anew."""
    at = microseconds(to_instant(outgoing.at))
    names = (outgoing.id, outgoing.outlet, outgoing.customer, again_of(outgoing))
    db.execute(_SEND, (*names, at, packed(outgoing._asdict())))


def first(db: sqlite3.Connection, outlets: Collection[str], now: datetime, lease: Lease | None) -> Any:
    """What is to be carried first over one of these outlets, for the customer of a lease if there is one;
    None if nothing is yet.
    """
    until = microseconds(now)
    if lease is not None:
        sql = (
            f"SELECT {_COLUMNS} FROM outbox WHERE customer = ? AND next_at <= ?"  # noqa: S608  # no value is in it
            f" AND {among('outlet', [*outlets])} ORDER BY next_at, number LIMIT 1"
        )
        return db.execute(sql, (lease.customer, until, *outlets)).fetchone()
    rows = [row for outlet in outlets if (row := db.execute(_FIRST, (outlet, until)).fetchone())]
    return min(rows, default=None)


def claim(db: sqlite3.Connection, row: Any, until: datetime) -> Claimed:
    """Take in hand what `first` has found."""
    _, number, outlet, document, attempts, in_hand = row
    # What is settled is in hand no longer: this is how it is known that a program died with it.
    db.execute(
        "UPDATE outbox SET state = 'in hand', attempts = ?, next_at = ? WHERE number = ?",
        (attempts, microseconds(until), number),
    )
    outgoing = OUTGOING[outlet.partition(":")[0]](**unpacked(document))
    return Claimed(outgoing, attempts, unsettled=bool(in_hand))


def settle(db: sqlite3.Connection, settled: Settled) -> bool | None:
    """Write what became of an attempt; whether it was still open, None where nothing is known of it."""
    found = db.execute("SELECT next_at IS NOT NULL FROM outbox WHERE id = ?", (settled.id,)).fetchone()
    next_at = None if settled.next_at is None else microseconds(settled.next_at)
    became = (settled.state, next_at, settled.problem, int(not settled.tried))
    db.execute(_SETTLE, (*became, settled.id, settled.outlet, settled.again))
    return bool(found[0]) if found else None


def next_due(db: sqlite3.Connection, outlets: Collection[str]) -> list[datetime]:
    """When each of these outlets has something to carry, if it has."""
    rows = [db.execute(_NEXT, (outlet,)).fetchone() for outlet in outlets]
    return [moment_of(row[0]) for row in rows if row[0] is not None]
