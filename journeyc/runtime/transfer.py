"""A whole store as one stream of JSON lines: a head, its rows in the order of `TABLES`, and an end that says
what there has to be.

It holds secrets and private data as they are. A stream that is cut or changed is found out at its end, before
anything of it counts.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple
from zlib import error as zlib_error

from journeyc.expression.values import instant_text
from journeyc.runtime.core.documents import SCHEMA_VERSION
from journeyc.runtime.errors import ArchiveError
from journeyc.runtime.ports import Row, Store

__all__ = ["Transferred", "export_store", "import_store"]

#: The form of the stream; a later one has another number.
TRANSFER_FORMAT = 1
_KIND = "journeyc store"


class Transferred(NamedTuple):
    """What went through: the rows of each table, and when they were exported."""

    at: str
    counts: dict[str, int]


def export_store(store: Store, out: BinaryIO, now: datetime) -> Transferred:
    """Write all of a store, as it is at one moment; others go on writing it meanwhile."""
    digest, counts, at = sha256(), Counter[str](), instant_text(now)

    def write(line: Any) -> None:
        told = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(told)
        out.write(told)

    write({"kind": _KIND, "format": TRANSFER_FORMAT, "documents": SCHEMA_VERSION, "at": at})
    for row in store.rows():
        write({row.table: row.values})
        counts[row.table] += 1
    write({"end": {"counts": counts, "digest": digest.hexdigest()}})
    return Transferred(at, {**counts})


def import_store(store: Store, lines: BinaryIO) -> Transferred:
    """Write all of a stream into a store that holds nothing, whole or not at all. ArchiveError for a stream
    that is none, that is cut or changed, or that a newer journeyc has written; UsageError for a store that
    holds something.
    """
    reading = _Reading(lines)
    try:
        store.load(reading.rows())
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise _damaged("a row of it is none") from error
    return Transferred(reading.at, {**reading.counts})


class _Reading:
    """A stream on its way in."""

    def __init__(self, lines: BinaryIO) -> None:
        self._lines = _told(lines)
        self._digest = sha256()
        self.counts: Counter[str] = Counter()
        head = self._next()
        _require_known(head)
        self.at = str(head["at"])

    def rows(self) -> Iterator[Row]:
        """All rows; at the end it is known whether they are all, and as they were."""
        while True:
            before = self._digest.hexdigest()
            line = self._next()
            if not line:
                raise _damaged("a line of it is none")
            name, values = next(iter(line.items()))
            if name == "end":
                break
            self.counts[name] += 1
            yield Row(name, values)
        if values != {"counts": self.counts, "digest": before} or next(self._lines, None) is not None:
            raise _damaged("it has been changed")

    def _next(self) -> dict[str, Any]:
        """The next line, empty where it is none."""
        line = next(self._lines, None)
        if line is None or not line.endswith(b"\n"):
            raise _damaged("it is cut short")
        self._digest.update(line)
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {}


def _told(lines: BinaryIO) -> Iterator[bytes]:
    try:
        yield from lines
    except (OSError, EOFError, zlib_error) as error:
        # Behind what is wrong, Python may show the first bytes.
        raise _damaged(str(error).lower().partition(" (")[0]) from None


def _require_known(head: dict[str, Any]) -> None:
    """ArchiveError for what is no export of a store, or none that can be read."""
    if head.get("kind") != _KIND:
        raise ArchiveError(
            "this is no export of a store", "name a file that `journeyc store export` has written"
        )
    if "at" not in head:
        raise _damaged("its head says not when it was written")
    for name, known in (("format", TRANSFER_FORMAT), ("documents", SCHEMA_VERSION)):
        found = head.get(name)
        if not isinstance(found, int) or found > known:
            raise ArchiveError(
                f"this export was written by a newer journeyc (`{name}` {found}; this one reads {known})",
                "update journeyc",
            )
        if found < known:
            raise ArchiveError(
                f"this export was written by an older journeyc (`{name}` {found}; this one reads {known})",
                "import it with that one, and let this one bring the store up to date",
            )


def _damaged(why: str) -> ArchiveError:
    return ArchiveError(f"this export is damaged: {why}", "nothing was written; take another copy of it")
