"""What an SQLite store says of a file that it cannot use, and what it leaves alone."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.core.documents import CustomerDocument
from journeyc.runtime.errors import (
    StoreDamagedError,
    StoreError,
    StoreForeignError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreNewerError,
    StoreReadOnlyError,
    UsageError,
)
from journeyc.runtime.ports import Commit, Store
from journeyc.runtime.stores import (
    MemoryStore,
    SqliteStore,
    examine,
    existing,
    look_into,
    open_store,
    shown_address,
)
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.sqlite.connection import explained, migrations
from tests.posix import posix
from tests.runtime.stage import DISPUTE, begin

NOBODY = 65534


class Room(NamedTuple):
    """What is free on a disk, in bytes."""

    free: int


def commit(store: Store, name: str, size: int = 0) -> None:
    # Words that no other is like, so that they take their space.
    note = "".join(chr(ord(" ") + number * number % 9973) for number in range(size))
    document = CustomerDocument(schema=2, id=name, profile={"note": note}, journeys={}, seq=1, updated_at="")
    store.commit(Commit(0, document, "i", None))


def made(path: Path, customers: int = 0) -> Path:
    store = SqliteStore(str(path))
    for number in range(customers):
        commit(store, f"customer {number}", 4000)
    store.close()
    return path


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every connection of a test is closed after it, whichever way it ended."""
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remembered(*arguments: Any, **options: Any) -> sqlite3.Connection:
        made.append(connect(*arguments, **options))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", remembered)
    yield
    for connection in made:
        connection.close()


@contextmanager
def unprivileged() -> Iterator[None]:
    """Root may write what nobody else may, so as root this is done as nobody."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may enter, which the usual one of a test is not."""
    folder = Path(tempfile.mkdtemp(prefix="journeyc-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("{}/a.sqlite", "a.sqlite"),
        ("sqlite:///{}/a.sqlite", "a.sqlite"),
        ("sqlite:///{}/a.sqlite?synchronous=normal", "a.sqlite"),
        ("sqlite:///{}/a.sqlite?synchronous=FULL&busy_seconds=0.5", "a.sqlite"),
        ("sqlite:///{}/a%20b%3F.sqlite", "a b?.sqlite"),
        ("{}/ä #%20?x=1.sqlite", "ä #%20?x=1.sqlite"),
    ],
)
def test_an_address_names_a_file(address: str, path: str, tmp_path: Path) -> None:
    store = open_store(address.format(tmp_path))
    assert (tmp_path / path).exists()
    store.close()


def test_no_address_is_memory() -> None:
    assert isinstance(open_store(None), MemoryStore)


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (
            "redis://x/y",
            "there is no store for `redis://`; use a path, `sqlite:///path` or `postgresql://host/database`",
        ),
        ("sqlite://host/x", "`sqlite://host/x` names no file; write `sqlite:///relative/path` or"),
        ("sqlite:///", "`sqlite:///` names no file"),
        ("sqlite:x", "`sqlite:x` names no file"),
        (
            "sqlite:///x?synchronus=full",
            "`synchronus` is no option of an SQLite store; did you mean `synchronous`?",
        ),
        (
            "sqlite:///x?y=1",
            "`y` is no option of an SQLite store; there are `synchronous` and `busy_seconds`",
        ),
        ("sqlite:///x?synchronous=off", "`synchronous` is `off`; write `full` or `normal`"),
        ("sqlite:///x?busy_seconds=soon", "`busy_seconds` is `soon`; give a number between 0 and 3600"),
        ("sqlite:///x?busy_seconds=nan", "`busy_seconds` is `nan`"),
    ],
)
def test_a_wrong_address_is_explained(address: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_store(address)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:user:{}@host/db",
        "postgres:user:{}@host/db",
        "postgresql:/user:{}@host/db",
        "postgresql//user:{}@host/db",
        "PostgreSQL+psycopg:user:{}@host/db",
        "sqlite://user:{}@host/db",
        "mysql://user:{}@host/db",
        "host=localhost user=u password={}",
    ],
)
@pytest.mark.parametrize(
    "ask", [open_store, existing, shown_address, lambda one: look_into(one, lambda _: 0)]
)
def test_an_address_that_lacks_something_is_no_path_and_its_password_is_not_shown(
    ask: Callable[[str], object], address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        ask(address.format("hush-hush"))
    assert "hush" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("option", "level"), [("full", 2), ("normal", 1)])
