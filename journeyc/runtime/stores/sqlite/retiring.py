"""What has been over for long leaves an SQLite store, of each customer whole or not at all."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from journeyc.expression.values import to_instant
from journeyc.runtime.ports import HistoryEntry, Kept, Leaving
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.lines import key_of
from journeyc.runtime.stores.sqlite.whole import among

#: Of so many customers the first line of history, and whether a run of theirs ended before.
_AGES = """
SELECT
  id,
  (SELECT at FROM history WHERE customer = c.id ORDER BY number LIMIT 1),
  EXISTS (SELECT 1 FROM runs WHERE customer = c.id AND status = 'ended' AND ended < ?)
FROM (SELECT id FROM customers WHERE id > ? ORDER BY id LIMIT ?) AS c ORDER BY id
"""


def aging(db: sqlite3.Connection, before: datetime, limit: int, after: str) -> tuple[list[str], str]:
    """Of so many customers those with something older, and the last of them."""
    found = db.execute(_AGES, (microseconds(before), after, limit)).fetchall()
    old = [name for name, at, has_ended in found if has_ended or (at and to_instant(at) < before)]
    return old, found[-1][0] if found else ""


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
    numbers = _lines(db, gone.history)
    several: dict[str, list[tuple[object, ...]]] = {
        "runs WHERE id = ? AND status = 'ended'": [(run["id"],) for run in gone.runs],
        "inputs WHERE customer = ? AND id = ?": [(owner, name) for owner, name, _ in gone.inputs],
        "history WHERE number = ?": [(number,) for number in numbers],
        "outbox WHERE id = ? AND next_at IS NULL": [(outgoing.id,) for outgoing, _ in gone.outbox],
        "incidents WHERE id = ? AND state = 'settled'": [(incident["id"],) for incident, _ in gone.incidents],
        "tasks WHERE id = ? AND state = 'closed'": [(task.id,) for task, _ in gone.tasks],
    }
    return len(numbers) == len(gone.history) and all(
        not values or db.executemany(f"DELETE FROM {which}", values).rowcount == len(values)  # noqa: S608  # they are ours
        for which, values in several.items()
    )


def _lines(db: sqlite3.Connection, lines: Iterable[HistoryEntry]) -> list[int]:
    """The numbers of lines of history, and of those that have the same key."""
    wanted = Counter(key_of(line) for line in lines)
    owners = sorted({key[0] for key in wanted})
    sql = f"SELECT number, customer, run, at, kind, input FROM history WHERE {among('customer', owners)}"  # noqa: S608  # no value is in it
    return [number for number, *key in db.execute(sql, owners) if tuple(key) in wanted]
