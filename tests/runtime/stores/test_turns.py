"""Programs that write one file take turns with all of it, also with what SQLite does behind a commit."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.errors import StoreLockedError, StoreReadOnlyError
from journeyc.runtime.stores.sqlite import SqliteStore
from journeyc.runtime.stores.sqlite.turns import Turns, lock_of
from tests.posix import posix
from tests.runtime.customers.journeys import company
from tests.runtime.stage import HandClock

PACKAGE = company()
#: Takes a turn, says so, and keeps it.
TAKES = """
import sys, time
from journeyc.runtime.stores.sqlite.turns import Turns
with Turns(sys.argv[1], 5).one():
    print("mine", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "s.sqlite")


def opened(path: str, busy_seconds: float = 0.05) -> Runtime:
    return Runtime.open(SqliteStore(path, busy_seconds=busy_seconds), PACKAGE, clock=HandClock())


def send(runtime: Runtime, bill: str) -> str:
    return runtime.send("opened", {"bill": bill}, customer="anna", channel="web", id=bill)["result"]


def is_free(path: str) -> bool:
    """Whether another could have a turn now."""
    turns = Turns(path, 0)
    try:
        with closing(turns), turns.one():
            return True
    except StoreLockedError:
        return False


@posix("SIGKILL")
def test_who_waits_in_vain_writes_nothing_and_goes_on_when_the_other_has_died(path: str) -> None:
    with opened(path) as runtime:
        assert send(runtime, "B1") == "accepted"
        command = [sys.executable, "-c", TAKES, path]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "mine\n"
            with pytest.raises(StoreLockedError, match="is locked by another program"):
                send(runtime, "B2")
            # Reading waits for nobody, and who is erased is so at once, or not at all.
            assert [position.run for position in runtime.where("anna")] == ["dispute/anna/1"]
            with pytest.raises(StoreLockedError):
                runtime.erase("anna")
            os.kill(other.pid, signal.SIGKILL)
        assert send(runtime, "B2") == "accepted"
        assert len(runtime.where("anna")) == 2


@pytest.mark.parametrize("begins", ["BEGIN IMMEDIATE", "COMMIT", "VACUUM", "PRAGMA wal_checkpoint"])
def test_whatever_writes_or_copies_has_a_turn(
    begins: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list[bool]()

    class Watched(sqlite3.Connection):
        reads = False

        def execute(self, sql: str, /, *values: Any) -> sqlite3.Cursor:
            self.reads = sql == "BEGIN" or (self.reads and self.in_transaction)
            if sql.startswith(begins) and not self.reads:
                found.append(is_free(path))
            return super().execute(sql, *values)

    connecting = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *how, **more: connecting(*how, **more, factory=Watched))
    with opened(path) as runtime:
        send(runtime, "B1")
        assert runtime.erase("anna").clean
        assert is_free(path)
    assert found
    assert not any(found)


def test_who_has_a_store_may_take_turns_with_it(path: str) -> None:
    """As its owner may have let others write it."""
    SqliteStore(path).close()
    lock_of(path).unlink()
    Path(path).chmod(0o660)
    with opened(path) as runtime:
        send(runtime, "B1")
    assert oct(lock_of(path).stat().st_mode & 0o777) == oct(Path(path).stat().st_mode & 0o666)


@posix("permissions")
def test_a_lock_that_cannot_be_made_is_told(path: str) -> None:
    SqliteStore(path).close()
    lock_of(path).unlink()
    lock_of(path).symlink_to("nowhere/at all")
    with closing(SqliteStore(path)) as store, pytest.raises(StoreReadOnlyError, match="-lock`, by which"):
        store.secret("links")
