"""Drawn rules and events: the engine, in its process, and the reference evaluator say the same."""

import inspect
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.runtime.core.inputs import EventInput, ProfileInput, TimeInput
from journeyc.runtime.engine import Engine
from journeyc.runtime.plan import directory_of, plans_of, rules_of
from journeyc.source import Source
from tests.compiling import package_of
from tests.matching.rules import HEAD, needs_engine, plans_with, rules_with
from tests.world import START, World

#: Values at which comparisons turn, and some that the engine may not see.
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 9_007_199_254_740_991])
DECIMALS = st.sampled_from(["-1", "0.5", "1", "1.5", "2", "0.0000001", "12345678901234567890.5"])
TEXTS = st.sampled_from(["x", "y", "", "quoted \"'\\", "ä\u2028", "l" * 5_000])
SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
SAME = st.sampled_from(["==", "!="])


def _compared() -> st.SearchStrategy[str]:
    """Comparisons of what every event has."""
    numbers = st.sampled_from(["customer.score", "0", "1", "2", "customer.score + 1"])
    decimals = st.sampled_from(["customer.share", "1", "1.5", "customer.share * 2", "customer.score"])
    return st.one_of(
        st.builds("{} {} {}".format, numbers, SIGNS, numbers),
        st.builds("{} {} {}".format, decimals, SIGNS, decimals),
        st.builds("customer.tier {} {}".format, SAME, st.sampled_from(["silver", "gold"])),
        st.builds('customer.secret {} "{}"'.format, SAME, st.sampled_from(["hidden", "shown"])),
        st.builds("customer.open_at {} {}".format, SIGNS, st.sampled_from(["08:59", "09:00", "10:30"])),
        st.builds("customer.most {} {}".format, SIGNS, st.sampled_from(["20 EUR", "20.01 EUR"])),
        st.builds("customer.patience {} {}".format, SIGNS, st.sampled_from(["59 minutes", "60 minutes"])),
        st.builds("customer.likes {} {}".format, SAME, st.sampled_from(["web", "chat"])),
        st.sampled_from([
            'fits(customer.score, "x")', 'not fits(customer.score, "xy")',
            "worth(customer.score) == 2", "worth(customer.score + 1) > customer.score",
            "customer.fond", "not customer.fond", "customer.fond == true",
            "customer.name is set", "customer.name is missing",
            'customer.name is set and customer.name == "x"', 'customer.name is set and customer.name != "x"',
            "customer.name is set and length(customer.name) > 1", "customer.tier in [gold]",
            "customer.born is set and customer.born < 2000-01-02",
            "customer.seen is set and customer.seen >= now - 2 days",
        ]),
    )  # fmt: skip


def _of_a() -> st.SearchStrategy[str]:
    numbers = st.sampled_from(["event.n", "1", "2", "customer.score"])
    decimals = st.sampled_from(["event.d", "1.5", "customer.share", "event.n"])
    return st.one_of(
        st.builds("event.n {} {}".format, SIGNS, numbers),
        st.builds("event.d {} {}".format, SIGNS, decimals),
        st.builds('event.t {} "{}"'.format, SAME, st.sampled_from(["x", "y", ""])),
        st.just("customer.name is set and event.t == customer.name"),
        st.just("1 / event.n > 0.5"),
        st.just("event.sure"),
        st.sampled_from(["not event.sure", "event.sure == customer.fond"]),
    )


@st.composite
def guards(draw: st.DrawFn, *more: st.SearchStrategy[str], of_a: bool) -> str:
    """A condition, or none; of the customer, of the event where that is an `a`, and of `more`."""
    parts = draw(st.lists(st.one_of(_compared(), *more, *([_of_a()] if of_a else [])), max_size=4))
    words = [draw(st.sampled_from(["and", "and", "and", "or"])) for _ in parts[1:]]
    bracketed = [f"({part})" for part in parts]
    joined = bracketed[:1] + [f"{word} {part}" for word, part in zip(words, bracketed[1:], strict=True)]
    if "or" in words and "and" in words:
        joined = [part.replace("or ", "and ", 1) if part.startswith("or ") else part for part in joined]
    return f"when {' '.join(joined)} " if joined else ""


