"""Who works for which customer, so that several do not work for one at once."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge

from journeyc.runtime.errors import FencedError
from journeyc.runtime.ports import Lease
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.sqlite.sql import among

#: Read row by row as they are wanted, so that no more is looked at than is leased or belongs to others.
_IN_OUTBOX = """
SELECT next_at, customer FROM outbox WHERE outlet = ? AND next_at <= ?
AND customer NOT IN (SELECT customer FROM leases) ORDER BY next_at, number
"""
_WITH_TIMERS = """
SELECT due, customer FROM timers WHERE due <= ?
AND customer NOT IN (SELECT customer FROM leases) ORDER BY due, run, name
"""
_LEASED = "SELECT 1 FROM leases WHERE customer = ? AND fence = ?"


def with_outgoing(
    db: sqlite3.Connection, outlets: Collection[str], now: datetime, limit: int, besides: Collection[str]
) -> list[str]:
    """Customers nobody works for and for whom something is to be carried, longest waiting first."""
    until = microseconds(now)
    waiting = merge(*(db.execute(_IN_OUTBOX, (outlet, until)) for outlet in outlets))
    return _first((customer for _, customer in waiting), limit, besides)


def with_timers(
    db: sqlite3.Connection, now: datetime, limit: int, before: Collection[str], besides: Collection[str]
) -> list[str]:
    """Customers nobody works for and who have a timer that is due, and nothing to carry `before` it fires."""
    until = microseconds(now)
    sql = f"SELECT 1 FROM outbox WHERE customer = ? AND next_at <= ? AND {among('outlet', [*before])}"  # noqa: S608  # no value is in it
    found = (customer for _, customer in db.execute(_WITH_TIMERS, (until,)))
    if before:
        found = (one for one in found if db.execute(sql, (one, until, *before)).fetchone() is None)
    return _first(found, limit, besides)


def _first(customers: Iterator[str], limit: int, besides: Collection[str]) -> list[str]:
    found: dict[str, None] = {}
    passed = frozenset(besides)
    for customer in customers:
        if len(found) == limit:
            break
        if customer not in passed:
            found[customer] = None
    return [*found]


def lease(db: sqlite3.Connection, customers: Iterable[str], until: datetime) -> list[Lease]:
    """Lease customers whom nobody works for."""
    fence: int = db.execute("UPDATE fences SET last = last + 1 RETURNING last").fetchone()[0]
    leases = [Lease(customer, fence, until) for customer in customers]
    rows = [(one.customer, fence, microseconds(until)) for one in leases]
    db.executemany("INSERT INTO leases VALUES (?, ?, ?)", rows)
    return leases


def are_some_over(db: sqlite3.Connection, now: datetime) -> bool:
    """Whether somebody has customers whose time is over."""
    over = db.execute("SELECT 1 FROM leases WHERE until <= ? LIMIT 1", (microseconds(now),)).fetchone()
    return over is not None


def end_those_over(db: sqlite3.Connection, now: datetime) -> None:
    """Take customers from those whose time is over."""
    db.execute("DELETE FROM leases WHERE until <= ?", (microseconds(now),))


def renew(db: sqlite3.Connection, leases: Sequence[Lease], until: datetime) -> list[Lease]:
    """Those that are still held, longer."""
    at = microseconds(until)
    sql = "UPDATE leases SET until = ? WHERE customer = ? AND fence = ?"
    held = [one for one in leases if db.execute(sql, (at, one.customer, one.fence)).rowcount]
    return [one._replace(until=until) for one in held]


def release(db: sqlite3.Connection, leases: Sequence[Lease]) -> None:
    """Let go of customers."""
    db.executemany("DELETE FROM leases WHERE customer = ? AND fence = ?", [one[:2] for one in leases])


def require(db: sqlite3.Connection, wanted: Lease) -> None:
    """FencedError where a customer is no longer the worker's."""
    if db.execute(_LEASED, wanted[:2]).fetchone() is None:
        raise FencedError(wanted.customer)
