"""Looking at an SQLite file that is ours, without changing anything, whoever else has it open."""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from journeyc.runtime.stores.sqlite.connection import connect_to_look, log_of, translated

T = TypeVar("T")


def looked_at(path: str, look: Callable[[sqlite3.Connection], T]) -> T:
    """What is seen in the store at a path as it is at one moment. StoreError says why nothing can be seen.

    Where nobody has it open, what is seen counts only if nobody came meanwhile; else `look` is called again.
    """
    before = _state(path)
    if not before.in_use:
        try:
            seen = _seen(path, look, alone=True)
        except Exception:
            # What is half read can fail in any way.
            if _state(path) == before:
                raise
        else:
            if _state(path) == before:
                return seen
    return _seen(path, look, alone=False)


def _seen(path: str, look: Callable[[sqlite3.Connection], T], *, alone: bool) -> T:
    with closing(connect_to_look(path, alone=alone)) as db, translated(path):
        db.execute("BEGIN")
        return look(db)


class _State(NamedTuple):
    """Whether somebody has a file open, and when it was written last."""

    in_use: bool
    written: int


def _state(path: str) -> _State:
    # What cannot be asked here is told when the file is opened.
    with suppress(OSError, ValueError):
        return _State(log_of(path).exists(), Path(path).stat().st_mtime_ns)
    return _State(in_use=False, written=0)
