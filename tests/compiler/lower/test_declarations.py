"""What is declared beside journeys, in the intermediate representation."""

from typing import Any

import pytest

from journeyc.expression.tree import Apply, Decide, ListOf, Literal, Read
from tests.compiler.lower.compiled import PARTIES, bare, compiled

TIER = Read("customer", ("tier",), "Tier")
GOLD = Literal("gold", "Tier")


def declared(text: str, kind: str, name: str) -> Any:
    items = getattr(compiled(text).declarations, kind)
    return bare(next(item for item in items if item.name == name))


def test_a_service() -> None:
    """What it takes, what it gives and how it fails; the name may have dots."""
    assert declared("", "services", "billing.credit") == {
        "name": "billing.credit",
        "parameters": [{"name": "bill", "type": "id"}, {"name": "factor", "type": "decimal"}],
        "gives": "Bill",
        "failures": ["refused"],
    }


def test_queues_and_bots() -> None:
    """Who works on steps, with a title even where none is written."""
    text = "## Answers what it can.\nbot faq_bot"
    assert declared("", "queues", "experts") == {"name": "experts", "title": "Experts"}
    assert declared(text, "bots", "faq_bot") == {
        "name": "faq_bot",
        "title": "Faq bot",
        "doc": "Answers what it can.",
    }


def test_a_segment() -> None:
    """A condition on the customer."""
    assert declared('segment golden "Golden" when customer.tier == gold', "segments", "golden") == {
        "name": "golden",
        "title": "Golden",
        "guard": {
            "expression": Apply("==", (TIER, GOLD), "bool"),
            "text": "customer.tier == gold",
        },
    }


def test_a_policy() -> None:
    """Quiet hours, caps and consents, each in written order."""
    text = """policy contact {
      quiet from 20:00 to 8:30 in customer.zone
      quiet from 12:00 to 13:00
      at most 3 marketing per 7 days
      at most 1 per 1 hour
      consent sms needs customer.moving
      consent marketing web, sms needs customer.moving
    }"""
    assert declared(text, "policies", "contact") == {
        "name": "contact",
        "quiet": [
            {"first": "20:00", "last": "08:30", "zone": Read("customer", ("zone",), "text")},
            {"first": "12:00", "last": "13:00"},
        ],
        "caps": [
            {"count": 3, "category": "marketing", "per": Literal("P7D", "duration")},
            {"count": 1, "per": Literal("PT3600S", "duration")},
        ],
        "consents": [
            {
                "channels": ["sms"],
                "guard": {"expression": Read("customer", ("moving",), "bool"), "text": "customer.moving"},
            },
            {
                "channels": ["web", "sms"],
                "category": "marketing",
                "guard": {"expression": Read("customer", ("moving",), "bool"), "text": "customer.moving"},
            },
        ],
    }


def test_a_calendar_is_flat_and_sorted() -> None:
    """Who counts business time looks hours up; how they were written does not matter."""
    text = """calendar shop {
      closed 2026-12-31, 2026-12-24 to 2026-12-26
      saturday from 10:00 to 14:00
      monday to tuesday, thursday from 14:00 to 18:00, 08:00 to 12:00
    }"""
    days = [("monday", "08:00", "12:00"), ("monday", "14:00", "18:00")]
    days += [(day, first, last) for day in ("tuesday", "thursday") for _, first, last in days[:2]]
    assert declared(text, "calendars", "shop") == {
        "name": "shop",
        "hours": [
            {"weekday": weekday, "first": first, "last": last}
            for weekday, first, last in [*days, ("saturday", "10:00", "14:00")]
        ],
        "closed": [
            {"first": "2026-12-24", "last": "2026-12-26"},
            {"first": "2026-12-31", "last": "2026-12-31"},
        ],
    }
    assert declared("", "calendars", "office")["zone"] == "Europe/Berlin"


