"""How many inputs a second a runtime takes, each committed for itself, beside the same rows written raw.

    python benchmarks/inputs.py [--n 2000] [--rounds 5]

Customers open a dispute, answer three questions one by one, and an agent decides, which sends a message:
five inputs each, with timers, history and the report kept under its id. The raw rows are the very statements
of such a run, recorded once and repeated on an empty store: what the disk and SQLite take, without reading,
deciding or encoding.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from table import in_turn, print_table

from journeyc.runtime import Runtime
from journeyc.runtime.stores.sqlite import SqliteStore

DISPUTE = Path(__file__).parent.parent / "tests" / "runtime" / "dispute.json"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
INPUTS_A_CUSTOMER = 5

Statement = tuple[str, Any]


class StillClock:
    """It is always morning, so that no timer is due."""

    def now(self) -> datetime:
        return MORNING


class Recording:
    """A connection that remembers what it was told to write."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.statements: list[Statement] = []

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, values: Any = ()) -> sqlite3.Cursor:
        if not sql.lstrip().startswith("SELECT"):
            self.statements.append((sql, values))
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Any) -> sqlite3.Cursor:
        self.statements += [(sql, row) for row in rows]
        return self._connection.executemany(sql, rows)


def play(runtime: Runtime, customers: int) -> None:
    for number in range(customers):
        name = f"customer {number}"
        opened = {"dispute": {"bill": f"bill {number}"}}
        runtime.send("dispute_opened", opened, customer=name, channel="web", id=f"{number}/1")
        runtime.answer(name, {"dispute.reason": "roaming"}, channel="web", id=f"{number}/2")
        runtime.answer(name, {"dispute.amount": "12.50 EUR"}, channel="web", id=f"{number}/3")
        runtime.answer(name, {"dispute.note": "abroad"}, channel="voice", id=f"{number}/4")
        runtime.send("agent_decided", {"accepted": True}, customer=name, channel="desk", id=f"{number}/5")


def recorded(folder: Path, customers: int) -> list[Statement]:
    store = SqliteStore(str(folder / "recorded"), "normal")
    runtime = Runtime.open(store, DISPUTE, clock=StillClock())
    recording = Recording(store._connection())
    store._open = recording  # type: ignore[assignment]  # it has what the store calls
    play(runtime, customers)
    return recording.statements


def committed(store: Callable[[], Any], customers: int) -> Callable[[], float]:
    def run() -> float:
        with Runtime.open(store(), DISPUTE, clock=StillClock()) as runtime:
            start = time.perf_counter()
            play(runtime, customers)
            return customers * INPUTS_A_CUSTOMER / (time.perf_counter() - start)

    return run


def raw(
    path: Callable[[], Path], synchronous: str, statements: list[Statement], inputs: int
) -> Callable[[], float]:
    def run() -> float:
        store = SqliteStore(str(path()), synchronous)
        connection = store._connection()
        start = time.perf_counter()
        for sql, values in statements:
            connection.execute(sql, values)
        took = time.perf_counter() - start
        store.close()
        return inputs / took

    return run


def numbered(folder: Path) -> Iterator[Path]:
    return (folder / f"store {number}" for number in count())


def next_store(paths: Iterator[Path], synchronous: str) -> SqliteStore:
    return SqliteStore(str(next(paths)), synchronous)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=2000, help="inputs in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    customers = max(1, options.n // INPUTS_A_CUSTOMER)
    with tempfile.TemporaryDirectory() as name:
        paths = numbered(Path(name))
        statements = recorded(Path(name), customers)
        inputs = customers * INPUTS_A_CUSTOMER
        for level in ("full", "normal"):
            tasks = {
                f"raw rows, synchronous {level}": raw(lambda: next(paths), level, statements, inputs),
                f"runtime, synchronous {level}": committed(partial(next_store, paths, level), customers),
                "runtime, in memory": committed(lambda: None, customers),
            }
            found = in_turn(tasks, options.rounds)
            print_table(f"One input a commit, synchronous {level}", "inputs/s", found, next(iter(tasks)))
        print(f"\n{len(statements) / inputs:.1f} statements an input, BEGIN and COMMIT among them")


if __name__ == "__main__":
    main()
