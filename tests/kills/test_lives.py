"""The audit knows who is a part of whom, in chains too, and how often runs have become another's by that."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kills.aftermath import faults_of, noted_in, run_to_quiet
from tests.kills.audit import audit
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journeys import begin
from tests.kills.load import Load
from tests.kills.playing import Playing, playing
from tests.kills.script import Row
from tests.kills.tables import tables_of


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Sends inputs to a store where the first of three, who all have runs, is a part of the second."""
    load = begin(tmp_path, str(tmp_path / "store"), "lives")
    clock = FixedClock(MORNING)
    with playing(tmp_path, f"sqlite:///{load.store}?synchronous=normal", "a", "1", clock) as program:
        send = sender(program, clock)
        for name in ("first", "second", "third"):
            send(name, "opened", bill=name)
        send("second", "merge", other="first")
        yield send


def sender(program: Playing, clock: FixedClock) -> Callable[..., None]:
    numbers = iter(range(100))

    def send(customer: str, what: str, **values: object) -> None:
        """Something happens, under the next number."""
        clock.time += timedelta(minutes=1)
        program.send(Row(f"a/{next(numbers)}", customer, what, values))

    return send


def seqs(folder: Path) -> dict[str, int]:
    """How often each run has changed."""
    return {row["id"]: row["doc"]["seq"] for row in tables_of(Load.of(folder).store).runs}


def test_runs_go_along_a_chain_and_back(play: Callable[..., None], tmp_path: Path) -> None:
    """With a merge go all runs of who is merged, also of who was merged into them before."""
    play("third", "merge", other="second")
    assert seqs(tmp_path) | {"dispute/first/1": 3, "dispute/second/1": 2} == seqs(tmp_path)
    assert faults_of(tmp_path) == []
    play("first", "opened", bill="another")
    play("first", "shown", ok=True)
    play("second", "unmerge", merge="a/4")
    assert faults_of(tmp_path) == []
    play("first", "unmerge", merge="a/3")
    assert faults_of(tmp_path) == []
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []


@pytest.mark.parametrize("change", [-1, 1])
def test_a_run_in_a_chain_that_has_changed_otherwise_is_found(
    change: int, play: Callable[..., None], tmp_path: Path
) -> None:
    play("third", "merge", other="second")
    tables = tables_of(Load.of(tmp_path).store)
    run = next(row for row in tables.runs if row["id"] == "dispute/first/1")
    run["doc"]["seq"] += change
    assert audit(tables) == [f"run dispute/first/1: seq is {3 + change}, the history has 3 changes"]


def test_a_line_that_went_with_who_was_erased_is_not_missed(
    play: Callable[..., None], tmp_path: Path
) -> None:
    """Of the merge that was undone, only whoever the other was merged into had the line."""
    play("third", "merge", other="second")
    play("second", "unmerge", merge="a/4")
    play("third", "erase", clean=True)
    assert faults_of(tmp_path) == []
    tables = tables_of(Load.of(tmp_path).store)
    run = next(row for row in tables.runs if row["id"] == "dispute/first/1")
    run["doc"]["seq"] = 1
    assert "run dispute/first/1: seq is 1, the history has 3 changes" in audit(tables)
    play("first", "unmerge", merge="a/3")
    play("second", "erase", clean=True)
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []


def test_a_chain_is_erased_as_a_whole_and_who_comes_back_is_alone(
    play: Callable[..., None], tmp_path: Path
) -> None:
    play("third", "merge", other="second")
    play("first", "erase", clean=True)
    assert seqs(tmp_path) == {}
    play("first", "opened", bill="another")
    assert [*seqs(tmp_path)] == ["dispute/first/1.1", "who/first/1.1"]
    (erasure,) = noted_in(tmp_path).erasures
    assert erasure.customers == {"first", "second", "third"}
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []
