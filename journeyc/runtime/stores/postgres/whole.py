"""All that a store on PostgreSQL has of a customer: read at once, handed on, or erased."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Literal

import psycopg

from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.incidents import customer_of_unborn
from journeyc.runtime.core.inputs import run_of_effect
from journeyc.runtime.ports import OUTGOING, HistoryEntry, Kept
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.postgres.arrays import Numbers, Texts
from journeyc.runtime.stores.postgres.connection import Connection
from journeyc.runtime.stores.rows import task_of

#: Each of the two by an index of its own.
RUNS_OF_CUSTOMERS = """
SELECT * FROM runs WHERE customer = ANY (%(customers)s) AND status <> 'ended'
UNION ALL SELECT * FROM runs WHERE customer = ANY (%(customers)s) AND status = 'ended'
"""
_RUNS = f"SELECT id, doc FROM ({RUNS_OF_CUSTOMERS}) AS r ORDER BY number"  # noqa: S608  # no value is in it

#: Ids begin with that of their run and a slash, so they stand side by side in the index; `0` comes next.
_CAUSED = {
    table: f"""
SELECT t.number, t.id, {columns} FROM unnest(%s) AS r (run)
JOIN {table} AS t ON t.id > r.run || '/' AND t.id < r.run || '0' ORDER BY t.number
"""  # noqa: S608  # no value is in it
    for table, columns in {
        "outbox": "t.outlet, t.state, t.doc",
        "tasks": "t.claimed_by, t.due, t.state, t.doc",
    }.items()
}

#: The id of a run is its journey, its customer and a number; what is behind the slash is before `0`.
_INCIDENTS = """
SELECT i.number, i.run FROM unnest(%(runs)s) AS r (run) JOIN incidents AS i ON i.run = r.run
UNION ALL
SELECT i.number, i.run
FROM (SELECT journey FROM definitions UNION SELECT unnest(%(journeys)s)) AS j
CROSS JOIN unnest(%(customers)s) AS c (customer)
JOIN incidents AS i
  ON i.run > j.journey || '/' || c.customer || '/' AND i.run < j.journey || '/' || c.customer || '0'
"""

#: Where what was erased may still stand until it is cleared away.
_TABLES = (
    "customers", "aliases", "members", "runs", "timers", "inputs", "history", "outbox", "incidents", "tasks",
    "leases",
)  # fmt: skip


def everything(db: Connection, customers: Sequence[str]) -> Kept:
    """All that is kept of customers, in a transaction that sees one moment."""

    def rows(what: str) -> list[Any]:
        return db.execute(f"SELECT {what} = ANY (%s)", (Texts(customers),)).fetchall()

    documents = {name: unpacked(text) for name, text in rows("id, doc FROM customers WHERE id")}
    runs = db.execute(_RUNS, {"customers": Texts(customers)}).fetchall()
    own = _runs_of(customers, (name for name, _ in runs))
    lines = rows("number, customer, run, at, kind, input, doc FROM history WHERE customer")
    incidents = db.execute("SELECT doc, state FROM incidents WHERE number = ANY (%s) ORDER BY number", (
        Numbers(_incidents(db, own, customers)),
    )).fetchall()  # fmt: skip
    return Kept(
        customers=[documents[name] for name in customers if name in documents],
        aliases=sorted(rows("field, value, customer FROM aliases WHERE customer")),
        runs=[unpacked(text) for _, text in runs],
        inputs=[
            (owner, name, unpacked(text))
            for owner, name, text in sorted(rows("customer, id, report FROM inputs WHERE customer"))
        ],
        history=[line_of(*line[1:]) for line in sorted(lines)],
        outbox=[
            (OUTGOING[outlet.partition(":")[0]](**unpacked(text)), state)
            for _, _, outlet, state, text in _caused(db, "outbox", own)
        ],
        incidents=[(unpacked(text), state == "open") for text, state in incidents],
        tasks=[
            (task_of(unpacked(text), by, due), state == "open")
            for _, _, by, due, state, text in _caused(db, "tasks", own)
        ],
    )


def with_parts(db: Connection, customer: str | None) -> list[str]:
    """A customer and those who are parts of them."""
    if customer is None:
        return []
    found = db.execute("SELECT doc FROM customers WHERE id = %s", (customer,)).fetchone()
    return [customer, *(unpacked(found[0]).get("identities", {}) if found else {})]


def line_of(
    customer: str, run: str | None, at: str, kind: str, given: str, document: bytes
) -> HistoryEntry:  # the columns of a row
    """A line of history as it is kept."""
    return HistoryEntry(customer, run, at, kind, given, unpacked(document))


def _runs_of(customers: Iterable[str], runs: Iterable[str]) -> list[str]:
    """The runs of customers, with what stands for that of an effect of a rule of theirs."""
    return [*runs, *map(customer_run, customers)]


def _incidents(db: Connection, own: Sequence[str], customers: Sequence[str]) -> list[int]:
    """The incidents of runs of customers, or of runs that would have been theirs had they begun."""
    mine, whose = Texts(own), {*customers}
    journeys = Texts({run.partition("/")[0] for run in own})
    found = db.execute(_INCIDENTS, {"runs": mine, "journeys": journeys, "customers": Texts(customers)})
    known = {*own}
    return sorted({number for number, run in found if run in known or customer_of_unborn(run) in whose})


def _caused(db: Connection, table: Literal["outbox", "tasks"], runs: Sequence[str]) -> list[Any]:
    """The rows of effects of runs, in the order in which they were written, with the number and the id."""
    own = {*runs}
    # One may stand beside those of two runs.
    found = {row[0]: row for row in db.execute(_CAUSED[table], (Texts(runs),))}
    return [row for row in found.values() if run_of_effect(row[1]) in own]


def erase(db: Connection, customers: Sequence[str]) -> dict[str, int]:
    """Delete all rows of customers, in a transaction that has them to itself; how many, by table."""
    whose = Texts(customers)
    begun = [name for name, _ in db.execute(_RUNS, {"customers": whose})]
    own = _runs_of(customers, begun)
    deleted: dict[str, int] = {}

    def delete(table: str, column: str, values: Texts | Numbers) -> None:
        deleted[table] = db.execute(f"DELETE FROM {table} WHERE {column} = ANY (%s)", (values,)).rowcount  # noqa: S608  # they are ours

    # First, as whoever works under one holds it, and may wait for what else is deleted.
    delete("leases", "customer", whose)
    # Before the history: whoever settles one of these waits, and finds nothing to tell of then.
    delete("outbox", "number", Numbers(row[0] for row in _caused(db, "outbox", own)))
    delete("tasks", "number", Numbers(row[0] for row in _caused(db, "tasks", own)))
    delete("incidents", "number", Numbers(_incidents(db, own, customers)))
    delete("runs", "id", Texts(begun))
    for table in ("aliases", "timers", "inputs", "history", "members"):
        delete(table, "customer", whose)
    delete("customers", "id", whose)
    db.execute("LOCK TABLE erasures IN SHARE ROW EXCLUSIVE MODE")
    db.execute("INSERT INTO erasures SELECT coalesce(max(number), 0) + 1 FROM erasures")
    return deleted


def clear_away(db: Connection) -> None:
    """Let the server give up the room of what was deleted, for others to write over; it works on meanwhile.
    To write all anew would keep everybody waiting, which is for an operator to say.
    """
    with suppress(psycopg.Error):
        db.execute(f"VACUUM {', '.join(_TABLES)}", prepare=False)
