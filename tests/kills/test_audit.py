"""The audit finds what was done to a store, whatever it is, and nothing in one that is sound."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.kills.aftermath import noted_in
from tests.kills.audit import Noted, audit
from tests.kills.clocks import MORNING
from tests.kills.journeys import begin
from tests.kills.tables import tables_of

NEVER = 4_000_000_000_000_000


def changed(sound: Path, folder: Path, *statements: str, **values: str) -> str:
    """A copy of the store in which something was done by hand."""
    path = shutil.copy(sound / "store", folder / "store")
    with closing(sqlite3.connect(path)) as db:
        for name, statement in PICKED.items():
            values[name] = db.execute(statement, values).fetchone()[0]
            assert values[name] is not None
        for statement in statements:
            assert db.execute(statement, values).rowcount != 0, "this damages nothing"
        db.commit()
    return str(path)


def test_a_sound_store_has_no_faults(sound: Path) -> None:
    tables = tables_of(str(sound / "store"))
    assert audit(tables, noted_in(sound)) == []
    kept: list[list[Any]] = [*tables[:-1]]
    assert min(map(len, kept[:8])) > 0, "there is something of everything"
    assert {row["status"] for row in tables.runs} == {"active", "paused", "ended"}
    assert {row["state"] for row in tables.outbox} >= {"waiting", "delivered"}


#: What statements below say of a store, by name.
PICKED = {
    "run": "SELECT id FROM runs WHERE status = 'ended' AND journey = 'dispute' LIMIT 1",
    "open": "SELECT id FROM runs WHERE status <> 'ended' LIMIT 1",
    "line": "SELECT max(number) FROM history WHERE run = :run AND kind = 'event'",
    "first": "SELECT min(number) FROM history WHERE doc ->> '$.report.result' = 'started'",
    "told": "SELECT min(number) FROM history WHERE kind = 'emitted'",
    "input": "SELECT input FROM history WHERE kind = 'answer' LIMIT 1",
    "sent": "SELECT min(number) FROM outbox WHERE outlet LIKE 'message:%' AND state = 'delivered'",
}
AGAIN = (
    "INSERT INTO history (customer, run, at, kind, input, doc)"
    " SELECT customer, run, at, kind, input, doc FROM history WHERE number = "
)

DAMAGES = {
    "a column that says something else": (
        "UPDATE runs SET status = 'paused' WHERE status = 'active'",
        "the column status is paused, the document says active",
    ),
    "a definition that went": ("DELETE FROM definitions", "there is no definition"),
    "a customer who went": (
        "DELETE FROM customers WHERE id = 'customer 1'",
        "there is no customer customer 1, of whom there are rows",
    ),
    "a run that went": ("DELETE FROM runs WHERE id = :run", "it has a history and is not there"),
    "a line of history that went": ("DELETE FROM history WHERE number = :line", "the history has"),
    "a line of history that is there twice": (
        AGAIN + ":line",
        "the history has",
    ),
    "a beginning that is there twice": (
        AGAIN + ":first",
        "it did not start once, and first",
    ),
    "somebody who is nowhere": (
        "UPDATE customers SET doc = json_set(doc, '$.journeys.dispute.begun', 99) WHERE id = 'customer 1'",
        "journey dispute: ",
    ),
    "a timer that went": ("DELETE FROM timers WHERE run = :open", "is lost"),
    "a timer at another time": ("UPDATE timers SET due = due + 1 WHERE run = :open", "is lost"),
    "a timer of a run that has ended": (
        "INSERT INTO timers SELECT customer, id, 'x', 1 FROM runs WHERE id = :run",
        "belongs to nothing",
    ),
    "a timer of a customer that went": ("DELETE FROM timers WHERE run = ''", "is lost"),
    "an input that is not known": (
        "DELETE FROM inputs WHERE id = :input",
        "it has moved runs and is not known",
    ),
    "another answer": (
        "UPDATE inputs SET report = json_set(report, '$.runs[0].result', 'stayed') WHERE id = :input",
        "the history tells of",
    ),
    "an effect without a cause": (
        "UPDATE outbox SET id = 'dispute/customer 1/1/99/0' WHERE number = :sent",
        "its run is not there, or has not come as far",
    ),
    "an effect that is told twice": (
        AGAIN + ":told",
        "it is there 2 times",
    ),
    "a message that is open again": (
        "UPDATE outbox SET state = 'waiting', next_at = 1 WHERE number = :sent",
        "it is waiting, the history says delivered",
    ),
    "a message that failed after it was delivered": (
        "UPDATE outbox SET state = 'failed' WHERE number = :sent",
        "it is failed, the history says delivered",
    ),
    "a message that is done and due": (
        "UPDATE outbox SET next_at = 1 WHERE number = :sent",
        "it is delivered, and next at 1",
    ),
    "a call that went": ("DELETE FROM outbox WHERE outlet LIKE 'call:%'", "which is lost"),
    "a task that nobody can do": (
        "UPDATE tasks SET state = 'closed' WHERE state = 'open'",
        "the run waits for it, and it is closed",
    ),
    "a task that somebody else has": (
        "UPDATE tasks SET claimed_by = 'otto' WHERE state = 'open'",
        "somebody else has it",
    ),
    "a task of nobody": (
        "UPDATE tasks SET state = 'open' WHERE state = 'closed'",
        "it is open, and no run waits for it",
    ),
    "a member who went": ("DELETE FROM members", "is in a document or in the table, not in both"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_done_to_a_store_is_found(damage: str, sound: Path, tmp_path: Path) -> None:
    statement, fault = DAMAGES[damage]
    found = audit(tables_of(changed(sound, tmp_path, statement)))
    assert any(fault in one for one in found), found


def test_an_answer_that_is_lost_or_another_is_found(sound: Path, tmp_path: Path) -> None:
    """An input that touched no run leaves nothing behind from which it could be missed, but the journal."""
    first, second, *_ = (answer for answer in noted_in(sound).answers if not answer.report["runs"])
    path = changed(
        sound,
        tmp_path,
        "DELETE FROM inputs WHERE id = :lost",
        "UPDATE inputs SET report = json_set(report, '$.reason', 'x') WHERE id = :other",
        lost=first.input,
        other=second.input,
    )
    assert audit(tables_of(path)) == []
    assert audit(tables_of(path), noted_in(sound)) == [
        f"input {first.input} of {first.customer}: it was answered, and is lost",
        f"input {second.input} of {second.customer}: it was answered otherwise than is kept",
    ]


def test_what_was_said_is_compared(sound: Path) -> None:
    tables, (answers, said) = tables_of(str(sound / "store")), noted_in(sound)
    first, *others = said
    assert audit(tables, Noted(answers, others)) == [
        f"outbox {first.id}: it is delivered, and nobody was given it"
    ]
    assert audit(tables, Noted(answers, [*said, first])) == [], "at least once, so twice is no fault"
    assert audit(tables, Noted(answers, [*said, first._replace(words="other")])) == [
        f"outbox {first.id}: over {first.outlet} not the same was said under one id"
    ]
    assert audit(tables, Noted(answers, [*said, first._replace(id="unheard of")])) == [
        "outbox unheard of: it was handed over, and is not written down"
    ]


def test_what_is_left_is_found(sound: Path) -> None:
    tables = tables_of(str(sound / "store"))
    waiting = next(row for row in tables.outbox if row["state"] == "waiting")
    lease = {"customer": "anna", "fence": 1, "until": NEVER, "worker": "w"}
    late = tables._replace(
        outbox=[*tables.outbox, {**waiting, "id": tables.outbox[0]["id"], "state": "in hand"}],
        leases=[lease],
    )
    left = " ".join(audit(late, quiet_at=MORNING + timedelta(days=9)))
    assert "is due, and did not fire" in left
    assert "somebody has it in hand" in left
    assert f"{waiting['id']}: it is due, and waits" in left
    assert f"customer anna: leased until {NEVER}" in left


def test_a_journal_that_a_kill_has_cut_short_tells_what_it_knows(tmp_path: Path) -> None:
    begin(tmp_path, str(tmp_path / "store"), "")
    (tmp_path / "answers-a-1").write_text(json.dumps(["a/1", "anna", {}]) + '\n["a/2", "an', encoding="utf-8")
    assert [answer.input for answer in noted_in(tmp_path).answers] == ["a/1"]
