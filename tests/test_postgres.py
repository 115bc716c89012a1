"""The server that tests of PostgreSQL begin: it is a real one, and goes with whoever began it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.posix import posix
from tests.postgres import VERSIONS, Server, psql

ROOT = Path(__file__).parent.parent
BEGINS = """
import sys
from tests.postgres import Server
server = Server()
print(server.folder, flush=True)
sys.stdin.read()
"""

pytestmark = posix("signals")


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_a_server_of_that_version(version: int) -> None:
    with Server(version=version) as server:
        assert server.psql("SHOW server_version").startswith(str(version))


def test_what_is_committed_outlives_stopping_killing_and_freezing() -> None:
    with Server() as server:
        server.psql("CREATE TABLE t (n int); INSERT INTO t VALUES (1)")
        server.stop()
        server.start()
        server.psql("INSERT INTO t VALUES (2)")
        server.kill()
        server.start()
        server.freeze()
        server.thaw()
        assert server.psql("SELECT array_agg(n) FROM t") == "{1,2}"


def test_nobody_gets_in_without_the_password() -> None:
    with Server() as server, pytest.raises(RuntimeError, match="password authentication failed"):
        psql(server.address().replace(server.password, "guessed"), "SELECT 1")


def test_it_goes_with_the_program_that_began_it_even_if_that_is_killed() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", BEGINS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        assert (folder / "data" / "postmaster.pid").exists()
        run.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.01)
    assert not folder.exists()


def test_each_test_has_a_store_of_its_own(postgres: str, postgres_database: str) -> None:
    assert postgres.startswith(postgres_database)
    schema = postgres.rpartition("schema=")[2]
    psql(postgres_database, f"CREATE SCHEMA {schema}")
