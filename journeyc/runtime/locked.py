"""A file that one program has for itself: the lock is gone with whoever had it, however that one ends."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

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
    while not is_locked_now(file, as_mail_programs=True):
        if monotonic() >= until:
            raise Busy
        sleep(_PAUSE_SECONDS)


def is_locked_now(file: int, *, as_mail_programs: bool = False) -> bool:
    """Lock a file that is open, and say whether nobody else has it; `unlock`, or closing it, lets go of it.
    The lock of mail programs is the process's, any other is that of whoever has opened the file.
    """
    with suppress(BlockingIOError, PermissionError):
        if sys.platform == "win32":
            os.lseek(file, 0, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            how = fcntl.lockf if as_mail_programs else fcntl.flock
            how(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def unlock(file: int) -> None:
    """Let go of a file that was locked, but not as mail programs do."""
    if sys.platform == "win32":
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)
