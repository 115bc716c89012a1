"""Decisions a second of business rules: closures, the reference evaluator, durable-rules in its process.

    .venv/bin/python -m pip install -e '.[rules]'
    .venv/bin/python benchmarks/rules.py [--rules 10 100 1000] [--n 300] [--rounds 15]

The same rules on the same stream of events of twenty customers: single events, three in an hour, two in turn,
conditions on the event and the customer, and those that compare both. First everything says which rules
fire at each event, and where two differ the command stops.

`matching` is that alone: windows are counted before, and all are told the same. The base are closures written
by hand, called where the event concerns them; `all called` calls each of them at every event. `from the core`
is what the core asks, with the slots that it computes; `facts` starts with what the engine is told. A
`decision` is the whole of it: an input, the customer as a document in and out, windows, effects and the
report; `the rules of it` is the part of that time which the rules take. `by hand` are functions by event that
do that part: they find in the events that are remembered what counts, read the documents, and tell of every
rule what the report tells.

At the end: how long the process takes to start, to learn the rules, to answer, and to be there again after
it was killed or hung.
"""

import argparse
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar

from stand_ins.closures import EVENTS, Closure, Slots, closures, text
from stand_ins.tellers import tellers
from table import in_turn, print_table

from journeyc.compiler import check, compile_package
from journeyc.expression.evaluation import Scope
from journeyc.expression.values import instant_text
from journeyc.ir import Package, customer_definition
from journeyc.matching import child
from journeyc.matching.rulesets import Fact, Ruleset, rulesets
from journeyc.matching.worker import EngineProblem, Worker, missing, written
from journeyc.runtime.core import customer_rules, windows
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import CustomerDocument, Decision, State
from journeyc.runtime.core.inputs import EventInput, ProfileInput
from journeyc.runtime.core.matching import NOTHING_SAID, Candidate
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.engine import DEADLINE, Engine
from journeyc.runtime.plan import directory_of, rules_of
from journeyc.source import Source

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
CUSTOMERS = 20
#: Between two events: each customer has one every three minutes.
STEP = timedelta(seconds=9)
#: How many decisions are one message where they are asked together.
TOGETHER = 100
#: How long somebody is measured at a time, in seconds.
A_ROUND = 0.02

T = TypeVar("T")
Questions = list[tuple[Ruleset, list[Fact]]]


class Asked(NamedTuple):
    """What the core asks at one event, with the slots of the closures, what was before, and what is told."""

    event: str
    candidates: Sequence[Candidate]
    scope: Scope
    slots: Slots
    profile: Mapping[str, Any]
    happened: Mapping[str, Any]
    recent: Sequence[Mapping[str, Any]]
    told: Sequence[Mapping[str, Any]]
    fired: frozenset[str]


class Listening(Engine):
    """The engine, and what it was asked."""

    def __init__(self) -> None:
        super().__init__(deadline=5)
        self.heard: Questions = []

    def ask(self, questions: Any) -> list[set[str] | None]:
        self.heard += [(question.rules.ruleset, question.facts) for question in questions]
        return super().ask(questions)


