"""What an input costs does not grow with the journey or with what else is there: work is counted, no time."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from journeyc.runtime import Runtime
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.plan import directory_of, plans_of, rules_of
from journeyc.source import Source
from tests.compiling import package_of
from tests.runtime.stage import HandClock
from tests.world import START, World

DISPUTE = Path(__file__).parents[1] / "dispute.json"
HEAD = """touchpoint website "Website" { channel web: show, ask } customer { key id: id }
event next_one  event opened
"""


def ring(steps: int) -> str:
    """A journey of so many steps, the last of which leads to the first."""
    body = "\n".join(
        f'step s{n} "S" via web {{ on next_one -> s{(n + 1) % steps} after 9 days -> over }}'
        for n in range(steps)
    )
    return f'{HEAD} journey ring "Ring" {{ starts on opened -> s0 {body} end over "Over" neutral }}'


def work(done: Callable[[], Any]) -> int:
    """How many functions are called, those of C as well."""
    calls = 0

    def count(_: FrameType, event: str, __: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        done()
    finally:
        sys.setprofile(None)
    return calls


def decided(steps: int) -> int:
    """The work of an input in a journey of so many steps."""
    world = World(directory_of(plans_of(package_of(Source("ring.journey", ring(steps))))))
    for number, name in enumerate(("opened", "next_one", "next_one")):
        world.apply(EventInput(f"i{number}", START, name, {}, "web"))
    return work(lambda: world.apply(EventInput("last", START, "next_one", {}, "web")))


def test_an_input_costs_the_same_in_a_large_journey() -> None:
    assert decided(1_000) == decided(10)


def hosted(customers: int) -> int:
    """The work of an input where there are so many customers with a run and a timer each."""
    runtime = Runtime.open(None, package_of(Source("ring.journey", ring(3))), clock=HandClock())
    for number in range(customers):
        runtime.send("opened", customer=f"c{number}", channel="web", id=f"o{number}")
        runtime.send("next_one", customer=f"c{number}", channel="web", id=f"n{number}")
    return work(lambda: runtime.send("next_one", customer="c1", channel="web", id="last"))


@pytest.mark.parametrize("customers", [300])
def test_an_input_costs_the_same_among_many_customers(customers: int) -> None:
    """But for a few steps more to find the place of its timer among the others."""
    assert hosted(customers) <= hosted(2) + 20


def ruled(others: int) -> int:
    """The work of an event that completes one rule, beside so many that it begins, and so many of others."""
    rules = "".join(
        f"rule r{n} {{ on opened then next_one within 1 hour {{ emit next_one() }} }}\n"
        f"rule n{n} {{ on next_one {{ emit next_one() }} }}\n"
        for n in range(others)
    )
    one = "rule one { on 2 opened within 1 hour { emit next_one() } }\n"
    plan = rules_of(package_of(Source("rules.journey", HEAD + one + rules)))
    assert plan is not None
    world = World(directory_of([], [plan]))
    for number in range(2):
        world.apply(EventInput(f"i{number}", START, "opened", {}, "web"))
    return work(lambda: world.apply(EventInput("last", START, "opened", {}, "web")))


def test_an_event_costs_the_same_beside_rules_that_it_does_not_complete() -> None:
    """The end of a window is known where it was computed before, so it has been."""
    ruled(1)
    assert ruled(300) == ruled(3)


def dispute(runtime: Runtime, customer: str) -> None:
    """A dispute from its beginning to the message that it was won."""
    runtime.send("dispute_opened", {"dispute": {"bill": "b"}}, customer=customer, channel="web")
    for field, value in (("reason", "roaming"), ("amount", "12.50 EUR"), ("note", "abroad")):
        runtime.answer(customer, {f"dispute.{field}": value}, channel="web")
    report = runtime.send("agent_decided", {"accepted": True}, customer=customer, channel="desk")
    assert [contact["notification"] for contact in report["contacts"]] == ["dispute_won"]


def test_a_message_leaves_nothing_that_only_the_collector_finds() -> None:
    runtime = Runtime.open(None, DISPUTE, clock=HandClock())
    dispute(runtime, "first")
    gc.collect()
    gc.disable()
    try:
        dispute(runtime, "second")
        assert gc.collect() == 0
    finally:
        gc.enable()
