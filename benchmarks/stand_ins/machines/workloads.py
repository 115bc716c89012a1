"""What every machine is given, and what must become of it: three rings of inputs that end where they began.

The tables were written by hand, after `flat.journey`, `nested.journey` and `parallel.journey`. The other
machines say the same in their own words.
"""

from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple, Protocol


class Given(NamedTuple):
    """An input, the one number it carries, and the steps that are active after it."""

    event: str
    number: int
    steps: frozenset[str]


class Workload(NamedTuple):
    """Inputs that go round, what events call their number, and what a round adds to each field."""

    name: str
    carries: str
    first: frozenset[str]
    inputs: tuple[Given, ...]
    fields: dict[str, int]


class Seen(NamedTuple):
    """Where a machine is, and what it remembers."""

    steps: frozenset[str]
    fields: dict[str, int]


class Machine(Protocol):
    """A workload in one library's words, in a state of its own that goes on from call to call."""

    def send(self, event: str, number: int) -> None: ...

    def play(self, rounds: int) -> float:
        """The seconds it takes to go round so many times."""
        ...

    def seen(self) -> Seen: ...


class MissingError(Exception):
    """What a machine needs is not here, and cannot be brought."""


class WrongWayError(Exception):
    """A machine is not where it should be, so its figures would say nothing."""


def given(event: str, number: int, *steps: str) -> Given:
    return Given(event, number, frozenset(steps))


FLAT = Workload(
    "flat",
    "amount",
    frozenset({"choosing"}),
    (
        given("chosen", 900, "checking"),
        given("checked", 900, "paying"),
        given("paid", 900, "packing"),
        given("shipped", 900, "travelling"),
        given("received", 900, "choosing"),
        given("chosen", 50, "paying"),
        given("paid", 50, "packing"),
        given("shipped", 50, "travelling"),
        given("received", 50, "choosing"),
    ),
    {"total": 950, "rounds": 2},
)

NESTED = Workload(
    "nested",
    "level",
    frozenset({"greeting"}),
    (
        given("next", 1, "listening"),
        given("next", 5, "solving"),
        given("next", 1, "greeting"),
        given("next", 1, "listening"),
        given("hold", 6, "waiting"),
        given("next", 1, "greeting"),
        given("hold", 3, "checking"),
        given("next", 1, "greeting"),
        given("hold", 0, "resting"),
        given("next", 1, "greeting"),
    ),
    {"visits": 4, "entered": 6, "left": 6, "held": 9},
)

PARALLEL = Workload(
    "parallel",
    "level",
    frozenset({"due", "packed", "asked"}),
    (
        given("tick", 9, "settled", "sent", "thanked"),
        given("tick", 1, "due", "arrived", "asked"),
        given("tick", 2, "settled", "packed", "reminded"),
        given("tick", 1, "due", "sent", "asked"),
        given("tick", 7, "settled", "arrived", "thanked"),
        given("tick", 1, "due", "packed", "asked"),
    ),
    {"bills": 18, "parcels": 2, "thanks": 2},
)

WORKLOADS = (FLAT, NESTED, PARALLEL)


def timed(sends: list[Callable[[], object]], rounds: int) -> float:
    """The seconds it takes to send everything so many times: `play` of the machines in Python."""
    start = perf_counter()
    for _ in range(rounds):
        for send in sends:
            send()
    return perf_counter() - start


def begin(machine: Machine, workload: Workload) -> dict[str, int]:
    """See that a machine goes twice the right way, step by step; gives what its fields hold then."""
    start = machine.seen()
    expect(machine, workload, Seen(workload.first, start.fields), "at the start")
    for turn in range(2):
        for number, one in enumerate(workload.inputs):
            machine.send(one.event, one.number)
            if machine.seen().steps != one.steps:
                fields = machine.seen().fields
                expect(machine, workload, Seen(one.steps, fields), f"after input {number} of round {turn}")
    finish(machine, workload, start.fields, 2)
    return machine.seen().fields


def finish(machine: Machine, workload: Workload, before: dict[str, int], rounds: int) -> None:
    """See that a machine is where so many rounds lead, and that nothing was left out on the way."""
    fields = {name: before[name] + added * rounds for name, added in workload.fields.items()}
    expect(machine, workload, Seen(workload.inputs[-1].steps, fields), f"after {rounds} rounds")


def expect(machine: Machine, workload: Workload, wanted: Seen, when: str) -> None:
    found = machine.seen()
    if found != wanted:
        kind = type(machine).__module__.rpartition(".")[2]
        said = [f"{', '.join(sorted(seen.steps))} with {seen.fields}" for seen in (found, wanted)]
        raise WrongWayError(f"{workload.name}, {kind}, {when}: it is at {said[0]}, not at {said[1]}")
