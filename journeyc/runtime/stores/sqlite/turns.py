"""Programs that write one file take turns, by a lock on a file beside it.

SQLite lets them take turns, too, but not with all of it: behind a commit it may copy its log into the file
while another commits. Where that begins the log anew, a version before 3.51.3 may take for copied what is not
(https://www.sqlite.org/wal.html#walresetbug). Whoever has this lock commits and copies alone.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from journeyc.runtime.errors import StoreFullError, StoreLockedError, StoreReadOnlyError
from journeyc.runtime.locked import is_locked_now, unlock

#: What the name of the lock ends with, behind that of the file.
_ENDING = "-lock"
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.0005, 0.01


def lock_of(path: str | Path) -> Path:
    """The lock of the store at a path."""
    return Path(f"{path}{_ENDING}")


class Turns:
    """The turns of one store at a path; its threads must have turns of their own. A program that dies has its
    turn no longer. `close` lets go of the file, which is opened with the first turn.
    """

    def __init__(self, path: str, wait_seconds: float) -> None:
        self._path = path
        self._wait_seconds = wait_seconds
        self._file: int | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn. StoreLockedError where others do not end theirs in time, and StoreReadOnlyError or
        StoreFullError where there can be no lock.
        """
        file = self._file = self._opened() if self._file is None else self._file
        self._take(file)
        try:
            yield
        finally:
            unlock(file)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _opened(self) -> int:
        lock = lock_of(self._path)
        try:
            with suppress(FileExistsError):
                made = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_EXCL)
                # Whoever may write the store may lock it.
                with suppress(OSError):
                    lock.chmod(Path(self._path).stat().st_mode & 0o666)
                return made
            # Who may not write it, as it is somebody else's, can lock it, too.
            return os.open(lock, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
        except OSError as error:
            problem = f"`{lock}`, by which programs take turns, cannot be opened: {error.strerror}".lower()
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise StoreFullError(problem, "make room and try again; nothing was written") from None
            raise StoreReadOnlyError(problem, "check the permissions of the file and its folder") from None

    def _take(self, file: int) -> None:
        until, pause = monotonic() + self._wait_seconds, _FIRST_PAUSE_SECONDS
        while not is_locked_now(file):
            if monotonic() >= until:
                raise StoreLockedError(
                    f"`{self._path}` is locked by another program", "stop the other program, or try again"
                )
            sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
