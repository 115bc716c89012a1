"""What the commands that tell of a store share: looking into it, and what they found as lines or objects."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from journeyc.cli.problems import as_failure
from journeyc.cli.run.clock import clock_file, kept_time
from journeyc.report.cells import columns, in_line
from journeyc.runtime import JourneyError, Store
from journeyc.runtime.stores import existing, is_on_server, look_into

T = TypeVar("T")


def now_at(address: str) -> datetime:
    """The time of the machine, or that of a play, which is kept beside its store."""
    if is_on_server(address):
        return datetime.now(UTC)
    with as_failure(JourneyError):
        return kept_time(clock_file(Path(existing(address)))) or datetime.now(UTC)


def looked_into(address: str, look: Callable[[Store], T]) -> T:
    """What is found in a store that is there; not a byte of it changes."""
    with as_failure(JourneyError):
        return look_into(address, look)


def tell_rows(rows: list[dict[str, Any]], form: str, nothing: str) -> None:
    """A line for each row, in columns, or all of them as objects; `nothing` is said where there is none."""
    if form == "json":
        print_json(rows)
        return
    if not rows:
        print(nothing, file=sys.stderr)
    # Keys of customers may hold what drives a terminal.
    cells = [[in_line(str(value)) for value in row.values()] for row in rows]
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=True))
        print("  ".join(padded).rstrip())


def plain(value: Any) -> Any:
    """Named tuples as objects, at whatever depth."""
    if hasattr(value, "_asdict"):
        return {name: plain(part) for name, part in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    return value


def print_json(value: Any) -> None:
    """Print an object, for programs."""
    print(json.dumps(value, ensure_ascii=False, indent=2))
