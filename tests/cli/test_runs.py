"""`journeyc runs`: what an operator sees of the runs of a store."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.cli.run.screen import Screen
from journeyc.cli.run.told import Teller
from journeyc.report.paint import Paint
from journeyc.runtime import HistoryEntry, Runtime
from tests.cli.test_run import OPENED, facts

Journeyc = Callable[..., CompletedProcess[str]]


@pytest.fixture
def store(journeyc: Journeyc, small: Path) -> str:
    """A store in which Anna answers a question and Ben ends."""
    scripts = {
        "anna": OPENED + "answer case.reason = late\n",
        "ben": OPENED
        + "answer case.reason = late, case.amount = 1 EUR\non closed(accepted = true) from desk\n",
    }
    for customer, script in scripts.items():
        done = journeyc("run", small, "--store", "a.sqlite", "--as", customer, stdin=script)
        assert done.returncode == 0
    return "a.sqlite"


def test_runs_are_listed_newest_first(journeyc: Journeyc, store: str) -> None:
    """A line each, or an object."""
    done = journeyc("runs", "list", "--store", store)
    assert facts(done.stdout) == [
        "case/ben/1 1 done done 2026-11-23T08:00:00Z",
        "case/anna/1 1 active ask 2026-11-23T08:00:00Z 2026-11-23T09:00:00Z",
    ]
    shown = json.loads(journeyc("runs", "list", "--store", store, "--output-format", "json").stdout)
    assert [(run["run"], run["status"], run["places"], run["next_due"]) for run in shown] == [
        ("case/ben/1", "done", "done", ""),
        ("case/anna/1", "active", "ask", "2026-11-23T09:00:00Z"),
    ]


def test_it_is_said_that_there_are_more_than_are_shown(journeyc: Journeyc, store: str) -> None:
    """Who counts lines is not misled."""
    assert "there are more than these 1" in journeyc("runs", "list", "--store", store, "--limit", "1").stderr
    assert not journeyc("runs", "list", "--store", store, "--limit", "2").stderr


@pytest.mark.parametrize(
    ("options", "runs"),
    [
        (["--status", "ended"], ["case/ben/1"]),
        (["--status", "paused"], []),
        (["--journey", "case", "--limit", "1"], ["case/ben/1"]),
        (["--customer", "anna"], ["case/anna/1"]),
        (["--customer", "carla"], []),
        (["--status", "open"], ["case/anna/1"]),
        (["--place", "ask"], ["case/anna/1"]),
        (["--place", "done", "--version", "1"], ["case/ben/1"]),
        (["--version", "2"], []),
        (["--after", "case/ben/1"], ["case/anna/1"]),
        (["--stuck", "0 minutes"], ["case/anna/1"]),
        (["--stuck", "1 minute"], []),
    ],
)
def test_runs_are_chosen(journeyc: Journeyc, store: str, options: list[str], runs: list[str]) -> None:
    """By customer, journey, version, place, status, for how long nothing has moved them, and number."""
    done = journeyc("runs", "list", "--store", f"sqlite:///{store}", *options)
    assert (done.returncode, [line.split()[0] for line in done.stdout.splitlines()]) == (0, runs)
    assert ("there is no such run" in done.stderr) == (not runs)


def test_a_run_is_told_whole(journeyc: Journeyc, store: str) -> None:
    """Where and since when, why, what is waited for, what happens next and when, and what was."""
    done = journeyc("runs", "show", "case/anna/1", "--store", store)
    assert (done.returncode, done.stderr) == (0, "")
    assert facts(done.stdout) == [
        "A case case/anna/1 · version 1",
        "─" * 86,
        "status active",
        "here ask “What is it?”, since Mon 23 Nov 09:00",
        'because on opened from web: started ask · case = { id = "C1" }',
        "took starts on opened -> ask (line 13)",
        "armed idle for 1 hour: Mon 23 Nov 10:00",
        "asked case.reason, case.amount",
        "waits for answers to case.amount from web",
        "waits for left, wherever it is",
        "next Mon 23 Nov 10:00, in 1 hour: idle for 1 hour",
        "History",
        'Mon 23 Nov 2026 09:00 on opened from web: started ask · case = { id = "C1" }',
        "Mon 23 Nov 2026 09:00 answer from web: kept case.reason = late",
    ]


def test_a_run_is_an_object_for_programs(journeyc: Journeyc, store: str) -> None:
    """With the same in it."""
    story = json.loads(
        journeyc("runs", "show", "case/anna/1", "--store", store, "--output-format", "json").stdout
    )
    (place,) = story["places"]
    assert (story["customer"], story["status"], place["place"], place["since"]) == (
        "anna", "active", "ask", "2026-11-23T08:00:00Z",
    )  # fmt: skip
    assert place["why"]["report"]["taken"] == ["starts on opened -> ask (line 13)"]
    assert [question["name"] for question in place["questions"]] == ["case.amount"]
    assert [(timer["due"], timer["label"]) for timer in story["timers"]] == [
        ("2026-11-23T09:00:00Z", "idle for 1 hour")
    ]
    assert [entry["kind"] for entry in story["history"]] == ["event", "answer"]


def test_a_run_that_has_ended_is_told_too(journeyc: Journeyc, store: str) -> None:
    """With how it ended."""
    shown = facts(journeyc("runs", "show", "case/ben/1", "--store", store).stdout)
    assert "status ended at done, success" in shown
    assert "because on closed from desk: ended look -> done · won = true" in shown
    assert not any(line.startswith(("waits", "next")) for line in shown)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["show", "case/x/1", "--store", "a.sqlite"], "there is no run `case/x/1` in `a.sqlite`"),
        (["show", "case/anna/1", "--store", "b.sqlite"], "there is no store `b.sqlite`"),
        (["list", "--store", "case.journey"], "is not a database"),
        (["list", "--store", "redis://x"], "there is no store for `redis://`"),
    ],
)
@pytest.mark.usefixtures("store")
def test_what_cannot_be_shown_is_one_message(journeyc: Journeyc, arguments: list[str], problem: str) -> None:
    """And nothing is made where only something was to be looked at."""
    before = sorted(path.name for path in Path().iterdir())
    done = journeyc("runs", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in Path().iterdir()) == before


@pytest.mark.parametrize("form", ["text", "json"])
def test_whoever_looks_changes_nothing(journeyc: Journeyc, store: str, form: str) -> None:
    """Not a byte of the store, and no file beside it is made."""
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    for what in (["list"], ["show", "case/anna/1"]):
        assert journeyc("runs", *what, "--store", store, "--output-format", form).returncode == 0
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before


def test_what_a_service_does_meanwhile_is_seen(journeyc: Journeyc, store: str) -> None:
    """It has the store open, and what it has just written is in the log beside the file."""
    with Runtime.open(store) as service:
        service.suspend("case/anna/1", by="otto", at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC))
        listed = journeyc("runs", "list", "--store", store, "--status", "suspended")
        assert [line.split()[0] for line in listed.stdout.splitlines()] == ["case/anna/1"]
        shown = facts(journeyc("runs", "show", "case/anna/1", "--store", store).stdout)
        assert "status suspended" in shown
        assert service.resume("case/anna/1")["result"] == "accepted"


def test_an_older_store_is_left_to_its_service(journeyc: Journeyc, store: str) -> None:
    """It stays as it is, and it is said what to do."""
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("PRAGMA user_version = 1")
    before = Path(store).read_bytes()
    done = journeyc("runs", "list", "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert "`a.sqlite` was made by an older journeyc (store version 1; " in done.stderr
    assert "help: let the service open it with this journeyc, which brings it up to date" in done.stderr
    assert Path(store).read_bytes() == before


COPYING = """
touchpoint web "Web" { channel web: show, ask }
customer { key id: id   private phone: text = "4711"   private away: duration = 3 days }
event opened
event again
journey copying "Copying" {
  context { number: text?   wait_for: duration?   topic: text? }
  starts on opened -> asking { set number = customer.phone   set wait_for = customer.away }
  step asking "Asking" via web {
    ask topic, number
    on again when number == "4712" -> done
    on again -> done
    after 9 days -> done
  }
  end done "Done" success
}
"""


def test_copies_of_private_fields_are_masked(journeyc: Journeyc, here: Path) -> None:
    """In words and as JSON, of every type, and among the answers."""
    (here / "copying.journey").write_text(COPYING, encoding="utf-8")
    done = journeyc("run", "copying.journey", "--store", "b.sqlite", "--as", "anna", stdin="on opened\n")
    assert (done.returncode, done.stderr) == (0, "")
    run = ("runs", "show", "copying/anna/1", "--store", "b.sqlite")
    told = journeyc(*run).stdout
    assert "number = •••, wait_for = •••" in " ".join(told.split())
    shown = journeyc(*run, "--output-format", "json").stdout
    assert json.loads(shown)["places"][0]["answered"] == {"number": "•••"}
    assert "4711" not in told + shown


def test_what_was_kept_back_is_in_the_story_of_a_run(journeyc: Journeyc, small: Path) -> None:
    """With the cap, and what it has counted."""
    with small.open("a", encoding="utf-8") as file:
        file.write("\npolicy contact { at most 1 per 1 day }\n")
    asked = OPENED + "answer case.reason = late, case.amount = 1 EUR\n"
    script = asked + "on closed(accepted = true) from desk\n" + asked
    assert journeyc("run", small, "--store", "b.sqlite", stdin=script).returncode == 0
    shown = facts(journeyc("runs", "show", "case/anna/2", "--store", "b.sqlite", "--why").stdout)
    number = next(n for n, line in enumerate(shown) if "looking is not sent" in line)
    assert shown[number].endswith("looking is not sent: at most 1 per 1 day")
    assert shown[number + 1].startswith("not counted: case/anna/1/")


def test_a_timer_or_a_message_that_was_tried_again_is_told() -> None:
    """Their incident is settled by an input of its own, which has no other name."""
    at = "2026-11-23T08:00:00Z"
    given = {"id": "x/retry", "at": at, "kind": "retry", "run": "case/anna/1", "input": {}}
    line = HistoryEntry(
        "anna", None, at, "retry", "x/retry",
        {"input": given, "result": "accepted", "reason": ""},
    )  # fmt: skip
    assert Teller(Screen(Paint(), UTC), {}).told(line) == "retry: noted"
