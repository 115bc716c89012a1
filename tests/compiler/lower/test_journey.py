"""What a journey says of itself, in the intermediate representation."""

from typing import Any

import pytest

from journeyc.expression.tree import Expression, Literal, Moment, Read
from journeyc.ir import Package, model
from journeyc.ir.walk import parts
from tests.compiler.lower.compiled import bare, compiled, journey

HERE = "step here via web { on pong -> done }"
SEGMENT = "segment golden when customer.tier == gold"


@pytest.mark.parametrize(
    ("written", "kind", "expected"),
    [
        (
            "on opened from web when event.bill.amount is set",
            "event",
            {"event": "opened", "channels": ["web"], "guard": ...},
        ),
        ("when customer enters golden", "segment", {"segment": "golden"}),
        (
            "every monday to wednesday, sunday at 9:00 for golden",
            "schedule",
            {"weekdays": ["monday", "tuesday", "wednesday", "sunday"], "time": "09:00", "segment": "golden"},
        ),
        ("every day at 18:30", "schedule", {"time": "18:30"}),
        ("", "plain", {}),
    ],
)
def test_starts(written: str, kind: str, expected: dict[str, Any]) -> None:
    """Each kind has what it needs and nothing else."""
    made = journey(f"starts {written} -> here {{ set n = 1 }} {HERE}", SEGMENT)
    found = bare(made.starts[0])
    assert made.starts[0].kind == kind
    assert found.pop("target") == "here"
    assert len(found.pop("effects")) == 1
    assert found == expected | ({"guard": found["guard"]} if "guard" in expected else {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("never", {"kind": "never", "text": "never"}),
        ("always", {"kind": "always", "text": "always"}),
        (
            "after 30 days at most 3 times per 365 days",
            {
                "kind": "after",
                "after": Literal("P30D", "duration"),
                "times": 3,
                "per": Literal("P365D", "duration"),
                "text": "after 30 days at most 3 times per 365 days",
            },
        ),
    ],
)
def test_reenter(written: str, expected: dict[str, Any]) -> None:
    """Whether a customer may come again."""
    assert bare(journey(f"reenter {written} starts on opened -> here {HERE}").reenter) == expected


def test_goals() -> None:
    """A place or a condition, and within what time."""
    goals = 'goal quick "Quick" when reached done within 2 business days goal many when n > 3'
    quick, many = (bare(goal) for goal in journey(f"starts on opened -> here {HERE} {goals}").goals)
    assert quick == {
        "name": "quick",
        "title": "Quick",
        "reached": "done",
        "within": Literal("2 business days", "business time"),
        "text": "2 business days",
    }
    assert (many["title"], many["guard"]["text"]) == ("Many", "n > 3")


def test_migrations() -> None:
    """From which version, and what has another name now."""
    migrations = "migrate from 2 { move there -> here } migrate from 1 { }"
    text = f"version 3 starts on opened -> here {HERE} {migrations}"
    assert bare(journey(text).migrations) == [
        {"version": 2, "moves": [{"old": "there", "new": "here"}]},
        {"version": 1},
    ]


def test_parameters() -> None:
    """They are read with a root of their own, and may have a default."""
    text = """journey k(why: text, count: int = 2) {
      context { n: int = count } starts -> here
      step here via web { on pong when why == "x" -> done } end done success }"""
    (made,) = compiled(text).journeys
    assert bare(made.parameters) == [
        {"name": "why", "type": "text"},
        {"name": "count", "type": "int", "default": Literal(2, "int")},
    ]
    assert made.context[0].default == Read("parameter", ("count",), "int")


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("", Literal("2026-12-01T09:00:00Z", "instant")),
        ('timezone "Europe/Berlin"', Literal("2026-12-01T08:00:00Z", "instant")),
        ("timezone customer.zone", Moment("2026-12-01T09:00:00")),
    ],
)
def test_a_moment_is_a_literal_where_its_zone_is_known(zone: str, moment: Expression) -> None:
    """In the journey and in its scenarios; what stands outside of journeys is in UTC."""
    text = f"""journey j {{ {zone} starts on opened -> here
      step here via web {{ at 2026-12-01T09:00 -> done on pong when late(now) -> done }} end done success }}
      scenario "s" for j {{ at 2026-12-01T09:00 expect not at here }}
      decision late(at: instant) gives bool first {{
        when at > 2026-12-01T09:00 => true   otherwise => false }}"""
    made = compiled(text)
    (step, _) = made.journeys[0].nodes
    assert isinstance(step, model.Step)
    assert step.timers[0].at == moment
    assert made.scenarios[0].at == moment
    late = next(decision for decision in made.declarations.decisions if decision.name == "late")
    assert Literal("2026-12-01T09:00:00Z", "instant") in [*parts(late)]


SCENARIO = """
scenario "All of it" for j {
  at 2026-11-23T09:00
  given customer = { id = "anna", zone = "UTC" }
  given customer.tier = gold
  given d = 2
  stub billing.credit fails refused
  stub billing.debit is silent
  stub billing.total gives { number = "B1" }
  stub k ends over
  on opened(bill = { number = "B1" }) from web
  answer n = 3, d = 2 from web
  wait 2 business days
  expect at here
  expect not at done
  expect paused
  expect notified news via sms
  expect not notified news
  expect n == 3
  expect emitted ping
  expect not fired quick
  expect fired slow
  expect refused pong because not_accepted
  expect ended done
}
journey k { starts -> over end over success }
service billing.debit(bill: id)
service billing.total(bill: id) gives Bill
"""


def scenario_of(package: Package) -> dict[str, Any]:
    found: dict[str, Any] = bare(package.scenarios[0])
    return found


def test_a_scenario() -> None:
    """What holds throughout, then what happens and what must be so, in written order."""
    body = "step here via web { ask n on pong -> done }"
    text = (
        'journey j { timezone "Europe/Berlin" calendar office context { n: int? d: decimal = 1.5 } '
        f"pause {{ after 1 hour idle }} starts on opened -> here {body} end done success "
        f"rule quick {{ on pong {{ emit pong }} }} }} rule slow {{ on ping {{ emit pong }} }} {SCENARIO}"
    )
    made = compiled(text).scenarios[0]
    assert (made.title, made.journey, made.at) == (
        "All of it",
        "j",
        Literal("2026-11-23T08:00:00Z", "instant"),
    )
    assert [(given.root, given.path) for given in made.given] == [
        ("customer", ()),
        ("customer", ("tier",)),
        ("context", ("d",)),
    ]
    assert made.given[2].value == Literal("2", "decimal")
    assert [stub.kind for stub in made.stubs] == ["fails", "silent", "gives", "ends"]
    steps = [(step.kind, bare(step)) for step in made.steps]
    assert [kind for kind, _ in steps] == [
        "send", "answer", "wait", "expect_at", "expect_at", "expect_paused", "expect_notified",
        "expect_notified", "expect_that", "expect_emitted", "expect_fired", "expect_fired",
        "expect_refused", "expect_ended",
    ]  # fmt: skip
    assert steps[1][1]["answers"][1] == {"path": ["d"], "value": Literal("2", "decimal")}
    assert steps[2][1]["time"] == Literal("2 business days", "business time")
    assert [steps[at][1] for at in (4, 6, 9, 10, 11, 12)] == [
        {"node": "done", "negated": True},
        {"notification": "news", "channels": ["sms"]},
        {"event": "ping"},
        {"rule": "quick", "negated": True},
        {"rule": "slow", "of": "customer"},
        {"event": "pong", "reason": "not_accepted"},
    ]
