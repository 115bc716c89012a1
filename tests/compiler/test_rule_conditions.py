"""What conditions of rules compare: what has no meaning is said, with the rule that explains it."""

import pytest

from tests.blocks import findings

EVENT = """event came {
  n: int  d: decimal  m: money  t: text  day: date
  at_that: instant  p: percent  long: duration  o: text?  yes: bool
}
"""


def said(condition: str) -> list[tuple[str, str]]:
    """What is found in a rule with this condition, and by which rule."""
    rule = f"rule r {{ on came when {condition} {{ notify thanks }} }}"
    return [(found.rule, found.message) for found in findings(EVENT + rule)]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("event.m > customer.first_name", "`>` does not take money and text"),
        ("event.d > event.m", "`>` does not take a number and money"),
        ("event.d == event.m", "`==` compares a number with money"),
        ("event.day < event.at_that", "`<` does not take a date and an instant"),
        ("event.day == event.at_that", "`==` compares a date with an instant"),
        ("event.p > event.d", "`>` does not take a percentage and a number"),
        ("event.long > event.n", "`>` does not take a duration and a whole number"),
        ('event.n == "1"', "`==` compares a whole number with text"),
        ('event.t > "a"', "text has no order, so `>` cannot compare it"),
        ("customer.tier > silver", "`Tier` has no order, so `>` cannot compare it"),
        ('customer.tier == "gold"', "`==` compares `Tier` with text"),
        ("event.t == customer.id", "`==` compares text with an id"),
        ("event.yes > true", "true or false has no order, so `>` cannot compare it"),
        ("event.m", "this is money, but true or false is needed as a condition"),
        ("5 EUR < 5 USD", "`<` mixes two currencies, `EUR` and `USD`"),
    ],
)
def test_types_that_do_not_compare(condition: str, message: str) -> None:
    assert said(condition) == [("type-mismatch", message)]


@pytest.mark.parametrize(
    ("condition", "rule", "message"),
    [
        ("event.n > 9007199254740992", "invalid-literal", "this number is too large"),
        ("event.d > 12345678901234567890123456789012345.5", "invalid-literal", "this number is too large"),
        (
            f'event.t == "{"x" * 100_001}"',
            "invalid-literal",
            "this text has 100,001 characters, and 100,000 are the most",
        ),
        ("event.d > 1e400", "syntax-error", "`1e400` cannot stand here"),
        ("event.d > infinity", "undefined-name", "there is no field `infinity` here"),
        ("event.d == NaN", "syntax-error", "`NaN` is not how names are written"),
        ('event.o == "x"', "optional-not-tested", "`event.o` may be missing here"),
    ],
)
def test_values_that_cannot_be(condition: str, rule: str, message: str) -> None:
    assert said(condition) == [(rule, message)]


@pytest.mark.parametrize(
    "condition",
    [
        "event.n > event.d",
        "event.n > 9007199254740991",
        "event.d > 12345678901234567890.5",
        f'event.t == "{"x" * 5_000}"',
        f'event.t == "{"x" * 100_000}"',
        "event.m > 5 EUR",
        'event.o is set and event.o == "x"',
    ],
)
def test_what_compares(condition: str) -> None:
    """Whole numbers and numbers do; what the engine cannot hold is computed before."""
    assert said(condition) == []


def test_a_condition_that_is_too_deep_is_said_once() -> None:
    """Not as too large as well: what it is made of is not known to the end."""
    assert [rule for rule, _ in said(" and ".join(["event.yes"] * 150))] == ["deep-nesting"]
