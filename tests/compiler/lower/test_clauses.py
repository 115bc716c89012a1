"""What happens in steps and around them, in the intermediate representation."""

from typing import Any

import pytest

from journeyc.expression.tree import Literal, Read
from journeyc.ir.model import Step
from journeyc.ir.walk import every_node
from tests.compiler.lower.compiled import bare, journey

TWO_DAYS = Literal("P2D", "duration")


def step(body: str, header: str = "via web", head: str = "") -> Any:
    made = journey(f"starts on opened -> here step here {header} {{ {body} on pong -> gone }}", head)
    return next(node for node in every_node(made.nodes) if isinstance(node, Step))


def first(body: str, kind: str, header: str = "via web") -> dict[str, Any]:
    found: dict[str, Any] = bare(getattr(step(body, header), kind)[0])
    return found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("raise ping(n = n)", {"event": "ping", "arguments": [["n", Read("context", ("n",), "int")]]}),
        ("emit pong", {"event": "pong"}),
        ('note "{{ n }} times"', {"template": "{{ n }} times"}),
        ("notify news(n = 2)", {"notification": "news", "arguments": [["n", Literal("2", "decimal")]]}),
        ("set d = 2", {"path": ["d"], "value": Literal("2", "decimal"), "text": "2"}),
    ],
)
def test_effects(written: str, expected: dict[str, Any]) -> None:
    """Each says what it is by its kind; arguments have the types of their parameters."""
    (effect,) = step(f"enter {{ {written} }}").enter
    assert effect.kind == written.partition(" ")[0]
    assert bare(effect) == expected


def test_starting_another_journey() -> None:
    """It has parameters with defaults of their own."""
    other = 'journey k(share: decimal, why: text = "") { starts -> a end a neutral }'
    (effect,) = step("enter { start k(share = 2) }", head=other).enter
    assert (effect.kind, bare(effect)) == (
        "start",
        {"journey": "k", "arguments": [["share", Literal("2", "decimal")]]},
    )


def test_every_and_business_time() -> None:
    """A repeated timer counts; business time has one form, however it is written."""
    assert first("every 2 days at most 3 times when n > 1 { notify news(n = 1) }", "timers")["times"] == 3
    assert first("every 2 d at most 1 times { emit pong }", "timers")["every"] == TWO_DAYS
    for written, kept in (
        ("1 business day", "1 business day"),
        ("03 business days", "3 business days"),
        ("1 business h", "1 business hour"),
        ("36 business hours", "36 business hours"),
    ):
        assert first(f"after {written} -> done", "timers")["after"] == Literal(kept, "business time")


def test_conditions() -> None:
    """`when` in a step leads away as soon as it is true."""
    found = first("when n > 2 -> done { set n = 0 }", "conditions")
    assert (found["guard"]["text"], found["target"]) == ("n > 2", "done")
    assert found["effects"][0]["path"] == ["n"]


def test_a_call() -> None:
    """Retries, timeout, and what follows each outcome, in written order."""
    body = """call billing.credit(bill = "B1", factor = 2)
      retry 3 times every 1 minute backoff 2.50 timeout 30 s {
      ok as found { set bill = found } fails refused -> gone no answer -> gone }"""
    found = first(body, "calls", "")
    assert found == {
        "service": "billing.credit",
        "arguments": [["bill", Literal("B1", "id")], ["factor", Literal("2", "decimal")]],
        "retry": {"times": 3, "every": Literal("PT60S", "duration"), "backoff": "2.5"},
        "timeout": Literal("PT30S", "duration"),
        "outcomes": [
            {
                "kind": "ok",
                "name": "found",
                "effects": [{"path": ["bill"], "value": Read("local", ("found",), "Bill"), "text": "found"}],
            },
            {"kind": "fails", "name": "refused", "target": "gone"},
            {"kind": "no_answer", "target": "gone"},
        ],
    }


def test_a_call_as_short_as_it_gets() -> None:
    """`otherwise` takes what is not named; what is not written is not there."""
    found = first('call billing.credit(bill = "B1", factor = 2) { otherwise -> gone }', "calls", "")
    assert found["outcomes"] == [{"kind": "otherwise", "target": "gone"}]
    assert "retry" not in found
    assert "timeout" not in found


def test_a_sub_journey() -> None:
    """Its ends by name."""
    other = "journey k(who: text) { starts -> yes end yes success end no failure }"
    body = 'run k(who = "me") { ends yes -> done otherwise -> gone undoing }'
    found = step(body, "", other).runs[0]
    assert bare(found) == {
        "journey": "k",
        "arguments": [["who", Literal("me", "text")]],
        "outcomes": [
            {"kind": "ends", "name": "yes", "target": "done"},
            {"kind": "otherwise", "target": "gone", "undoing": True},
        ],
    }


def test_who_works_and_where() -> None:
    """A queue or a bot; abilities that are needed; a channel that a decision chooses."""
    assert bare(step("", "via desk by queue experts needs agent").worker) == {
        "kind": "queue",
        "name": "experts",
    }
    assert step("", "via desk by queue experts needs agent").needs == ("agent",)
    assert bare(step("", "via best route(customer, 2)").best) == {
        "decision": "route",
        "arguments": [Read("customer", (), "Customer"), Literal("2", "decimal")],
        "text": "route(customer, 2)",
    }


def test_undo() -> None:
    """What is done when a later target says `undoing`."""
    assert bare(step("undo { emit pong }").undo) == [{"event": "pong"}]


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("pong", {"kind": "single", "events": ["pong"], "text": "pong"}),
        (
            "1 pong within 2 days",
            {"kind": "repeated", "events": ["pong"], "count": 1, "within": TWO_DAYS},
        ),
        (
            "3 pong from web within 2 days",
            {"kind": "repeated", "events": ["pong"], "count": 3, "channels": ["web"], "within": TWO_DAYS},
        ),
        (
            "pong then ping within 2 days",
            {"kind": "sequence", "events": ["pong", "ping"], "within": TWO_DAYS},
        ),
        (
            "pong then no ping within 2 days",
            {"kind": "absence", "events": ["pong", "ping"], "within": TWO_DAYS},
        ),
    ],
)
def test_patterns(written: str, pattern: dict[str, Any]) -> None:
    """What has happened: one event, several of one, several in a row, or one that did not come."""
    body = "starts on opened -> here step here via web { on pong -> done on ping -> gone }"
    made = journey(f"{body} rule r {{ on {written} {{ set n = 1 }} }}")
    assert bare(made.rules[0].pattern) == {"text": written} | pattern
