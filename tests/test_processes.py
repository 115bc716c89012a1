"""Work shared out to processes: the same comes of it, however many there are and whatever they meet."""

import os
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import get_all_start_methods, parent_process
from pathlib import Path

import pytest

from journeyc import processes
from journeyc.processes import processors, shared_out

NUMBERS = range(50)
SQUARES = [(number, number * number) for number in NUMBERS]


def squared(number: int) -> int:
    return number * number


def here(number: int) -> tuple[int, bool]:
    """Whether it was this process that did the work."""
    return number * number, parent_process() is None


@pytest.mark.parametrize("jobs", [0, 1, 2, 3])
def test_results_come_in_the_order_of_items(jobs: int) -> None:
    """However many processes there are."""
    assert list(shared_out(squared, NUMBERS, jobs)) == SQUARES
    assert list(shared_out(squared, [], jobs)) == []


def test_the_work_is_done_elsewhere() -> None:
    """As long as there is somebody to do it."""
    assert [result for _, result in shared_out(here, NUMBERS, 2)] == [(s, False) for _, s in SQUARES]


def gone(number: int) -> int:
    """A process that is gone at one item, as if a system without memory had killed it; this one is not."""
    if number == 20 and parent_process():
        os._exit(1)
    return squared(number)


def test_a_process_that_is_gone_loses_nothing() -> None:
    """Its work is done where it was wanted; no result comes twice."""
    assert list(shared_out(gone, NUMBERS, 2)) == SQUARES


#: What the standard library raises where a system starts no more processes, has no semaphores, or too few.
REFUSALS = [OSError(11, "no more processes"), ImportError("no semaphores"), NotImplementedError("too few")]


@pytest.mark.parametrize("refused", REFUSALS, ids=str)
def test_a_system_without_processes_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, refused: Exception
) -> None:
    """This one does it all."""

    def refuse(*_: object, **__: object) -> None:
        raise refused

    monkeypatch.setattr(processes, "ProcessPoolExecutor", refuse)
    assert list(shared_out(squared, NUMBERS, 2)) == SQUARES


def unreadable(number: int) -> int:
    if number == 20:
        raise OSError("it cannot be read")
    return squared(number)


def wrong(number: int) -> int:
    if number == 20:
        raise ValueError("it is wrong")
    return squared(number)


def unsupported(number: int) -> int:
    """What an item may raise, as a system with too few semaphores does."""
    if number == 20:
        raise NotImplementedError("it cannot be done on this item")
    return squared(number)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("work", [unreadable, wrong, unsupported])
def test_what_is_wrong_with_an_item_is_raised(work: Callable[[int], int], jobs: int) -> None:
    """Though some of it looks as if a system had no processes."""
    with pytest.raises((OSError, ValueError, NotImplementedError), match=r"^it "):
        list(shared_out(work, NUMBERS, jobs))


def test_there_are_never_too_many_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are asked for; where nobody says, as many as there are processors."""
    asked = []

    def refuse(jobs: int, **_: object) -> None:
        asked.append(jobs)
        raise OSError

    monkeypatch.setattr(processes, "ProcessPoolExecutor", refuse)
    monkeypatch.setattr(processes, "processors", lambda: 7)
    for count, jobs in ((30, 5000), (100, 5000), (100, 0)):
        assert len(list(shared_out(squared, range(count), jobs))) == count
    assert asked == [30, 61, 7]


def test_there_is_a_processor() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


SLOW = r"""
import multiprocessing, os, sys, time
from journeyc.processes import shared_out

def slow(item):
    os.write(1, b"at work\n")
    time.sleep(60)

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    list(shared_out(slow, range(4), 2))
"""


@pytest.mark.parametrize("method", get_all_start_methods())
def test_no_process_outlives_a_command_that_is_killed(method: str, tmp_path: Path) -> None:
    """Standard output, which all of them hold, is closed soon, whichever way they are started."""
    path = tmp_path / "slow.py"
    path.write_text(SLOW, encoding="utf-8")
    with subprocess.Popen([sys.executable, path, method], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.kill()
        process.communicate(timeout=20)
