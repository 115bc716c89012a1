"""A store as a load leaves it, made once for all tests that do something to copies of it."""

import shutil
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from tests.kills.clocks import MORNING, FixedClock
from tests.kills.journeys import begin
from tests.kills.load import Load
from tests.kills.playing import playing
from tests.kills.script import rows

#: So many inputs are played, and what the last of them have caused is not carried yet.
PLAYED = 120
UNCARRIED = 20


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a load that one program has played, which was not killed, and has much to do yet."""
    folder = tmp_path_factory.mktemp("sound")
    load = begin(folder, str(folder / "store"), "a sound one 10")
    clock = FixedClock(MORNING)
    with playing(folder, f"sqlite:///{load.store}?synchronous=normal", "a", "1", clock) as program:
        for number, row in enumerate(islice(rows("a", load.seed), PLAYED)):
            clock.time += timedelta(minutes=4)
            program.send(row)
            if number < PLAYED - UNCARRIED:
                program.go_on()
    return folder


@pytest.fixture
def copy_of_sound(sound: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own."""
    shutil.copytree(sound, tmp_path, dirs_exist_ok=True)
    Load.of(sound)._replace(store=str(tmp_path / "store")).write(tmp_path)
    return tmp_path
