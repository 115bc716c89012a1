"""The program that is killed: it sends inputs, lets time pass, makes calls and hands messages over, for ever.

`host.py FOLDER NAME`: it plays the inputs that `script.py` draws for NAME, going on a little before where the
last program of this name was when it died. FOLDER says how (`Load`), and gets what programs note.
"""

import os
import random
import sys
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from journeyc.runtime import Delivery, Emitted, Message, Reply, Report, Request, Runtime
from journeyc.runtime.errors import ConflictError, StoreLockedError
from journeyc.runtime.hosts.decided import UNKEPT
from tests.kills.journal import Journal, noted
from tests.kills.load import Load
from tests.kills.script import Row, rows

#: How many inputs a program plays again that were answered before.
AGAIN = 3
LINK_KEY = "the same for all programs"

T = TypeVar("T")


class Outside:
    """The other side of channels, services and listeners: it notes what it is given, and fails now and then."""

    def __init__(self, journal: Journal, seed: str) -> None:
        self._journal = journal
        self._chance = random.Random(seed)  # noqa: S311  # it draws what fails

    def hear(self, event: Emitted) -> None:
        self._journal.note("emitted", event.id, event.event, event.payload)

    def call(self, request: Request) -> Reply:
        if self._chance.random() < 0.2:
            return Reply("no_answer", problem="the line is busy")
        self._journal.note("call", request.id, request.service, request.arguments)
        return Reply("ok", "12.50 EUR")

    def channel(self, name: str) -> "OverChannel":
        return OverChannel(name, self._journal, self._chance)


class OverChannel:
    """A channel that needs no address."""

    address: str | None = None

    def __init__(self, name: str, journal: Journal, chance: random.Random) -> None:
        self._name = name
        self._journal = journal
        self._chance = chance

    def deliver(self, message: Message) -> Delivery:
        if self._chance.random() < 0.2:
            return Delivery("retry", "the line is busy")
        self._journal.note(f"message:{self._name}", message.id, message.text, message.customer)
        return Delivery("delivered")


def opened(store: Any, folder: Path, outside: Outside, clock: Any) -> Runtime:
    """A runtime as all programs have it."""
    return Runtime.open(
        store,
        str(folder / "journeys.json"),
        {"sms": outside.channel("sms"), "email": outside.channel("email")},
        clock,
        services={"billing.credit": outside},
        listeners=[outside.hear],
        link_key=LINK_KEY,
    )


def apply(runtime: Runtime, row: Row) -> Report:
    """Send one input, to the run that can take it. Sent again, it may be meant for another, and is known."""
    name, customer, what, values = row
    if what == "identify":
        return runtime.identify(customer, values, id=name)
    if what == "opened" or what == "nagged":
        return runtime.send(what, values, customer=customer, channel="web", id=name)
    run = _run_for(runtime, customer, what)
    if what == "answer":
        return runtime.answer(customer, values, channel="web", run=run, id=name)
    channel = "desk" if what == "decided" else "web"
    return runtime.send(what, values, customer=customer, channel=channel, run=run, id=name)


def _run_for(runtime: Runtime, customer: str, what: str) -> str | None:
    step = {"shown": "asked", "answer": "intake", "decided": "deciding"}.get(what)
    for position in runtime.where(customer):
        if step is None or step in position.steps:
            return position.run
    return None


def work(runtime: Runtime, name: str) -> None:
    """Take a task, if there is one."""
    for task in runtime.tasks()[:1]:
        runtime.task(task.id, "claim", by=name, id=f"{task.id}/claim/{name}")


def next_number(folder: Path, name: str) -> int:
    """The number of the first input that was not answered, as far as programs of this name have noted."""
    return max((int(line[0].split("/")[1]) + 1 for line in noted(folder, f"answers-{name}-*")), default=0)


def patiently(do: Callable[[], T]) -> T:
    """Do something again as long as others are in the way: one that was stopped may hold the store."""
    while True:
        try:
            return do()
        except (ConflictError, StoreLockedError):
            continue


def main(folder: Path, name: str) -> None:
    load = Load.of(folder)
    identity = f"{name}-{os.getpid()}"
    answers = Journal(folder / f"answers-{identity}")
    outside = Outside(Journal(folder / f"outside-{identity}"), identity)
    first = max(next_number(folder, name) - AGAIN, 0)
    with patiently(lambda: opened(load.store, folder, outside, load.clock(identity))) as runtime:
        print("open", flush=True)
        for row in islice(rows(name, load.seed), first, None):
            report = patiently(partial(apply, runtime, row))
            if report["result"] not in UNKEPT:
                answers.note(row.id, row.customer, report)
            patiently(runtime.tick)
            patiently(partial(work, runtime, name))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
