"""The same as `durable.py` on PostgreSQL: one input a reply, backlogs in batches, and one and two processes.

    .venv/bin/python -m pip install --require-hashes -r locks/benchmarks.lock
    .venv/bin/python benchmarks/durable_postgres.py [--n 1000] [--rounds 5]

A server of its own is begun, which writes each commit to the disk, unless JOURNEYC_TEST_POSTGRES names a
database; schemas are made in it and dropped. The raw rows are written over connections of the pool of such a
store, the statements of a transaction in one go (the pipeline of the driver), by as many threads.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

from durable import (
    DISPUTE,
    EACH,
    THREADS,
    TOGETHER,
    StillClock,
    by_threads,
    committed,
    dbos_figures,
    in_batches,
    one_by_one,
    opened,
    print_latencies,
)
from table import in_turn, print_table

from journeyc.expression.values import to_instant
from journeyc.runtime import Runtime
from journeyc.runtime.ports import Commit
from journeyc.runtime.stores import MemoryStore
from journeyc.runtime.stores.documents import packed
from journeyc.runtime.stores.instants import microseconds
from journeyc.runtime.stores.postgres import PostgresStore

Statement = tuple[str, tuple[Any, ...]]

_CUSTOMER = """
INSERT INTO customers (id, seq, mark, doc) VALUES (%s, 1, 0, %s)
ON CONFLICT (id) DO UPDATE SET seq = customers.seq + 1, doc = excluded.doc
"""
_RUN = """
INSERT INTO runs (id, customer, journey, status, doc) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET status = excluded.status, doc = excluded.doc
"""
_CANCEL = "DELETE FROM timers WHERE customer = %s AND run = %s AND name = %s"
_ARM = """
INSERT INTO timers (customer, run, name, due) VALUES (%s, %s, %s, %s)
ON CONFLICT (customer, run, name) DO UPDATE SET due = excluded.due
"""
_ANSWER = "INSERT INTO inputs (customer, id, report) VALUES (%s, %s, %s)"
_LINE = "INSERT INTO history (customer, run, at, kind, input, doc) VALUES (%s, %s, %s, %s, %s, %s)"
_SEND = """
INSERT INTO outbox (id, outlet, customer, state, attempts, next_at, problem, doc)
VALUES (%s, %s, %s, 'waiting', 0, %s, '', %s)
"""
#: A task is opened for an agent, and closed when it is done.
_TASK = "INSERT INTO tasks (id, name, claimed_by, state, doc) VALUES (%s, %s, %s, 'open', %s)"
_CLOSE = "UPDATE tasks SET state = 'closed' WHERE id = %s"


# ── the same rows, raw ───────────────────────────────────────────────────────────────────────────────


class Remembering(MemoryStore):
    """A store that remembers what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Commit] = []

    def commit(self, *commits: Commit) -> None:
        super().commit(*commits)
        self.given += commits


def rows_of(customers: range) -> list[list[Statement]]:
    """The statements that write each input of customers."""
    store = Remembering()
    with Runtime.open(store, DISPUTE, clock=StillClock()) as runtime:
        one_by_one(runtime, customers)
    if len(store.given) != len(customers) * EACH:
        sys.exit(f"durable_postgres.py: {len(customers) * EACH} inputs were {len(store.given)} commits")
    return [list(statements_of(commit)) for commit in store.given]


def statements_of(commit: Commit) -> Iterator[Statement]:
    own = commit.customer["id"]
    yield _CUSTOMER, (own, packed(commit.customer))
    for run in commit.runs:
        yield _RUN, (run["id"], own, run["journey"], run["status"], packed(run))
    for run_id, name in commit.cancelled:
        yield _CANCEL, (own, run_id, name)
    for timer in commit.armed:
        yield _ARM, (own, timer.run, timer.name, microseconds(timer.due))
    if commit.report is not None:
        yield _ANSWER, (own, commit.input, packed(commit.report))
    for line in commit.history:
        yield _LINE, (*line[:-1], packed(line.document))
    for sent in commit.outgoing:
        at = microseconds(to_instant(sent.at))
        yield _SEND, (sent.id, sent.outlet, own, at, packed(sent._asdict()))
    for task in commit.tasks:
        yield _TASK, (task.id, task.name, task.claimed_by, packed(task._asdict()))
    for name in commit.closed:
        yield _CLOSE, (name,)


