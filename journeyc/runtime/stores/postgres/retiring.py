"""What has been over for long leaves a store on PostgreSQL, of each customer whole or not at all."""

from collections import Counter
from datetime import datetime

from journeyc.expression.values import to_instant
from journeyc.runtime.ports import Kept, Leaving
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.lines import key_of
from journeyc.runtime.stores.postgres.arrays import Numbers, Texts
from journeyc.runtime.stores.postgres.connection import Connection

#: Of so many customers when the first line of history was, and whether a run of theirs ended before.
_AGES = """
SELECT
  c.id,
  (SELECT h.at FROM history AS h WHERE h.customer = c.id ORDER BY h.number LIMIT 1),
  EXISTS (SELECT FROM runs AS r WHERE r.customer = c.id AND r.status = 'ended' AND r.ended < %s)
FROM (SELECT id FROM customers WHERE id > %s ORDER BY id LIMIT %s) AS c ORDER BY c.id
"""
_CHANGED = "UPDATE customers SET seq = seq + 1 WHERE id = %s AND seq = %s"
_INPUTS = """
DELETE FROM inputs AS i USING unnest(%s, %s) AS g (customer, id) WHERE i.customer = g.customer AND i.id = g.id
"""
_LINES = "SELECT number, customer, run, at, kind, input FROM history WHERE customer = ANY (%s)"


def aging(db: Connection, before: datetime, limit: int, after: str) -> tuple[list[str], str]:
    """Of so many customers those with something older, and the last of them."""
    found = db.execute(_AGES, (microseconds(before), after, limit)).fetchall()
    old = [name for name, at, has_ended in found if has_ended or (at and to_instant(at) < before)]
    return old, found[-1][0] if found else ""


def retire(db: Connection, leaving: Leaving) -> bool:
    """Delete what leaves of a customer, in a transaction; whether it was all there, as else nothing is."""
    db.execute("SAVEPOINT leaving")
    changed = db.execute(_CHANGED, (leaving.customer, leaving.revision)).rowcount
    is_as_it_was = changed == 1 and _is_deleted(db, leaving.gone)
    if not is_as_it_was:
        db.execute("ROLLBACK TO SAVEPOINT leaving")
    db.execute("RELEASE SAVEPOINT leaving")
    return is_as_it_was


def _is_deleted(db: Connection, gone: Kept) -> bool:
    """Delete what leaves; whether all of it was there, and nobody needed it any longer."""
    several = {
        "runs WHERE id = ANY (%s) AND status = 'ended'": [run["id"] for run in gone.runs],
        "outbox WHERE id = ANY (%s) AND next_at IS NULL": [outgoing.id for outgoing, _ in gone.outbox],
        "incidents WHERE id = ANY (%s) AND state = 'settled'": [one["id"] for one, _ in gone.incidents],
        "tasks WHERE id = ANY (%s) AND state = 'closed'": [task.id for task, _ in gone.tasks],
    }
    inputs = [Texts(column) for column in zip(*(one[:2] for one in gone.inputs), strict=True)]
    return (
        all(
            not names or db.execute(f"DELETE FROM {which}", (Texts(names),)).rowcount == len(names)  # noqa: S608  # they are ours
            for which, names in several.items()
        )
        and (not inputs or db.execute(_INPUTS, inputs).rowcount == len(gone.inputs))
        and _are_lines_deleted(db, gone)
    )


def _are_lines_deleted(db: Connection, gone: Kept) -> bool:
    wanted = Counter(key_of(line) for line in gone.history)
    if not wanted:
        return True
    found = db.execute(_LINES, (Texts({key[0] for key in wanted}),)).fetchall()
    numbers = Numbers(number for number, *key in found if tuple(key) in wanted)
    db.execute("DELETE FROM history WHERE number = ANY (%s)", (numbers,))
    return len(numbers) == wanted.total()
