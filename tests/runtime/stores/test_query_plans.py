"""What is asked of one customer is found by an index, however many others there are."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime.stores.sqlite import SqliteStore
from journeyc.runtime.stores.sqlite.connection import connect
from journeyc.runtime.stores.sqlite.whole import erase

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _erased(store: SqliteStore) -> None:
    with store._writing() as db:
        erase(db, ["anna", "cookie"])


ASKED: dict[str, Callable[[SqliteStore], Any]] = {
    "read": lambda store: store.read("anna", "i", "r"),
    "ended": lambda store: store.ended("anna", 10),
    "runs": lambda store: store.runs(10, customer="anna"),
    "runs with a status": lambda store: store.runs(10, customer="anna", journey="j", status="ended"),
    "runs behind one": lambda store: store.runs(10, status="open", after="r"),
    "incidents of a run": lambda store: store.incidents(run="r"),
    "incidents behind one": lambda store: store.incidents(10, after="i"),
    "history": lambda store: store.history(customer="anna"),
    "find": lambda store: store.find("anna"),
    "merge": lambda store: store.merge("m"),
    "everything": lambda store: store.everything(["anna", "cookie"]),
    "erase": _erased,
    "aging": lambda store: store.aging(NOON, 10, "anna"),
    "members": lambda store: store.members("s", 10),
    "lease of timers": lambda store: store.lease_timers(NOON, NOON, 10, ["call:a", "call:b"]),
    "lease of the outbox": lambda store: store.lease_outbox(["message:sms", "call:a"], NOON, NOON, 10),
    "claim": lambda store: store.claim(["message:sms"], NOON, NOON),
}


@pytest.mark.parametrize("what", ASKED)
def test_no_table_is_read_through_for_one_customer(tmp_path: Path, what: str) -> None:
    path = str(tmp_path / "s.sqlite")
    connection = connect(path, "normal", 1.0)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    ASKED[what](SqliteStore(path, connection=connection))
    connection.set_trace_callback(None)
    steps = [row[3] for sql in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    connection.close()
    assert any(step.startswith("SEARCH") for step in steps), steps
    tables = (
        "customers",
        "runs",
        "history",
        "aliases",
        "inputs",
        "members",
        "outbox",
        "timers",
        "incidents",
        "tasks",
    )
    assert not [step for step in steps if step.startswith(tuple(f"SCAN {table}" for table in tables))]
