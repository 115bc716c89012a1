"""How many inputs a second a runtime takes, one or many in a commit, beside the same rows written raw.

    python benchmarks/inputs.py [--n 2000] [--rounds 5] [--together 1 64] [--threads 8]

Customers open a dispute, answer three questions one by one, and an agent decides, which sends a message:
five inputs each, with timers, history and the report kept under its id. The raw rows are the very statements
of such a run, recorded once and repeated on an empty store: what the disk and SQLite take, without reading,
deciding or encoding. With `--together 64` so many inputs are a batch, and as many of the raw rows share a
commit; with `--threads` so many commit theirs one by one at once.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count, islice, product
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from table import in_turn, print_table

from journeyc.runtime import Runtime
from journeyc.runtime.hosts.telling import Telling
from journeyc.runtime.stores.sqlite import SqliteStore

DISPUTE = Path(__file__).parent.parent / "tests" / "runtime" / "dispute.json"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
INPUTS_A_CUSTOMER = 5

T = TypeVar("T")
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


def tell(to: Telling[T], customer: int, step: int) -> T:
    """Tell a runtime, or a batch, what a customer does next."""
    name, identity = f"customer {customer}", f"{customer}/{step}"
    match step:
        case 0:
            opened = {"dispute": {"bill": f"bill {customer}"}}
            return to.send("dispute_opened", opened, customer=name, channel="web", id=identity)
        case 1:
            return to.answer(name, {"dispute.reason": "roaming"}, channel="web", id=identity)
        case 2:
            return to.answer(name, {"dispute.amount": "12.50 EUR"}, channel="web", id=identity)
        case 3:
            return to.answer(name, {"dispute.note": "abroad"}, channel="voice", id=identity)
        case _:
            return to.send("agent_decided", {"accepted": True}, customer=name, channel="desk", id=identity)


def play(runtime: Runtime, customers: Iterable[int], together: int = 1) -> None:
    """Let customers do all they do, one after the other; or each step of many of them, in batches."""
    if together == 1:
        for customer, step in product(customers, range(INPUTS_A_CUSTOMER)):
            tell(runtime, customer, step)
        return
    several = iter([(customer, step) for step in range(INPUTS_A_CUSTOMER) for customer in customers])
    while batch_of := [*islice(several, together)]:
        with runtime.batch() as batch:
            for customer, step in batch_of:
                tell(batch, customer, step)


def play_in(threads: int, runtime: Runtime, customers: int) -> None:
    """Let threads share the customers out among them."""
    several = [
        Thread(target=play, args=(runtime, range(first, customers, threads))) for first in range(threads)
    ]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()


def recorded(folder: Path, customers: int) -> list[Statement]:
    store = SqliteStore(str(folder / "recorded"), "normal")
    runtime = Runtime.open(store, DISPUTE, clock=StillClock())
    recording = Recording(store._connection())
    store._open = recording  # type: ignore[assignment]  # it has what the store calls
    play(runtime, range(customers))
    return recording.statements


def committed(
    store: Callable[[], Any], customers: int, together: int = 1, threads: int = 1
) -> Callable[[], float]:
    def run() -> float:
        with Runtime.open(store(), DISPUTE, clock=StillClock()) as runtime:
            start = time.perf_counter()
            if threads == 1:
                play(runtime, range(customers), together)
            else:
                play_in(threads, runtime, customers)
            return customers * INPUTS_A_CUSTOMER / (time.perf_counter() - start)

    return run


def shared(statements: list[Statement], together: int) -> list[Statement]:
    """The same rows with so many inputs in a transaction."""
    begin, commit = ("BEGIN IMMEDIATE", ()), ("COMMIT", ())
    kept: list[Statement] = [begin]
    ends = 0
    for statement in statements:
        if statement == commit:
            ends += 1
            kept += [commit, begin] if ends % together == 0 else []
        elif statement != begin:
            kept.append(statement)
    return [*kept, commit]


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
    parser.add_argument("--together", type=int, nargs="*", default=[1, 64], help="inputs in a commit")
    parser.add_argument("--threads", type=int, nargs="*", default=[], help="threads that commit at once")
    options = parser.parse_args()
    customers = max(1, options.n // INPUTS_A_CUSTOMER)
    with tempfile.TemporaryDirectory() as name:
        paths = numbered(Path(name))
        statements = recorded(Path(name), customers)
        inputs = customers * INPUTS_A_CUSTOMER
        for level in ("full", "normal"):
            store = partial(next_store, paths, level)
            for together in options.together:
                rows = shared(statements, together)
                tasks = {
                    f"raw rows, synchronous {level}": raw(lambda: next(paths), level, rows, inputs),
                    f"runtime, synchronous {level}": committed(store, customers, together),
                    "runtime, in memory": committed(lambda: None, customers, together),
                }
                found = in_turn(tasks, options.rounds)
                title = f"{together} inputs a commit, synchronous {level}"
                print_table(title, "inputs/s", found, next(iter(tasks)))
            if options.threads:
                tasks = {
                    f"{threads} threads": committed(store, customers, threads=threads)
                    for threads in (1, *options.threads)
                }
                found = in_turn(tasks, options.rounds)
                print_table(f"Threads, synchronous {level}", "inputs/s", found, "1 threads")
    print(f"\n{len(statements) / inputs:.1f} statements an input, BEGIN and COMMIT among them")


if __name__ == "__main__":
    main()
