"""One connection to PostgreSQL, which never waits for ever, and what its errors mean in words."""

from collections.abc import Generator
from typing import Any, TypeVar

import psycopg
from psycopg import errors

from journeyc.runtime.errors import (
    StoreDamagedError,
    StoreError,
    StoreForeignError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnreachableError,
    UnwritableError,
)
from journeyc.runtime.stores.postgres.address import Address
from journeyc.runtime.stores.postgres.arrays import register

T = TypeVar("T")

#: How much longer than the server itself is waited before it counts as hanging.
_GRACE_SECONDS = 2

#: Every row is found by an index. Plans are made while tables may be empty, and are kept while they grow; so
#: none may be one that is good for small tables only. One plan serves for all values, since to make another
#: takes longer than to go by it. Functions rely on each statement seeing what is there.
_SESSION = """
SELECT
  set_config('search_path', %(schema)s, false),
  set_config('statement_timeout', %(timeout)s, false),
  set_config('idle_in_transaction_session_timeout', %(timeout)s, false),
  set_config('default_transaction_isolation', 'read committed', false),
  set_config('enable_seqscan', 'off', false),
  set_config('enable_bitmapscan', 'off', false),
  set_config('enable_hashjoin', 'off', false),
  set_config('enable_mergejoin', 'off', false),
  set_config('plan_cache_mode', 'force_generic_plan', false),
  set_config('jit', 'off', false)
"""

#: How to mend it where there is no connection, by what the driver says of it.
_CURES = {
    "SSL was required": "let the server offer TLS (`ssl = on`), or, where the network can be trusted, take"
    " `sslmode` out of the address",
    "invalid response to SSL negotiation": "what answers there is no PostgreSQL: check the host and the port",
    "certificate": "check `sslrootcert` and `sslmode` in the address, and the certificate of the server",
    "invalid sslmode": "use one of those that libpq knows, such as `verify-full`",
    "resolve host": "check the host in the address",
    "not read-only": "check `target_session_attrs` in the address",
    "hot standby": "check `target_session_attrs` in the address",
    "Connection refused": "nothing listens there: check the host and the port, and that the server runs",
    "timeout expired": "nobody answers there: check the host and the port, and what is between",
}
_CURE = "check that the server runs, and where"

#: What a server says that goes, comes or is full.
_GONE = frozenset({"57P01", "57P02", "57P03", "57P05", "53300", "25P03"})


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """A connection on which nothing is waited for longer than `patience`, in seconds."""

    patience: float | None = None

    def wait(self, gen: Generator[Any, Any, T], interval: float = 0.1, timeout: float | None = None) -> T:
        """As that of the driver, but not for ever: a server may hang and keep the connection."""
        limit = self.patience if timeout is None else timeout
        try:
            return super().wait(gen, interval=interval, timeout=limit)
        except errors._WaitTimeout:  # noqa: SLF001  # it has no other name
            self.close()
            raise psycopg.OperationalError("no answer in time") from None


def connect(address: Address, *, patient: bool = False) -> Connection:
    """A connection, in the schema of the store. One that is `patient` waits as long as a statement takes."""
    keep_alive = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 5, "keepalives_count": 3}
    told = {
        "application_name": "journeyc",
        "tcp_user_timeout": address.statement_seconds * 1000,
        "connect_timeout": max(2, address.connect_seconds),
        **keep_alive,
        **address.driver,
        "client_encoding": "UTF8",
    }
    made: Connection = Connection.connect(autocommit=True, prepare_threshold=0, **told)  # type: ignore[arg-type]  # libpq takes words and numbers
    try:
        made.patience = None if patient else address.statement_seconds + _GRACE_SECONDS
        register(made.adapters)
        timeout = "0" if patient else str(address.statement_seconds * 1000)
        made.execute(_SESSION, {"schema": address.schema, "timeout": timeout}, prepare=False)
    except BaseException:
        made.close()
        raise
    return made


def connected(address: Address, *, patient: bool = False) -> Connection:
    """The same, but each error is one of a store."""
    try:
        return connect(address, patient=patient)
    except psycopg.Error as error:
        raise explained(error, address) from None


def asked_of(db: Connection, asked: str, values: Any) -> list[Any]:
    """The rows that are asked for."""
    return db.execute(asked, values, binary=True).fetchall()


def was_lost(error: psycopg.Error) -> bool:
    """Whether the connection is gone, and nobody has told what became of the statement."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and (
        error.sqlstate is None or error.sqlstate in _GONE
    )


def was_rolled_back(error: psycopg.Error) -> bool:
    """Whether the server has undone it for the sake of others, so that it may be tried again."""
    return isinstance(error, errors.DeadlockDetected | errors.SerializationFailure)


def explained(error: psycopg.Error | ValueError, address: Address) -> StoreError:
    """What an error of the driver means for the store at an address, or one of a text that is none."""
    where = f"`{address.shown}`"
    if isinstance(error, ValueError):
        return UnwritableError(f"{where}: a text holds half a character, and cannot be kept", "leave it out")
    said = error.diag.message_primary or _said(error)
    user = f"the user `{address.driver.get('user', '')}`" if "user" in address.driver else "the user"
    match error.sqlstate or _guessed(said):
        case "28P01" | "28000":
            return StoreForeignError(
                f"{where} does not let in {user}: {said}", "check the user and the password of the address"
            )
        case "3D000":
            return StoreMissingError(f"{where}: there is no such database", "make it: `createdb`")
        case "53300":
            return StoreUnreachableError(
                f"{where} takes no more connections",
                "lower `pool` in the address of each process, or raise `max_connections` of the server",
            )
        case "42501":
            return StoreReadOnlyError(
                f"{where}: {user} may not do that ({said})",
                f"let them own the schema: `CREATE SCHEMA {address.schema} AUTHORIZATION …`",
            )
        case "25006":
            return StoreReadOnlyError(
                f"{where} can only be read: it is a standby, or set to be read only",
                "name the primary, or several hosts with `target_session_attrs=read-write`",
            )
        case "53100":
            return StoreFullError(
                f"{where}: the disk of the server is full",
                "make room and try again; nothing was half written",
            )
        case "57014" | "55P03":
            return StoreLockedError(
                f"{where}: no answer within {address.statement_seconds} seconds",
                "find out what the server waits for; `statement_seconds` in the address gives it longer",
            )
        case "40P01" | "40001":
            return StoreLockedError(f"{where}: others write the same again and again", "try again")
        case "22021":
            return UnwritableError(
                f"{where}: a text holds the character 0, and cannot be kept", "leave it out"
            )
        case "23505" | "23502":
            return UnwritableError(
                f"{where} cannot keep what it was given ({said})", "nothing of it was written"
            )
        case "54000":
            return UnwritableError(f"{where}: a name is too long ({said})", "names have 1,000 bytes at most")
        case "42P01" | "42883" | "3F000":
            return StoreMissingError(
                f"{where}: tables of the store are gone ({said})", "restore them from a backup"
            )
        case "XX001" | "XX002":
            return StoreDamagedError(f"{where} is damaged ({said})", "restore it from a backup")
        case None if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
            return StoreUnreachableError(f"{where} cannot be reached: {said}", _cure(said))
        case str(code) if code in _GONE or code.startswith("08"):
            return StoreUnreachableError(f"{where} cannot be reached: {said}", "check that the server runs")
        case _:
            return StoreError(f"{where}: {said}", "see the log of the server")


def _said(error: psycopg.Error) -> str:
    """What the driver says, which is several lines with much before it where it cannot connect."""
    line = (
        str(error).partition("\n")[0].removeprefix("connection failed: ").removeprefix("connection is bad: ")
    )
    return line.rpartition("FATAL:")[2].strip()


def _cure(said: str) -> str:
    return next((cure for words, cure in _CURES.items() if words in said), _CURE)


def _guessed(said: str) -> str | None:
    """The code of what a server says before it lets anybody in, for which the driver gives none."""
    if "password authentication failed" in said or "no password supplied" in said or "pg_hba.conf" in said:
        return "28P01"
    if 'role "' in said and "does not exist" in said:
        return "28000"
    if 'database "' in said and "does not exist" in said:
        return "3D000"
    if "too many clients" in said or "too many connections" in said or "connection slots" in said:
        return "53300"
    return None
