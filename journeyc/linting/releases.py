"""The compiled journeys of released versions, in a folder that a project names."""

import os
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from journeyc.linting.digest import digest
from journeyc.reading import UNSEEN, Unreadable, read_bytes

if TYPE_CHECKING:
    from journeyc.released import Released

_SUFFIX = ".json"


class Releases(NamedTuple):
    """The documents of a folder; `state` is another whenever one of them changes. No folder has none."""

    folder: str = ""
    state: str = ""


def releases(folder: str) -> Releases:
    """The documents of a folder as they are now; `Unreadable` says why there are none."""
    if not folder:
        return Releases()
    states = [f"{path} {digest(_document(path))}" for path in _paths(folder)]
    return Releases(folder, digest("\n".join(states).encode(errors=UNSEEN)))


@lru_cache(maxsize=8)
def steps(found: Releases) -> "Released":
    """The steps of the released versions; `Unreadable` for what is no compiled journey."""
    import json

    from journeyc.released import released

    known: dict[tuple[str, int], frozenset[str]] = {}
    for path in _paths(found.folder) if found.folder else ():
        try:
            journeys = released(json.loads(_document(path)))
        except (ValueError, RecursionError):
            journeys = {}
        if not journeys:
            raise Unreadable(f"`{path}` is no compiled journey")
        known.update(journeys)
    return known


def documents(folder: str) -> frozenset[str]:
    """The files of a folder that are read, as far as there are any."""
    try:
        return frozenset(_paths(folder))
    except Unreadable:
        return frozenset()


def _document(path: str) -> bytes:
    try:
        return read_bytes(path)
    except Unreadable as problem:
        raise Unreadable(f"`{path}` cannot be read: {problem}") from None


def _paths(folder: str) -> list[str]:
    try:
        names = sorted(name for name in os.listdir(folder) if name.endswith(_SUFFIX))
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise Unreadable(f"the released journeys in `{folder}` cannot be read: {reason}") from None
    return [os.path.join(folder, name) for name in names]
