"""Files shared out to processes, as many at once as there are processors."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from journeyc.linting.entry import Entry
from journeyc.linting.examine import examine
from journeyc.linting.opened import Opened

#: Shares for each process: many enough to end together, few enough to send.
_SHARES = 8


def examine_all(files: Sequence[Opened], jobs: int) -> Iterator[tuple[Opened, Entry | str]]:
    """What is found in files, in their order; where a process was killed, this one does its work."""
    share = max(1, len(files) // (jobs * _SHARES))
    done = 0
    try:
        with ProcessPoolExecutor(min(jobs, len(files))) as pool:
            for file, entry in zip(files, pool.map(examine, files, chunksize=share), strict=True):
                done += 1
                yield file, entry
    except BrokenProcessPool:
        for file in files[done:]:
            yield file, examine(file)
