"""Looking into a store on PostgreSQL, in which nothing is changed."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

import psycopg

from journeyc.runtime.errors import StoreMissingError
from journeyc.runtime.ports import StoredDefinition
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.postgres.address import Address, read_address
from journeyc.runtime.stores.postgres.connection import Connection, connect, explained
from journeyc.runtime.stores.postgres.schema import migrations, require_newest, version_of
from journeyc.runtime.stores.postgres.statements import DEFINITIONS
from journeyc.runtime.stores.postgres.store import PostgresStore
from journeyc.runtime.stores.sqlite.examined import MOST_INCIDENTS, Examined

T = TypeVar("T")

_LAST = "SELECT doc FROM incidents WHERE state = 'open' ORDER BY number DESC LIMIT %s"


def look_into(text: str, look: Callable[[PostgresStore], T]) -> T:
    """What is seen in the store at an address as it is at one moment. StoreError says why nothing is."""
    address = read_address(text)
    with _looking(address) as db:
        require_newest(db, address)
        return look(PostgresStore(text, connection=db))


def examine(text: str) -> Examined:
    """What is in the store at an address. StoreError says what is wrong with it, also where there is none."""
    address = read_address(text)
    with _looking(address) as db:
        version = version_of(db, address)
        if version is None:
            raise StoreMissingError(
                f"there is no store in `{address.shown}`",
                "check the database and the `schema` of the address",
            )
        rows = db.execute(f"{DEFINITIONS} ORDER BY journey, version").fetchall()
        newest = len(migrations())
        # Before it is brought up to date, a store may keep them in another way.
        incidents = db.execute(_LAST, (MOST_INCIDENTS,)).fetchall()[::-1] if version == newest else []
        ((clock,),) = db.execute("SELECT clock_timestamp()").fetchall()
        return Examined(
            version,
            newest,
            tuple(StoredDefinition(*row) for row in rows),
            tuple(unpacked(text) for (text,) in incidents),
            clock,
        )


@contextmanager
def _looking(address: Address) -> Iterator[Connection]:
    try:
        with closing(connect(address)) as db:
            db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield db
    except psycopg.Error as error:
        raise explained(error, address) from None
