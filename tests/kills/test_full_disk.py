"""The disk is full, at many points: it is said, nothing is half done, and with room all goes on."""

import random
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime.errors import StoreFullError
from journeyc.runtime.stores import SqliteStore, open_store
from journeyc.runtime.stores.sqlite.connection import migrations
from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.audit import audit
from tests.kills.clocks import MORNING, FixedClock
from tests.kills.conftest import PLAYED
from tests.kills.load import Load
from tests.kills.playing import playing
from tests.kills.room import Disk, full_of_bytes, full_of_pages
from tests.kills.script import rows
from tests.kills.tables import tables_of
from tests.posix import posix

#: What a file that programs share takes before anything is written.
SHARED = 40_000
#: What is said: the disk is full, or a file is as long as the system allows.
SAID = re.compile(r"the disk is full; make room|may not grow: .* \(`ulimit -f`\)")
BYTES = pytest.param("bytes", marks=posix("limits of processes"))


class Full:
    """A disk that is full, and is given a little room each time that something could not be done on it."""

    def __init__(self, disk: Disk, step: int, seed: str, check: Callable[[], None]) -> None:
        self._disk = disk
        self._step = step
        self._chance = random.Random(seed)  # noqa: S311  # it draws how much room is made
        self._check = check
        self.failures = 0

    def until_done(self, do: Callable[[], Any]) -> None:
        """Do something until there is room for it; whenever there was none, nothing of it may be there."""
        while True:
            try:
                do()
            except StoreFullError as error:
                said = str(error)
                assert SAID.search(said)
                self.failures += 1
                self._check()
                self._disk.more(self._chance.randint(1, self._step))
            else:
                return


@contextmanager
def full(
    kind: str, store: SqliteStore, seed: str, check: Callable[[], None], step: int = 8_000
) -> Iterator[Full]:
    """A disk that is full as the files of a store are now; `step` bytes are given at most each time."""
    if kind == "pages":
        with full_of_pages(store._connection()) as disk:
            yield Full(disk, step // 4_000, seed, check)
    else:
        longest = max(path.stat().st_size for path in Path(store.path).parent.glob("store*"))
        with full_of_bytes(longest) as disk:
            yield Full(disk, step, seed, check)


def plays_on(folder: Path, kind: str, inputs: int, seed: str) -> int:
    """Play on, a checkpoint every few inputs, while the disk is full again and again; how often it was."""

    def check() -> None:
        assert faults_of(folder) == []

    load = Load.of(folder)
    store = SqliteStore(load.store)
    store._connection().execute("PRAGMA wal_autocheckpoint = 30")
    clock = FixedClock(MORNING + timedelta(minutes=4 * PLAYED))
    with playing(folder, store, "a", seed, clock) as program, full(kind, store, seed, check) as disk:
        for row in islice(rows("a", load.seed), PLAYED, PLAYED + inputs):
            clock.time += timedelta(minutes=4)
            disk.until_done(partial(program.send, row))
            disk.until_done(program.go_on)
    assert faults_of(folder, run_to_quiet(folder)) == []
    return disk.failures


@pytest.mark.parametrize("kind", ["pages", BYTES])
def test_inputs_are_whole_or_not_at_all_and_go_on_with_room(kind: str, copy_of_sound: Path) -> None:
    assert plays_on(copy_of_sound, kind, 25, "full") > 3


@pytest.mark.full
@pytest.mark.parametrize("kind", ["pages", BYTES])
@pytest.mark.parametrize("seed", range(4))
def test_a_long_day_on_a_full_disk(kind: str, seed: int, copy_of_sound: Path) -> None:
    assert plays_on(copy_of_sound, kind, 250, f"full {seed}") > 20


@posix("limits of processes")
def test_a_store_is_made_once_there_is_room(tmp_path: Path) -> None:
    """Whatever a full disk has left of one that could not be made is no obstacle."""
    path = tmp_path / "store"
    with full_of_bytes(0) as disk:
        made = Full(disk, 20_000, "made", lambda: None)
        made.until_done(lambda: open_store(path).close())
    assert made.failures > 3
    assert audit(tables_of(str(path))) == []


@posix("limits of processes")
def test_a_migration_is_whole_or_not_at_all(copy_of_sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that writes all of the history anew, which is more than the disk has room for."""
    rewriting = """
        CREATE TABLE copied AS SELECT * FROM history;
        DELETE FROM history;
        INSERT INTO history SELECT * FROM copied ORDER BY number DESC;
        DROP TABLE copied;
    """
    newest = len(migrations())
    longer = (*migrations(), rewriting)
    monkeypatch.setattr("journeyc.runtime.stores.sqlite.connection.migrations", lambda: longer)
    load = Load.of(copy_of_sound)
    before = tables_of(load.store)

    def check() -> None:
        assert version(load.store) == newest
        assert tables_of(load.store) == before

    with full_of_bytes(SHARED) as disk:
        migrated = Full(disk, 20_000, "migrated", check)
        migrated.until_done(lambda: open_store(load.store).close())
    assert migrated.failures > 3
    assert version(load.store) == newest + 1
    assert tables_of(load.store) == before


def version(path: str) -> int:
    with closing(sqlite3.connect(path)) as db:
        found: int = db.execute("PRAGMA user_version").fetchone()[0]
        return found


@pytest.mark.parametrize("kind", ["pages", BYTES])
def test_somebody_is_erased_whole_or_not_at_all(kind: str, copy_of_sound: Path) -> None:
    """So that no byte is left, all of the file is written anew. Where there is no room for that, it is told,
    and done with the next who is erased.
    """
    load = Load.of(copy_of_sound)
    store = SqliteStore(load.store, busy_seconds=0)

    before = tables_of(load.store)

    def check() -> None:
        assert audit(tables_of(load.store)) == []

    with playing(copy_of_sound, store, "a", "2", FixedClock(MORNING)) as program:
        # Who was merged into another goes with them.
        *others, last = [row["id"] for row in before.customers if "merged" not in row["doc"]]
        with full(kind, store, "erased", check, 40_000) as disk:
            for customer in others:
                disk.until_done(partial(program.runtime.erase, customer))
                assert program.runtime.customer(customer) is None
                check()
        assert program.runtime.erase(last).clean
    assert tables_of(load.store).history == []
    files = [path.read_bytes() for path in copy_of_sound.glob("store*")]
    assert not any(row["id"].encode() in file for row in before.customers for file in files)
