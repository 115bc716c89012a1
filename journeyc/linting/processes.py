"""Work shared out to processes, as many at once as there are processors."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import connection, parent_process
from threading import Thread
from typing import TypeVar

from journeyc.linting.entry import Entry
from journeyc.linting.examine import examine
from journeyc.linting.opened import Opened

#: Shares for each process: many enough to end together, few enough to send.
_SHARES = 8
#: Windows can wait for no more.
_MOST = 61

Item = TypeVar("Item")
Result = TypeVar("Result")


def examine_all(files: Sequence[Opened], jobs: int) -> Iterator[tuple[Opened, Entry | str]]:
    """What is found in files, in their order."""
    return shared_out(examine, files, jobs)


def shared_out(
    work: Callable[[Item], Result], items: Sequence[Item], jobs: int
) -> Iterator[tuple[Item, Result]]:
    """What comes of some work on items, in their order; where a process was killed, or the system allows
    none, this one does the work.
    """
    jobs = min(jobs, len(items), _MOST)
    share = max(1, len(items) // (jobs * _SHARES))
    done = 0
    try:
        with ProcessPoolExecutor(jobs, initializer=_end_with_parent) as pool:
            for item, result in zip(items, pool.map(work, items, chunksize=share), strict=True):
                done += 1
                yield item, result
    except (BrokenProcessPool, OSError, ImportError, NotImplementedError):
        # A process was killed; or the system refused to start one, has no semaphores, or too few of them.
        # What is wrong with an item, or with us, is met again here, and raised.
        for item in items[done:]:
            yield item, work(item)


def _end_with_parent() -> None:
    """Let this process end when the one that started it was killed: nobody else would tell it."""
    parent = parent_process()
    if parent:
        Thread(target=_wait_for_end, args=[parent.sentinel], daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
