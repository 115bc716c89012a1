"""Hosts and workers on one SQLite file are killed all the time: the whole history holds what it must."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.journeys import begin
from tests.kills.killing import end, kill_again_and_again, programs


def holds(folder: Path, seed: str, names: Sequence[str], kills: int, **how: Any) -> None:
    begin(folder, str(folder / "store"), seed, **how)
    with programs(folder, names) as at_work:
        kill_again_and_again(at_work, kills, seed)
        end(at_work)
    assert faults_of(folder) == []
    assert faults_of(folder, run_to_quiet(folder)) == []


def test_hosts_on_one_file_are_killed_all_the_time(tmp_path: Path) -> None:
    holds(tmp_path, "one file", "abc", 5)


def test_workers_on_one_file_are_killed_all_the_time(tmp_path: Path) -> None:
    holds(tmp_path, "workers", ["a", "w1", "w2"], 4, workers=True)


def test_programs_that_merge_and_erase_are_killed_all_the_time(tmp_path: Path) -> None:
    holds(tmp_path, "who is who", ["a", "m1", "m2"], 5)


def test_a_clock_jumps_back_by_hours_and_ahead_by_days(tmp_path: Path) -> None:
    """Also within one tick, and differently for each program."""
    holds(tmp_path, "jumps", "ab", 3, jumps=True)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("jumps", [False, True])
def test_long_loads(seed: int, jumps: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a parameter of a test
    pace = (60, 600, 3600, 36_000, 3600, 3600)[seed]
    holds(tmp_path, f"long {seed}", "abcd", 60, pace=pace, jumps=jumps)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
def test_long_loads_that_merge_and_erase(seed: int, tmp_path: Path) -> None:
    workers = seed % 2 == 1
    names = ["a", "m1", "m2", "w1"] if workers else ["a", "m1", "m2"]
    holds(tmp_path, f"who is who {seed}", names, 60, workers=workers)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("jumps", [False, True])
def test_long_loads_with_workers(seed: int, jumps: bool, tmp_path: Path) -> None:  # noqa: FBT001  # as above
    pace = (600, 3600, 36_000, 3600, 3600, 3600)[seed]
    names = ["a", "b", "w1", "w2", "w3"]
    holds(tmp_path, f"worked {seed}", names, 60, pace=pace, jumps=jumps, workers=True)
