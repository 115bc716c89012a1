"""The audit finds what was done to a store, whatever it is, and nothing in one that is sound."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime.core.inputs import TimeInput
from journeyc.runtime.engine import Trouble, incidents_of
from tests.kills.aftermath import faults_of, is_of_slowness, noted_in
from tests.kills.audit import audit
from tests.kills.clocks import MORNING
from tests.kills.erasures import nothing_is_left_of_the_erased, who_comes_back_is_new
from tests.kills.journeys import begin
from tests.kills.load import Load
from tests.kills.notes import Answer, Asked, Gone, Noted
from tests.kills.script import ALONE, mark
from tests.kills.tables import Row, Tables, tables_of

#: Somebody who was erased, of whom nobody has ever said that they are another.
ERASED = ALONE[0]
NEVER = 4_000_000_000_000_000


@pytest.fixture
def tables(sound: Path) -> Tables:
    """What is in a sound store, to be damaged."""
    return tables_of(str(sound / "store"))


def test_a_sound_store_has_no_faults(sound: Path, tables: Tables) -> None:
    assert audit(tables, noted_in(sound)) == []
    there = tables._replace(leases=[{}], incidents=[{}])
    assert min(map(len, there)) > 0, "there is something of everything"
    assert {row["status"] for row in tables.runs} == {"active", "paused", "ended"}
    assert {row["state"] for row in tables.outbox} >= {"waiting", "delivered"}
    assert {row["kind"] for row in tables.history} >= {"merge", "unmerge"}
    assert any("merged" in row["doc"] for row in tables.customers)
    assert any("generation" in row["doc"] for row in tables.customers)
    assert ERASED not in {row["id"] for row in tables.customers}


def test_who_came_after_somebody_was_erased_has_ids_of_their_own(tables: Tables) -> None:
    row = tables.outbox[0]
    run, seq, number = row["id"].rsplit("/", 2)
    later = deepcopy(tables)._replace(outbox=[{**row, "id": f"{run}/{seq}.3/{number}"}, *tables.outbox[1:]])
    assert not any("come as far" in fault for fault in audit(later))


# ── damages ──────────────────────────────────────────────────────────────────────────────────────────


def first(rows: list[Row], **wanted: Any) -> Row:
    """The first row that has all of this."""
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def ended(tables: Tables) -> Row:
    return first(tables.runs, status="ended", journey="dispute")


def record(tables: Tables, customer: str) -> Row:
    """What is known of how often somebody has begun a journey."""
    found: Row = first(tables.customers, id=customer)["doc"]["journeys"]["dispute"]
    return found


def line(tables: Tables, result: str) -> Row:
    told = (row for row in tables.history if "report" in row["doc"])
    return next(row for row in told if row["doc"]["report"]["result"] == result)


def sent(tables: Tables) -> Row:
    delivered = (row for row in tables.outbox if row["state"] == "delivered")
    return next(row for row in delivered if row["outlet"].startswith("message:"))


def lose(table: str, of: Callable[[Tables], Row]) -> Callable[[Tables], None]:
    return lambda tables: getattr(tables, table).remove(of(tables))


def lose_all(table: str) -> Callable[[Tables], None]:
    return lambda tables: getattr(tables, table).clear()


def part(tables: Tables) -> Row:
    """Somebody who is a part of another."""
    return next(row for row in tables.customers if "merged" in row["doc"])


def repeat(table: str, of: Callable[[Tables], Row]) -> Callable[[Tables], None]:
    return lambda tables: getattr(tables, table).append(deepcopy(of(tables)))


def change(of: Callable[[Tables], Row], **values: Any) -> Callable[[Tables], None]:
    return lambda tables: of(tables).update(values)


def arm(tables: Tables) -> None:
    run = ended(tables)
    tables.timers.append({"customer": run["customer"], "run": run["id"], "name": "x", "due": 1})


DAMAGES: dict[str, tuple[Callable[[Tables], None], str]] = {
    "a column that says something else": (
        change(lambda tables: first(tables.runs, status="active"), status="paused"),
        "the column status is paused, the document says active",
    ),
    "a run that has ended for its column alone": (
        change(lambda tables: first(tables.runs, status="active"), ended=1),
        "the column ended is 1, the document says None",
    ),
    "definitions that went": (lose_all("definitions"), "there is no definition"),
    "a customer who went": (
        lose("customers", lambda tables: first(tables.customers, id="customer 1")),
        "there is no customer customer 1, of whom there are rows",
    ),
    "a run that went": (lose("runs", ended), "it has a history and is not there"),
    "a line of history that went": (lose("history", lambda tables: line(tables, "taken")), "the history has"),
    "a line of history that is there twice": (
        repeat("history", lambda tables: line(tables, "taken")),
        "the history has",
    ),
    "a line of history that is told of another": (
        change(lambda tables: line(tables, "taken"), customer="nobody"),
        "is told of nobody",
    ),
    "a beginning that is there twice": (
        repeat("history", lambda tables: line(tables, "started")),
        "it did not start once, and first",
    ),
    "an end that went": (
        lose("history", lambda tables: line(tables, "ended")),
        "it is ended, the history says",
    ),
    "a move behind the end": (
        change(lambda tables: line(tables, "ended"), run="dispute/customer 1/1"),
        "the history says",
    ),
    "somebody who is nowhere": (
        lambda tables: first(tables.customers, id="customer 1")["doc"]["journeys"]["dispute"].update(
            begun=99
        ),
        "journey dispute: ",
    ),
    "a timer that went": (lose("timers", lambda tables: tables.timers[0]), "is lost"),
    "a timer at another time": (change(lambda tables: tables.timers[0], due=1), "is lost"),
    "a timer of a run that has ended": (arm, "belongs to nothing"),
    "a timer of a customer that went": (
        lose("timers", lambda tables: first(tables.timers, run="")),
        "is lost",
    ),
    "an input that is not known": (
        lose("inputs", lambda tables: first(tables.inputs, id=line(tables, "taken")["input"])),
        "it has moved runs and is not known",
    ),
    "an input that is known twice": (
        repeat("inputs", lambda tables: tables.inputs[0]),
        "it is answered 2 times",
    ),
    "another answer": (
        lambda tables: first(tables.inputs, id=line(tables, "taken")["input"])["report"].update(runs=[]),
        "the history tells of",
    ),
    "an effect without a cause": (
        change(sent, id="dispute/customer 1/1/99/0"),
        "its run is not there, or has not come as far",
    ),
    "an effect that is there twice": (repeat("outbox", sent), "it is there 2 times"),
    "an event that is told twice": (
        repeat("history", lambda tables: first(tables.history, kind="emitted")),
        "it is there 2 times",
    ),
    "a message that is open again": (
        change(sent, state="waiting", next_at=1),
        "it is waiting, the history says delivered",
    ),
    "a message that failed after it was delivered": (
        change(sent, state="failed"),
        "it is failed, the history says delivered",
    ),
    "a message that is done and due": (change(sent, next_at=1), "it is delivered, and next at 1"),
    "calls that went": (
        lambda tables: tables.outbox.__setitem__(
            slice(None), [row for row in tables.outbox if "call" not in row["doc"]]
        ),
        "which is lost",
    ),
    "a task that nobody can do": (
        change(lambda tables: first(tables.tasks, state="open"), state="closed"),
        "the run waits for it, and it is closed",
    ),
    "a task that somebody else has": (
        change(lambda tables: first(tables.tasks, state="open"), claimed_by="otto"),
        "somebody else has it",
    ),
    "a task of nobody": (
        change(lambda tables: first(tables.tasks, state="closed"), state="open"),
        "it is open, and no run waits for it",
    ),
    "a part that nobody knows of": (
        lambda tables: [row["doc"].pop("identities", None) for row in tables.customers].clear(),
        "who does not know",
    ),
    "a part that knows of nothing": (
        lambda tables: part(tables)["doc"].pop("merged"),
        "who does not know",
    ),
    "a timer of a part": (
        lambda tables: tables.timers[0].update(customer=part(tables)["id"]),
        "they are a part of another, and have timers",
    ),
    "a run of somebody who was erased": (
        lambda tables: tables.runs.append({**ended(tables), "id": f"dispute/{ERASED}/1"}),
        f"run dispute/{ERASED}/1: it is left of somebody who is not there",
    ),
    "a line of somebody who was erased": (
        change(lambda tables: line(tables, "taken"), run=f"dispute/{ERASED}/1"),
        f"history dispute/{ERASED}/1: it is left of somebody who is not there",
    ),
    "a message of somebody who was erased": (
        change(sent, id=f"dispute/{ERASED}/1/2/0"),
        f"outbox dispute/{ERASED}/1/2/0: it is left of somebody who is not there",
    ),
    "members who went": (lose_all("members"), "is in a document or in the table, not in both"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_done_to_a_store_is_found(damage: str, tables: Tables) -> None:
    damaging, fault = DAMAGES[damage]
    damaging(tables)
    found = audit(tables)
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM timers", "is lost"),
        ("DELETE FROM runs WHERE status <> 'ended'", "it has a history and is not there"),
        ("DELETE FROM outbox WHERE outlet LIKE 'message:%'", "it was handed over, and is not written down"),
        ("DELETE FROM history WHERE number % 7 = 0", "it was answered, and is lost"),
        ("INSERT INTO leases VALUES ('customer 1', 1, 4000000000000000)", "leased until 4000000000000000"),
    ],
)
def test_what_was_done_to_a_file_is_found(statement: str, fault: str, copy_of_sound: Path) -> None:
    with closing(sqlite3.connect(Load.of(copy_of_sound).store, isolation_level=None)) as db:
        db.execute(statement)
    found = faults_of(copy_of_sound, MORNING)
    assert any(fault in one for one in found), found


def test_an_answer_that_is_lost_or_another_is_found(sound: Path, tables: Tables) -> None:
    """An input that touched no run leaves nothing behind from which it could be missed, but the journal."""
    kept = {(row["customer"], row["id"]) for row in tables.inputs}
    lost, other, *_ = (
        answer
        for answer in noted_in(sound).answers
        if not answer.report["runs"] and (answer.customer, answer.input) in kept
    )
    tables.inputs.remove(first(tables.inputs, customer=lost.customer, id=lost.input))
    first(tables.inputs, customer=other.customer, id=other.input)["report"]["reason"] = "another"
    assert audit(tables) == []
    assert audit(tables, noted_in(sound)) == [
        f"input {lost.input} of {lost.customer}: it was answered, and is lost",
        f"input {other.input} of {other.customer}: it was answered otherwise than is kept",
    ]


def test_what_was_said_is_compared(sound: Path, tables: Tables) -> None:
    noted = noted_in(sound)
    one = next(said for said in noted.said if said.id == sent(tables)["id"])
    others = [said for said in noted.said if said != one]
    assert audit(tables, replace(noted, said=others)) == [
        f"outbox {one.id}: it is delivered, and nobody was given it"
    ]
    twice = replace(noted, said=[*noted.said, one])
    assert audit(tables, twice) == [], "at least once, so twice is no fault"
    assert audit(tables, replace(noted, said=[*noted.said, one._replace(words="other")])) == [
        f"outbox {one.id}: over {one.outlet} not the same was said under one id"
    ]
    unheard = f"{one.id}9"
    assert audit(tables, replace(noted, said=[*noted.said, one._replace(id=unheard)])) == [
        f"outbox {unheard}: it was handed over, and is not written down"
    ]


def test_what_is_left_is_found(tables: Tables) -> None:
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


def test_what_is_left_of_who_was_erased_is_found(sound: Path, tables: Tables) -> None:
    noted = noted_in(sound)
    erasure = next(one for one in noted.erasures if ERASED in one.customers)
    answer = next(one for one in noted.answers if one.customer == ERASED and one.told < erasure.since)
    about = f"input {answer.input} of {ERASED}: they were erased, and "
    tables.customers[0]["doc"]["profile"]["name"] = f"who said {mark(answer.input)}"
    assert audit(tables, noted) == [f"{about}what it said is left"]
    tables.inputs.append({"customer": ERASED, "id": answer.input, "report": answer.report})
    assert f"{about}it is kept" in audit(tables, noted)
    tables.inputs.append({"customer": "anna", "id": answer.input, "report": answer.report})
    assert f"{about}it is kept" in audit(tables, noted), "nobody was one with them since"


def test_whoever_was_one_with_another_since_they_were_erased_may_know_more(
    sound: Path, tables: Tables
) -> None:
    noted = noted_in(sound)
    since = max(one.since for one in noted.erasures if ERASED in one.customers)
    answer = next(one for one in noted.answers if one.customer == ERASED and one.told < since)
    for customer in (ERASED, "anna"):
        tables.inputs.append({"customer": customer, "id": answer.input, "report": answer.report})
    asked = Asked("b/1", "anna", ERASED, since - 2)
    merged = Answer("b/1", "anna", {}, asked.at, since - 1)
    fault = f"input {answer.input} of {ERASED}: they were erased, and it is kept"

    def is_told(answers: Sequence[Answer]) -> bool:
        told = replace(noted, asked=[*noted.asked, asked], answers=[*noted.answers, *answers])
        return fault in nothing_is_left_of_the_erased(tables, told)

    assert is_told([merged]), "they were one before"
    assert not is_told([merged._replace(told=since + 1)])
    assert not is_told([]), "who was killed is not heard of any more"


def test_who_is_gone_and_was_not_erased_is_missed(sound: Path, tables: Tables) -> None:
    noted = noted_in(sound)
    nobody = replace(
        noted, gone=[], asked=[one for one in noted.asked if one.other is not None or one.customer != ERASED]
    )
    found = audit(tables, nobody)
    assert f"customer {ERASED}: they are not there, and nobody has erased them" in found
    assert any(f"of {ERASED}: it was answered, and is lost" in fault for fault in found), found


def test_who_comes_back_with_an_id_of_who_was_erased_is_found(sound: Path) -> None:
    noted = noted_in(sound)
    erasure = next(one for one in noted.erasures if ERASED in one.customers)
    begun = Answer("a/1", ERASED, {"began": [f"dispute/{ERASED}/1"]}, erasure.since - 2, erasure.since - 1)
    later = int(erasure.until)
    again = Answer("a/2", ERASED, begun.report, later + 1, later + 2)
    another = again._replace(report={"began": [f"dispute/{ERASED}/1.1"]})
    assert [*who_comes_back_is_new(replace(noted, answers=[begun, another]))] == []
    assert [*who_comes_back_is_new(replace(noted, answers=[begun, again]))] == [
        f"run dispute/{ERASED}/1: somebody was erased who had it, and another has begun it"
    ]


def test_who_may_be_erased_is_told_by_nobody_who_was_killed_meanwhile() -> None:
    """Then it may be, and with them whoever may have been a part of them, and nobody else."""
    asked = [Asked("a/1", "b", "a", 1), Asked("a/2", "c", "b", 2), Asked("a/3", "c", None, 3)]
    killed = Noted(asked=asked)
    assert [killed.may_have_gone(name, 9) for name in ("a", "b", "c", "d")] == [True, True, True, False]
    asked_by_a_part = Noted(asked=[*asked[:2], Asked("a/3", "b", None, 3), Asked("a/4", "d", "e", 4)])
    found = [asked_by_a_part.may_have_gone(name, 9) for name in ("a", "b", "c", "d", "e")]
    assert found == [True, True, True, False, False], "whom they are a part of goes with them"
    again = Noted(asked=asked, gone=[Gone("a/3", ("c",), 5, 6)])
    assert again.may_have_gone("a", 5)
    assert not again.may_have_gone("a", 9), "by then it was asked for once more"
    nobody = Noted(asked=asked, gone=[Gone("a/3", (), 3, 4)])
    assert not nobody.may_have_gone("c")


@pytest.mark.parametrize(
    ("trouble", "is_left_out"),
    [
        (Trouble("rules", [], "it did not answer in time", given_up=False), True),
        (Trouble("rules", [], "it did not answer in time", given_up=True), False),
        (Trouble("rules", [], "its own test failed: did not answer in time", given_up=False), False),
    ],
)
def test_of_incidents_only_that_of_an_engine_that_is_slow_is_left_out(
    trouble: Trouble,
    is_left_out: bool,  # noqa: FBT001  # a parameter of a test
) -> None:
    (incident,) = incidents_of([trouble], "anna", TimeInput("t", MORNING))
    assert is_of_slowness(incident) is is_left_out
    assert not is_of_slowness({**incident, "values": {}}), "it tells of no engine"


def test_a_journal_that_a_kill_has_cut_short_tells_what_it_knows(tmp_path: Path) -> None:
    begin(tmp_path, str(tmp_path / "store"), "")
    (tmp_path / "answers-a-1").write_text(json.dumps(["a/1", "anna", {}]) + '\n["a/2", "an', encoding="utf-8")
    assert [answer.input for answer in noted_in(tmp_path).answers] == ["a/1"]
