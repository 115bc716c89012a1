"""Where runs are kept: in memory, in one SQLite file or on PostgreSQL; `open_store` reads the address."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection
from types import ModuleType
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from journeyc.nearest import meant
from journeyc.runtime.errors import StoreError, StoreMissingError, UsageError
from journeyc.runtime.ports import Store
from journeyc.runtime.stores.memory import MemoryStore
from journeyc.runtime.stores.sqlite import SqliteStore
from journeyc.runtime.stores.sqlite.connection import log_of, require_newest, require_synchronous
from journeyc.runtime.stores.sqlite.examined import Examined, examine_file
from journeyc.runtime.stores.sqlite.looked_at import looked_at
from journeyc.runtime.stores.sqlite.turns import lock_of
from journeyc.runtime.stores.unread import unreadable

__all__ = [
    "Examined",
    "MemoryStore",
    "SqliteStore",
    "examine",
    "existing",
    "file_of",
    "is_on_server",
    "look_into",
    "made_or_not",
    "open_store",
    "shown_address",
]

_SERVERS = ("postgresql", "postgres")
#: No path: an address that lacks something, or what libpq takes instead of one.
_OF_SERVER = re.compile(r"postgres(ql)?(\+\w+)?(:|//)|.*\bpassword=", re.IGNORECASE)
_OF_FILE = re.compile(r"sqlite:", re.IGNORECASE)

_OPTIONS = ("synchronous", "busy_seconds")
_MOST_BUSY_SECONDS = 3600

T = TypeVar("T")


def open_store(address: str | Path | None) -> Store:
    """The store at an address: None is memory, a path or `sqlite:///path?synchronous=normal&busy_seconds=5`
    is SQLite, which is made where there is none, and `postgresql://user:password@host:5432/database` is a
    database that is there, in which the tables are made where there are none.
    """
    if address is None:
        return MemoryStore()
    if is_on_server(address):
        opened: Store = _postgres().PostgresStore(str(address))
        return opened
    return SqliteStore(*_read(address))


@contextmanager
def made_or_not(address: str | Path) -> Iterator[Store]:
    """The store at an address, which is closed at the end. A file that is made for it is there no longer
    where something fails, unless others have it open, or have written into it meanwhile.
    """
    file = file_of(address)
    is_new = file is not None and not file.exists()
    store = open_store(address)
    is_left = True
    try:
        yield store
    except BaseException:
        is_left = not is_new or not _is_empty(store)
        raise
    finally:
        store.close()
        # Who is the last to close it takes its log away.
        if file is not None and not is_left and not log_of(file).exists():
            for own in (file, lock_of(file)):
                own.unlink(missing_ok=True)


def _is_empty(store: Store) -> bool:
    """Whether nothing is in a store, as far as can be told."""
    with suppress(StoreError):
        return not any(store.counts().values())
    return False


def file_of(address: str | Path) -> Path | None:
    """The file of the store at an address, whether it is there or not; None where that is on a server.
    UsageError for an address by which no store could be opened.
    """
    return None if is_on_server(address) else Path(_read(address).path)


def is_on_server(address: str | Path) -> bool:
    """Whether an address is that of a store on a server, so that no file is at it."""
    return isinstance(address, str) and address.partition("://")[0].lower() in _SERVERS and "://" in address


def _postgres() -> ModuleType:
    """What talks to PostgreSQL. UsageError where the driver is not installed."""
    try:
        from journeyc.runtime.stores import postgres
    except ImportError as error:
        if error.name is not None and error.name.startswith("journeyc"):
            raise
        raise UsageError(
            f"a store on PostgreSQL needs a driver, which does not load: {error}",
            "install it: `pip install 'journeyc[postgres]'`",
        ) from None
    return postgres


def look_into(address: str | Path, look: Callable[[Store], T]) -> T:
    """What is seen in the store at an address as it is at one moment. Nothing is changed, whoever has it
    open. StoreError says why nothing can be seen, also where the store is of an older journeyc. `look` may
    be called twice.
    """
    if is_on_server(address):
        seen: T = _postgres().look_into(str(address), look)
        return seen
    path = existing(address)

    def through(db: Connection) -> T:
        require_newest(db, path)
        return look(SqliteStore(path, connection=db))

    return looked_at(path, through)


def examine(address: str | Path, *, whole: bool = True) -> Examined:
    """What is in the store at an address, of whichever version; a file is read to its end if the `whole` of
    it is meant. StoreError says what is wrong with it.
    """
    if is_on_server(address):
        found: Examined = _postgres().examine(str(address))
        return found
    return examine_file(existing(address), whole=whole)


def shown_address(address: str | Path) -> str:
    """What may be shown of the address of a store: the file, which is there, or the server without a
    password.
    """
    if is_on_server(address):
        found: str = _postgres().read_address(str(address)).shown
        return found
    return existing(address)


def existing(address: str | Path) -> str:
    """The file of the store at an address, or the server as it may be shown; UsageError for an address by
    which no store could be opened, StoreMissingError where there is none.
    """
    if is_on_server(address):
        examine(address)
        return shown_address(address)
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
    if isinstance(address, Path):
        return _Address(text)
    if "://" not in text:
        if _OF_SERVER.match(text):
            raise unreadable()
        if _OF_FILE.match(text):
            raise _names_no_file(text)
        return _Address(text)
    parts = urlsplit(text)
    if parts.scheme != "sqlite":
        raise UsageError(
            f"there is no store for `{parts.scheme}://`",
            "use a path, `sqlite:///path` or `postgresql://host/database`",
        )
    if parts.netloc or len(parts.path) < len("/x"):
        raise _names_no_file(text)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name not in _OPTIONS:
            known = " and ".join(f"`{option}`" for option in _OPTIONS)
            raise UsageError(
                f"`{name}` is no option of an SQLite store",
                meant(name, _OPTIONS, f"there are {known}"),
            )
    synchronous = options.get("synchronous", "full").lower()
    require_synchronous(synchronous)
    return _Address(unquote(parts.path[1:]), synchronous, _seconds(options.get("busy_seconds", "5")))


def _names_no_file(address: str) -> UsageError:
    # A host may have a password before it.
    shown = "the address of the SQLite store" if "@" in address else f"`{address}`"
    return UsageError(
        f"{shown} names no file", "write `sqlite:///relative/path` or `sqlite:////absolute/path`"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= _MOST_BUSY_SECONDS:
        raise UsageError(f"`busy_seconds` is `{text}`", f"give a number between 0 and {_MOST_BUSY_SECONDS}")
    return seconds
