"""A store that cannot be written, or no longer: it is said, nothing is lost, and all goes on when it can."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path

import pytest

from journeyc.runtime.errors import StoreReadOnlyError
from journeyc.runtime.stores import SqliteStore, open_store
from tests.kills.aftermath import faults_of, noted_in, run_to_quiet
from tests.kills.audit import audit
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.conftest import PLAYED
from tests.kills.load import Load
from tests.kills.playing import Playing, playing
from tests.kills.script import rows
from tests.kills.tables import tables_of
from tests.runtime.stores.test_files import open_folder, unprivileged

__all__ = ["open_folder"]

FILES = ("store", "store-wal", "store-shm")


@pytest.fixture
def store(copy_of_sound: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(Load.of(copy_of_sound).store)) as opened:
        yield opened


def play(program: Playing, first: int, inputs: int) -> None:
    for row in islice(rows("a", "sound"), first, first + inputs):
        program.send(row)
        program.go_on()


@pytest.fixture
def left_behind(copy_of_sound: Path, store: SqliteStore, open_folder: Path) -> Iterator[Path]:
    """The files as a program leaves them that is killed: the last inputs are in the log alone."""
    with playing(copy_of_sound, store, "a", "2", FixedClock(MORNING + timedelta(days=1))) as program:
        play(program, PLAYED, 5)
        for name in FILES:
            shutil.copy(copy_of_sound / name, open_folder)
            (open_folder / name).chmod(0o666)
        yield open_folder


@pytest.mark.parametrize("name", [*FILES, "."])
def test_what_a_killed_program_left_waits_until_it_can_be_written(
    name: str, left_behind: Path, copy_of_sound: Path
) -> None:
    refused = left_behind / name
    refused.chmod(0o555 if refused.is_dir() else 0o444)
    if refused.is_dir():
        (left_behind / "store-shm").unlink()
    with (
        unprivileged(),
        pytest.raises(StoreReadOnlyError, match="check the permissions of the file and its folder"),
        closing(open_store(left_behind / "store")) as opened,
    ):
        opened.secret("another")
    refused.chmod(0o777)
    with unprivileged():
        open_store(left_behind / "store").close()
    assert audit(tables_of(str(left_behind / "store")), noted_in(copy_of_sound)) == []


def test_a_store_that_cannot_be_written_for_a_while(copy_of_sound: Path, store: SqliteStore) -> None:
    """Inputs and ticks fail as long as it is so, and the program that has it open goes on then."""
    clock = FixedClock(MORNING + timedelta(days=1))
    with playing(copy_of_sound, store, "a", "2", clock) as program:
        play(program, PLAYED, 3)
        store._connection().execute("PRAGMA query_only = on")
        row = next(islice(rows("a", "sound"), PLAYED + 3, None))
        doing: Sequence[Callable[[], object]] = (partial(program.send, row), program.go_on)
        for do in doing:
            clock.time += timedelta(hours=1)
            with pytest.raises(StoreReadOnlyError, match="cannot be written; check the permissions"):
                do()
        assert faults_of(copy_of_sound) == []
        store._connection().execute("PRAGMA query_only = off")
        play(program, PLAYED + 3, 3)
        assert faults_of(copy_of_sound) == []
    assert faults_of(copy_of_sound, run_to_quiet(copy_of_sound)) == []
