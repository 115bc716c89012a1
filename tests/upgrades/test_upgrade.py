"""A new version comes while the old one is at work: everybody moves, and nothing is lost or done twice."""

from collections import Counter
from pathlib import Path
from time import time

import pytest

from journeyc.runtime import MigrationPlan
from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journal import noted
from tests.kills.killing import Programs, programs, until
from tests.kills.load import Load
from tests.kills.playing import playing
from tests.kills.tables import tables_of
from tests.postgres import Server
from tests.upgrades.client import FOUR
from tests.upgrades.journeys import compiled
from tests.upgrades.settling import HELD, NO_PLACE, settle

#: So many seconds pass in each second of the load.
PACE = 200


def upgrade(folder: Path, store: str, customers: int) -> None:
    compiled(folder)
    Load(store, str(customers), 0, PACE, jumps=False, workers=True).write(folder)
    with playing(folder, store, "settle", "1", FixedClock(MORNING)) as program:
        settle(program.runtime, customers)
        begun = {run.run for run in program.runtime.runs(10 * customers, journey="dispute")}
    assert len(begun) == customers
    Load(store, str(customers), time(), PACE, jumps=False, workers=True).write(folder)
    with programs(folder, ["w1", "w2", "c1", "c2"], "tests.upgrades.client") as at_work:
        at_work.wait_for("c1", 10)
        plan = look_ahead(folder, store)
        move_under_load(folder, at_work)
        for name in ("w1", "w2", "c1", "c2", "n1", "m1"):
            at_work.kill(name)
    assert faults_of(folder) == []
    whole(store, begun, plan)
    finish(folder, store)


def look_ahead(folder: Path, store: str) -> MigrationPlan:
    """Deploy version 4, and ask what it would do to whom."""
    with playing(folder, store, "look", "1", Load.of(folder).clock("look"), FOUR) as program:
        plan = program.runtime.plan_migration("dispute", 4)
        assert {one.version: one.newest for one in program.runtime.heads("dispute")} == {3: False, 4: True}
    assert reasons_of(plan) == {(NO_PLACE,), (HELD,)}
    return plan


def move_under_load(folder: Path, at_work: Programs) -> None:
    """Move all while clients of both versions send, and workers work, of whom one is killed, as is who
    moves.
    """
    at_work.start("n1")
    at_work.start("m1")
    at_work.wait_for("m1", 4)
    for name in ("m1", "w1"):
        at_work.kill(name)
        at_work.start(name)
    at_work.wait_for("n1", 10)
    before = len(passes(folder))
    until(lambda: len(passes(folder)) > before + 1)


def passes(folder: Path) -> list[list[object]]:
    """What each move of all has come to that was not broken off."""
    return [line for line in noted(folder, "moved-m1-*") if line[0] == "whole"]


def reasons_of(plan: MigrationPlan) -> set[tuple[str, ...]]:
    return {group.what.reasons for group in plan.groups if group.what.result != "moves"}


def whole(store: str, begun: set[str], plan: MigrationPlan) -> None:
    """Everybody who was there is there: in version 4, at an end, or where the look ahead said that they would
    stay.
    """
    runs = {row["id"]: row["doc"] for row in tables_of(store).runs if row["journey"] == "dispute"}
    assert begun <= runs.keys()
    named = {run for group in plan.groups for run in group.runs}
    assert begun - named <= {name for name, run in runs.items() if run["status"] == "ended"}
    versions = Counter(runs[name]["version"] for name in begun)
    assert versions[4] > len(begun) / 2


def finish(folder: Path, store: str) -> None:
    """Nobody is left who could move; let go on who is held, and all come to their end."""
    with playing(folder, store, "last", "1", Load.of(folder).clock("last"), FOUR) as program:
        runtime = program.runtime
        done = runtime.migrate_all("dispute", 4, from_version=3)
        assert {one.reasons for one in done.refused} <= {(NO_PLACE,), (HELD,)}
        assert runtime.plan_migration("dispute", 4).moves == 0
        held = runtime.runs(10_000, journey="dispute", status="suspended")
        for run in held:
            runtime.resume(run.run)
        assert runtime.migrate_all("dispute", 4, runs=[run.run for run in held]).moved == len(held)
    assert faults_of(folder, run_to_quiet(folder)) == []
    assert {row["status"] for row in tables_of(store).runs} == {"ended"}


def test_a_new_version_comes_while_the_old_one_is_at_work(tmp_path: Path) -> None:
    upgrade(tmp_path, str(tmp_path / "store"), 90)


@pytest.mark.full
def test_a_thousand_runs_move_on_sqlite(tmp_path: Path) -> None:
    upgrade(tmp_path, str(tmp_path / "store"), 1_000)


@pytest.mark.full
def test_a_thousand_runs_move_on_postgresql(tmp_path: Path) -> None:
    with Server() as server:
        upgrade(tmp_path, server.address(schema="upgrade", pool=3), 1_000)
