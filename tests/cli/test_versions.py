"""`journeyc runs heads` and `migrate`, `journeyc store deploy`: a new version comes, and runs move to it."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.ir import to_json
from journeyc.runtime import Migrated, Runtime
from tests.cli.conftest import digest
from tests.runtime.stage import HandClock
from tests.upgrades.journeys import THREE, compiled, release
from tests.upgrades.settling import HELD, NO_PLACE, SITUATIONS, settle

Journeyc = Callable[..., CompletedProcess[str]]
STORE = ("--store", "runs.sqlite")
MOVE = ("runs", "migrate", "--journey", "dispute", *STORE)
ALL = len(SITUATIONS)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with both versions, and a store with customers in all places of the third."""
    monkeypatch.chdir(tmp_path)
    compiled(tmp_path)
    with Runtime.open("runs.sqlite", "journeys.json", clock=HandClock()) as runtime:
        settle(runtime, ALL)
    # The time of the store, as a play keeps it.
    Path("runs.sqlite.clock").write_text("2026-11-23T09:00:00Z\n")
    return tmp_path / "runs.sqlite"


@pytest.fixture
def deployed(store: Path) -> Path:
    """The same with the fourth."""
    with Runtime.open(store, "journeys-4.json"):
        return store


def test_heads_are_a_line_for_each_place(journeyc: Journeyc, deployed: Path) -> None:
    before = digest(deployed)
    done = journeyc("runs", "heads", *STORE, "--journey", "dispute")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "dispute 3 13 runs 1 paused 1 suspended"
    assert "intake 4 runs 1 paused 1 suspended quiet since 2026-11-23T09:00:00Z" in lines
    assert lines[-1] == "dispute 4 (newest) 0 runs"
    assert digest(deployed) == before


def test_a_journey_that_is_not_there_is_named(journeyc: Journeyc, store: Path) -> None:
    """Others are in the store."""
    assert store.exists()
    none = journeyc("runs", "heads", *STORE, "--journey", "disputes")
    assert (none.returncode, none.stdout) == (2, "")
    assert none.stderr.startswith("journeyc: there is no journey `disputes` in the store\n")


def test_who_is_stuck_is_counted(journeyc: Journeyc, deployed: Path) -> None:
    deployed.with_name("runs.sqlite.clock").write_text("2026-11-25T09:00:00Z\n")
    done = journeyc("runs", "heads", *STORE, "--journey", "dispute", "--stuck", "1 day")
    intake = next(line for line in done.stdout.splitlines() if line.startswith("  intake"))
    assert intake.endswith("3 stuck"), "one is suspended"
    wrong = journeyc("runs", "heads", *STORE, "--stuck", "long")
    assert (wrong.returncode, "`--stuck`" in wrong.stderr) == (2, True)


def test_heads_are_objects_for_programs(journeyc: Journeyc, deployed: Path) -> None:
    assert deployed.exists()
    three, four, who = json.loads(journeyc("runs", "heads", *STORE, "--output-format", "json").stdout)
    assert (three["version"], three["newest"], three["runs"]) == (3, False, ALL)
    assert three["places"][0] == {
        "place": "known", "title": "Is it you?", "active": 1, "paused": 0, "suspended": 0,
        "quiet_since": "2026-11-23T09:00:00Z", "incidents": 0, "stuck": 0,
    }  # fmt: skip
    assert (four["newest"], four["places"], who["journey"]) == (True, [], "who")


def test_a_version_is_deployed_once_it_is_seen_who_waits(journeyc: Journeyc, store: Path) -> None:
    before = digest(store)
    look = journeyc("store", "deploy", "journeys-4.json", *STORE, "--dry-run")
    assert (look.returncode, look.stderr, digest(store)) == (0, "nothing has been done\n", before)
    assert look.stdout.splitlines()[1:] == [
        "dispute 4 would be new; runs begin in version 4",
        "  13 runs are in version 3: `migrate from 3` says where they can move",
    ]
    done = journeyc("store", "deploy", "journeys-4.json", *STORE, "--output-format", "json")
    assert json.loads(done.stdout)[1] == {
        "journey": "dispute", "version": 4, "state": "new", "newest": 4, "before": 3, "takes": [3],
        "waiting": [{"version": 3, "runs": ALL, "can_move": True}],
    }  # fmt: skip
    again = journeyc("store", "deploy", "journeys.json", *STORE)
    assert "dispute 3 is there already; runs begin in version 4" in again.stdout


def test_another_meaning_is_not_deployed(journeyc: Journeyc, store: Path) -> None:
    other = release(THREE.replace("after 2 days -> done", "after 3 days -> done"))
    Path("other.json").write_text(to_json(other), encoding="utf-8")
    before = digest(store)
    for more in ((), ("--dry-run",)):
        done = journeyc("store", "deploy", "other.json", *STORE, *more)
        assert (done.returncode, done.stdout) == (2, "")
        assert "journey `dispute` version 3 means something else" in done.stderr
        assert "raise `version` to 4" in done.stderr
    assert digest(store) == before


def test_a_new_store_is_made_for_what_is_deployed(journeyc: Journeyc, store: Path) -> None:
    done = journeyc("store", "deploy", "journeys.json", "--store", "fresh.sqlite")
    assert (done.returncode, done.stdout.splitlines()[1]) == (0, "dispute 3 is new; runs begin in version 3")
    assert store.with_name("fresh.sqlite").exists()
    missing = journeyc("store", "deploy", "journeys.json", "--store", "none.sqlite", "--dry-run")
    assert missing.returncode == 2
    assert "there is no store `none.sqlite`" in missing.stderr
    assert "without `--dry-run` a store is made there" in missing.stderr
    assert not Path("none.sqlite").exists()


