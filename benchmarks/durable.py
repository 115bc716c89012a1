"""How many inputs a second are committed beside the same rows written raw, and beside DBOS.

    .venv/bin/python -m pip install --require-hashes -r locks/benchmarks.lock
    .venv/bin/python benchmarks/durable.py [--n 1000] [--rounds 5]

Customers open a dispute, answer three questions one by one, and an agent decides, which sends a message:
five inputs each, with timers, history, and the answer kept under the id of the input. The raw rows are those
of such inputs, made before anything is measured, written through a connection of the store with as many
inputs to a transaction: what the disk and the database take, without reading, deciding or encoding. DBOS runs
one workflow of one step for each input, under its id, which gives the customer's new state: less than the
same work.

Latencies are those of each of 16 threads, which all send as fast as they can.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from table import in_turn, print_table

from journeyc.runtime import Runtime
from journeyc.runtime.core.documents import Report
from journeyc.runtime.stores import open_store
from journeyc.runtime.stores.sqlite.connection import connect

DISPUTE = Path(__file__).parent.parent / "tests" / "runtime" / "dispute.json"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
#: So many inputs has a customer.
EACH = 5
TOGETHER = 64
THREADS = 16

#: Something told to a runtime or to a batch of one.
Told = Callable[[Any], Any]
Statement = tuple[str, Any]


class StillClock:
    """It is always morning, so that no timer is due."""

    def now(self) -> datetime:
        return MORNING


def inputs_of(number: int) -> Iterator[Told]:
    """The inputs of a customer, in their order."""
    name = f"customer {number}"
    about = {"dispute": {"bill": f"bill {number}"}}
    yield lambda to: to.send("dispute_opened", about, customer=name, channel="web", id=f"{number}/1")
    answers = ({"dispute.reason": "roaming"}, {"dispute.amount": "12.50 EUR"}, {"dispute.note": "abroad"})
    for place, values in enumerate(answers, 2):
        yield lambda to, place=place, values=values: to.answer(  # type: ignore[misc]  # as it is in this round
            name, values, channel="web", id=f"{number}/{place}"
        )
    decided = {"accepted": True}
    yield lambda to: to.send("agent_decided", decided, customer=name, channel="desk", id=f"{number}/5")


def crowd(customers: Iterable[int]) -> list[Told]:
    """The inputs of customers who take turns: first all open a dispute."""
    inputs = [list(inputs_of(number)) for number in customers]
    return [of[place] for place in range(EACH) for of in inputs]


# ── journeyc ─────────────────────────────────────────────────────────────────────────────────────────


def opened(address: str) -> Runtime:
    return Runtime.open(open_store(address), DISPUTE, clock=StillClock())


def one_by_one(runtime: Runtime, customers: Sequence[int]) -> list[float]:
    """How long each input took, in seconds."""
    took = []
    for tell in crowd(customers):
        start = perf_counter()
        report = tell(runtime)
        took.append(perf_counter() - start)
        require_taken(report)
    return took


def by_threads(runtime: Runtime, customers: Sequence[int]) -> list[float]:
    """The same by threads, each with customers of its own."""
    with ThreadPoolExecutor(THREADS) as pool:
        shares = [customers[number::THREADS] for number in range(THREADS)]
        return [took for share in pool.map(partial(one_by_one, runtime), shares) for took in share]


def in_batches(runtime: Runtime, customers: Sequence[int]) -> None:
    told = crowd(customers)
    for start in range(0, len(told), TOGETHER):
        with runtime.batch() as batch:
            for tell in told[start : start + TOGETHER]:
                tell(batch)
        for report in batch.reports:
            require_taken(report)


def require_taken(report: Report) -> None:
    if report["result"] != "accepted":
        sys.exit(f"durable.py: an input was not taken: {report}")


def committed(
    addresses: Iterator[str], customers: int, send: Callable[[Runtime, Sequence[int]], object]
) -> Callable[[], float]:
    """The task of the inputs of so many customers on an empty store, in inputs a second."""

    def task() -> float:
        with opened(next(addresses)) as runtime:
            start = perf_counter()
            send(runtime, range(customers))
            return customers * EACH / (perf_counter() - start)

    return task


# ── the same rows, raw ───────────────────────────────────────────────────────────────────────────────


class Recording(sqlite3.Connection):
    """A connection that remembers what it was told to write."""

    statements: list[Statement]

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        if not sql.lstrip().startswith(("SELECT", "PRAGMA")):
            self.statements.append((sql, values))
        return super().execute(sql, values)

    def executemany(self, sql: str, rows: Any, /) -> sqlite3.Cursor:
        rows = list(rows)
        self.statements += [(sql, row) for row in rows]
        return super().executemany(sql, rows)


@contextmanager
def recording() -> Iterator[list[Statement]]:
    """What connections that are made meanwhile are told to write."""
    plain, Recording.statements = sqlite3.connect, []
    sqlite3.connect = lambda *given, **options: plain(*given, factory=Recording, **options)  # type: ignore[assignment]  # it is as the other
    try:
        yield Recording.statements
    finally:
        sqlite3.connect = plain


def rows_of(path: Path, customers: int) -> list[list[Statement]]:
    """The statements that write each input, without the ends of its transaction."""
    with recording() as statements, opened(f"sqlite:///{path}?synchronous=normal") as runtime:
        statements.clear()
        one_by_one(runtime, range(customers))
        found: list[list[Statement]] = []
        for sql, values in statements:
            if sql.startswith("BEGIN"):
                found.append([])
            elif not sql.startswith("COMMIT"):
                found[-1].append((sql, values))
    if len(found) != customers * EACH:
        sys.exit(f"durable.py: {customers * EACH} inputs were {len(found)} transactions")
    return found


def raw(
    paths: Iterator[Path], level: str, rows: Sequence[Sequence[Statement]], together: int
) -> Callable[[], float]:
    """The task of writing the rows, so many inputs to a transaction, in inputs a second."""

    def task() -> float:
        with closing(connect(str(next(paths)), level, 5.0)) as db:
            start = perf_counter()
            for first in range(0, len(rows), together):
                db.execute("BEGIN IMMEDIATE")
                for statements in rows[first : first + together]:
                    for sql, values in statements:
                        db.execute(sql, values)
                db.execute("COMMIT")
            took = perf_counter() - start
        return len(rows) / took

    return task


# ── DBOS ─────────────────────────────────────────────────────────────────────────────────────────────


class Dbos:
    """One workflow of one step for each input, on a database of its own. It is begun once in a process."""

    def __init__(self, address: str) -> None:
        from dbos import DBOS, SetWorkflowID

        DBOS(
            config={
                "name": "benchmark",
                "system_database_url": address,
                "log_level": "ERROR",
                "run_admin_server": False,
            }
        )

        @DBOS.step()
        def decided(state: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
            return {**state, **given, "seq": state["seq"] + 1}

        @DBOS.workflow()
        def taken(state: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
            result: dict[str, Any] = decided(state, given)
            return result

        DBOS.launch()
        self._dbos, self._name, self._taken = DBOS, SetWorkflowID, taken
        self._rounds = count()

    def task(self, customers: int, threads: int) -> Callable[[], float]:
        """The task of the inputs of so many customers, in inputs a second."""

        def run() -> float:
            number = next(self._rounds)

            def send(customer: int) -> None:
                state: dict[str, Any] = {"seq": 0}
                for place in range(EACH):
                    with self._name(f"{number}/{customer}/{place}"):
                        state = self._taken(state, {f"answer {place}": "roaming"})
                if state["seq"] != EACH:
                    sys.exit("durable.py: DBOS has lost an input")

            start = perf_counter()
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(send, range(customers)))
            return customers * EACH / (perf_counter() - start)

        return run

    def close(self) -> None:
        self._dbos.destroy()


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def print_latencies(title: str, took: list[float]) -> None:
    took.sort()
    median, slow = statistics.median(took), took[len(took) * 99 // 100]
    told = f"p50 {median * 1e3:8.2f} ms, p99 {slow * 1e3:8.2f} ms, {slow / median:5.1f} ×"
    print(f"{title:34} {told} (≤ 10 wanted)")


def sqlite_figures(folder: Path, customers: int, rounds: int) -> None:
    paths = (folder / f"store {number}" for number in count())
    rows = rows_of(folder / "recorded", customers)
    for level in ("full", "normal"):
        addresses = (f"sqlite:///{path}?synchronous={level}" for path in paths)
        for together, send in ((1, one_by_one), (TOGETHER, in_batches)):
            tasks = {
                "raw rows": raw(paths, level, rows, together),
                "journeyc": committed(addresses, customers, send),
            }
            if together == 1:
                tasks[f"journeyc, {THREADS} threads"] = committed(addresses, customers, by_threads)
            found = in_turn(tasks, rounds)
            print_table(f"SQLite, {level}, {together} to a commit", "inputs/s", found, "raw rows")
        with opened(next(addresses)) as runtime:
            print_latencies(f"one of {THREADS} threads", by_threads(runtime, range(customers)))


def dbos_figures(title: str, address: str, journeyc: Iterator[str], customers: int, rounds: int) -> None:
    """DBOS beside journeyc, one input to a commit, in one thread and in many."""
    try:
        dbos = Dbos(address)
    except ModuleNotFoundError as missing:
        print(f"\n{title}: left out, as {missing.name} is not installed")
        return
    try:
        few = max(THREADS, customers // 10)
        tasks = {
            "DBOS": dbos.task(few, 1),
            "journeyc": committed(journeyc, customers, one_by_one),
            f"DBOS, {THREADS} threads": dbos.task(few, THREADS),
            f"journeyc, {THREADS} threads": committed(journeyc, customers, by_threads),
        }
        print_table(title, "inputs/s", in_turn(tasks, rounds), "DBOS")
    finally:
        dbos.close()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=1000, help="inputs in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, customers = Path(name), max(1, options.n // EACH)
        sqlite_figures(folder, customers, options.rounds)
        stores = (f"sqlite:///{folder / f'beside {number}'}" for number in count())
        dbos_figures("SQLite beside DBOS", f"sqlite:///{folder / 'dbos'}", stores, customers, options.rounds)
    os.sync()


if __name__ == "__main__":
    main()
