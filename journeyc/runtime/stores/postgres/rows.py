"""A whole store on PostgreSQL as rows, and rows as a whole store."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from journeyc.runtime.ports import TABLES, Row
from journeyc.runtime.stores.postgres.connection import Connection
from journeyc.runtime.stores.rows import in_order, require_empty
from journeyc.runtime.stores.tables import ASKED, COLUMNS, columns_of

#: So many rows are fetched at once.
_AT_ONCE = 1_000


def counts(db: Connection) -> dict[str, int]:
    """How many rows each table has."""
    found: dict[str, int] = {}
    for name in TABLES:
        ((found[name],),) = db.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608  # they are ours
    return found


def rows(db: Connection) -> Iterator[Row]:
    """All rows, in their order, in a transaction that sees one moment."""
    for asked, made in ASKED.values():
        with db.cursor(name="rows") as cursor:
            cursor.itersize = _AT_ONCE
            for found in cursor.execute(asked, binary=True):
                yield made(*found)


def load(db: Connection, given: Iterable[Row], where: str) -> None:
    """Write rows into tables that have none, in a transaction."""
    # Whoever opens the store meanwhile waits, and finds what is written here.
    db.execute("LOCK TABLE definitions, customers, secrets IN EXCLUSIVE MODE")
    require_empty(counts(db), where)
    for table, several in groupby(in_order(given), key=lambda one: one.table):
        with db.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN") as copy:
            for one in several:
                copy.write_row(columns_of(table, one.values))
