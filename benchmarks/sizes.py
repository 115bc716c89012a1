"""What one input costs against the size of the journey and the number of runs in the process: it shall stay.

    .venv/bin/python benchmarks/sizes.py [--rounds 7] [--inputs 5000] [--runs 1000000]

A journey of 10 to 1,000 steps in a ring, each with a guard and an effect: a run walks its first ten steps
again and again, or all of them, which also shows what a cold cache costs. Of 1 to 1,000,000 runs in a process
each input meets any one, drawn beforehand: first as documents that are kept as JSON text, so that an input
reads, decides and writes them; then, up to 100,000, in the runtime on its store in memory, which keeps
history and reports too. A million customers with their runs take about 1.3 GB; `--runs` asks for fewer.

The sizes take turns. A ratio is the median of the ratios to the smallest size, round by round. The garbage
collector of Python is off while inputs are counted: it walks all that a process holds, and hits one size by
chance.
"""

import argparse
import gc
import json
import random
import statistics
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter

from stand_ins.machines.core import START, EventInput, begun, directory
from table import in_turn

from journeyc import load
from journeyc.runtime import Runtime
from journeyc.runtime.core.decide import decide
from journeyc.runtime.core.documents import State

BOUND = 1.2
STEPS = (10, 100, 1000)
#: How far a run goes that does not walk all steps.
FEW = 10
#: With history and reports, a run in the store in memory takes ten times the space of its documents.
MOST_IN_STORE = 100_000

HEAD = """\
touchpoint shop "Shop" { channel web: show, ask }
customer { key id: id }
event opened
event moved { amount: int }
event closed

journey ring "A ring" {
  context { total: int = 0 }
  starts on opened -> step_0
"""
STEP = """\
  step step_NUMBER "Step NUMBER" via web {
    on moved when event.amount > 0 -> step_NEXT { set total = total + event.amount }
    on closed -> done
  }
"""
FOOT = '  end done "Enough" success\n}\n'


class StillClock:
    """It is always morning."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 9, tzinfo=UTC)


def ring(folder: Path, steps: int) -> Path:
    """A journey of so many steps, each leading to the next and the last to the first."""
    path = folder / f"ring_{steps}.journey"
    written = [
        STEP.replace("NUMBER", str(number)).replace("NEXT", str((number + 1) % steps))
        for number in range(steps)
    ]
    path.write_text(HEAD + "".join(written) + FOOT, encoding="utf-8")
    return path


def walk(path: Path, lap: int, inputs: int) -> Callable[[], float]:
    """The task of so many inputs to a journey, each run of it `lap` inputs long, in microseconds an input."""
    known = directory(path)
    first = begun(known)

    def task() -> float:
        start = perf_counter()
        for number in range(inputs):
            if number % lap == 0:
                state = first
            given = EventInput(str(number), START, "moved", {"amount": 1}, "web")
            decision = decide(known, state, given)
            state = State(decision.customer, decision.changed)
        took = perf_counter() - start
        walked = (inputs - 1) % lap + 1
        assert state.runs[0]["context"]["total"] == walked, f"{walked} inputs, but {state.runs[0]}"
        return took * 1e6 / inputs

    return task


def drawn(runs: int, inputs: int) -> list[str]:
    """Which customers the inputs of a round are for, the same every time."""
    chance = random.Random(runs)  # noqa: S311  # a draw that repeats
    return [f"customer-{chance.randrange(runs)}" for _ in range(inputs)]


def documents(path: Path, runs: int, inputs: int) -> Callable[[], float]:
    """The task of inputs to so many runs, each a customer's only one, whose documents are JSON text."""
    known = directory(path)
    customer, run = (json.dumps(one) for one in (begun(known).customer, begun(known).runs[0]))
    kept = {
        name: (customer.replace("anna", name).encode(), run.replace("anna", name).encode())
        for name in (f"customer-{number}" for number in range(runs))
    }
    names = drawn(runs, inputs)
    moved = count(1)

    def task() -> float:
        start = perf_counter()
        for name in names:
            was, ran = kept[name]
            given = EventInput(str(next(moved)), START, "moved", {"amount": 1}, "web")
            decision = decide(known, State(json.loads(was), (json.loads(ran),)), given)
            (changed,) = decision.changed
            kept[name] = (json.dumps(decision.customer).encode(), json.dumps(changed).encode())
        took = perf_counter() - start
        assert json.loads(kept[name][1])["customer"] == name
        assert json.loads(kept[name][1])["context"]["total"] > 0
        return took * 1e6 / inputs

    return task


def stored(path: Path, runs: int, inputs: int) -> Callable[[], float]:
    """The task of inputs to so many runs in a runtime on its store in memory."""
    runtime = Runtime.open(None, load(path), clock=StillClock())
    for number in range(runs):
        runtime.send("opened", customer=f"customer-{number}", channel="web", id="opened")
    names = drawn(runs, inputs)
    moved = count(1)

    def task() -> float:
        start = perf_counter()
        for name in names:
            report = runtime.send("moved", {"amount": 1}, customer=name, channel="web", id=str(next(moved)))
            assert report["result"] == "accepted", report
        return (perf_counter() - start) * 1e6 / inputs

    return task


def print_sizes(title: str, tasks: Mapping[int, Callable[[], float]], rounds: int) -> None:
    gc.collect()
    gc.disable()
    found = in_turn({f"{size:,}": task for size, task in tasks.items()}, rounds)
    gc.enable()
    base = next(iter(found.values()))
    print(f"\n{title:36} {'µs/input':>10} {'least':>10} {'most':>10} {'ratio':>10}")
    for name, own in found.items():
        ratio = statistics.median(figure / other for figure, other in zip(own, base, strict=True))
        verdict = "" if own is base else "  reached" if ratio <= BOUND else f"  not reached: ≤ {BOUND} ×"
        figures = " ".join(f"{one:>10.2f}" for one in (statistics.median(own), min(own), max(own)))
        print(f"{name:36} {figures} {ratio:>8.2f} ×{verdict}", flush=True)


def numbers_of_runs(most: int) -> list[int]:
    return [*(size for size in (1, 1_000, 100_000) if size < most), most]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--inputs", type=int, default=5000, help="inputs in a round")
    parser.add_argument("--runs", type=int, default=1_000_000, help="the most runs in a process")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        rings = {steps: ring(Path(name), steps) for steps in STEPS}
        walks = {steps: walk(path, FEW, options.inputs) for steps, path in rings.items()}
        print_sizes("steps in the journey, ten walked", walks, options.rounds)
        walks = {steps: walk(path, steps, options.inputs) for steps, path in rings.items()}
        print_sizes("steps in the journey, all walked", walks, options.rounds)
        kept = {runs: documents(rings[10], runs, options.inputs) for runs in numbers_of_runs(options.runs)}
        print_sizes("runs as JSON text", kept, options.rounds)
        del kept
        most = min(options.runs, MOST_IN_STORE)
        held = {runs: stored(rings[10], runs, options.inputs) for runs in numbers_of_runs(most)}
        print_sizes("runs in the store in memory", held, options.rounds)


if __name__ == "__main__":
    main()
