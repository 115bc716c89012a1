"""What is in a store, of whichever version."""

import sqlite3
from contextlib import suppress
from typing import NamedTuple, cast

from journeyc.runtime.core.documents import Incident
from journeyc.runtime.errors import StoreDamagedError
from journeyc.runtime.ports import StoredDefinition
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.sqlite.connection import migrations, version_of
from journeyc.runtime.stores.sqlite.looked_at import looked_at


class Examined(NamedTuple):
    """What a file holds: the version of its tables and the `newest` that this journeyc knows, definitions,
    and the open incidents, oldest first, if it is up to date.
    """

    version: int
    newest: int
    definitions: tuple[StoredDefinition, ...] = ()
    incidents: tuple[Incident, ...] = ()


def examine(path: str) -> Examined:
    """What is in the store at a path, which is read to its end. StoreError says what is wrong with it."""
    return looked_at(path, lambda db: _examined(path, db))


def _examined(path: str, db: sqlite3.Connection) -> Examined:
    found = " ".join(db.execute("PRAGMA quick_check(1)").fetchone()[0].split())
    if found != "ok":
        raise _damaged(path, found)
    version, newest = version_of(db), len(migrations())
    if not version:
        return Examined(version, newest)
    rows = db.execute("SELECT * FROM definitions ORDER BY journey, version").fetchall()
    # Before it is brought up to date, a store does not tell which of them are settled.
    kept = "SELECT doc FROM incidents WHERE state = 'open' ORDER BY number"
    incidents = db.execute(kept).fetchall() if version == newest else []
    definitions = tuple(StoredDefinition(*row) for row in rows)
    return Examined(version, newest, definitions, tuple(_incident(row, path) for (row,) in incidents))


def _incident(row: bytes, path: str) -> Incident:
    with suppress(StoreDamagedError):
        document = unpacked(row)
        if isinstance(document, dict) and document.keys() >= Incident.__required_keys__:
            return cast("Incident", document)
    raise _damaged(path, "an incident cannot be read")


def _damaged(path: str, what: str) -> StoreDamagedError:
    return StoreDamagedError(f"`{path}` is damaged ({what})", "restore it from a backup")
