"""Where runs are kept: in memory, or in one SQLite file; `open_store` reads the address."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from sqlite3 import Connection
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from journeyc.nearest import nearest
from journeyc.runtime.errors import StoreMissingError, UsageError
from journeyc.runtime.ports import Store
from journeyc.runtime.stores.memory import MemoryStore
from journeyc.runtime.stores.sqlite import SqliteStore
from journeyc.runtime.stores.sqlite.connection import require_newest, require_synchronous
from journeyc.runtime.stores.sqlite.looked_at import looked_at

__all__ = ["MemoryStore", "SqliteStore", "existing", "look_into", "open_store"]

_OPTIONS = ("synchronous", "busy_seconds")
_MOST_BUSY_SECONDS = 3600

T = TypeVar("T")


def open_store(address: str | Path | None) -> Store:
    """The store at an address: None is memory, a path or `sqlite:///path?synchronous=normal&busy_seconds=5`
    is SQLite, which is made where there is none.
    """
    return MemoryStore() if address is None else SqliteStore(*_read(address))


def look_into(address: str | Path, look: Callable[[Store], T]) -> T:
    """What is seen in the store at an address as it is at one moment. Nothing is changed, whoever has it
    open. StoreError says why nothing can be seen, also where the store is of an older journeyc. `look` may
    be called twice.
    """
    path = existing(address)

    def through(db: Connection) -> T:
        require_newest(db, path)
        return look(SqliteStore(path, connection=db))

    return looked_at(path, through)


def existing(address: str | Path) -> str:
    """The file of the store at an address; UsageError for one by which no store could be opened,
    StoreMissingError where there is none.
    """
    path = _read(address).path
    # Why nobody can say whether it is there is told when it is opened.
    with suppress(OSError):
        if not Path(path).exists():
            raise StoreMissingError(f"there is no store `{path}`", "check the path")
    return path


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