def raw(addresses: Iterator[str], customers: int, threads: int, together: int) -> Callable[[], float]:
    """The task of writing the rows by threads, so many inputs to a transaction, in inputs a second."""
    shares = [rows_of(range(number, customers, threads)) for number in range(threads)]

    def task() -> float:
        with closing(PostgresStore(next(addresses))) as store, ThreadPoolExecutor(threads) as pool:

            def write(rows: Sequence[Sequence[Statement]]) -> None:
                for first in range(0, len(rows), together):
                    with store._pool.connection() as db, db.pipeline(), db.transaction():
                        for statements in rows[first : first + together]:
                            for sql, values in statements:
                                db.execute(sql, values)

            start = perf_counter()
            list(pool.map(write, shares))
            return customers * EACH / (perf_counter() - start)

    return task


# ── processes ────────────────────────────────────────────────────────────────────────────────────────


def work(address: str, customers: Sequence[int], ready: Any) -> None:
    """What a process of its own does: all inputs of some customers, in batches."""
    with opened(address) as runtime:
        ready.wait()
        in_batches(runtime, customers)


def by_processes(addresses: Iterator[str], customers: int, processes: int) -> Callable[[], float]:
    """The task of inputs that are shared out to processes, in inputs a second; their start does not count."""
    context = get_context("spawn")

    def task() -> float:
        address, ready = next(addresses), context.Barrier(processes + 1)
        shares = [range(number, customers, processes) for number in range(processes)]
        working = [context.Process(target=work, args=(address, share, ready)) for share in shares]
        for process in working:
            process.start()
        ready.wait()
        start = perf_counter()
        for process in working:
            process.join()
        took = perf_counter() - start
        if any(process.exitcode for process in working):
            sys.exit("durable_postgres.py: a process has failed")
        return customers * EACH / took

    return task


# ── the command ──────────────────────────────────────────────────────────────────────────────────────


def server(stack: ExitStack) -> Callable[..., str]:
    """Gives addresses of a database, with the options that are asked for."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.postgres import VARIABLE, Server

    if given := os.environ.get(VARIABLE):
        return lambda **options: f"{given}?{'&'.join(f'{name}={value}' for name, value in options.items())}"
    return stack.enter_context(Server(durable=True)).address


def figures(address: Callable[..., str], customers: int, rounds: int) -> None:
    places = (address(schema=f"benchmark_{os.getpid()}_{number}", pool=THREADS) for number in count())
    for threads, send in ((1, one_by_one), (THREADS, by_threads)):
        tasks = {
            "raw rows": raw(places, customers, threads, 1),
            "journeyc": committed(places, customers, send),
        }
        title = f"PostgreSQL, one input to a commit, threads: {threads}"
        print_table(title, "inputs/s", in_turn(tasks, rounds), "raw rows")
    with opened(next(places)) as runtime:
        one_by_one(runtime, range(customers, customers + 10))
        print_latencies(f"one of {THREADS} threads", by_threads(runtime, range(customers)))
    tasks = {
        "raw rows": raw(places, customers, 1, TOGETHER),
        "journeyc": committed(places, customers, in_batches),
        "journeyc, a process": by_processes(places, customers, 1),
        "journeyc, two processes": by_processes(places, customers, 2),
        "journeyc, one input to a commit": committed(places, customers, one_by_one),
    }
    found = in_turn(tasks, rounds)
    print_table(f"PostgreSQL, backlog, {TOGETHER} to a commit", "inputs/s", found, "raw rows")
    stores = (address(schema=f"beside_{os.getpid()}_{number}", pool=THREADS) for number in count())
    dbos_figures("PostgreSQL beside DBOS", address(), stores, customers, rounds)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=1000, help="inputs in a round")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with ExitStack() as stack:
        figures(server(stack), max(THREADS, options.n // EACH), options.rounds)


if __name__ == "__main__":
    main()
