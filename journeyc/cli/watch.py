"""Looking again whenever something changes, until somebody stops it."""

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from journeyc.cli.ending import Failure, complain
from journeyc.cli.files import SUFFIX

#: Sooner nobody looks up from what was typed.
_SECONDS = 0.3


class Looked(Protocol):
    """What was looked at."""

    @property
    def paths(self) -> frozenset[str]:
        """Every file it depends on."""


def watch(look: Callable[[], Looked]) -> int:
    """Look, and again whenever a file changes, appears or goes; Ctrl-C ends it.

    New files are noticed in the folders of those that are there.
    """
    paths: frozenset[str] = frozenset()
    while True:
        _clear()
        try:
            paths = look().paths
        except Failure as failure:
            complain(failure.problem, failure.help)
        seen = _state(paths)
        print("waiting for changes; Ctrl-C ends it", file=sys.stderr)
        while _state(paths) == seen:
            time.sleep(_SECONDS)


def _clear() -> None:
    """An empty screen for each look, where there is a screen."""
    if sys.stdout.isatty():
        print("\x1b[2J\x1b[H", end="", flush=True)


def _state(paths: Iterable[str]) -> list[tuple[str, int, int]]:
    """What tells that files have changed, and which there are beside them."""
    folders = {os.path.dirname(path) or "." for path in paths} or {"."}
    beside = {path for folder in folders for path in _in_folder(folder)}
    found = []
    for path in sorted({*paths, *beside}):
        try:
            status = os.stat(path)
        except OSError:
            continue
        found.append((path, status.st_mtime_ns, status.st_size))
    return found


def _in_folder(folder: str) -> Iterable[str]:
    """The journeys and settings in a folder, if it is there."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    yield from (os.path.join(folder, name) for name in names if name.endswith((SUFFIX, ".toml")))