def test_synchronous_reaches_the_database(option: str, level: int, tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "a"), option)
    assert store._connection().execute("PRAGMA synchronous").fetchone()[0] == level
    assert store._connection().execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.touch()
    made(path)
    assert sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0] == len(migrations())


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match=r"there is no folder `.*/nowhere`; make the folder first"):
        SqliteStore(str(tmp_path / "nowhere" / "a.sqlite"))


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreForeignError, match="is a folder; name a file in it"):
        SqliteStore(str(tmp_path))


@posix("pipes that have names")
def test_a_pipe_is_no_store(tmp_path: Path) -> None:
    """Whoever opens it waits for somebody who writes into it."""
    os.mkfifo(tmp_path / "pipe")
    for look in (SqliteStore, examine):
        with pytest.raises(StoreForeignError, match="is not a regular file; choose another file"):
            look(str(tmp_path / "pipe"))


@pytest.mark.parametrize("name", ["a" * 300, "a\x00b"])
def test_an_impossible_name_is_an_error_of_the_store(name: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        SqliteStore(str(tmp_path / name))


@pytest.mark.parametrize(
    "content", [bytes(range(256)) * 64, b"journey x {}\n", b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_file_that_is_no_database_is_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "junk"
    path.write_bytes(content)
    with pytest.raises(StoreForeignError, match="is not a database; choose another file for the store"):
        SqliteStore(str(path))
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "setup", ["CREATE TABLE theirs (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"]
)
def test_the_database_of_another_application_is_left_alone(setup: str, tmp_path: Path) -> None:
    path = tmp_path / "theirs"
    theirs = sqlite3.connect(path)
    theirs.execute(setup)
    theirs.commit()
    theirs.close()
    before = path.read_bytes()
    with pytest.raises(StoreForeignError, match="is a database of another application"):
        SqliteStore(str(path))
    assert path.read_bytes() == before


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    path = made(tmp_path / "a")
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA user_version = 9999")
    newer.close()
    with pytest.raises(
        StoreNewerError, match=r"made by a newer journeyc \(store version 9999; .*\); update journeyc"
    ):
        SqliteStore(str(path))


def test_a_file_that_is_cut_short_is_called_damaged(tmp_path: Path) -> None:
    path = made(tmp_path / "a", customers=20)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    with pytest.raises(StoreDamagedError, match=r"is damaged .* restore it from a backup"):
        SqliteStore(str(path))


def test_overwritten_pages_are_called_damaged(tmp_path: Path) -> None:
    path = made(tmp_path / "a", customers=20)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(StoreDamagedError):
        SqliteStore(str(path)).read("customer 3")


def test_a_damaged_name_of_a_table_is_called_damaged(tmp_path: Path) -> None:
    """SQLite tells of it by that name, which is no text."""
    path = made(tmp_path / "a")
    raw = path.read_bytes()
    damaged = raw.replace(b"tablecustomers", b"table\xa4ustomers").replace(
        b"CREATE TABLE cust", b"CREATE TABLE \xa4&&&"
    )
    path.write_bytes(damaged)
    with pytest.raises(StoreDamagedError, match="restore it from a backup"):
        SqliteStore(str(path))
    with pytest.raises(StoreDamagedError, match="restore it from a backup"):
        look_into(str(path), lambda store: store.runs(1))


def test_what_is_known_of_a_customer_is_of_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes while this one reads: what is read is as before, or as after."""
    path, read_by = tmp_path / "s.sqlite", "journeyc.runtime.stores.sqlite.reading.unpacked"
    with Runtime.open(path, DISPUTE) as runtime, Runtime.open(path) as other:
        begin(runtime)
        (run,) = runtime.runs()

        def meanwhile(row: bytes) -> Any:
            monkeypatch.setattr(read_by, unpacked)
            other.cancel(run.run, id="once")
            return unpacked(row)

        monkeypatch.setattr(read_by, meanwhile)
        again = runtime.cancel(run.run, id="once")
        assert again == other.cancel(run.run, id="once")
        assert again["result"] == "accepted"


@pytest.mark.parametrize(("free", "said"), [(0, "the disk is full"), (10**9, "disk I/O error")])
def test_a_full_disk_is_told_as_that_where_sqlite_cannot_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, said: str
) -> None:
    monkeypatch.setattr("journeyc.runtime.stores.sqlite.connection.disk_usage", lambda _: Room(free))
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    assert said in str(explained(error, str(tmp_path / "a")))


def test_a_disk_that_fails_in_the_midst_of_reading_is_told_as_that(tmp_path: Path) -> None:
    """SQLite ends such a transaction by itself."""
    path = tmp_path / "s.sqlite"
    names = [f"c{number}" for number in range(200)]
    with closing(SqliteStore(str(path))) as writing, closing(SqliteStore(str(path))) as store:
        for name in names:
            commit(writing, name, 1_000)
        os.truncate(f"{path}-wal", 5_000)
        with pytest.raises(StoreError, match="disk I/O error"):
            store.read_many([(name, None, None) for name in names])
        with pytest.raises(StoreError, match="disk I/O error"):
            store.everything(names)


@pytest.mark.parametrize("exclusive", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_locked_store_says_so(exclusive: str, tmp_path: Path) -> None:
    path = made(tmp_path / "a")
    store = SqliteStore(str(path), busy_seconds=0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {exclusive}")
    with pytest.raises(
        StoreLockedError, match="is locked by another program; stop the other program, or try again"
    ):
        commit(store, "anna")
    other.execute("ROLLBACK")
    commit(store, "anna")
    assert store.read("anna").revision == 1


def test_a_store_that_somebody_keeps_to_himself_cannot_be_opened(tmp_path: Path) -> None:
    path = made(tmp_path / "a")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreLockedError):
        SqliteStore(str(path), busy_seconds=0.01)


def test_a_read_only_file_says_so(open_folder: Path) -> None:
    path = made(open_folder / "a")
    path.chmod(0o444)
    with (
        unprivileged(),
        pytest.raises(StoreReadOnlyError, match=r"cannot be (written|opened for writing); check the perm"),
    ):
        commit(SqliteStore(str(path)), "anna")


def test_a_read_only_folder_says_so(open_folder: Path) -> None:
    made(open_folder / "a")
    open_folder.chmod(0o555)
    with unprivileged():
        for name in ("a", "new"):
            with pytest.raises(StoreReadOnlyError, match="check the permissions of the file and its folder"):
                commit(SqliteStore(str(open_folder / name)), "anna")


def test_a_full_disk_says_so_and_nothing_is_half_written(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "a"))
    connection = store._connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreFullError, match="the disk is full; make room and try again"):
        commit(store, "anna", 100_000)
    assert store.read("anna").revision == 0
    connection.execute("PRAGMA max_page_count = 100000")
    commit(store, "anna", 100_000)
    assert store.read("anna").revision == 1


def test_a_migration_that_is_cut_short_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    broken = [*migrations(), "CREATE TABLE more (x);\nCREATE TABLE customers (x);"]
    monkeypatch.setattr("journeyc.runtime.stores.sqlite.connection.migrations", lambda: broken)
    with pytest.raises(StoreError):
        SqliteStore(str(path))
    database = sqlite3.connect(path)
    assert database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    assert database.execute("PRAGMA user_version").fetchone()[0] == 0


def test_an_older_store_is_brought_up_to_date_and_keeps_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "a", customers=1)
    longer = [*migrations(), "CREATE TABLE more (x);"]
    monkeypatch.setattr("journeyc.runtime.stores.sqlite.connection.migrations", lambda: longer)
    store = SqliteStore(str(path))
    assert store.read("customer 0").revision == 1
    assert store._connection().execute("PRAGMA user_version").fetchone()[0] == len(longer)
    assert store._connection().execute("SELECT count(*) FROM more").fetchone()[0] == 0


def test_programs_that_make_a_store_together_make_one(tmp_path: Path) -> None:
    path = tmp_path / "a"
    code = f"from journeyc.runtime.stores import SqliteStore; SqliteStore({str(path)!r}).close()"
    programs = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    assert [program.wait() for program in programs] == [0, 0, 0, 0]
    assert SqliteStore(str(path)).read("anna").revision == 0


def test_a_closed_store_says_so_and_closing_again_is_fine(tmp_path: Path) -> None:
    store = SqliteStore(str(tmp_path / "a"))
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed; open it again"):
        store.read("anna")