def test_a_decision() -> None:
    """Rows in written order; the one without a guard is what happens otherwise."""
    table = declared("", "decisions", "route")
    assert (table["policy"], table["gives"]) == ("first", "channel")
    assert table["parameters"] == [{"name": "c", "type": "Customer"}, {"name": "share", "type": "decimal"}]
    first, otherwise = table["rows"]
    assert first["guard"]["expression"] == Apply(
        "and",
        (
            Apply("==", (Read("parameter", ("c", "tier"), "Tier"), GOLD), "bool"),
            Apply(">", (Read("parameter", ("share",), "decimal"), Literal(1, "int")), "bool"),
        ),
        "bool",
    )
    assert otherwise == {"value": Literal("web", "channel"), "text": "web"}


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        ("gives decimal", "2", {"value": Literal("2", "decimal")}),
        ("gives list of decimal collect", "2", {"policy": "collect", "value": Literal("2", "decimal")}),
        (
            "gives decimal collect sum",
            "2",
            {"policy": "collect", "aggregation": "sum", "value": Literal("2", "decimal")},
        ),
        (
            "gives int collect count",
            '"x"',
            {"policy": "collect", "aggregation": "count", "value": Literal("x", "text")},
        ),
        ("gives Tier priority", "gold", {"policy": "priority", "value": GOLD}),
        (
            "gives list of int any",
            "[1]",
            {"policy": "any", "value": ListOf((Literal(1, "int"),), "list of int")},
        ),
    ],
)
def test_hit_policies(head: str, row: str, expected: dict[str, Any]) -> None:
    """A row has the type that the policy makes of it; without policy one row alone may be true."""
    table = declared(f"decision d(n: int) {head} {{ otherwise => {row} }}", "decisions", "d")
    found = {name: table.get(name) for name in ("policy", "aggregation")} | {
        "value": table["rows"][0]["value"]
    }
    assert {name: value for name, value in found.items() if value is not None} == expected


def test_a_decision_asks_another() -> None:
    """Its arguments stand in the order of the parameters, of the types that are wanted."""
    text = "decision d(c: Customer) gives channel { otherwise => route(c, 2) }"
    asked = Decide("route", (Read("parameter", ("c",), "Customer"), Literal("2", "decimal")), "channel")
    assert declared(text, "decisions", "d")["rows"][0]["value"] == asked


def test_an_event_that_waits_and_goes_to_all() -> None:
    """How long it waits, and that several runs may take it."""
    text = "event price_changed { plan: id } keep 2 days to all runs"
    assert declared(text, "events", "price_changed") == {
        "name": "price_changed",
        "fields": [{"name": "plan", "type": "id"}],
        "keep": Literal("P2D", "duration"),
        "to_all_runs": True,
    }


def test_rules_outside_journeys_set_the_customer() -> None:
    """They keep their written order; the path begins at the customer."""
    text = """
    rule second "Second" { on ping then no pong within 2 days { set customer.moving = true  emit pong } }
    rule first { on 3 ping from web within 1 hour when event.n > 1 { notify news(n = 1) } }
    """
    second, first = (bare(rule) for rule in compiled(text).declarations.rules)
    assert second == {
        "name": "second",
        "title": "Second",
        "pattern": {
            "kind": "absence",
            "events": ["ping", "pong"],
            "within": Literal("P2D", "duration"),
            "text": "ping then no pong within 2 days",
        },
        "effects": [
            {
                "root": "customer",
                "path": ["moving"],
                "value": Literal(value=True, type="bool"),
                "text": "true",
            },
            {"event": "pong"},
        ],
    }
    assert (first["title"], first["pattern"]["count"], first["pattern"]["channels"]) == ("First", 3, ["web"])
    assert first["guard"]["text"] == "event.n > 1"
    assert first["effects"][0]["arguments"] == [["n", Literal("1", "decimal")]]


def test_declarations_are_sorted_by_name() -> None:
    """The order of files and lines does not matter to who reads the document."""
    text = "queue b queue a bot z bot y"
    found = compiled(text, PARTIES).declarations
    assert [queue.name for queue in found.queues] == ["a", "b", "experts"]
    assert [bot.name for bot in found.bots] == ["y", "z"]