class Workload:
    """Rules, their plan with nobody to ask, and a stream of events."""

    def __init__(self, rules: int, events: int) -> None:
        self.rules = rules
        checked = check(Source("rules.journey", text(rules)), lambda path: path)
        self.package: Package = compile_package(checked)
        plan, definition = rules_of(self.package), customer_definition(self.package)
        assert plan is not None
        assert definition is not None
        self.plan, self.definition = plan, definition
        draw = Random(1)  # noqa: S311  # it draws examples
        self.events = [
            (
                number % CUSTOMERS,
                EventInput(
                    str(number),
                    START + (number + 1) * STEP,
                    f"e{draw.randrange(EVENTS)}",
                    {"amount": draw.randrange(10), "code": f"c{draw.randrange(7)}"},
                    "web",
                ),
            )
            for number in range(events)
        ]

    def directory(self, match: Any = None) -> Directory:
        """The rules, with somebody to ask."""
        plan = replace(self.plan)
        plan.match = match
        return directory_of([], [plan])

    def customers(self, directory: Directory) -> list[CustomerDocument]:
        """Those that events are of, no two alike."""
        found: list[CustomerDocument] = []
        for number in range(CUSTOMERS):
            fields = {"tier": ("silver", "gold")[number % 2], "score": number % 8, "fond": number % 3 == 0}
            new = new_customer(f"customer {number}", instant_text(START))
            found.append(decide(directory, State(new, ()), ProfileInput("p", START, fields)).customer)
        return found

    def decided(self, directory: Directory) -> Iterator[Decision]:
        """The decisions, event by event."""
        customers = self.customers(directory)
        for number, given in self.events:
            decision = decide(directory, State(customers[number], ()), given)
            customers[number] = decision.customer
            yield decision

    def asked(self) -> list[Asked]:
        """What the core asks of the engine, event by event, and what it then finds itself."""
        heard: list[Any] = []

        def match(*asked: Any) -> Mapping[str, bool]:
            heard.append(asked)
            return NOTHING_SAID

        found: list[Asked] = []
        for (_, given), decision in zip(self.events, self.decided(self.directory(match)), strict=True):
            (event, candidates, scope), *_ = heard or [(given.name, (), None)]
            heard.clear()
            profile = self.plan.profile(decision.customer["id"], decision.customer["profile"])
            came = {f"came{rule.name[1:]}": 0 for rule in self.plan.rules}
            came |= {f"came{one.rule.name[1:]}": len(one.found) for one in candidates}
            fields = {name: profile[name] for name in ("tier", "score", "fond")}
            slots = {"event": event, **given.payload, **fields, **came}
            recent = decision.customer.get("recent", [])
            happened = windows.written_down(decision.customer, given, None)
            before = [one for one in recent if one["id"] != given.id]
            told = decision.report.get("rules", ())
            asked = Asked(event, candidates, scope, slots, profile, happened, before, told, fired(decision))
            found.append(asked)
        return found


def fired(decision: Decision) -> frozenset[str]:
    """The rules that did something at an input."""
    return frozenset(r["rule"] for r in decision.report.get("rules", ()) if r["result"] == "fired")


# ── who says which rules hold ────────────────────────────────────────────────────────────────────────


def plain(rules: Sequence[Closure]) -> Callable[[Asked], set[str]]:
    def held(asked: Asked) -> set[str]:
        slots = asked.slots
        return {rule.name for rule in rules if rule.holds(slots)}

    return held


def by_event(rules: Sequence[Closure]) -> Callable[[Asked], set[str]]:
    known = {event: [rule for rule in rules if rule.on == event] for event in {rule.on for rule in rules}}

    def held(asked: Asked) -> set[str]:
        slots = asked.slots
        return {rule.name for rule in known.get(asked.event, ()) if rule.holds(slots)}

    return held


def reference(asked: Asked) -> set[str]:
    scope = asked.scope
    return {
        one.rule.name for one in asked.candidates if one.rule.guard is None or one.rule.guard.compute(scope)
    }


def from_the_core(match: Any) -> Callable[[Asked], set[str]]:
    def held(asked: Asked) -> set[str]:
        said = match(asked.event, asked.candidates, asked.scope) if asked.candidates else NOTHING_SAID
        return {name for name, holds in said.items() if holds}

    return held


def by_hand(workload: Workload) -> Callable[[Asked], list[dict[str, Any]]]:
    known = tellers(workload.rules, {rule.name: rule.label for rule in workload.plan.rules})

    def told(asked: Asked) -> list[dict[str, Any]]:
        profile = asked.profile
        return [tell(asked.happened, profile, asked.recent) for tell in known.get(asked.event, ())]

    return told


