"""The limits of business rules: every page that names one names the number that counts, and it does count."""

import re
from pathlib import Path

import pytest

from journeyc.expression.values import MAXIMUM_COUNTED, MAXIMUM_WINDOW
from journeyc.matching.contract import MAXIMUM_CONDITIONS, MAXIMUM_EVENTS
from journeyc.runtime.core.rules import MAXIMUM_AWAITED
from journeyc.runtime.core.windows import MAKE_ROOM, MAXIMUM_RECENT
from tests.blocks import findings

ROOT = Path(__file__).parents[2]
MONTHS = f"{MAXIMUM_WINDOW.months} months"
LIMITS = {
    "events of a sequence": (f"{MAXIMUM_EVENTS}", "error"),
    "parts of a condition, joined by `and`": (f"{MAXIMUM_CONDITIONS}", "error"),
    "events that a pattern counts": (f"{MAXIMUM_COUNTED:,}", "error"),
    "length of a window": (MONTHS, "error, or incident where it is computed"),
    "events of a customer that are remembered": (
        f"{MAXIMUM_RECENT:,}",
        f"incident, the oldest {MAKE_ROOM} count no longer",
    ),
    "events behind which one rule waits": (f"{MAXIMUM_AWAITED}", "incident"),
}


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_page_has_the_limits() -> None:
    """What runs come to is played in `tests/semantics/test_bounds_of_the_page.py`."""
    table = page("docs/rules-and-decisions.md").partition("### Limits of rules")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    assert {what: (limit, beyond) for what, limit, beyond in rows[2:]} == LIMITS
    assert MAXIMUM_RECENT == MAXIMUM_COUNTED


def test_the_pages_of_the_rules_have_them() -> None:
    first, second = (
        page(f"journeyc/compiler/rules/{name}.md") for name in ("oversized_rule", "unkept_window")
    )
    assert f"more than {MAXIMUM_EVENTS} events in a row" in first
    assert f"more than {MAXIMUM_CONDITIONS} parts joined by `and`" in first
    days = MAXIMUM_WINDOW.total_seconds // 86_400
    assert f"than the {MAXIMUM_COUNTED:,} that are remembered" in second
    assert f"{MONTHS} ({days:,} days)" in second


def sequence(number: int) -> str:
    return f"on {' then '.join(['opened'] * number)} within 2 days"


def condition(number: int) -> str:
    return f"on paid when {' and '.join(['not customer.good_payer'] * number)}"


@pytest.mark.parametrize(
    ("most", "over", "rule"),
    [
        (sequence(MAXIMUM_EVENTS), sequence(MAXIMUM_EVENTS + 1), "oversized-rule"),
        (condition(MAXIMUM_CONDITIONS), condition(MAXIMUM_CONDITIONS + 1), "oversized-rule"),
        (
            f"on {MAXIMUM_COUNTED} paid within 2 days",
            f"on {MAXIMUM_COUNTED + 1} paid within 2 days",
            "unkept-window",
        ),
        (
            f"on 2 paid within {MONTHS}",
            f"on 2 paid within {MAXIMUM_WINDOW.months + 1} months",
            "unkept-window",
        ),
    ],
)
def test_up_to_a_limit_all_is_well(most: str, over: str, rule: str) -> None:
    """And beyond it nothing else is said."""
    assert findings(f"rule r {{ {most} {{ notify thanks }} }}") == []
    assert [found.rule for found in findings(f"rule r {{ {over} {{ notify thanks }} }}")] == [rule]


def test_what_is_nested_too_deeply_is_said_once() -> None:
    found = findings(f"rule r {{ {condition(4 * MAXIMUM_CONDITIONS)} {{ notify thanks }} }}")
    assert [one.rule for one in found] == ["deep-nesting"]
