"""A file that one program has for itself: the lock is gone with whoever had it, however that one ends."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

_PAUSE_SECONDS = 0.02
#: Locks of a system belong to a process; these are between its threads, by the file.
_THREADS: dict[str, Lock] = {}


class Busy(Exception):
    """Somebody else has the file for longer than one was willing to wait."""


@contextmanager
def locked(path: Path, wait_seconds: float) -> Iterator[int]:
    """A file to read and to append to, made where there is none. OSError where it cannot be, Busy where
    others do not let go of it.
    """
    until = monotonic() + wait_seconds
    thread = _THREADS.setdefault(str(path), Lock())
    if not thread.acquire(timeout=wait_seconds):
        raise Busy
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError("it is no regular file")
            _lock(file, until)
            yield file
        finally:
            os.close(file)
    finally:
        thread.release()


def _lock(file: int, until: float) -> None:
    """Lock the file as mail programs do; closing it, or dying, lets go of it."""
    while True:
        with suppress(BlockingIOError, PermissionError):
            if sys.platform == "win32":
                import msvcrt

                os.lseek(file, 0, os.SEEK_SET)
                msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            else:
                from fcntl import LOCK_EX, LOCK_NB, lockf

                lockf(file, LOCK_EX | LOCK_NB)
            return
        if monotonic() >= until:
            raise Busy
        sleep(_PAUSE_SECONDS)
