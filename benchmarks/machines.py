"""Inputs a second in memory, beside pytransitions, python-statemachine, sismic and XState.

    .venv/bin/python -m pip install --require-hashes -r locks/benchmarks.lock
    .venv/bin/python benchmarks/machines.py [--rounds 5] [--seconds 0.3] [--row WORDS]

Three workloads, each a ring of inputs that every machine has in its own words: flat, nested three deep with
guards, three branches in parallel. Every machine first shows that it goes the right way, step by step, and
after each measurement that it is where so many inputs lead and has counted all of them; else the command
stops. The machines take turns, so that a slow spell hits all alike; a ratio is the median of those round by
round.

The core decides as for a host: an input with an id and a time, the customer and the run as documents in and
out, validation, effects and the full report. `core, JSON text` keeps both documents as text between inputs.
XState is measured with an actor, and with its pure function, which like the core takes a snapshot and gives
one. The others write to an object in place. What is not installed is named and left out; the first time, npm
installs XState in `build/`, as its lock file has it.
"""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from typing import Any, NamedTuple

from stand_ins.machines.workloads import (
    WORKLOADS,
    Machine,
    MissingError,
    Workload,
    WrongWayError,
    begin,
    finish,
)
from table import in_turn

OURS = "core"


class Kind(NamedTuple):
    """A sort of machine: where it is written, what it needs, and how many times as fast the core shall be, by
    workload. Without goals it is only shown.
    """

    name: str
    module: str
    build: str
    arguments: tuple[str, ...] = ()
    goals: dict[str, float] | None = None


def goals(flat: float) -> dict[str, float]:
    return {"flat": flat, "nested": 2, "parallel": 2}


KINDS = (
    Kind(OURS, "core", "Journey"),
    Kind("core, JSON text", "core", "TextJourney"),
    Kind("pytransitions", "pytransitions", "Model", goals=goals(1)),
    Kind("sismic", "sismic_charts", "Chart", goals=goals(5)),
    Kind("python-statemachine", "python_statemachine", "Chart", goals=goals(10)),
    Kind("XState, actor", "xstate", "Process", ("actor",), goals(0.25)),
    Kind("XState, pure function", "xstate", "Process", ("transition",)),
)


def built(kind: Kind, workload: Workload) -> Machine | str:
    """A machine, or what keeps it from being there."""
    try:
        module = import_module(f"stand_ins.machines.{kind.module}")
        machine: Machine = getattr(module, kind.build)(workload, *kind.arguments)
    except ModuleNotFoundError as missing:
        return f"{missing.name} is not installed"
    except MissingError as problem:
        return str(problem)
    return machine


def measured(machine: Machine, workload: Workload, seconds: float) -> Callable[[], float]:
    """The task that goes round for so many seconds, gives inputs a second, and checks what was reached."""
    fields = begin(machine, workload)
    rounds = max(1, int(10 * seconds / machine.play(10)))
    finish(machine, workload, fields, 10)

    def task() -> float:
        before = machine.seen().fields
        took = machine.play(rounds)
        finish(machine, workload, before, rounds)
        return rounds * len(workload.inputs) / took

    return task


def tasks(workload: Workload, seconds: float, stack: ExitStack) -> Iterator[tuple[str, Any]]:
    """A task by the name of each machine, or a sentence where it is left out."""
    for kind in KINDS:
        machine = built(kind, workload)
        if isinstance(machine, str):
            yield kind.name, machine
            continue
        if close := getattr(machine, "close", None):
            stack.callback(close)
        yield kind.name, measured(machine, workload, seconds)


def print_workload(workload: Workload, rounds: int, seconds: float) -> None:
    with ExitStack() as stack:
        found = dict(tasks(workload, seconds, stack))
        figures = in_turn({name: task for name, task in found.items() if callable(task)}, rounds)
    print(f"\n{workload.name:24} {'inputs/s':>10} {'least':>10} {'most':>10} {'core is':>10} {'goal':>10}")
    for kind in KINDS:
        if kind.name in figures:
            print_machine(kind, workload, figures)
        else:
            print(f"{kind.name:24} left out: {found[kind.name]}")


def print_machine(kind: Kind, workload: Workload, figures: dict[str, list[float]]) -> None:
    own = figures[kind.name]
    line = f"{kind.name:24} {statistics.median(own):>10,.0f} {min(own):>10,.0f} {max(own):>10,.0f}"
    if kind.name == OURS or OURS not in figures:
        print(line)
        return
    ratio = statistics.median(ours / other for ours, other in zip(figures[OURS], own, strict=True))
    line = f"{line} {ratio:>8.2f} ×"
    if kind.goals is None:
        print(line)
        return
    goal = kind.goals[workload.name]
    print(f"{line} {f'≥ {goal:g} ×':>10}  {'reached' if ratio >= goal else 'not reached'}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--seconds", type=float, default=0.3, help="how long a machine is measured in a round"
    )
    parser.add_argument("--row", default="", help="only workloads with these words")
    options = parser.parse_args()
    try:
        for workload in WORKLOADS:
            if options.row in workload.name:
                print_workload(workload, options.rounds, options.seconds)
    except WrongWayError as wrong:
        sys.exit(f"machines.py: {wrong}")


if __name__ == "__main__":
    main()
