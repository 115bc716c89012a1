"""What has been over for long leaves an SQLite store, of each customer whole or not at all."""

import sqlite3
from datetime import datetime

from journeyc.expression.values import to_instant
from journeyc.runtime.ports import Kept, Leaving
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.sqlite.timeline import begun_at, forget

#: Of so many customers the first row of history, and whether a run of theirs ended before.
_AGES = """
SELECT
  c.id,
  (SELECT doc FROM history WHERE number = (SELECT min(number) FROM history WHERE customer = c.id)),
  EXISTS (SELECT 1 FROM runs WHERE customer = c.id AND status = 'ended' AND ended < ?)
FROM (SELECT id FROM customers WHERE id > ? ORDER BY id LIMIT ?) AS c ORDER BY c.id
"""


def aging(db: sqlite3.Connection, before: datetime, limit: int, after: str) -> tuple[list[str], str]:
    """Of so many customers those with something older, and the last of them."""
    found = db.execute(_AGES, (microseconds(before), after, limit)).fetchall()
    old = [name for name, row, has_ended in found if has_ended or (row and _is_older(row, before))]
    return old, found[-1][0] if found else ""


def _is_older(row: bytes, before: datetime) -> bool:
    return to_instant(begun_at(row)) < before


def retire(db: sqlite3.Connection, leaving: Leaving) -> bool:
    """Delete what leaves of a customer; whether it was all there, as nothing is deleted where it was not."""
    db.execute("SAVEPOINT leaving")
    changed = db.execute(
        "UPDATE customers SET seq = seq + 1 WHERE id = ? AND seq = ?", (leaving.customer, leaving.revision)
    )
    is_as_it_was = changed.rowcount == 1 and _is_deleted(db, leaving.gone)
    if not is_as_it_was:
        db.execute("ROLLBACK TO leaving")
    db.execute("RELEASE leaving")
    return is_as_it_was


def _is_deleted(db: sqlite3.Connection, gone: Kept) -> bool:
    """Delete what leaves; whether all of it was there, and nobody needed it any longer."""
    several: dict[str, list[tuple[str]]] = {
        "runs WHERE id = ? AND status = 'ended'": [(run["id"],) for run in gone.runs],
        "outbox WHERE id = ? AND next_at IS NULL": [(outgoing.id,) for outgoing, _ in gone.outbox],
        "incidents WHERE id = ? AND state = 'settled'": [(incident["id"],) for incident, _ in gone.incidents],
        "tasks WHERE id = ? AND state = 'closed'": [(task.id,) for task, _ in gone.tasks],
    }
    return (
        all(
            not values or db.executemany(f"DELETE FROM {which}", values).rowcount == len(values)  # noqa: S608  # they are ours
            for which, values in several.items()
        )
        and forget(db, {one[:2] for one in gone.inputs}, gone.history)
    )