class Facts:
    """The questions of every event, ready to be asked."""

    def __init__(self, workload: Workload, asked: Sequence[Asked]) -> None:
        self.engine = Listening()
        self._match: Any = self.engine.matcher(workload.definition, workload.plan.private)
        self.questions = [self._of(one) for one in asked]
        self.worker = Worker(5)
        self.rulesets = {ruleset.name: ruleset for each in self.questions for ruleset, _ in each}
        self._handles: dict[str, Any] = {}

    def close(self) -> None:
        self.engine.close()
        self.worker.close()

    def match(self, *asked: Any) -> Mapping[str, bool]:
        """What the engine says at an event, each of which is an input of its own, as in a host: what was said
        of those before it is forgotten.
        """
        self.engine.troubles()
        return self._match(*asked) if self._match else NOTHING_SAID

    def _of(self, asked: Asked) -> Questions:
        self.engine.heard.clear()
        from_the_core(self.match)(asked)
        return list(self.engine.heard)

    def one_by_one(self) -> list[set[str]]:
        ask = self.worker.ask
        return [set().union(*ask(questions)) if questions else set() for questions in self.questions]

    def together(self) -> list[set[str]]:
        found: list[set[str]] = []
        for start in range(0, len(self.questions), TOGETHER):
            part = self.questions[start : start + TOGETHER]
            answers = iter(self.worker.ask([question for questions in part for question in questions]))
            found += [set().union(*(next(answers) for _ in questions)) for questions in part]
        return found

    def here(self) -> list[set[str]]:
        """The engine in this process, as the other process uses it, with no message between."""
        import durable_rules_engine as engine

        for name, ruleset in self.rulesets.items():
            if name not in self._handles:
                self._handles[name] = engine.create_ruleset(name, ruleset.definition)
                child.held(engine, self._handles[name], child.WARM_UP)
        found: list[set[str]] = []
        for questions in self.questions:
            held: set[str] = set()
            for ruleset, facts in questions:
                said = child.held(engine, self._handles[ruleset.name], [*map(written, facts)])
                held |= {ruleset.names[one] for one in said}
            found.append(held)
        return found


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────


def each(asked: Sequence[Asked], held: Callable[[Asked], T]) -> Callable[[], list[T]]:
    return lambda: [held(one) for one in asked]


def a_second(what: Callable[[], Sequence[object]]) -> Callable[[], float]:
    def run() -> float:
        done, took, start = 0, 0.0, time.perf_counter()
        # The first of several times finds nothing near at hand, which would be held against who is quickest.
        while took < A_ROUND:
            done += len(what())
            took = time.perf_counter() - start
        return done / took

    return run


def of_rules(workload: Workload, directory: Directory) -> Callable[[], float]:
    """Decisions a second, were the rules all that takes time."""

    def run() -> float:
        took, watch = 0.0, customer_rules.watch

        def timed(*given: Any) -> bool:
            nonlocal took
            start = time.perf_counter()
            did = watch(*given)
            took += time.perf_counter() - start
            return did

        customer_rules.watch = timed
        try:
            done = len([*workload.decided(directory)])
        finally:
            customer_rules.watch = watch
        return done / took

    return run


def same(name: str, wanted: Sequence[Asked], found: Sequence[set[str] | frozenset[str]]) -> None:
    """Stop where somebody says something else."""
    for number, (asked, said) in enumerate(zip(wanted, found, strict=True)):
        if asked.fired != said:
            differ = ", ".join(sorted(asked.fired ^ said))
            sys.exit(f"rules.py: `{name}` says something else at event {number}, of {differ}")


