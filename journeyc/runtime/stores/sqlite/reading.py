"""What is known of a customer, read for an input."""

import sqlite3

from journeyc.runtime.core.documents import Run
from journeyc.runtime.ports import Known
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.sqlite.whole import among

_READ = """
SELECT seq, doc, (SELECT report FROM inputs WHERE customer = ?1 AND id = ?2) FROM customers WHERE id = ?1
"""
_READ_RUNS = "SELECT doc FROM runs WHERE customer = ? AND status <> 'ended' ORDER BY number"
_READ_ENDED = "SELECT doc FROM runs WHERE id = ? AND customer = ? AND status = 'ended'"


def read(db: sqlite3.Connection, customer: str, input_id: str | None, run: str | None) -> Known:
    """A customer with the open runs, a run that was asked for, and the answer to an input."""
    # The customer first: if what follows is newer, the commit finds a conflict.
    found = db.execute(_READ, (customer, input_id)).fetchone()
    if found is None:
        return Known(0, None, (), None)
    revision, document, report = found[0], unpacked(found[1]), found[2]
    if report is None and input_id is not None and (parts := document.get("identities")):
        sql = f"SELECT report FROM inputs WHERE {among('customer', parts)} AND id = ?"  # noqa: S608  # no value is in it
        answered = db.execute(sql, (*parts, input_id)).fetchone()
        report = answered[0] if answered else None
    runs = db.execute(_READ_RUNS, (customer,)).fetchall()
    if run is not None:
        runs += db.execute(_READ_ENDED, (run, customer)).fetchall()
    read_runs: tuple[Run, ...] = tuple(unpacked(text) for (text,) in runs)
    return Known(revision, document, read_runs, unpacked(report) if report else None)
