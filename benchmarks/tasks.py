"""How many inputs a second a runtime takes from the tasks of an asyncio program, beside one in threads.

    python benchmarks/tasks.py [--n 2000] [--rounds 5] [--tasks 1 64] [--threads 8]

The customers of `inputs.py`, shared out among so many tasks of one event loop, each of which awaits one input
after the other. Beside them a `Runtime` that one thread calls, and one that as many threads share as the
`AsyncRuntime` has. In memory nothing waits for a disk, so what an await costs besides is all there is to see.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from inputs import DISPUTE, INPUTS_A_CUSTOMER, StillClock, committed, next_store, numbered, tell
from table import in_turn, print_table

from journeyc.runtime import AsyncRuntime


async def play(runtime: AsyncRuntime, customers: Iterable[int]) -> None:
    """Let customers do all they do, one after the other."""
    for customer in customers:
        for step in range(INPUTS_A_CUSTOMER):
            await tell(runtime, customer, step)  # type: ignore[arg-type]  # the same names


async def play_in(tasks: int, store: Any, customers: int, threads: int) -> float:
    """Inputs a second where so many tasks share the customers."""
    async with AsyncRuntime.open(store, DISPUTE, clock=StillClock(), threads=threads) as runtime:
        start = time.perf_counter()
        shares = (range(first, customers, tasks) for first in range(tasks))
        await asyncio.gather(*(play(runtime, share) for share in shares))
        return customers * INPUTS_A_CUSTOMER / (time.perf_counter() - start)


def in_tasks(tasks: int, store: Callable[[], Any], customers: int, threads: int) -> Callable[[], float]:
    return lambda: asyncio.run(play_in(tasks, store(), customers, threads))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=2000, help="inputs in a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tasks", type=int, nargs="*", default=[1, 64])
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    customers = max(1, options.n // INPUTS_A_CUSTOMER)
    with tempfile.TemporaryDirectory() as name:
        paths = numbered(Path(name))
        places: dict[str, Callable[[], Any]] = {
            "in memory": lambda: None,
            "SQLite, synchronous normal": partial(next_store, paths, "normal"),
            "SQLite, synchronous full": partial(next_store, paths, "full"),
        }
        for place, store in places.items():
            tasks = {
                "Runtime, 1 thread": committed(store, customers),
                f"Runtime, {options.threads} threads": committed(store, customers, threads=options.threads),
            }
            for many in options.tasks:
                named = f"AsyncRuntime, {many} task{'' if many == 1 else 's'}"
                tasks[named] = in_tasks(many, store, customers, options.threads)
            print_table(place, "inputs/s", in_turn(tasks, options.rounds), next(iter(tasks)))


if __name__ == "__main__":
    main()
