"""What is known of a customer, read for an input."""

import sqlite3
from collections.abc import Collection

from journeyc.runtime.core.documents import Run
from journeyc.runtime.ports import Known
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.sqlite.timeline import answer, key_of

_READ = """
SELECT seq, doc, EXISTS (SELECT 1 FROM history WHERE customer = ?1 AND input = ?2)
FROM customers WHERE id = ?1
"""
_READ_RUNS = "SELECT doc FROM runs WHERE customer = ? AND status <> 'ended' ORDER BY number"
_READ_ENDED = "SELECT doc FROM runs WHERE id = ? AND customer = ? AND status = 'ended'"

OPEN_RUNS = "SELECT doc FROM runs WHERE status <> 'ended' LIMIT ?"
_TRACE = """
SELECT trace FROM runs WHERE id = ?1 AND trace IS NOT NULL
UNION ALL SELECT trace FROM outbox WHERE id = ?1 AND trace IS NOT NULL
"""


def read(db: sqlite3.Connection, customer: str, input_id: str | None, run: str | None) -> Known:
    """A customer with the open runs, a run that was asked for, and the answer to an input; for a transaction,
    as all of it has to be of one moment.
    """
    key = None if input_id is None else key_of(input_id)
    found = db.execute(_READ, (customer, key)).fetchone()
    if found is None:
        return Known(0, None, (), None)
    revision, document, may_be_answered = found[0], unpacked(found[1]), found[2]
    parts = document.get("identities", {})
    report = None
    if input_id is not None and (may_be_answered or parts):
        report = answer(db, [customer, *parts], input_id)
    runs = db.execute(_READ_RUNS, (customer,)).fetchall()
    if run is not None:
        runs += db.execute(_READ_ENDED, (run, customer)).fetchall()
    read_runs: tuple[Run, ...] = tuple(unpacked(row) for (row,) in runs)
    return Known(revision, document, read_runs, report)


def traces(db: sqlite3.Connection, names: Collection[str]) -> dict[str, str]:
    """The traces that were kept with runs, and with what left."""
    found = {name: db.execute(_TRACE, (name,)).fetchone() for name in names}
    return {name: row[0] for name, row in found.items() if row is not None}
