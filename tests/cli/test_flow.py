"""`journeyc runs flow`: an overlay from a store, which lies over the map of the journey."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from jsonschema import Draft202012Validator

from journeyc.compiler.diagram.overlay import overlay_schema
from journeyc.runtime import Runtime
from tests.cli.conftest import digest
from tests.cli.test_run import OPENED
from tests.runtime.stage import HandClock
from tests.upgrades.journeys import FOUR, THREE, release
from tests.upgrades.settling import SITUATIONS, settle

Journeyc = Callable[..., CompletedProcess[str]]
STORE = ("--store", "a.sqlite")


@pytest.fixture
def store(journeyc: Journeyc, small: Path) -> str:
    """A store in which Anna answers a question, and Ben ends two hours later."""
    scripts = {
        "anna": OPENED + "answer case.reason = late\n",
        "ben": OPENED + "answer case.reason = late, case.amount = 1 EUR\nwait 2 hours\n"
        "on closed(accepted = true) from desk\n",
    }
    for customer, script in scripts.items():
        assert journeyc("run", small, *STORE, "--as", customer, stdin=script).returncode == 0
    return "a.sqlite"


def test_it_is_an_overlay(journeyc: Journeyc, store: str) -> None:
    """As its schema says; not a byte of the store changes."""
    before = digest(store)
    done = journeyc("runs", "flow", "case", *STORE, "--stuck", "90 minutes")
    assert (done.returncode, done.stderr) == (0, "")
    overlay = json.loads(done.stdout)
    assert list(Draft202012Validator(overlay_schema()).iter_errors(overlay)) == []
    assert overlay == {
        "format": "journeyc.overlay", "format_version": 1, "journey": "case", "version": 1,
        "as_of": "2026-11-23T10:00:00Z",
        "runs": {"open": 1, "begun": 2, "ended": 1},
        "places": [
            {"name": "ask", "now": 1, "paused": 1, "suspended": 0, "stuck": 1, "entered": 2, "left": 1,
             "median_seconds": 0.0, "p90_seconds": 0.0, "drop_off": 0},
            {"name": "look", "now": 0, "paused": 0, "suspended": 0, "stuck": 0, "entered": 1, "left": 1,
             "median_seconds": 7200.0, "p90_seconds": 7200.0, "drop_off": 0},
            {"name": "done", "now": 0, "paused": 0, "suspended": 0, "stuck": 0, "entered": 1, "left": 0,
             "drop_off": 0},
            {"name": "gone", "now": 0, "paused": 0, "suspended": 0, "stuck": 0, "entered": 0, "left": 0,
             "drop_off": 0},
        ],
        "ways": [
            {"from": "(start)", "to": "ask", "count": 2, "cause": "on opened"},
            {"from": "ask", "to": "look", "count": 1, "cause": "on answered"},
            {"from": "look", "to": "done", "count": 1, "cause": "on closed"},
        ],
    }  # fmt: skip
    assert digest(store) == before


def test_it_lies_over_the_map(journeyc: Journeyc, small: Path, store: str) -> None:
    """Without a word of complaint."""
    assert store
    assert journeyc("runs", "flow", "case", *STORE, "-o", "o.json").stdout == ""
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "o.json")
    assert (done.returncode, done.stderr) == (0, "")
    drawn = Path("a.dot").read_text()
    assert all(words in drawn for words in ("1 now · 1 paused", "median 2 h", "2 · 100%", "1 ended here"))


# Each in one test: a store takes longer to make than to count.
SINCE = {
    "90m": 0, "2 hours": 2, "1d": 2, "2w": 2, "2026-11-23T08:00:00Z": 2, "2026-11-23T08:00:01Z": 0,
}  # fmt: skip
WRONG = (
    (["caze"], "there is no journey `caze` in the store"),
    (["case", "--version", "2"], "there is no version 2 of `case` in the store"),
    (["case", "--since", "soon"], "`--since`: `soon` is no length of time"),
    (["case", "--stuck", "999999w"], "is longer than the calendar"),
    (["case", "-o", "no/such/o.json"], "cannot be written"),
)


def test_counting_begins_when_it_is_said(journeyc: Journeyc, store: str) -> None:
    assert store
    for since, begun in SINCE.items():
        overlay = json.loads(journeyc("runs", "flow", "case", *STORE, "--since", since).stdout)
        assert overlay["since"].endswith("Z")
        assert (overlay["runs"]["open"], overlay["runs"]["begun"]) == (1, begun), since


def test_what_cannot_be_told_is_one_message(journeyc: Journeyc, store: str) -> None:
    assert store
    for arguments, problem in WRONG:
        done = journeyc("runs", "flow", *arguments, *STORE)
        assert (done.returncode, done.stdout) == (2, "")
        assert problem in done.stderr


@pytest.mark.usefixtures("here")
def test_what_is_left_out_is_said(journeyc: Journeyc) -> None:
    """Places of older versions, which the newest does not have."""
    with Runtime.open("a.sqlite", release(THREE), clock=HandClock()) as runtime:
        settle(runtime, len(SITUATIONS))
    Path("a.sqlite.clock").write_text("2026-11-23T09:00:00Z\n")
    with Runtime.open("a.sqlite", release(FOUR)):
        pass
    done = journeyc("runs", "flow", "dispute", *STORE)
    assert done.returncode == 0
    assert done.stderr.startswith("left out is what version 4 of `dispute` has no place for: ")
    assert "`court`" in done.stderr
    assert json.loads(done.stdout)["runs"]["open"] == len(SITUATIONS)
    assert journeyc("runs", "flow", "dispute", "--version", "3", *STORE).stderr == ""


@pytest.mark.usefixtures("here")
def test_it_reads_a_store_on_postgresql(journeyc: Journeyc, postgres: str) -> None:
    with Runtime.open(postgres, release(THREE), clock=HandClock()) as runtime:
        settle(runtime, len(SITUATIONS))
    done = journeyc("runs", "flow", "dispute", "--store", postgres, "--since", "2020-01-01T00:00:00Z")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["runs"] == {"open": 13, "begun": 13, "ended": 0}
