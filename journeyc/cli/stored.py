"""What the commands that tell of a store share: looking into it, and what they found as lines or objects."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from journeyc.cli.chosen import NOTHING, Brought
from journeyc.cli.problems import as_failure
from journeyc.cli.run.clock import clock_file, kept_time
from journeyc.cli.worker.binding import bound
from journeyc.cli.worker.given import packages
from journeyc.report.cells import columns, in_line
from journeyc.report.counted import counted
from journeyc.runtime import JourneyError, Report, Runtime, Store
from journeyc.runtime.hosts.clock import VirtualClock
from journeyc.runtime.stores import existing, is_on_server, look_into, open_store

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


def worked_on(address: str, work: Callable[[Runtime], T], brought: Brought = NOTHING) -> T:
    """Work on a store that is there, and that this journeyc has not to bring up to date first. What is to
    leave waits there for a worker.
    """
    bindings = bound(brought.bind)
    journeys = packages(brought.journeys)
    now = now_at(address)
    looked_into(address, lambda _: None)
    with (
        as_failure(JourneyError),
        Runtime.open(open_store(address), journeys, clock=VirtualClock(now), **bindings) as runtime,
    ):
        return work(runtime)


#: What things of a kind are called, one and several.
_THINGS = {
    "customers": ("customer", "customers"),
    "aliases": ("alias", "aliases"),
    "runs": ("run", "runs"),
    "incidents": ("incident", "incidents"),
    "tasks": ("task", "tasks"),
    "inputs": ("answer to an input", "answers to inputs"),
    "history": ("line of history", "lines of history"),
    "outbox": ("message or call", "messages and calls"),
}


#: The columns that hold a time.
_TIMES = frozenset({"since", "next_due", "at", "updated_at"})


def things(counts: Mapping[str, int]) -> str:
    """How much there is of each kind, in words."""
    return ", ".join(counted(counts[name], *words) for name, words in _THINGS.items() if counts.get(name))


def tell_rows(rows: list[dict[str, Any]], form: str, nothing: str) -> None:
    """A line for each row, in columns, or all of them as objects; `nothing` is said where there is none. On a
    terminal the columns have headings. In a pipe they have none, so that each line begins with an id that `-`
    can take.
    """
    if form == "json":
        print_json(rows)
        return
    if not rows:
        print(nothing, file=sys.stderr)
    # Keys of customers may hold what drives a terminal.
    cells = [[in_line(_cell(name, value)) for name, value in row.items()] for row in rows]
    if rows and sys.stdout.isatty():
        # A column with nothing in it needs no heading.
        says = map(any, zip(*cells, strict=True))
        cells.insert(0, [_heading(name) if told else "" for name, told in zip(rows[0], says, strict=True)])
    widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = (cell + " " * (wide - columns(cell)) for cell, wide in zip(row, widths, strict=True))
        print("  ".join(padded).rstrip())


def _heading(name: str) -> str:
    return name.replace("_", " ").upper()


def _cell(name: str, value: object) -> str:
    return to_the_second(str(value)) if name in _TIMES else str(value)


def to_the_second(instant: str) -> str:
    """An instant as people need it, without parts of seconds."""
    whole, point, _ = instant.partition(".")
    return f"{whole}Z" if point else instant


def tell_runs(report: Report) -> None:
    """What an input did to runs, a line each."""
    for done in report["runs"]:
        reason = f" ({done['reason']})" if "reason" in done else ""
        print(in_line(f"{done['run']}: {done['result']}{reason}"))


def tell_more(found: int, limit: int, how: str) -> None:
    """Say that there is more than was shown, where one more than the `limit` was found, and how to see it."""
    if found > limit:
        print(f"there are more than these {limit}: {how}", file=sys.stderr)


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
