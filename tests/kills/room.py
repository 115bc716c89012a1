"""Disks that are full, as the system and SQLite tell it, until there is room again."""

import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    import resource

#: More pages than any test fills.
_ROOM = 1_000_000


class Disk:
    """A disk on which there is room for so much, as `limit` says it to whoever keeps to it."""

    def __init__(self, room: int, limit: Callable[[int], None]) -> None:
        self._room = room
        self._limit = limit
        limit(room)

    def more(self, room: int) -> None:
        """Make so much more room."""
        self._room += room
        self._limit(self._room)


@contextmanager
def full_of_pages(db: sqlite3.Connection) -> Iterator[Disk]:
    """The database may not grow: SQLite itself says that the disk is full. Its room is counted in pages."""
    most = "PRAGMA max_page_count = "
    yield Disk(
        db.execute("PRAGMA page_count").fetchone()[0], lambda room: db.execute(f"{most}{room}").close()
    )
    db.execute(f"{most}{_ROOM}")


@contextmanager
def full_of_bytes(most: int) -> Iterator[Disk]:
    """No file may grow to more: the system refuses to write behind that, in the middle of what is written.
    Its room is counted in bytes.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # Python leaves it so, and whoever runs the tests may not.
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        yield Disk(most, lambda room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
