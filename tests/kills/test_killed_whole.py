"""A program is killed while it makes a store of another, or changes all of one: it is done whole, or not at
all.
"""

import signal
import subprocess
import sys
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

import pytest

from journeyc.runtime.stores import open_store
from journeyc.runtime.transfer import export_store, import_store
from tests.kills.aftermath import faults_of
from tests.kills.audit import audit
from tests.kills.clocks import MORNING
from tests.kills.killing import until
from tests.kills.load import Load
from tests.kills.tables import tables_of
from tests.posix import posix
from tests.postgres import Server

if sys.platform != "win32":
    import fcntl
    import termios

#: Opens a store with one migration more, which comes to no end.
MIGRATES = """
import sys
from unittest.mock import patch
from journeyc.runtime.stores import open_store
module, address, step = sys.argv[1:]
migrations = __import__(module, fromlist="migrations").migrations()
with patch(f"{module}.migrations", lambda: (*migrations, step)):
    open_store(address)
"""
#: Rewrites all of the history, with so little memory that it goes to the disk at once.
ON_SQLITE = """
PRAGMA cache_size = 1;
CREATE TABLE copied AS SELECT * FROM history;
DELETE FROM history;
INSERT INTO history SELECT * FROM copied ORDER BY number DESC;
CREATE TABLE endless AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n;
"""
ON_POSTGRES = """
CREATE TABLE copied AS SELECT * FROM history;
DELETE FROM history;
SELECT pg_sleep(1000);
"""


@pytest.fixture
def server() -> Iterator[Server]:
    """One that may be killed."""
    with Server() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "made")
    server: Server = request.getfixturevalue("server")
    return server.address(schema="made")


@pytest.fixture
def exported(sound: Path) -> bytes:
    """A store as a stream."""
    return stream_of(Load.of(sound).store)


def stream_of(address: str) -> bytes:
    """All of a store."""
    out = BytesIO()
    with closing(open_store(address)) as store:
        export_store(store, out, MORNING)
    return out.getvalue()


@contextmanager
def killed(*arguments: str) -> Iterator[IO[bytes]]:
    """A program that is killed at the end, and has not ended before; what it reads."""
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as program:
        try:
            assert program.stdin is not None
            yield program.stdin
        finally:
            program.kill()
    assert program.returncode == -signal.SIGKILL


def unread(pipe: IO[bytes]) -> int:
    """How many bytes of what was written to a pipe nobody has read yet."""
    found = array("i", [0])
    fcntl.ioctl(pipe.fileno(), termios.FIONREAD, found)
    return found[0]


@posix("pipes that tell what is in them")
@pytest.mark.parametrize("part", [0.5, 1])
def test_a_store_is_imported_whole_or_not_at_all(part: float, address: str, exported: bytes) -> None:
    *lines, _ = exported.splitlines(keepends=True)
    read = lines[: int(part * len(lines))]
    with killed("-m", "journeyc", "store", "import", "-", "--store", address) as given:
        given.write(b"".join(read))
        given.flush()
        until(lambda: not unread(given))
    with closing(open_store(address)) as store:
        assert max(map(len, tables_of(address))) == 0
        import_store(store, BytesIO(exported))
    assert stream_of(address) == exported
    assert audit(tables_of(address)) == []


def test_a_file_whose_migration_was_killed_is_as_it_was(copy_of_sound: Path) -> None:
    store = Load.of(copy_of_sound).store
    before, log = tables_of(store), Path(f"{store}-wal")
    with killed("-c", MIGRATES, "journeyc.runtime.stores.sqlite.connection", store, ON_SQLITE):
        until(lambda: log.exists() and log.stat().st_size > 100_000)
    assert tables_of(store) == before
    open_store(store).close()
    assert faults_of(copy_of_sound) == []


@pytest.mark.parametrize("server_too", [False, True])
def test_a_schema_whose_migration_was_killed_is_as_it_was(
    server_too: bool,  # noqa: FBT001  # a parameter of a test
    server: Server,
    exported: bytes,
) -> None:
    address = server.address(schema="migrated")
    with closing(open_store(address)) as store:
        import_store(store, BytesIO(exported))
    before = tables_of(address)
    sleeping = "FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
    with killed("-c", MIGRATES, "journeyc.runtime.stores.postgres.schema", address, ON_POSTGRES):
        until(lambda: server.psql(f"SELECT pid {sleeping}"))
    if server_too:
        server.kill()
        server.start()
    else:
        # It finds out only when it has done what it was asked for.
        server.psql(f"SELECT pg_terminate_backend(pid) {sleeping}")
        until(lambda: not server.psql(f"SELECT pid {sleeping}"))
    assert tables_of(address) == before
    open_store(address).close()
    assert stream_of(address) == exported
