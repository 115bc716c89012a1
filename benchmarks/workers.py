"""Messages a second that workers carry on one PostgreSQL, by how many workers there are: over a channel that
takes 100 ms for each, for which they mostly wait, and over one that takes no time, where processors end it.

    .venv/bin/python benchmarks/workers.py [--n 400] [--rounds 3]

A worker is a process with 8 carriers; that it starts does not count. Each customer has one message. The
server is that of `durable_postgres.py`, on the same machine.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from durable_postgres import server
from table import in_turn, print_table

import journeyc
from journeyc.runtime import Delivery, Message, Runtime

WORKERS = (1, 2, 4)
SLOW_SECONDS = 0.1
#: As many as a batch takes.
MOST = 1_000
JOURNEY = """
touchpoint website "Website" { channel web: show, ask }
touchpoint messaging "Messaging" { channel sms: push }
customer { key id: id }
event ordered
event delivered
notification thanks { via sms text "Thank you" }
journey order "An order" {
  starts on ordered from web -> waiting
  step waiting "On its way" via web { enter { notify thanks } on delivered -> done }
  end done "Delivered" success
}
"""


class Sms:
    """A channel that takes a while."""

    address: str | None = None

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def deliver(self, _: Message) -> Delivery:
        sleep(self._seconds)
        return Delivery("delivered")


def work(address: str, seconds: float, ready: Any) -> None:
    """What a process of its own does: carry until there is nothing left."""
    with Runtime.open(address, channels={"sms": Sms(seconds)}) as runtime:
        worker = runtime.worker()
        ready.wait()
        worker.run(until_idle=True)
        if worker.counts.errors:
            sys.exit("workers.py: a worker met errors")


def carried(addresses: Iterator[str], journey: Path, customers: int, seconds: float, workers: int) -> float:
    """Messages a second of so many workers."""
    address, context = next(addresses), get_context("spawn")
    with Runtime.open(address, journeyc.load(journey)) as runtime, runtime.batch() as batch:
        for number in range(customers):
            batch.send("ordered", customer=f"c{number}", channel="web")
    ready = context.Barrier(workers + 1)
    working = [context.Process(target=work, args=(address, seconds, ready)) for _ in range(workers)]
    for process in working:
        process.start()
    ready.wait()
    start = perf_counter()
    for process in working:
        process.join()
    took = perf_counter() - start
    if any(process.exitcode for process in working):
        sys.exit("workers.py: a worker has failed")
    return customers / took


def figures(address: Callable[..., str], customers: int, rounds: int) -> None:
    places = (address(schema=f"workers_{os.getpid()}_{number}") for number in count())
    with TemporaryDirectory() as folder:
        journey = Path(folder, "order.journey")
        journey.write_text(JOURNEY, encoding="utf-8")
        for seconds in (SLOW_SECONDS, 0):
            tasks = {
                f"{number} worker{'s' * (number > 1)}": partial(
                    carried, places, journey, customers, seconds, number
                )
                for number in WORKERS
            }
            title = f"workers on PostgreSQL, {seconds * 1_000:g} ms for a message"
            print_table(title, "messages/s", in_turn(tasks, rounds), "1 worker")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--n", type=int, default=400, help=f"customers in a round, {MOST:,} at most")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with ExitStack() as stack:
        figures(server(stack), min(MOST, options.n), options.rounds)


if __name__ == "__main__":
    main()
