"""Opening an SQLite file that is ours, in the shape this version knows, and saying what is wrong with any
other.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from shutil import disk_usage
from time import monotonic, sleep

from pydantic_core import to_json as dump_json

from journeyc.runtime.errors import (
    StoreDamagedError,
    StoreError,
    StoreForeignError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreNewerError,
    StoreOlderError,
    StoreReadOnlyError,
    UnwritableError,
    UsageError,
)
from journeyc.runtime.ports import HistoryEntry
from journeyc.runtime.stores.documents import ended_at, packed_json, unpacked
from journeyc.runtime.stores.sqlite.timeline import Answered, document_of, key_of
from journeyc.runtime.stores.sqlite.turns import Turns
from journeyc.runtime.stores.sqlite.upgrade import upgraded_customer, upgraded_report, upgraded_run
from journeyc.runtime.stores.sqlite.whole import write_members

#: "jrny" in the header of the file says whose it is.
APPLICATION_ID = 0x6A726E79

#: Tables that check their types, and `returning`, came with this version.
_OLDEST_SQLITE = (3, 37)

#: The lowest byte of an error code says what it is about.
_PRIMARY_CODE = 0xFF
_PAUSE_SECONDS = 0.005
#: No file of SQLite grows by more bytes at once.
_LARGEST_STEP = 32_768

_SYNCHRONOUS = ("full", "normal")


def require_synchronous(synchronous: str) -> None:
    """UsageError for a word that does not say when a commit is safe."""
    if synchronous not in _SYNCHRONOUS:
        raise UsageError(f"`synchronous` is `{synchronous}`", "write `full` or `normal`")


def connect(path: str, synchronous: str, busy_seconds: float) -> sqlite3.Connection:
    """A connection to the store at a path, made or migrated if need be. StoreError says why there is none."""
    require_sqlite()
    where = Path(path).absolute()
    _look(where)
    with translated(path):
        connection = sqlite3.connect(
            f"{where.as_uri()}?mode=rwc",
            uri=True,
            timeout=busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
    try:
        with translated(path):
            _check_owner(connection, path)
            _write_ahead(connection, path, busy_seconds)
            connection.execute(f"PRAGMA synchronous = {synchronous}")
            if version_of(connection) != len(migrations()):
                with closing(Turns(path, busy_seconds)) as turns, turns.one():
                    _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_look(path: str, *, alone: bool) -> sqlite3.Connection:
    """A connection to the store at a path that changes nothing, not even the files beside it where nobody
    else has it open and this one is `alone`. StoreError says why there is none.
    """
    require_sqlite()
    where = Path(path).absolute()
    _look(where)
    with translated(path):
        connection = sqlite3.connect(
            f"{where.as_uri()}?mode=ro{'&immutable=1' if alone else ''}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
    try:
        with translated(path):
            _check_owner(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def require_newest(connection: sqlite3.Connection, path: str) -> None:
    """StoreError for a store that whoever opens it next would bring up to date."""
    version, newest = version_of(connection), len(migrations())
    if not version:
        raise StoreMissingError(f"`{path}` is empty: no store has been made in it yet", "check the path")
    if version < newest:
        raise StoreOlderError(
            f"`{path}` was made by an older journeyc (store version {version}; this one reads {newest})",
            "let the service open it with this journeyc, which brings it up to date",
        )


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables in a file, 0 where there are none."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def require_sqlite() -> None:
    """StoreError where SQLite cannot do what stores need."""
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        wanted = ".".join(map(str, _OLDEST_SQLITE))
        raise StoreError(
            f"this Python comes with SQLite {sqlite3.sqlite_version}", f"the store needs {wanted} or newer"
        )


def log_of(path: str | Path) -> Path:
    """The write-ahead log of a store, which is there as long as anybody has the store open."""
    return Path(f"{path}-wal")


def _write_ahead(connection: sqlite3.Connection, path: str, busy_seconds: float) -> None:
    until = monotonic() + busy_seconds
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
            break
        except sqlite3.OperationalError as error:
            # SQLite does not wait here by itself when several programs make one store.
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or monotonic() >= until:
                raise
            sleep(_PAUSE_SECONDS)
    if mode != "wal":
        raise StoreError(f"`{path}`: its file system cannot share memory", "keep it on a local disk")


def _look(where: Path) -> None:
    if "\0" in str(where):
        # SQLite would open the file that is named before it.
        raise StoreMissingError("a path of a store holds the character 0", "choose another name")
    try:
        folder, is_folder = where.parent.is_dir(), where.is_dir()
        is_other = where.exists() and not where.is_file()
    except (OSError, ValueError) as error:
        raise StoreMissingError(
            f"`{where}` cannot be looked at: {_reason(error)}", "check the path and its permissions"
        ) from None
    if not folder:
        raise StoreMissingError(f"`{where}`: there is no folder `{where.parent}`", "make the folder first")
    if is_folder:
        raise StoreForeignError(f"`{where}` is a folder", "name a file in it")
    if is_other:
        # SQLite would wait for somebody to write into a pipe, for ever.
        raise StoreForeignError(f"`{where}` is not a regular file", "choose another file for the store")


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _check_owner(connection: sqlite3.Connection, path: str) -> None:
    application, version, tables = _header(connection)
    if application == 0 and version == 0 and tables == 0:
        return
    if application != APPLICATION_ID:
        raise StoreForeignError(
            f"`{path}` is a database of another application", "choose another file for the store"
        )
    newest = len(migrations())
    if version > newest:
        raise StoreNewerError(
            f"`{path}` was made by a newer journeyc (store version {version}; this one knows up to {newest})",
            "update journeyc",
        )


def _header(connection: sqlite3.Connection) -> tuple[int, int, int]:
    # In one transaction, since another program may be making the store right now.
    connection.execute("BEGIN")
    found = (
        connection.execute("PRAGMA application_id").fetchone()[0],
        version_of(connection),
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0],
    )
    connection.execute("COMMIT")
    return found


@cache
def migrations() -> tuple[str, ...]:
    """The steps from an empty file to today's tables; the first is number 1."""
    folder = files("journeyc.runtime.stores.sqlite") / "migrations"
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in found)