PATTERNS = st.sampled_from([
    ("a", True), ("b", False), ("a from web", True), ("2 a within 1 hour", True),
    ("3 b within 2 hours", False), ("a then b within 1 hour", False), ("b then a within 2 hours", True),
    ("a then b then a within 3 hours", True),
    ("a then no b within 1 hour", True), ("b then no b within 30 minutes", False),
])  # fmt: skip
DOINGS = st.sampled_from([
    "emit told()", "set customer.score = customer.score + 1", "set customer.fond = not customer.fond",
    "set customer.tier = gold", "set customer.share = 2.5", 'set customer.name = "x"',
    "set customer.seen = now", "set customer.score = worth(customer.score)",
])  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Several rules of the customer."""
    found: list[str] = []
    for number in range(draw(st.integers(1, 5))):
        pattern, of_a = draw(PATTERNS)
        found.append(f"rule r{number} {{ on {pattern} {draw(guards(of_a=of_a))}{{ {draw(DOINGS)} }} }}")
    return "\n".join(found)


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from("aaabbbp"),
        st.sampled_from([0, 10, 30, 60, 61, 200]),
        st.fixed_dictionaries({"n": NUMBERS, "d": DECIMALS, "t": TEXTS, "sure": st.booleans()}),
        st.sampled_from(["web", "chat"]),
        st.sampled_from([
            {"tier": "gold"}, {"name": "xy"}, {"name": None}, {"score": 2**53 - 1}, {"born": "2000-01-01"},
            {"share": "1.5"}, {"open_at": "10:30:00"}, {"secret": "shown"},
        ]),
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """One process for all examples."""
    one = Engine(deadline=10)
    yield one
    one.close()


def agree(engine: Engine, text: str, happenings: list[Any]) -> None:
    """Play the same with both, and compare all that came of it."""
    reference, other = worlds(engine, text)
    at = START
    for number, (what, minutes, payload, channel, fields) in enumerate(happenings):
        at += timedelta(minutes=minutes)
        given = (
            ProfileInput(f"i{number}", at, fields)
            if what == "p"
            else EventInput(f"i{number}", at, what, payload if what in ("a", "c") else {}, channel)
        )
        compare(engine, reference, other, given)
    compare(engine, reference, other, TimeInput("end", at + timedelta(days=1)))


def worlds(engine: Engine, text: str) -> tuple[World, World]:
    """A customer whose rules are looked at without the engine, and one where it looks at them."""
    package = package_of(Source("rules.journey", HEAD + text))
    rules = [plan for plan in [rules_of(package)] if plan]
    return (
        World(directory_of(plans_of(package), rules)),
        World(directory_of(plans_with(engine, package), rules_with(engine, package))),
    )


def compare(engine: Engine, reference: World, other: World, given: Any) -> None:
    """One input."""
    one, two = reference.apply(given), other.apply(given)
    assert engine.troubles() == []
    of_runs = (rule for run in two.report["runs"] for rule in run.get("rules", []))
    for rule in (*two.report.get("rules", []), *of_runs):
        rule.pop("engine", None)
    assert two == one


@needs_engine
def test_amounts_are_compared(engine: Engine) -> None:
    """They are written as texts, and are none: the rule could not be loaded."""
    rule = "rule large { on c when event.m > 500 EUR and customer.patience == 1 hour { emit told() } }"
    amounts = ["499.99 EUR", "500 EUR", "500.01 EUR", "1000.00 EUR"]
    agree(engine, rule, [("c", 1, {"m": amount}, "web", {}) for amount in amounts])


@needs_engine
def test_what_is_missing_is_left_out(engine: Engine) -> None:
    """The engine would take a null for something that is set."""
    rule = "rule known { on b when customer.name is set { emit told() } }"
    names = [{"name": "x"}, {"name": None}]
    agree(
        engine,
        rule,
        [("b", 1, {}, "web", {}), *((what, 1, {}, "web", name) for name in names for what in "pb")],
    )


@needs_engine
def test_what_cannot_be_computed_so_deep_in_calls_is_an_incident_with_both(engine: Engine) -> None:
    """A program may be in the midst of much when it sends an event."""
    reference, other = worlds(
        engine, f"rule deep {{ on b when customer.score{' + 1' * 95} > 1 {{ emit told() }} }}"
    )
    event = EventInput("i", START, "b", {}, "web")

    def at(depth: int) -> None:
        if depth:
            at(depth - 1)
        else:
            compare(engine, reference, other, event)

    left = sys.getrecursionlimit() - len(inspect.stack(0))
    at(left - 100)
    (incident,) = reference.incidents
    assert incident["problem"] == "it is nested too deeply to be computed"


@needs_engine
@settings(max_examples=25)
@given(rules(), HAPPENINGS)
def test_both_say_the_same(engine: Engine, text: str, happenings: list[Any]) -> None:
    agree(engine, text, happenings)


@needs_engine
@pytest.mark.full
@settings(max_examples=5_000)
@given(rules(), HAPPENINGS)
def test_both_say_the_same_of_many(engine: Engine, text: str, happenings: list[Any]) -> None:
    agree(engine, text, happenings)
