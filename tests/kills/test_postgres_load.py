"""Hosts, workers and PostgreSQL itself are killed all the time: the whole history holds what it must."""

import random
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from journeyc.runtime.errors import StoreUnreachableError
from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journeys import begin
from tests.kills.killing import Programs, end, kill_again_and_again, programs
from tests.kills.playing import playing
from tests.kills.script import rows
from tests.postgres import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that may be killed."""
    with Server() as started:
        yield started


def kill_server(server: Server, at_work: Programs, chance: random.Random) -> None:
    """Kill all processes of the server at some instant, and start it anew: it recovers from its log."""
    at_work.wait_for(chance.choice(at_work.names), chance.randint(1, 10))
    sleep(chance.random() * 0.02)
    server.kill()
    server.start()
    at_work.wait_for(at_work.names[0], 1)


def holds(
    server: Server, folder: Path, seed: str, names: Sequence[str], kills: Sequence[int], **how: Any
) -> None:
    """Kill so many programs, then the server, and so on."""
    chance = random.Random(seed)  # noqa: S311  # it chooses when to kill
    address = server.address(schema=f"kills_{seed}", pool=3, connect_seconds=2, statement_seconds=5)
    begin(folder, address, seed, **how)
    with programs(folder, names) as at_work:
        for number, several in enumerate(kills):
            kill_again_and_again(at_work, several, f"{seed} {number}")
            kill_server(server, at_work, chance)
        end(at_work)
    assert faults_of(folder) == []
    assert faults_of(folder, run_to_quiet(folder)) == []


def test_hosts_and_the_server_are_killed_all_the_time(server: Server, tmp_path: Path) -> None:
    holds(server, tmp_path, "hosts", "ab", [2, 1])


def test_workers_and_the_server_are_killed_all_the_time(server: Server, tmp_path: Path) -> None:
    holds(server, tmp_path, "workers", ["a", "w1", "w2"], [2, 1], workers=True)


def test_programs_that_merge_and_erase_and_the_server_are_killed_all_the_time(
    server: Server, tmp_path: Path
) -> None:
    holds(server, tmp_path, "who_is_who", ["a", "m1", "m2"], [2, 1])


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
def test_long_loads_that_merge_and_erase_on_a_server_that_is_killed(
    seed: int, server: Server, tmp_path: Path
) -> None:
    workers = seed % 2 == 1
    names = ["a", "m1", "m2", "w1"] if workers else ["a", "m1", "m2"]
    holds(server, tmp_path, f"who_is_who_{seed}", names, [5] * 12, workers=workers)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("jumps", [False, True])
def test_long_loads_on_a_server_that_is_killed(
    seed: int,
    jumps: bool,  # noqa: FBT001  # a parameter of a test
    server: Server,
    tmp_path: Path,
) -> None:
    holds(server, tmp_path, f"long_{seed}_{jumps}".lower(), "abcd", [5] * 12, jumps=jumps)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("jumps", [False, True])
def test_long_loads_with_workers_on_a_server_that_is_killed(
    seed: int,
    jumps: bool,  # noqa: FBT001  # as above
    server: Server,
    tmp_path: Path,
) -> None:
    names = ["a", "b", "w1", "w2", "w3"]
    seeded = f"worked_{seed}_{jumps}".lower()
    holds(server, tmp_path, seeded, names, [5] * 12, workers=True, jumps=jumps)


@pytest.mark.full
def test_a_server_that_hangs_is_an_error_in_time(server: Server, tmp_path: Path) -> None:
    """And the input that it was told of meanwhile happens once, when it goes on."""
    address = server.address(schema="hangs", connect_seconds=1, statement_seconds=1)
    begin(tmp_path, address, "hangs")
    with playing(tmp_path, address, "a", "1", FixedClock(MORNING)) as program:
        for row in islice(rows("a", "hangs"), 3):
            server.freeze()
            try:
                with pytest.raises(StoreUnreachableError):
                    program.send(row)
            finally:
                server.thaw()
            assert program.send(row) == program.send(row)
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []
