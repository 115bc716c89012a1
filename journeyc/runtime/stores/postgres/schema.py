"""The tables of a store on PostgreSQL: whose they are, how they are made and brought up to date."""

from functools import cache
from importlib.resources import files

from psycopg import sql

from journeyc.runtime.errors import (
    StoreError,
    StoreForeignError,
    StoreMissingError,
    StoreNewerError,
    StoreOlderError,
)
from journeyc.runtime.stores.postgres.address import Address
from journeyc.runtime.stores.postgres.connection import Connection

_OLDEST_SERVER = 140_000

#: The version of the tables stands in a table that nobody else would call so.
_VERSION = "SELECT version FROM journeyc_store"
_FOUND = """
SELECT
  s.oid IS NOT NULL,
  to_regclass(%(schema)s || '.journeyc_store') IS NOT NULL,
  EXISTS (SELECT FROM pg_class WHERE relnamespace = s.oid),
  current_setting('server_encoding')
FROM (VALUES (1)) AS one LEFT JOIN pg_namespace AS s ON s.nspname = %(schema)s
"""


@cache
def migrations() -> tuple[str, ...]:
    """The steps from nothing to today's tables; the first is number 1."""
    folder = files("journeyc.runtime.stores.postgres") / "migrations"
    found = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in found)


def version_of(db: Connection, address: Address) -> int | None:
    """The version of the tables, None where there are none. StoreError where they are of others, or newer."""
    if db.info.server_version < _OLDEST_SERVER:
        raise StoreError(
            f"`{address.shown}` is a PostgreSQL {db.info.server_version // 10_000}",
            "the store needs 14 or newer",
        )
    ((_, is_ours, has_tables, encoding),) = db.execute(_FOUND, {"schema": address.schema}).fetchall()
    if encoding != "UTF8":
        raise StoreError(
            f"`{address.shown}` keeps texts in {encoding}", "make a database with `createdb --encoding UTF8`"
        )
    if not is_ours:
        if has_tables:
            raise StoreForeignError(
                f"`{address.shown}`: the schema `{address.schema}` holds tables of another application",
                "name another one with `?schema=…`",
            )
        return None
    rows = db.execute(_VERSION).fetchall()
    version: int = rows[0][0] if rows else 0
    if version > len(migrations()):
        raise StoreNewerError(
            f"`{address.shown}` was made by a newer journeyc (store version {version}; this one knows up to "
            f"{len(migrations())})",
            "update journeyc",
        )
    return version


def require_newest(db: Connection, address: Address) -> None:
    """StoreError for a store that is not there, or that whoever opens it next would bring up to date."""
    version = version_of(db, address)
    if version is None:
        raise StoreMissingError(
            f"there is no store in `{address.shown}`", "check the database and the `schema` of the address"
        )
    if version < len(migrations()):
        raise StoreOlderError(
            f"`{address.shown}` was made by an older journeyc (store version {version}; this one reads "
            f"{len(migrations())})",
            "let the service open it with this journeyc, which brings it up to date",
        )


def is_newest(db: Connection, address: Address) -> bool:
    """Whether the tables are those that this journeyc knows. StoreError as by `version_of`."""
    return version_of(db, address) == len(migrations())


def bring_up_to_date(db: Connection, address: Address) -> None:
    """Make the tables, or add what is new, as a whole and by one program at a time."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(hashtextextended('journeyc ' || %s, 0))", (address.schema,))
        # Asked again: another program may have done it while this one waited for the lock.
        version = version_of(db, address)
        if version is None:
            ((is_there, *_),) = db.execute(_FOUND, {"schema": address.schema}).fetchall()
            if not is_there:
                db.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(address.schema)))
            db.execute("CREATE TABLE journeyc_store (version bigint NOT NULL)")
            db.execute("INSERT INTO journeyc_store VALUES (0)")
        for step in migrations()[version or 0 :]:
            db.execute(step, prepare=False)
        db.execute("UPDATE journeyc_store SET version = %s", (len(migrations()),))
