"""Rules as the engine gets them: what it does not compare is computed, what it cannot hold is left."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.ir import Package, model
from journeyc.matching.contract import (
    MAXIMUM_CONDITIONS,
    MAXIMUM_EVENTS,
    MAXIMUM_INTEGER,
    MAXIMUM_PATTERNS,
    MAXIMUM_TEXT,
)
from journeyc.matching.naive import checked, held
from journeyc.matching.rulesets import fits, rulesets
from journeyc.matching.translation import Translator
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.engine import Engine
from journeyc.runtime.plan import directory_of
from journeyc.source import Source
from tests.compiling import package_of
from tests.matching.rules import HEAD, needs_engine, rules_with, sets_of, worker
from tests.matching.test_agreement import agree
from tests.world import START, World


class Read(Engine):
    """An engine that reads its definitions slowly, here: what is compared is what was translated."""

    def ask(self, questions: Sequence[Any]) -> list[set[str] | None]:
        found: list[set[str] | None] = []
        for question in questions:
            rules = question.rules.ruleset
            found.append({rules.names[one] for one in held(rules.definition, question.facts)})
        return found


def compiled(rules: str) -> Package:
    return package_of(Source("rules.journey", HEAD + rules))


# ── what is compared ─────────────────────────────────────────────────────────────────────────────────

#: Constants on both sides of what the engine compares, and the values that meet them.
WHOLE = ["0", "1", "9007199254740991", "-9007199254740991"]
DECIMAL = [
    "0.5",
    "9007199254.740991",
    "9007199254.740992",
    "-9007199255.5",
    "0.0000001",
    "12345678901234567890.5",
]
TEXT = ["", "x", "l" * MAXIMUM_TEXT, "l" * (MAXIMUM_TEXT + 1), "ä" * (MAXIMUM_TEXT // 2 + 1), "\\\\ ' \u2028"]
ORDERED = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
SAME = st.sampled_from(["==", "!="])


@st.composite
def compared(draw: st.DrawFn) -> str:
    """A comparison with a constant, on either side of it."""
    left, sign, right = draw(
        st.one_of(
            st.tuples(st.sampled_from(["event.n", "customer.score"]), ORDERED, st.sampled_from(WHOLE)),
            st.tuples(
                st.sampled_from(["event.d", "customer.share"]), ORDERED, st.sampled_from(DECIMAL + WHOLE)
            ),
            st.tuples(st.just("event.n"), ORDERED, st.sampled_from(DECIMAL)),
            st.tuples(
                st.sampled_from(["event.t", "customer.secret"]),
                SAME,
                st.sampled_from(TEXT).map('"{}"'.format),
            ),
        )
    )
    return f"{left} {sign} {right}" if draw(st.booleans()) else f"{right} {sign} {left}"


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from("aaap"),
        st.just(1),
        st.fixed_dictionaries(
            {
                "n": st.sampled_from(WHOLE).map(int),
                "d": st.sampled_from(DECIMAL),
                "t": st.sampled_from(TEXT),
                "sure": st.booleans(),
            }
        ),
        st.just("web"),
        st.one_of(
            st.fixed_dictionaries({"score": st.sampled_from(WHOLE).map(int)}),
            st.fixed_dictionaries({"share": st.sampled_from(DECIMAL)}),
            st.fixed_dictionaries({"secret": st.sampled_from(TEXT)}),
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(compared(), min_size=1, max_size=4), HAPPENINGS)
def test_constants_of_any_size_mean_the_same(conditions: list[str], happenings: list[Any]) -> None:
    """What is translated holds exactly when the condition is true, in facts and in constants."""
    rules = [f"rule r{n} {{ on a when {one} {{ emit told() }} }}" for n, one in enumerate(conditions)]
    agree(Read(), "\n".join(rules), happenings)


@given(st.lists(compared(), min_size=1, max_size=6))
def test_the_engine_sees_no_constant_that_it_would_not_compare_exactly(conditions: list[str]) -> None:
    (rules,) = sets_of(f"rule r {{ on a when {' and '.join(conditions)} {{ emit told() }} }}")
    for value in _values(json.loads(rules.definition)):
        assert type(value) in {int, str}
        assert (
            abs(value) <= MAXIMUM_INTEGER if type(value) is int else len(str(value).encode()) <= MAXIMUM_TEXT
        )


def _values(part: Any) -> Iterator[Any]:
    match part:
        case dict():
            for inner in part.values():
                yield from _values(inner)
        case list():
            for inner in part:
                yield from _values(inner)
        case _:
            yield part


@pytest.mark.parametrize(
    "condition",
    [
        "event.d > 12345678901234567890.5",
        "event.d == 0.0000001",
        f'event.t == "{"l" * (MAXIMUM_TEXT + 1)}"',
        "event.n in [1, 2]",
        "event.n + 1 > 2",
        "not (event.n > 2)",
        "customer.name is missing",
        "event.n > 1 or event.d > 1",
        "customer.seen is set and customer.seen < now",
    ],
)
def test_what_it_does_not_compare_is_computed_before(condition: str) -> None:
    """It is a slot that is true or not."""
    (rules,) = sets_of(f"rule r {{ on a when {condition} {{ emit told() }} }}")
    native = rules.rules["r"]
    assert native.event_conditions == []
    assert {slot.kind for slot in native.known.values()} - {"instant"} == {"bool"}


def test_a_rule_as_the_engine_gets_it() -> None:
    """It compares, a count and a list are made before it; what joins ends in what is always true."""
    (rules,) = sets_of(
        "rule r { on 3 a within 1 hour"
        " when event.n > 5 and event.d <= customer.share and customer.tier in [gold] { emit told() } }"
    )
    tail = {"_": {"e": "_"}}
    assert json.loads(rules.definition)["r0"]["all"] == [
        {"e": {"$and": [{"k": "e/a"}, {"$gt": {"s0": 5}}, {"$ex": {"s1": 1}}]}},
        {"w": {"$and": [{"k": "w/0"}, {"$gte": {"n": 3}}, tail]}},
        {"x": {"$and": [{"k": "x"}, {"$gte": {"s0": {"e": "s1"}}}, {"s1": 1}, tail]}},
    ]


# ── what one process is asked about ──────────────────────────────────────────────────────────────────


@needs_engine
def test_packages_may_mean_different_events_by_one_name() -> None:
    """Each set has the slots of its own package, though what the engine is given reads the same."""
    engine = Engine(deadline=5)
    worlds = {}
    for kind, value in (("int", "1"), ("text", '"1"'), ("decimal", "1.5")):
        head = HEAD.replace("event b\n", f"event b {{ x: {kind} }}\n")
        text = head + f"rule r {{ on b when event.x == {value} and customer.score < 5 {{ emit told() }} }}"
        package = package_of(Source("rules.journey", text))
        worlds[kind] = World(directory_of([], rules_with(engine, package)))
    given: dict[str, list[Any]] = {"int": [1, 2], "text": ["1", "2"], "decimal": ["1.5", "1"]}
    for number in (0, 1):
        for kind, world in worlds.items():
            event = EventInput(f"i{number}", START, "b", {"x": given[kind][number]}, "web")
            (report,) = world.apply(event).report["rules"]
            assert report["engine"]
            assert report["result"] == ("guard" if number else "fired")
    engine.close()
    assert engine.troubles() == []


# ── what it holds ────────────────────────────────────────────────────────────────────────────────────

LONGEST = " then ".join("abcabca"[:MAXIMUM_EVENTS])
KNOWN = [f"customer.score + {number} >= 0" for number in range(MAXIMUM_CONDITIONS)]
OF_EVENT = [f"event.n != {number}" for number in range(MAXIMUM_CONDITIONS)]
JOINED = [f"event.n {sign} customer.score" for sign in ("<", ">", "!=", "==", "<=")] * 8


@pytest.mark.parametrize("conditions", [KNOWN, JOINED, KNOWN[:20] + OF_EVENT[:20], KNOWN[:1] + OF_EVENT[:-1]])
def test_what_is_compiled_is_held(conditions: list[str]) -> None:
    """The largest rule that the compiler lets through."""
    text = f"rule r {{ on {LONGEST} within 1 day when {' and '.join(conditions)} {{ emit told() }} }}"
    (rule,) = compiled(text).declarations.rules
    native = Translator().translate(rule)
    assert native.patterns == MAXIMUM_PATTERNS
    assert fits(native)


@needs_engine
def test_the_largest_rule_is_answered() -> None:
    """And not only held: the engine tests itself on it in time, and says what it means."""
    text = f"rule r {{ on {LONGEST} within 1 day when {' and '.join(KNOWN)} {{ emit told() }} }}"
    (rules,) = sets_of(text)
    facts, right = checked(rules)[0]
    assert right == {"r"}
    with worker() as one:
        assert one.ask([(rules, facts)]) == [right]


def larger(rule: model.Rule) -> model.Rule:
    """A rule that no compiler has seen."""
    pattern = rule.pattern.model_copy(update={"events": ("b", *rule.pattern.events)})
    return rule.model_copy(update={"pattern": pattern})


@needs_engine
def test_what_the_engine_cannot_hold_is_left_to_the_reference() -> None:
    """Documents may be made by hand; the other rules of theirs are looked at by the engine all the same."""
    package = compiled(
        f"rule long {{ on {LONGEST} within 1 day when customer.score == 0 {{ emit told() }} }}"
        "rule short { on a when customer.score == 0 { emit told() } }"
    )
    long, short = package.declarations.rules
    assert not fits(Translator().translate(larger(long)))
    declarations = package.declarations.model_copy(update={"rules": (larger(long), short)})
    package = package.model_copy(update={"declarations": declarations})
    assert [list(rules.rules) for rules in rulesets(declarations.rules)] == [["short"]]
    engine = Engine(deadline=5)
    world = World(directory_of([], rules_with(engine, package)))
    payload: dict[str, dict[str, Any]] = {
        "a": {"n": 1, "d": "1", "t": "", "sure": True},
        "b": {},
        "c": {"m": {"amount": "1", "currency": "EUR"}},
    }
    for number, name in enumerate(["b", *LONGEST.split(" then ")]):
        found = world.apply(EventInput(f"i{number}", START, name, payload[name], "web"))
    engine.close()
    reports = {report["rule"]: report for report in found.report["rules"]}
    assert {name: report["result"] for name, report in reports.items()} == {"long": "fired", "short": "fired"}
    assert [name for name, report in reports.items() if "engine" in report] == ["short"]
    assert engine.troubles() == []
