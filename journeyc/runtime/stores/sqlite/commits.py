"""One commit written: everything that it can fail at is looked at first, so that it is written whole."""

import sqlite3
from collections.abc import Iterator

from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.identities import merge_of
from journeyc.runtime.errors import AliasTakenError
from journeyc.runtime.ports import Commit
from journeyc.runtime.stores.documents import packed, run_columns
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.revisions import (
    changed_since,
    named_since,
    require_generation,
)
from journeyc.runtime.stores.rows import due_of
from journeyc.runtime.stores.sqlite.leasing import require
from journeyc.runtime.stores.sqlite.outbox import send
from journeyc.runtime.stores.sqlite.timeline import Answered, part, remember
from journeyc.runtime.stores.sqlite.whole import write_members

_WRITE_RUN = """
INSERT INTO runs (id, customer, journey, status, ended, doc) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  customer = excluded.customer, status = excluded.status, ended = excluded.ended, doc = excluded.doc
"""
_WRITE_CUSTOMER = """
INSERT INTO customers (id, seq, merge, doc) VALUES (?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET seq = seq + 1, merge = excluded.merge, doc = excluded.doc
"""
_WRITE_TASK = """
INSERT INTO tasks (id, name, claimed_by, due, state, doc) VALUES (?, ?, ?, ?, 'open', ?)
ON CONFLICT DO NOTHING
"""
_TAKEN = """
SELECT customer FROM aliases WHERE value = ?1 AND field = ?2
UNION ALL SELECT id FROM customers WHERE id = ?1 AND id <> ?3
"""


def check(db: sqlite3.Connection, commit: Commit) -> None:
    """ConflictError, AliasTakenError or FencedError where a commit cannot be written."""
    own = commit.customer["id"]
    if commit.lease is not None:
        require(db, commit.lease)
    found = db.execute("SELECT seq FROM customers WHERE id = ?", (own,)).fetchone()
    if (found[0] if found else 0) != commit.revision:
        raise changed_since(own)
    if found is None:
        require_generation(commit.customer, erasures(db))
    if found is None and db.execute("SELECT 1 FROM aliases WHERE value = ?", (own,)).fetchone():
        raise named_since(own)
    for field, value, owner in _claimed(db, commit):
        if owner not in {own, *commit.customer.get("identities", {})}:
            raise AliasTakenError(field, value, owner)


def erasures(db: sqlite3.Connection) -> int:
    """How often customers have been erased."""
    count: int = db.execute("SELECT ifnull(max(number), 0) FROM erasures").fetchone()[0]
    return count


def _claimed(db: sqlite3.Connection, commit: Commit) -> Iterator[tuple[str, str, str]]:
    """The aliases of a commit that name somebody already."""
    for field, value in (commit.aliases or {}).items():
        if value is not None:
            for (owner,) in db.execute(_TAKEN, (value, field, commit.customer["id"])).fetchall():
                yield field, value, owner


def write(db: sqlite3.Connection, commit: Commit) -> None:
    """Write a commit that was checked."""
    customer, own = commit.customer, commit.customer["id"]
    if commit.parting is not None:
        part(db, own, commit.parting)
    db.execute(_WRITE_CUSTOMER, (own, commit.next_revision, merge_of(customer), packed(customer)))
    for field, value in (commit.aliases or {}).items():
        db.execute("DELETE FROM aliases WHERE customer = ? AND field = ?", (own, field))
        if value is not None:
            # What leads to a part of the customer leads here, and goes with that one if they are parted.
            db.execute("INSERT INTO aliases VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (field, value, own))
    if commit.segments is not None:
        write_members(db, own, commit.segments)
    for run in commit.runs:
        db.execute(_WRITE_RUN, run_columns(run))
    for run_id, name in commit.cancelled:
        db.execute("DELETE FROM timers WHERE customer = ? AND run = ? AND name = ?", (own, run_id, name))
    for due, run_id, name, owner in commit.armed:
        db.execute("REPLACE INTO timers VALUES (?, ?, ?, ?)", (owner, run_id, name, microseconds(due)))
    answered = None if commit.report is None else Answered(commit.input, commit.report)
    if commit.history or answered:
        remember(db, own, answered, commit.history)
    for outgoing in commit.outgoing:
        send(db, outgoing)
    for incident in commit.incidents:
        raise_incident(db, incident)
    for name in commit.settles:
        db.execute("UPDATE incidents SET state = 'settled' WHERE id = ?", (name,))
    _write_tasks(db, commit)
    if commit.trace:
        _write_traces(db, commit)


def raise_incident(db: sqlite3.Connection, incident: Incident) -> None:
    """Keep an incident as an open one, unless it is known."""
    row = (incident["id"], incident["run"], packed(incident))
    db.execute(
        "INSERT INTO incidents (id, run, state, doc) VALUES (?, ?, 'open', ?) ON CONFLICT DO NOTHING", row
    )


def _write_tasks(db: sqlite3.Connection, commit: Commit) -> None:
    for task in commit.tasks:
        row = task.id, task.name, task.claimed_by, due_of(task.due), packed(task._asdict())
        db.execute(_WRITE_TASK, row)
    for name, claimed_by, due in commit.claims:
        db.execute("UPDATE tasks SET claimed_by = ?, due = ? WHERE id = ?", (claimed_by, due_of(due), name))
    for name in commit.closed:
        db.execute("UPDATE tasks SET state = 'closed' WHERE id = ?", (name,))


def _write_traces(db: sqlite3.Connection, commit: Commit) -> None:
    runs = [(commit.trace, run["id"]) for run in commit.runs]
    db.executemany("UPDATE runs SET trace = ? WHERE id = ?", runs)
    left = [(commit.trace, sent.id) for sent in commit.outgoing]
    db.executemany("UPDATE outbox SET trace = ? WHERE id = ?", left)
