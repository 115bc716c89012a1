"""Whatever goes wrong, and whenever: nothing is lost, nothing is done twice, and all comes to what it would
have come to alone.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import Shared
from tests.simulation.playing import play, play_all, trace_of
from tests.simulation.stores import InMemory
from tests.simulation.world import World

ROOT = Path(__file__).parents[2]
#: How many seeds each test plays, so that tests can be shared out.
_MANY, _LONG = 20, 500


@pytest.mark.parametrize("first", range(0, 80, _MANY))
def test_programs_in_memory(first: int) -> None:
    play_all(range(first, first + _MANY))


def test_programs_on_one_file() -> None:
    """Each has the file open for itself, and SQLite takes back what one that died had begun."""
    play_all(range(8), "sqlite")


def test_programs_on_one_server(postgres_shared: Shared) -> None:
    """The server takes back what one that died had begun, and connections are lost, of which none hears."""
    play_all(range(3), postgres_shared)


@pytest.mark.full
@pytest.mark.parametrize("first", range(0, 10_000, _LONG))
def test_ten_thousand_seeds_in_memory(first: int) -> None:
    play_all(range(first, first + _LONG))


@pytest.mark.full
@pytest.mark.parametrize("first", range(0, 1_000, _LONG // 10))
def test_a_thousand_seeds_on_files(first: int) -> None:
    play_all(range(first, first + _LONG // 10), "sqlite")


@pytest.mark.full
@pytest.mark.parametrize("first", range(0, 500, _LONG // 10))
def test_five_hundred_seeds_on_a_server(postgres_shared: Shared, first: int) -> None:
    play_all(range(first, first + _LONG // 10), postgres_shared)


@pytest.mark.parametrize("seed", [7, 12])
def test_a_seed_is_the_same_world_each_time(seed: int) -> None:
    """Also in other processes, where texts hash otherwise: else no failure could be looked at again."""
    told = trace_of(play(seed))
    command = [sys.executable, "-m", "tests.simulation", str(seed)]
    for hashed in ("1", "2"):
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": hashed}
        done = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True, text=True)
        assert done.stdout.splitlines()[:-1] == told


def test_the_store_makes_no_difference() -> None:
    for seed in untorn()[:3]:
        assert trace_of(play(seed)) == trace_of(play(seed, "sqlite"))


def test_a_server_makes_no_difference(postgres_shared: Shared) -> None:
    """Nor do connections that are lost, and found again."""
    for seed in untorn()[:2]:
        assert trace_of(play(seed)) == trace_of(play(seed, postgres_shared))


def untorn() -> list[int]:
    """Seeds of worlds in which no program ends in the midst of a transaction, as none can in memory."""
    return [seed for seed in range(20) if not World(seed, InMemory()).faults.rates["torn"]]
