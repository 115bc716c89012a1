"""Looking again whenever something changes, until somebody stops it."""

import gc
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

from journeyc.cli.files import journeys_inside

#: Sooner nobody looks up from what was typed.
_SECONDS = 0.3
#: A large folder is looked through less often: for one part in so many of the time.
_PARTS = 10
#: What tells that a file has changed, by its path; nothing where there is none.
_State: TypeAlias = dict[str, tuple[int, int, int] | None]


def watch(look: Callable[[], frozenset[str]], named: Collection[str]) -> int:
    """Look, and again whenever a journey in a named folder changes, appears or goes, or any path that `look`
    gives, on which what it saw depends; Ctrl-C ends it.
    """
    paths = frozenset(path for path in named if not os.path.isdir(path))
    while True:
        _clear()
        inside = _inside(named)
        before = _state(paths | inside)
        paths = look()
        print("waiting for changes; Ctrl-C ends it", file=sys.stderr)
        gc.collect()
        # What changed while it was looked at is not as it was before.
        _wait_for_change(named, inside, {**_state(paths), **before})


def _wait_for_change(named: Collection[str], inside: frozenset[str], seen: _State) -> None:
    while True:
        started = time.monotonic()
        if _inside(named) != inside or _state(seen) != seen:
            return
        time.sleep(max(_SECONDS, _PARTS * (time.monotonic() - started)))


def _clear() -> None:
    """An empty screen for each look, where there is a screen."""
    if sys.stdout.isatty():
        print("\x1b[2J\x1b[H", end="", flush=True)


def _inside(named: Iterable[str]) -> frozenset[str]:
    return frozenset(path for folder in named for path in journeys_inside(folder))


def _state(paths: Iterable[str]) -> _State:
    return {path: _status(path) for path in paths}


def _status(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size
