"""What all stores keep to where a whole store is written into another."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from journeyc.expression.values import Json, instant_text, to_instant
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import OUTGOING, TABLES, HistoryEntry, Outgoing, Row, Task, kind_of
from journeyc.runtime.stores.instants import NEVER, microseconds, moment_of


def require_empty(counts: Mapping[str, int], where: str) -> None:
    """UsageError for a store that holds something already."""
    found = [f"{many} of `{name}`" for name, many in counts.items() if many]
    if found:
        raise UsageError(
            f"{where} is not empty: it holds {', '.join(found)}", "name a new file, or another `schema`"
        )


def in_order(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows of the tables that are known, each with all that it has; UsageError for what is none, or comes
    too late.
    """
    known, last = list(TABLES), 0
    for one in rows:
        if one.table not in TABLES or one.values.keys() != {*TABLES[one.table]}:
            raise _strange(f"a row of `{one.table}` is none that is known")
        if known.index(one.table) < last:
            raise _strange(f"a row of `{one.table}` comes too late")
        last = known.index(one.table)
        yield one


def _strange(problem: str) -> UsageError:
    return UsageError(problem, "nothing was written; export the store once more")


def row(table: str, *values: Any) -> Row:
    """A row with its values in the order of the table."""
    return Row(table, dict(zip(TABLES[table], values, strict=True)))


def outgoing_row(
    outgoing: Outgoing, state: str, attempts: int, next_at: datetime | None, problem: str
) -> Row:
    """Something of the outbox as a row."""
    at = None if next_at is None else instant_text(next_at)
    return row("outbox", kind_of(outgoing), outgoing._asdict(), state, attempts, at, problem)


def letter_in(values: Mapping[str, Any]) -> tuple[Outgoing, str, int, datetime | None, str]:
    """What such a row was made of."""
    outgoing = OUTGOING[values["kind"]](**values["document"])
    next_at = None if values["next_at"] is None else to_instant(values["next_at"])
    return outgoing, values["state"], values["attempts"], next_at, values["problem"]


def line_in(values: Mapping[str, Any]) -> HistoryEntry:
    """The line of history that a row holds."""
    return HistoryEntry(**values)


def due_of(due: str) -> int:
    """When a task is due, as tables have it; `NEVER` where it is not."""
    return microseconds(to_instant(due)) if due else NEVER


def task_of(document: Mapping[str, Any], claimed_by: str, due: int) -> Task:
    """The task that a document holds, as it is now."""
    until = "" if due == NEVER else instant_text(moment_of(due))
    return Task(**{**document, "claimed_by": claimed_by, "due": until})


def task_in(values: Mapping[str, Any]) -> Task:
    """The task that a row holds."""
    return Task(**values["document"])


def text_of(secret: bytes) -> Json:
    """Bytes as text."""
    return b64encode(secret).decode()


def bytes_of(text: str) -> bytes:
    """The bytes that such a text stands for."""
    return b64decode(text, validate=True)
