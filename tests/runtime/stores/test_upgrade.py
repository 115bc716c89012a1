"""A store of the first version is opened by this one: the documents, and everything beside them, are kept."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime.ports import ArmedTimer, HistoryEntry, Message, Task, TaskFilter
from journeyc.runtime.stores import SqliteStore
from journeyc.runtime.stores.sqlite.connection import APPLICATION_ID, migrations
from journeyc.runtime.stores.sqlite.upgrade import upgraded_customer, upgraded_report, upgraded_run
from tests.runtime.stores.test_contract import report

AT = "2026-11-23T12:00:00Z"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def run(**more: Any) -> dict[str, Any]:
    return {
        "schema": 1, "id": "dispute/anna/1", "journey": "dispute", "version": 1,
        "definition_hash": "sha256:1", "customer": "anna", "key": [], "configuration": ["intake"],
        "context": {"a": 1}, "asked": ["dispute.note"], "answered": {"dispute.reason": {"at": AT}},
        "timers": [], "held": [], "status": "active", "outcome": None, "paused_since": None,
        "last_channel": "web", "last_seen": AT, "seq": 3, "logical_time": AT, "started_at": AT,
        "updated_at": AT, **more,
    }  # fmt: skip


def ended(at: str, number: int = 1) -> dict[str, Any]:
    outcome = {"end": "lost", "kind": "failure", "at": at}
    return run(id=f"dispute/anna/{number}", status="ended", asked=[], configuration=["lost"], outcome=outcome)


CUSTOMER = {
    "schema": 1, "id": "anna", "profile": {"tier": "gold"}, "started": {"dispute": 2, "order": 1}, "seq": 4,
    "updated_at": AT,
}  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (run(), {"asked": {"intake": ["dispute.note"]}}),
        (run(asked=[]), {"asked": {}}),
        (ended(AT), {"asked": {}}),
    ],
)
def test_questions_are_kept_by_place(before: dict[str, Any], after: dict[str, Any]) -> None:
    expected = {**before, "schema": 2, **after}
    del expected["held"]
    assert upgraded_run(before) == expected


def test_held_timers_stay_held() -> None:
    held = [{"name": "intake/after/0", "kind": "after", "due": AT}]
    assert upgraded_run(run(held=held))["held"] == held


def test_what_was_begun_is_kept_with_when_it_was_left() -> None:
    late = "2026-11-25T12:00:00Z"
    assert upgraded_customer(CUSTOMER, [ended(AT), ended(late, 2)]) == {
        "schema": 2, "id": "anna", "profile": {"tier": "gold"}, "seq": 4, "updated_at": AT,
        "journeys": {
            "dispute": {"begun": 2, "ended_at": late},
            "order": {"begun": 1, "ended_at": None},
        },
    }  # fmt: skip


def test_documents_of_today_are_left_as_they_are() -> None:
    new_run = upgraded_run(run())
    new_customer = upgraded_customer(CUSTOMER, [])
    assert upgraded_run(new_run) is new_run
    assert upgraded_customer(new_customer, [ended(AT)]) is new_customer


@pytest.mark.parametrize(("result", "because"), [("accepted", ""), ("not_accepted", "not_accepted")])
def test_a_report_says_why_in_one_word(result: str, because: str) -> None:
    assert upgraded_report({"result": result}) == {"result": result, "because": because}


MESSAGE = Message(
    id="dispute/anna/1/1/0", at=AT, run="dispute/anna/1", customer="anna", journey="dispute",
    notification="come_back", channel="sms", language="de", to="+49", subject="", text="Grüße", html="",
    expires=None,
)  # fmt: skip
INCIDENT = {
    "id": "x", "run": "dispute/anna/1", "input": {}, "at": AT, "problem": "p", "expression": "", "values": {},
    "place": "",
}  # fmt: skip


def first_version(path: Path) -> None:
    """A file as the first version wrote it, with a row in every table."""
    answered = {"input": "i1", "at": AT, "result": "accepted", "reason": "", "faults": [], "runs": []}
    with closing(sqlite3.connect(path)) as db:
        db.executescript(migrations()[0])
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO customers VALUES ('anna', 4, ?)", (json.dumps(CUSTOMER),))
        for number, document in enumerate((ended(AT), run(id="dispute/anna/2")), 1):
            row = (number, document["id"], document["status"], json.dumps(document))
            db.execute("INSERT INTO runs VALUES (?, ?, 'anna', 'dispute', 'sha256:1', ?, 3, ?)", row)
        db.execute("INSERT INTO timers VALUES ('dispute/anna/2', 'idle', 0, 'anna')")
        db.execute("INSERT INTO inputs VALUES ('anna', 'i1', ?)", (json.dumps(answered),))
        message = json.dumps(MESSAGE._asdict())
        db.execute(
            "INSERT INTO outbox VALUES (1, ?, 'sms', 'waiting', 2, 0, 'busy', ?)", (MESSAGE.id, message)
        )
        db.execute("INSERT INTO incidents VALUES (1, 'x', 'dispute/anna/1', ?)", (json.dumps(INCIDENT),))
        db.commit()


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    first_version(path)
    for _ in range(2):
        with closing(SqliteStore(str(path))) as store:
            known = store.read("anna", "i1", "dispute/anna/1")
            assert known.revision == 4
            assert known.customer == upgraded_customer(CUSTOMER, [ended(AT)])
            assert known.runs == (upgraded_run(run(id="dispute/anna/2")), upgraded_run(ended(AT)))
            assert known.report is not None
            assert (known.report["input"], known.report["because"]) == ("i1", "")
            moment = datetime(1970, 1, 1, tzinfo=UTC)
            assert store.due(NOON, 5) == [ArmedTimer(moment, "dispute/anna/2", "idle", "anna")]
            assert store.incidents() == [INCIDENT]
            assert store.next_due(["message:sms"]) == moment
    with closing(SqliteStore(str(path))) as store:
        assert store.claim(["message:sms"], NOON, NOON) == (MESSAGE, 3, False)


def test_members_of_a_store_of_the_second_version_are_known(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    document = {**upgraded_customer(CUSTOMER, []), "segments": {"at_risk": AT}}
    with closing(sqlite3.connect(path)) as db:
        for step in migrations()[:2]:
            db.executescript(step)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 2")
        db.execute("INSERT INTO customers VALUES ('anna', 4, ?)", (json.dumps(document),))
        db.commit()
    with closing(SqliteStore(str(path))) as store:
        assert store.members("at_risk", 5) == [("anna", AT)]
        assert store.customers(5) == [document]
        assert (store.merge("m"), store.erasures()) == (None, 0)


def test_tasks_of_a_store_of_the_second_version_are_never_due(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    task = Task("dispute/anna/1/3/0", "dispute/anna/1", "anna", "dispute", "queue", "experts", "review", AT)
    with closing(sqlite3.connect(path)) as db:
        for step in migrations()[:2]:
            db.executescript(step)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 2")
        document = {name: value for name, value in task._asdict().items() if name != "due"}
        row = (task.id, json.dumps(document))
        db.execute("INSERT INTO tasks VALUES (1, ?, 'experts', 'emma', 'open', ?)", row)
        db.commit()
    with closing(SqliteStore(str(path))) as store:
        assert store.tasks(TaskFilter(claimed_by="emma")) == [task._replace(claimed_by="emma")]
        assert store.tasks(TaskFilter(due_by=NOON)) == []


def test_a_store_of_the_fourth_version_knows_for_whom_and_when(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as db:
        for step in migrations()[:4]:
            db.executescript(step)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 4")
        document = upgraded_run(ended(AT))
        row = (document["id"], json.dumps(document))
        db.execute("INSERT INTO runs VALUES (1, ?, 'anna', 'dispute', 'sha256:1', 'ended', 3, ?)", row)
        message = json.dumps(MESSAGE._asdict())
        db.execute(
            "INSERT INTO outbox VALUES (1, ?, 'message:sms', 'waiting', 2, 0, '', ?)", (MESSAGE.id, message)
        )
        db.commit()
    with closing(SqliteStore(str(path))) as store:
        (lease,) = store.lease_outbox(["message:sms"], NOON, NOON, 9)
        assert lease.customer == "anna"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT ended FROM runs").fetchall() == [(int(NOON.timestamp() * 1_000_000),)]


def test_answers_of_a_store_of_the_fifth_version_stand_with_their_lines(tmp_path: Path) -> None:
    """Lines keep their order, and an answer stays one, with several lines, with one, or with none."""
    path = tmp_path / "old.sqlite"
    lines = [("i1", "r1"), ("m", None), ("i2", "r1"), ("i1", "r2"), ("i2", None)]
    with closing(sqlite3.connect(path)) as db:
        for step in migrations()[:5]:
            db.executescript(step)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 5")
        for owner in ("anna", "ben"):
            document = json.dumps({**upgraded_customer(CUSTOMER, []), "id": owner})
            db.execute("INSERT INTO customers VALUES (?, 4, ?, NULL)", (owner, document))
        for owner, given in (("anna", "i1"), ("anna", "i2"), ("anna", "i3"), ("ben", "i2")):
            answered = json.dumps({**report(given), "reason": owner})
            db.execute("INSERT INTO inputs VALUES (?, ?, ?)", (owner, given, answered))
        for given, of in lines:
            row = (of, AT, given, json.dumps({"told": given}))
            db.execute(
                "INSERT INTO history (customer, run, at, kind, input, doc)"
                " VALUES ('anna', ?, ?, 'event', ?, ?)",
                row,
            )
        db.commit()
    with closing(SqliteStore(str(path))) as store:
        assert store.history(customer="anna") == [
            HistoryEntry("anna", of, AT, "event", given, {"told": given}) for given, of in lines
        ]
        assert store.history(customer="ben") == []
        for owner, given in (("anna", "i1"), ("anna", "i2"), ("anna", "i3"), ("ben", "i2")):
            assert store.read(owner, given).report == {**report(given), "reason": owner}
        assert store.read("ben", "i1").report is None
