"""Drawn rules of a journey beside those of the customer, in two runs of one: the engine changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyc.runtime.core.inputs import EventInput, ProfileInput, TimeInput
from journeyc.runtime.engine import Engine
from tests.matching.rules import needs_engine
from tests.matching.test_agreement import (
    DECIMALS,
    NUMBERS,
    SAME,
    SIGNS,
    TEXTS,
    compare,
    engine,
    guards,
    rules,
    worlds,
)
from tests.world import START

__all__ = ["engine"]

JOURNEY = """
event opened {{ bill: id }}
event first
event second {{ n: int }}
journey trip "Trip" {{
  one run per customer, bill
  context {{ bill: id  count: int = 0  mark: text = "x"  told_of: text? }}
  starts on opened -> here {{ set bill = event.bill }}
  {rules}
  step here "Here" via web, chat {{
    on first -> here {{ set count = count + 1 }}
    on second when event.n > count -> there
    on a when count > 2 -> there
  }}
  step there "There" via web, chat {{ on first -> here  on b when mark == "y" -> over }}
  end over "Over" success
}}
"""
#: Patterns, their last event or the one that is waited behind, and whether that is an `a`.
PATTERNS = st.sampled_from([
    ("a", 0, True), ("b", 0, False), ("2 a within 1 hour", 0, True), ("a then b within 2 hours", 0, False),
    ("a then no b within 1 hour", 0, True), ("b then no first within 30 minutes", 0, False),
    ("opened then a within 3 hours", 0, True),
    ("first", 1, False), ("2 first within 1 hour", 1, False), ("a then first within 1 hour", 1, False),
    ("first then no second within 1 hour", 1, False),
    ("second", 2, False), ("first then second within 2 hours", 2, False),
    ("3 second within 3 hours", 2, False),
])  # fmt: skip
#: What rules raise, and how far on that is: nothing raises what it follows of, so that every chain ends.
RAISED = [("raise first", 1), ("raise second(n = count)", 2), ("raise second(n = customer.score)", 2)]
DOINGS = st.sampled_from([
    "emit told()", "set count = count + 1", 'set mark = "y"', "set count = worth(customer.score)",
    "set told_of = mark", 'note "seen {{ count }}"',
])  # fmt: skip


def _of_context() -> st.SearchStrategy[str]:
    numbers = st.sampled_from(["count", "0", "1", "2", "customer.score", "worth(count)"])
    return st.one_of(
        st.builds("count {} {}".format, SIGNS, numbers),
        st.builds('mark {} "{}"'.format, SAME, st.sampled_from(["x", "y"])),
        st.sampled_from(
            ["told_of is set", "told_of is missing", "fits(count, mark)", "not fits(count, mark)"]
        ),
        st.just("told_of is set and told_of == customer.secret"),
    )


@st.composite
def rules_of_journey(draw: st.DrawFn) -> str:
    """Several rules of a journey, which raise what others of them count."""
    found: list[str] = []
    for number in range(draw(st.integers(1, 6))):
        pattern, far, of_a = draw(PATTERNS)
        of_event = [st.builds("event.n {} {}".format, SIGNS, st.just("count"))] if pattern == "second" else []
        guard = draw(guards(_of_context(), *of_event, of_a=of_a))
        raised = [raised for raised, further in RAISED if further > far]
        does = draw(
            st.lists(st.one_of(DOINGS, st.sampled_from(raised)) if raised else DOINGS, min_size=1, max_size=3)
        )
        found.append(f"rule j{number} {{ on {pattern} {guard}{{ {' '.join(does)} }} }}")
    return "\n  ".join(found)


HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from("aaabbbp"),
        st.sampled_from([0, 10, 30, 60, 61, 200]),
        st.fixed_dictionaries({"n": NUMBERS, "d": DECIMALS, "t": TEXTS, "sure": st.booleans()}),
        st.sampled_from([None, None, "trip/anna/1", "trip/anna/2"]),
        st.sampled_from([{"tier": "gold"}, {"name": "xy"}, {"score": 3}, {"secret": "x"}, {"fond": True}]),
    ),
    min_size=1,
    max_size=10,
)


def agree(engine: Engine, text: str, happenings: list[Any]) -> None:
    """Begin two runs, and let both say what comes of it all."""
    reference, other = worlds(engine, text)
    for bill in ("1", "2"):
        compare(engine, reference, other, EventInput(f"o{bill}", START, "opened", {"bill": bill}, "web"))
    at = START
    for number, (what, minutes, payload, run, fields) in enumerate(happenings):
        at += timedelta(minutes=minutes)
        given = (
            ProfileInput(f"i{number}", at, fields)
            if what == "p"
            else EventInput(f"i{number}", at, what, payload if what == "a" else {}, "web", run)
        )
        compare(engine, reference, other, given)
    compare(engine, reference, other, TimeInput("end", at + timedelta(days=1)))


@needs_engine
@settings(max_examples=25)
@given(rules(), rules_of_journey(), HAPPENINGS)
def test_both_say_the_same_in_runs(
    engine: Engine, of_customer: str, of_journey: str, happenings: list[Any]
) -> None:
    agree(engine, of_customer + JOURNEY.format(rules=of_journey), happenings)


@needs_engine
@pytest.mark.full
@settings(max_examples=3_000)
@given(rules(), rules_of_journey(), HAPPENINGS)
def test_both_say_the_same_in_many_runs(
    engine: Engine, of_customer: str, of_journey: str, happenings: list[Any]
) -> None:
    agree(engine, of_customer + JOURNEY.format(rules=of_journey), happenings)