def _migrate(connection: sqlite3.Connection) -> None:
    steps = migrations()
    connection.create_function("packed", 1, _packed, deterministic=True)
    connection.create_function("key_of", 1, lambda given: given and key_of(given), deterministic=True)
    connection.create_function("told", 7, _told, deterministic=True)
    connection.create_function("again_of", 1, lambda row: unpacked(row).get("again", 0), deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: another program may have migrated while this one waited for the lock.
        version = version_of(connection)
        for number, step in enumerate(steps[version:], version + 1):
            for statement in _statements(step):
                connection.execute(statement)
            if number in _BEHIND:
                _BEHIND[number](connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _upgrade_documents(connection: sqlite3.Connection) -> None:
    """Rewrite what was kept in an earlier schema, a row at a time, since there may be millions."""
    for number, text in connection.execute("SELECT number, doc FROM runs"):
        document = dump_json(upgraded_run(json.loads(text))).decode()
        connection.execute("UPDATE runs SET doc = ? WHERE number = ?", (document, number))
    for owner, text in connection.execute("SELECT id, doc FROM customers"):
        ended = connection.execute("SELECT doc FROM runs WHERE customer = ? AND status = 'ended'", (owner,))
        changed = upgraded_customer(json.loads(text), (json.loads(doc) for (doc,) in ended))
        document = dump_json(changed).decode()
        connection.execute("UPDATE customers SET doc = ? WHERE id = ?", (document, owner))
    for owner, name, text in connection.execute("SELECT customer, id, report FROM inputs"):
        report = dump_json(upgraded_report(json.loads(text))).decode()
        connection.execute(
            "UPDATE inputs SET report = ? WHERE customer = ? AND id = ?", (report, owner, name)
        )


def _fill_members(connection: sqlite3.Connection) -> None:
    """Write down who is in which segment, as the customers tell."""
    for owner, text in connection.execute("SELECT id, doc FROM customers"):
        write_members(connection, owner, json.loads(text).get("segments", {}))


def _fill_columns(connection: sqlite3.Connection) -> None:
    """Write down for whom something leaves, and when runs ended."""
    connection.execute("UPDATE outbox SET customer = json_extract(doc, '$.customer')")
    for number, text in connection.execute("SELECT number, doc FROM runs WHERE status = 'ended'"):
        ended = ended_at(json.loads(text))
        connection.execute("UPDATE runs SET ended = ? WHERE number = ?", (ended, number))


def _packed(text: str) -> bytes:
    return packed_json(text.encode())


def _told(given: str | None, report: str | None, *line: str | None) -> bytes:
    """The document of a row of history that has an answer, a line, or both."""
    run, at, kind, of, document = line
    answered = None if given is None or report is None else Answered(given, json.loads(report))
    if at is None or kind is None or of is None or document is None:
        return document_of(answered, [])
    return document_of(answered, [HistoryEntry("", run, at, kind, of, json.loads(document))])


#: What SQL alone cannot do, by the number of the migration that it follows.
_BEHIND: Mapping[int, Callable[[sqlite3.Connection], None]] = {
    2: _upgrade_documents,
    4: _fill_members,
    5: _fill_columns,
}


def _statements(script: str) -> Iterator[str]:
    # `executescript` would commit first, and a migration is to happen as a whole.
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


@contextmanager
def translated(path: str) -> Iterator[None]:
    """Errors of SQLite in here leave as a StoreError in words for people."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path) from None
    except UnicodeDecodeError:
        # What SQLite says of a table that is damaged names it, and no text may be left of the name.
        raise _no_text(path) from None


def explained(error: sqlite3.Error, path: str) -> StoreError:
    """What an error of SQLite means for the store at a path."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY_CODE
    if not code and "UTF-8" in str(error):
        # Python's own, which would show all of the text.
        return _no_text(path)
    if isinstance(error, sqlite3.DataError | sqlite3.IntegrityError | sqlite3.ProgrammingError):
        return unwritable(error, path)
    match code:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreLockedError(
                f"`{path}` is locked by another program", "stop the other program, or try again"
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return StoreReadOnlyError(
                f"`{path}` cannot be written", "check the permissions of the file and its folder"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return StoreReadOnlyError(
                f"`{path}` cannot be opened for writing", "check the permissions of the file and its folder"
            )
        case sqlite3.SQLITE_NOTADB:
            return StoreForeignError(f"`{path}` is not a database", "choose another file for the store")
        case sqlite3.SQLITE_CORRUPT:
            return StoreDamagedError(
                f"`{path}` is damaged ({error})", "restore it from a backup; nothing was written to it"
            )
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_IOERR if (most := _limit_reached(path)) is not None:
            return StoreFullError(
                f"`{path}` may not grow: this program may write no file of more than {most} bytes",
                "raise that limit (`ulimit -f`) and begin it again; nothing was half written",
            )
        case sqlite3.SQLITE_IOERR if _has_no_room(path):
            # So SQLite tells it of the memory that all who have a store open share, which is a file, too.
            return _full(path)
        case _:
            return StoreError(f"`{path}`: {error}", "check the disk that holds it")


def _full(path: str) -> StoreError:
    return StoreFullError(f"`{path}`: the disk is full", "make room and try again; nothing was half written")


def _has_no_room(path: str) -> bool:
    try:
        return disk_usage(Path(path).absolute().parent).free < _LARGEST_STEP
    except OSError:
        return False


def _no_text(path: str) -> StoreError:
    return StoreDamagedError(f"`{path}` is damaged (a text in it is none)", "restore it from a backup")


def _limit_reached(path: str) -> int | None:
    """The size in bytes that the system allows this program for a file, where one of a store has it nearly;
    SQLite tells of that as of a disk that is broken.
    """
    if sys.platform == "win32":
        return None
    import resource

    most, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    if most == resource.RLIM_INFINITY:
        return None
    paths = (Path(path), log_of(path), Path(f"{path}-shm"))
    longest = max((file.stat().st_size for file in paths if file.exists()), default=0)
    return most if longest + _LARGEST_STEP > most else None


def unwritable(error: Exception, path: str) -> StoreError:
    """What it means that a document cannot be written into a row."""
    # Its own words may show what is private.
    problem = f"`{path}` cannot keep what it was given ({type(error).__name__})"
    return UnwritableError(problem, "nothing of it was written; what it is about must be smaller, or text")
