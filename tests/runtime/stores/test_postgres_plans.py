"""What is asked of one customer, or of what comes first, reads a few rows, however many there are of others:
also before the server has counted them.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime.core.documents import Run
from journeyc.runtime.ports import ArmedTimer, Commit, Lease, Settled, StoredDefinition, TaskFilter
from journeyc.runtime.stores.postgres import PostgresStore
from tests.postgres import schema
from tests.runtime.stores.test_contract import (
    MINUTE,
    NOON,
    SMS,
    customer,
    entry,
    incident,
    message,
    report,
    run,
    task,
)

MANY, FEW = 2_000, 60
LATER = NOON + MINUTE
DAY = timedelta(days=1)
EARLY = "2026-11-23T11:00:00Z"

#: The rows that were read by whichever way, from tables and from indexes.
READ = """
SELECT coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0) + (
  SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes WHERE schemaname = current_schema()
) FROM pg_stat_user_tables WHERE schemaname = current_schema()
"""


def rows_of(name: str, number: int) -> Commit:
    mine: Run = {**run(f"dispute/{name}/1", owner=name), "journey": "dispute"}
    over: Run = {**run(f"dispute/{name}/0", owner=name, status="ended"), "journey": "dispute"}
    sent = message(number, at="2026-11-24T12:00:00Z")._replace(id=f"dispute/{name}/1/1/0", customer=name)
    return Commit(
        0, customer(name), "i0", report("i0"), runs=[mine, over],
        armed=[ArmedTimer(NOON + DAY, mine["id"], "idle", name)],
        aliases={"email": f"{name}@x"}, segments={"all": "x"}, history=[entry("i0", mine["id"], name)],
        outgoing=[sent, sent._replace(id=f"dispute/{name}/1/1/1", channel="email", at=EARLY)],
        incidents=[{**incident(f"x/{name}"), "run": mine["id"]}], settles=[f"x/{name}"],
        tasks=[task(owner=name)], closed=[task(owner=name).id],
    )  # fmt: skip


@pytest.fixture(scope="module")
def store(postgres_database: str) -> Iterator[PostgresStore]:
    with (
        schema(postgres_database) as address,
        closing(PostgresStore(f"{address}&pool=1")) as opened,
        opened._pool.connection() as db,
    ):
        # As it is in the first minute of a store, in which plans are made and kept.
        for table in (
            "customers",
            "runs",
            "timers",
            "inputs",
            "history",
            "outbox",
            "aliases",
            "members",
            "leases",
        ):
            db.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        looking = PostgresStore(address, connection=db)
        ask_all(looking)
        for begin in range(0, MANY, 500):
            groups = [[rows_of(f"c{number:05}", number)] for number in range(begin, begin + 500)]
            assert looking.commit_each(groups) == [None] * 500
        looking.commit(rows_of("anna", 7)._replace(revision=looking.read("anna").revision))
        looking.define([StoredDefinition("h", "dispute", 1, "{}")])
        yield looking


ASKED: dict[str, Callable[[PostgresStore], Any]] = {
    "read": lambda store: store.read("anna", "i0", "dispute/anna/0"),
    "read_many": lambda store: store.read_many([("anna", "i0", None), ("c00100", "i1", None)]),
    "ended": lambda store: store.ended("anna", 10),
    "runs": lambda store: store.runs(10),
    "runs of a customer": lambda store: store.runs(10, customer="anna", journey="dispute", status="ended"),
    "runs behind one": lambda store: store.runs(10, status="open", after="dispute/c01000/1"),
    "history": lambda store: store.history(customer="anna"),
    "history of a run": lambda store: store.history(run="dispute/anna/1"),
    "find": lambda store: store.find("anna@x"),
    "owner": lambda store: store.owner("dispute/anna/1"),
    "merge": lambda store: store.merge("m"),
    "members": lambda store: store.members("all", 10, "c00500"),
    "customers": lambda store: store.customers(10, "c00500"),
    "message": lambda store: store.message("dispute/anna/1/1/0"),
    "incident": lambda store: store.incident("x/anna"),
    "incidents": lambda store: store.incidents(),
    "incidents of a run": lambda store: store.incidents(settled=True, run="dispute/anna/1"),
    "incidents behind one": lambda store: store.incidents(10, settled=True, after="x/c01000"),
    "tasks": lambda store: store.tasks(),
    "tasks of a queue": lambda store: store.tasks(TaskFilter("experts")),
    "tasks that are due": lambda store: store.tasks(TaskFilter(due_by=NOON, limit=5)),
    "task": lambda store: store.task("dispute/anna/1/5/0"),
    "due": lambda store: store.due(NOON + DAY, 5),
    "next_due": lambda store: store.next_due([SMS, "call:x"]),
    "claim nothing": lambda store: store.claim([SMS, "call:x"], NOON, LATER),
    "commit": lambda store: store.commit(
        Commit(
            store.read("anna").revision, customer("anna"), "i9", None, runs=[run()], aliases={"email": "z"}
        )
    ),
    "settle": lambda store: store.settle(Settled("dispute/anna/1/1/0", SMS, "waiting", NOON + DAY, "")),
    "lease_outbox": lambda store: store.release(store.lease_outbox([SMS, "message:email"], NOON, LATER, 5)),
    "lease_timers": lambda store: store.release(store.lease_timers(NOON + DAY, LATER + DAY, 5, [SMS + "x"])),
    "renew": lambda store: store.renew([Lease("anna", 1, LATER)], LATER),
}


def ask_all(store: PostgresStore) -> None:
    for asked in ASKED.values():
        for _ in range(7):  # so often that a plan is kept
            asked(store)


def read_so_far(store: PostgresStore) -> int:
    store._rows("SELECT pg_stat_force_next_flush()")
    found: int = store._rows(READ)[0][0]
    return found


@pytest.mark.parametrize("what", ASKED)
def test_a_few_rows_are_read_among_many(store: PostgresStore, what: str) -> None:
    ASKED[what](store)  # once, so that an index passes over what was open and is so no longer
    before = read_so_far(store)
    ASKED[what](store)
    assert read_so_far(store) - before <= FEW


def test_a_claim_reads_as_many_as_may_claim_at_once(store: PostgresStore) -> None:
    before = read_so_far(store)
    assert store.claim(["message:email"], NOON, LATER) is not None
    assert read_so_far(store) - before < MANY // 4


def test_no_row_of_whom_was_erased_is_left(store: PostgresStore) -> None:
    def kept() -> str:
        tables = store._rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        return "".join(str(store._rows(f"SELECT * FROM {table}")) for (table,) in tables)  # noqa: S608

    store.commit(rows_of("PLANTED", 8))
    assert "PLANTED" in kept()
    before = len(kept())
    store.erase(["PLANTED"], 1)
    assert "PLANTED" not in kept()
    assert len(kept()) > before * 0.99
