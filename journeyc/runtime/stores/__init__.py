"""Where runs are kept: in memory, or in one SQLite file; `open_store` reads the address."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from journeyc.nearest import nearest
from journeyc.runtime.errors import StoreMissingError, UsageError
from journeyc.runtime.ports import Store
from journeyc.runtime.stores.connection import require_synchronous
from journeyc.runtime.stores.memory import MemoryStore
from journeyc.runtime.stores.sqlite import SqliteStore

__all__ = ["MemoryStore", "SqliteStore", "open_store"]

_OPTIONS = ("synchronous", "busy_seconds")
_MOST_BUSY_SECONDS = 3600


def open_store(address: str | Path | None, *, create: bool = True) -> Store:
    """The store at an address: None is memory, a path or `sqlite:///path?synchronous=normal&busy_seconds=5`
    is SQLite. StoreMissingError for a file that is not there, unless it may be made.
    """
    if address is None:
        return MemoryStore()
    about = _read(address)
    if not create and not Path(about.path).exists():
        raise StoreMissingError(f"there is no store `{about.path}`", "check the path")
    return SqliteStore(*about)


def path_of(address: str | Path) -> str:
    """The file of a store at an address; UsageError for one by which no store could be opened."""
    return _read(address).path


class _Address(NamedTuple):
    """What an address says of an SQLite store."""

    path: str
    synchronous: str = "full"
    busy_seconds: float = 5.0


def _read(address: str | Path) -> _Address:
    text = str(address)
    if isinstance(address, Path) or "://" not in text:
        return _Address(text)
    parts = urlsplit(text)
    if parts.scheme != "sqlite":
        raise UsageError(f"there is no store for `{parts.scheme}://`", "use a path or `sqlite:///path`")
    if parts.netloc or len(parts.path) < len("/x"):
        raise UsageError(
            f"`{text}` names no file", "write `sqlite:///relative/path` or `sqlite:////absolute/path`"
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name not in _OPTIONS:
            near = nearest(name, _OPTIONS)
            known = " and ".join(f"`{option}`" for option in _OPTIONS)
            raise UsageError(
                f"`{name}` is no option of an SQLite store",
                f"did you mean `{near}`?" if near else f"there are {known}",
            )
    synchronous = options.get("synchronous", "full").lower()
    require_synchronous(synchronous)
    return _Address(unquote(parts.path[1:]), synchronous, _seconds(options.get("busy_seconds", "5")))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _MOST_BUSY_SECONDS:
        raise UsageError(f"`busy_seconds` is `{text}`", f"give a number between 0 and {_MOST_BUSY_SECONDS}")
    return seconds