def print_rules(count: int, events: int, rounds: int) -> None:
    workload = Workload(count, events)
    asked = workload.asked()
    functions = closures(count)
    saying: dict[str, Callable[[], list[set[str]]]] = {
        "closures, by event": each(asked, by_event(functions)),
        "closures, all called": each(asked, plain(functions)),
        "reference": each(asked, reference),
    }
    deciding = {"reference": workload.directory()}
    facts = None if missing() else Facts(workload, asked)
    if facts is not None:
        saying |= {
            "worker, from the core": each(asked, from_the_core(facts.match)),
            "worker, facts": facts.one_by_one,
            f"worker, facts, {TOGETHER} together": facts.together,
            "durable-rules in this process": facts.here,
        }
        deciding["worker"] = workload.directory(facts.match)
    for name, say in saying.items():
        same(name, asked, say())
    for name, directory in deciding.items():
        same(f"decision, {name}", asked, [fired(decision) for decision in workload.decided(directory)])
    whole = each(asked, by_hand(workload))
    if whole() != [[*one.told] for one in asked]:
        sys.exit("rules.py: what is written by hand tells something else")
    tasks = {f"matching: {name}": a_second(say) for name, say in saying.items()}
    tasks["the rules of it: by hand"] = a_second(whole)
    for name, directory in deciding.items():
        tasks[f"decision: {name}"] = a_second(lambda known=directory: [*workload.decided(known)])
        tasks[f"the rules of it: {name}"] = of_rules(workload, directory)
    found = in_turn(tasks, rounds)
    some = sum(bool(one.fired) for one in asked) / len(asked)
    title = f"{count} rules, of which some fire at {some:.0%} of the events"
    print_table(title, "a second", found, "matching: closures, by event", digits=3)
    if facts is not None:
        told = sum(map(len, facts.questions)) / len(asked)
        print(f"{told:.2f} questions a decision, {len(facts.rulesets)} sets of rules")
        facts.close()


# ── the life of the process ──────────────────────────────────────────────────────────────────────────


def milliseconds(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return (time.perf_counter() - start) * 1_000


def in_the_end(worker: Worker, questions: Questions) -> None:
    """Ask until there is an answer."""
    answered = False
    while not answered:
        with suppress(EngineProblem):
            worker.ask(questions)
            answered = True


def signalled(worker: Worker, questions: Questions, number: int) -> float:
    """From the signal to the next answer."""
    worker.ask(questions)
    assert worker.pid is not None
    os.kill(worker.pid, number)
    return milliseconds(lambda: in_the_end(worker, questions))


def cold(sets: Sequence[Ruleset]) -> float:
    """From nothing to an answer of every set."""
    worker = Worker(DEADLINE)
    try:
        return milliseconds(lambda: worker.ask(nothing_of(sets)))
    finally:
        worker.close()


def nothing_of(sets: Sequence[Ruleset]) -> Questions:
    return [(ruleset, [{"k": "nothing", "id": "0", "_": 1}]) for ruleset in sets]


def print_life(counts: Sequence[int], rounds: int) -> None:
    known = {count: [*rulesets(Workload(count, 0).package.declarations.rules)] for count in (1, *counts)}
    worker = Worker(DEADLINE)
    one = nothing_of(known[1])
    tasks: dict[str, Callable[[], float]] = {
        "a round trip": lambda: milliseconds(lambda: [worker.ask(one) for _ in range(1_000)]) / 1_000,
        "after a kill, one rule": lambda: signalled(worker, one, signal.SIGKILL),
        f"after a hang, deadline {DEADLINE * 1_000:.0f} ms": lambda: signalled(worker, one, signal.SIGSTOP),
    }
    for count, sets in known.items():
        tasks[f"cold start, {count} rules in {len(sets)} sets"] = lambda sets=sets: cold(sets)
    found = in_turn(tasks, rounds)
    worker.close()
    print("\nThe process, in milliseconds")
    for name, figures in found.items():
        print(f"{name:40} {statistics.median(figures):>9.3f} {min(figures):>9.3f} {max(figures):>9.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rules", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--n", type=int, default=300, help="events in a round")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    for count in options.rules:
        print_rules(count, options.n, options.rounds)
    if why := missing():
        print(f"\nleft out: {why}")
    else:
        print_life(options.rules, options.rounds)


if __name__ == "__main__":
    main()
