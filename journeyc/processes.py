"""Work shared out to processes, as many at once as there are processors."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing import connection, parent_process
from threading import Thread
from typing import TypeVar

#: Shares for each process: many enough to end together, few enough to send.
_SHARES = 8
#: Windows can wait for no more.
_MOST = 61
#: A process was killed; or, as the standard library has it, the system refused to start one (OSError), has no
#: semaphores (ImportError), or too few of them (NotImplementedError).
_NO_PROCESSES = (BrokenProcessPool, OSError, ImportError, NotImplementedError)

Item = TypeVar("Item")
Result = TypeVar("Result")


def shared_out(
    work: Callable[[Item], Result], items: Sequence[Item], jobs: int = 0
) -> Iterator[tuple[Item, Result]]:
    """What comes of some work on items, in their order; `jobs` is how many processes at most, 0 one for each
    processor. Where a process was killed, or the system allows none, this one does the work.

    So the work may be done twice on an item, and must be such that nobody can tell: it reads, and changes
    nothing. What is wrong with an item, or with the work, may look like what is wrong with a process; it is
    met again here, and raised.
    """
    jobs = min(jobs or processors(), len(items), _MOST)
    done = 0
    if jobs > 1:
        share = max(1, len(items) // (jobs * _SHARES))
        with suppress(*_NO_PROCESSES), ProcessPoolExecutor(jobs, initializer=_end_with_parent) as pool:
            for item, result in zip(items, pool.map(work, items, chunksize=share), strict=True):
                done += 1
                yield item, result
    for item in items[done:]:
        yield item, work(item)


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _end_with_parent() -> None:
    """Let this process end when the one that started it was killed: nobody else would tell it."""
    parent = parent_process()
    if parent:
        Thread(target=_wait_for_end, args=[parent.sentinel], daemon=True).start()


def _wait_for_end(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
