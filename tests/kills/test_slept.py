"""A worker process sleeps over its lease, with a message in hand, and wakes: it changes nothing any more."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from tests.kills.aftermath import faults_of, run_to_quiet
from tests.kills.journal import noted
from tests.kills.journeys import begin
from tests.kills.killing import end, programs, until
from tests.kills.tables import Tables, tables_of
from tests.posix import posix
from tests.postgres import Server

#: Longer than another worker needs, if nothing is in its way; and so often something may be.
_SOON_SECONDS = 5
_TIMES = 40


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield str(tmp_path / "store")
        return
    with Server() as server:
        yield server.address(schema="slept", pool=3)


def delivered(tables: Tables, message: str) -> int:
    """How often the history tells that a message was delivered."""
    lines = (line["doc"] for line in tables.history if line["kind"] == "message")
    return sum((line["message"], line["state"]) == (message, "delivered") for line in lines)


def is_soon(is_so: Callable[[], object]) -> bool:
    """Whether something is so before long."""
    latest = monotonic() + _SOON_SECONDS
    while not is_so():
        if monotonic() > latest:
            return False
        sleep(0.05)
    return True


def given(folder: Path, message: str, worker: str) -> list[list[Any]]:
    """What a worker has given to somebody outside under an id: it may have been over another channel."""
    return [line[1:] for line in noted(folder, f"outside-{worker}-*") if line[1] == message]


@posix("signals")
def test_who_slept_over_its_lease_changes_nothing(address: str, tmp_path: Path) -> None:
    """Another has delivered the message meanwhile, which is told once, whatever the first does then."""
    begin(tmp_path, address, "slept", workers=True)
    hold = tmp_path / "hold-w1"
    hold.touch()
    with programs(tmp_path, ["a", "w1"]) as at_work:
        until(lambda: [*noted(tmp_path, "held-w1-*")])
        ((message,), *_) = noted(tmp_path, "held-w1-*")
        at_work.start("w2")
        for _ in range(_TIMES):
            at_work.signal("w1", signal.SIGSTOP)
            if is_soon(lambda: delivered(tables_of(address), message)):
                break
            # It stands still within a transaction, for which others wait, unless it goes on.
            at_work.signal("w1", signal.SIGCONT)
            sleep(0.01)
        hold.unlink()
        at_work.signal("w1", signal.SIGCONT)
        until(lambda: given(tmp_path, message, "w1"))
        # With what it has in hand, and with others.
        at_work.wait_for("w1", 5)
        end(at_work)
        at_work.kill("w2")
    assert given(tmp_path, message, "w1") == given(tmp_path, message, "w2") != []
    assert delivered(tables_of(address), message) == 1
    assert faults_of(tmp_path) == []
    assert faults_of(tmp_path, run_to_quiet(tmp_path)) == []
