"""Decisions that a program asks by themselves: by name, with values that are checked."""

from zoneinfo import ZoneInfo

import pytest

from journeyc.decision import DecisionProblem
from journeyc.decision.asking import Decisions
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json
from tests.compiler.lower.compiled import compiled

TABLES = """
type Usage { kwh: int   night_share: percent   devices: list of text }
type Tariff one of basic, night, green

decision tariff(c: Customer, usage: Usage) gives Tariff first {
  when usage.night_share >= 40% or "pump" in usage.devices => night
  when c.tier == gold and usage.kwh > 4000                 => green
  otherwise                                                => basic
}
decision boxes(c: Customer, more: int?) gives int first {
  when c.moving and more is set => more
  otherwise                     => 0
}
decision christmas(at: instant) gives bool first {
  when date(at) == 2026-12-24 => true
  otherwise                   => false
}
decision zone_of(c: Customer) gives text first { otherwise => c.zone }
"""
USAGE: Json = {"kwh": 5000, "night_share": "30", "devices": ["car"]}
FIT = "the arguments of `tariff` do not fit:"


@pytest.fixture(scope="module")
def decisions() -> Decisions:
    return Decisions(compiled(TABLES).declarations)


def test_records_and_lists_are_given_by_name(decisions: Decisions) -> None:
    """What a customer has when nothing else is known need not be said, and what no row reads neither."""
    usual = decisions.ask("tariff", {"usage": USAGE, "c": {}})
    assert (usual.value, [row.condition for row in usual.taken]) == ("basic", ["otherwise"])
    assert decisions.ask("tariff", {"c": {"tier": "gold"}, "usage": USAGE}).value == "green"
    pump: Json = {"kwh": 1, "night_share": "0", "devices": ["pump"]}
    assert decisions.ask("tariff", {"c": {}, "usage": pump}).value == "night"
    assert decisions.ask("boxes", {"c": {"moving": True}}).value == 0
    assert decisions.ask("boxes", {"c": {"moving": True}, "more": 3}).value == 3


def test_a_day_is_that_of_the_zone(decisions: Decisions) -> None:
    late: dict[str, Json] = {"at": "2026-12-24T23:30:00Z"}
    assert decisions.ask("christmas", late).value is True
    assert decisions.ask("christmas", late, ZoneInfo("Europe/Berlin")).value is False


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"c": {}}, "`usage` is missing"),
        ({"usage": USAGE}, "`c` is missing"),
        ({"c": None, "usage": USAGE}, "`c` must have named fields, not nothing"),
        ({"c": {}, "usage": USAGE, "usages": 3}, "`usages` is not declared; did you mean `usage`?"),
        (
            {"c": {"tier": "golden"}, "usage": {"kwh": "5", "night_share": "30%", "devices": "car"}},
            (
                "`c.tier` must be one of bronze, silver, gold, not `golden`; did you mean `gold`?; "
                "`usage.kwh` must be a whole number, not the text `5`; `usage.night_share` must be a number "
                "without the sign: `30` is 30 %; `usage.devices` must be a list, not `car`"
            ),
        ),
    ],
)
def test_what_does_not_fit_is_named(decisions: Decisions, arguments: dict[str, Json], problem: str) -> None:
    """All of it, instead of an answer that looks like one."""
    with pytest.raises(DecisionProblem) as raised:
        decisions.ask("tariff", arguments)
    assert str(raised.value) == f"{FIT} {problem}"


def test_a_decision_that_is_not_there_is_named(decisions: Decisions) -> None:
    with pytest.raises(DecisionProblem) as raised:
        decisions.ask("tarif", {})
    assert str(raised.value) == "there is no decision `tarif`; did you mean `tariff`?"


def test_what_is_read_and_not_given_is_no_answer(decisions: Decisions) -> None:
    assert decisions.ask("zone_of", {"c": {"zone": "UTC"}}).value == "UTC"
    with pytest.raises(EvaluationError, match=r"`c\.zone` has no value"):
        decisions.ask("zone_of", {"c": {}})
