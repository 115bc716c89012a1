"""What is in a store in a file, of whichever version."""

import sqlite3
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple, cast

from journeyc.runtime.core.documents import Incident
from journeyc.runtime.errors import StoreDamagedError
from journeyc.runtime.ports import StoredDefinition
from journeyc.runtime.stores.documents import unpacked
from journeyc.runtime.stores.sqlite.connection import migrations, version_of
from journeyc.runtime.stores.sqlite.looked_at import looked_at

#: Of the open incidents so many are looked at.
MOST_INCIDENTS = 1_000


class Examined(NamedTuple):
    """What a store holds: the version of its tables and the `newest` that this journeyc knows, definitions,
    and of the open incidents the last `MOST_INCIDENTS`, oldest first, if it is up to date. `clock` is what
    time a server has.
    """

    version: int
    newest: int
    definitions: tuple[StoredDefinition, ...] = ()
    incidents: tuple[Incident, ...] = ()
    clock: datetime | None = None


def examine_file(path: str, *, whole: bool = True) -> Examined:
    """What is in the store at a path, which is read to its end if the `whole` of it is meant. StoreError says
    what is wrong with it.
    """
    return looked_at(path, lambda db: _examined(path, db, whole=whole))


def _examined(path: str, db: sqlite3.Connection, *, whole: bool) -> Examined:
    if whole:
        found = " ".join(db.execute("PRAGMA quick_check(1)").fetchone()[0].split())
        if found != "ok":
            raise _damaged(path, found)
    version, newest = version_of(db), len(migrations())
    if not version:
        return Examined(version, newest)
    rows = db.execute("SELECT * FROM definitions ORDER BY journey, version").fetchall()
    # Before it is brought up to date, a store does not tell which of them are settled.
    kept = "SELECT doc FROM incidents WHERE state = 'open' ORDER BY number DESC LIMIT ?"
    incidents = db.execute(kept, (MOST_INCIDENTS,)).fetchall()[::-1] if version == newest else []
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
