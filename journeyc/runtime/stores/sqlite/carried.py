"""What a transaction does with the outbox: hands something out to be carried, and notes what became of it."""

import sqlite3
from collections.abc import Collection
from datetime import datetime

from journeyc.runtime.ports import Claimed, HistoryEntry, Lease, Settled
from journeyc.runtime.stores.sqlite.commits import raise_incident
from journeyc.runtime.stores.sqlite.leasing import require
from journeyc.runtime.stores.sqlite.outbox import claim, first, settle
from journeyc.runtime.stores.sqlite.timeline import remember


def claimed(
    db: sqlite3.Connection, outlets: Collection[str], now: datetime, until: datetime, lease: Lease | None
) -> Claimed | None:
    """Take what is to be carried first in hand; FencedError where the lease was given to another."""
    if lease is not None:
        require(db, lease)
    row = first(db, outlets, now, lease)
    return None if row is None else claim(db, row, until)


def note(db: sqlite3.Connection, settled: Settled) -> None:
    """Write what became of what was claimed, with its line and its incident; FencedError as for `claimed`."""
    if settled.lease is not None:
        require(db, settled.lease)
    was_open = settle(db, settled)
    if was_open is None:
        return  # Its customer was erased meanwhile, so nothing may tell of it.
    if settled.history is not None:
        line = _with_owner(db, settled.history)
        remember(db, line.customer, None, [line])
    if settled.incident is not None and was_open:
        raise_incident(db, settled.incident)


def _with_owner(db: sqlite3.Connection, entry: HistoryEntry) -> HistoryEntry:
    """A line as one of whom its run belongs to now."""
    found = db.execute("SELECT customer FROM runs WHERE id = ?", (entry.run,)).fetchone()
    return entry._replace(customer=found[0]) if found else entry