def test_it_is_said_who_would_move_and_how(journeyc: Journeyc, deployed: Path) -> None:
    before = digest(deployed)
    done = journeyc(*MOVE, "--from", "3", "--to", "4")
    assert done.returncode == 1, "some would not"
    assert done.stderr == "nothing has been done; say `--yes` if it is meant\n"
    head, *groups = done.stdout.rstrip().split("\n\n")
    assert head == "11 runs of `dispute` would move to version 4, 2 would not"
    told = {group.splitlines()[0]: group.splitlines()[1:] for group in groups}
    assert told["version 3, active at court: 1 run would not move"] == [
        f"  because    {NO_PLACE}",
        "  runs       dispute/customer 12/1",
    ]
    aside = told["version 3, active at talking, interrupted at intake: 2 runs would move"]
    assert aside == [
        "  to         speaking",
        "  timers     asking/remind/0/0, idle, speaking/after/0 go on",
        "  fields     tone begins with its default",
        "  runs       dispute/customer 8/1, dispute/customer 5/1",
    ]
    work = told["version 3, active at crediting, deciding: 3 runs would move"]
    assert "judging/every/0 is cancelled; judging/after/0 is new" in work[1]
    assert digest(deployed) == before
    assert journeyc(*MOVE, "--dry-run", "--place", "known").stderr == ""


def test_programs_get_all_runs_of_a_look_ahead(journeyc: Journeyc, deployed: Path) -> None:
    assert deployed.exists()
    plan = json.loads(journeyc(*MOVE, "--dry-run", "--output-format", "json").stdout)
    assert (plan["version"], plan["moves"], plan["others"]) == (4, 11, 2)
    assert sum(group["count"] for group in plan["groups"]) == ALL
    assert {run for group in plan["groups"] for run in group["runs"]} == {
        f"dispute/customer {number}/1" for number in range(ALL)
    }


def test_runs_move_where_it_is_meant(journeyc: Journeyc, deployed: Path) -> None:
    some = journeyc(*MOVE, "--yes", "--place", "talking", "--limit", "2", "--reason", "first some")
    assert (some.returncode, some.stdout) == (0, "moved 2 runs of `dispute` to version 4\n")
    one = journeyc("runs", "migrate", "dispute/customer 0/1", *STORE)
    assert one.stdout == "moved 1 run of `dispute` to version 4\n"
    rest = journeyc(*MOVE, "--yes", "--together", "3", "--per-second", "1000")
    assert rest.returncode == 1, "some did not"
    assert rest.stdout.splitlines() == [
        "moved 8 runs of `dispute` to version 4",
        f"1 run did not move: {NO_PLACE}",
        "  dispute/customer 12/1",
        f"1 run did not move: {HELD}",
        "  dispute/customer 11/1",
    ]
    again = json.loads(journeyc(*MOVE, "--yes", "--output-format", "json").stdout)
    assert (again["moved"], len(again["refused"])) == (0, 2)
    with Runtime.open(deployed) as runtime:
        lines = [line.document.get("input", {}) for line in runtime.history(run="dispute/customer 8/1")]
        assert {"first some"} == {one["reason"] for one in lines if one.get("command") == "migrate"}


def test_how_far_it_came_is_said_where_somebody_stops_it(
    journeyc: Journeyc, deployed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deployed.exists()

    def stopped(_: Runtime, *_which: object, progress: Callable[[Migrated], None], **_more: object) -> None:
        progress(Migrated("dispute", 4, "x", moved=3))
        raise KeyboardInterrupt

    monkeypatch.setattr(Runtime, "migrate_all", stopped)
    done = journeyc(*MOVE, "--yes")
    assert done.returncode == 130
    assert "stopped: 3 runs have moved; called again, it goes on" in done.stderr


def test_an_empty_list_means_nobody(journeyc: Journeyc, deployed: Path) -> None:
    """And not the whole journey, as if no list had been handed over."""
    before = digest(deployed)
    done = journeyc("runs", "migrate", "-", "--journey", "dispute", "--yes", *STORE, stdin="")
    assert (done.returncode, done.stdout, digest(deployed)) == (2, "", before)
    assert "nothing says which runs are to move" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("runs", "migrate", *STORE), "nothing says which runs are to move"),
        ((*MOVE, "--dry-run", "--yes"), "`--dry-run` does nothing, and `--yes` means it"),
        ((*MOVE, "--to", "9"), "there is no version 9 of `dispute`"),
        ((*MOVE, "--place", "talkin"), "did you mean `talking`?"),
        (("runs", "migrate", "dispute/nobody/1", *STORE), "there is no run `dispute/nobody/1`"),
        (("runs", "heads", "--store", "none.sqlite"), "none.sqlite"),
        (("store", "deploy", "none.json", *STORE), "`none.json` cannot be read"),
        (("store", "deploy", "journeys.json", "--store", "other://x"), "there is no store for `other://`"),
    ],
)
def test_what_cannot_be_done_is_said(
    journeyc: Journeyc, store: Path, words: tuple[str, ...], said: str
) -> None:
    before = digest(store)
    done = journeyc(*words)
    assert (done.returncode, digest(store)) == (2, before)
    assert said in done.stderr
