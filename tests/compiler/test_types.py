"""What an expression is and must be, row by row, in the place where it stands."""

import pytest

from tests.compiler.one_step import at


def condition(expression: str) -> list[tuple[str, str]]:
    return at(f"on measured when {expression} -> done")


@pytest.mark.parametrize(
    "expression",
    [
        "yes",
        "not yes",
        "yes and n == 1 or d > 2",
        "true",
        "n < 3",
        "n < 3.5",
        "d >= n",
        "n + 1 == 2",
        "n / 2 > 0.5",
        "-n < 0",
        "n == d",
        't == "a"',
        't + "b" != t',
        "length(t) > 2",
        'lower(trim(t)) == "a"',
        'i == "B7"',
        "m < 20 EUR",
        "m + 1 EUR == 2 * m",
        "m * 10% < 1 EUR",
        "m / 2 EUR > 2",
        "m * p < m",
        "p > 5%",
        "du > 1 day",
        "du + 1 hour < 3 days",
        "du * 2 > 1 week",
        "at1 < now",
        "now - at1 > 2 days",
        "at1 + 1 month > now",
        "at1 == 2026-11-23T09:00",
        "day == 2026-11-23",
        "date(now) >= day",
        "hour_of_day < 21:30",
        "time(now) < hour_of_day",
        "ch == web",
        "web == ch",
        "ch in [web, chat]",
        "tier == gold",
        "gold == tier",
        "tier != silver",
        "tier in [silver, gold]",
        "tier not in [bronze]",
        "tier in tiers",
        "n in [1, 2, 3]",
        't in ["a"]',
        "length(tiers) > 0",
        'plan.name == "S"',
        "plan == plan",
        "customer.tier == gold",
        "customer.tier == tier",
        "event.size > n",
        "event.plan.limit > 2",
        "event.tone == angry",
        "event.at < now",
        "event.customer == customer.id",
        "round(2.5) == n",
        "abs(-n) > 0",
        "decimal(n) == d",
    ],
)
def test_what_fits(expression: str) -> None:
    """No finding."""
    assert condition(expression) == []


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("n", "this is a whole number, but true or false is needed as a condition"),
        ("t and yes", "this is text, but true or false is needed beside `and`"),
        ("not m", "this is money, but true or false is needed after `not`"),
        ("m < 20", "`<` does not take money and a whole number"),
        ("m == 20", "`==` compares money with a whole number"),
        ("du > 2", "`>` does not take a duration and a whole number"),
        ("p > 5", "`>` does not take a percentage and a whole number"),
        ("t > t", "text has no order, so `>` cannot compare it"),
        ("tier > gold", "`Tier` has no order, so `>` cannot compare it"),
        ('tier == "gold"', "`==` compares `Tier` with text"),
        ("t == n", "`==` compares text with a whole number"),
        ("at1 == day", "`==` compares an instant with a date"),
        ("at1 + 1 > now", "`+` does not take an instant and a whole number"),
        ("at1 + at1 > now", "`+` does not take an instant and an instant"),
        ("m + n > m", "`+` does not take money and a whole number"),
        ("du - du > du", "`-` does not take a duration and a duration"),
        ("n in 3", "`in` looks in a list, this is a whole number"),
        ('n in ["a"]', "this is text, but a whole number is needed in this list"),
        ("length(n) > 1", "`length` takes text or a list, not a whole number"),
        ("length() > 1", "`length` takes 1 argument, here are 0"),
        ("t.size > 1", "`t` is text and has no fields"),
        ("n is set", "`n` is always set"),
        ("n else 2 > 1", "what stands before `else` is always set"),
        ("(n + 1) is set", "only a field can be tested with `is set`"),
        ('(on_ else "a") == 1', "this is text, but what stands before `else` is a whole number"),
        ("{ a = 1 } == plan", "named values stand here"),
        ("[1, true] == [1]", "this is true or false, the first of the list is a whole number"),
    ],
)
def test_what_does_not_fit(expression: str, message: str) -> None:
    """One finding, with both kinds in words."""
    assert condition(expression) == [("type-mismatch", message)]


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("nn == 1", "there is no field `nn` here"),
        ("tier == golden", "`golden` is not a member of `Tier`"),
        ("ch == wap", "`wap` is not a member of `channel`"),
        ("customer.teir == gold", "`customer` has no field `teir`"),
        ("event.sice > 1", "`event` has no field `sice`"),
        ("plan.prise is set", "`plan` has no field `prise`"),
        ("event.plan.nam == t", "`event.plan` has no field `nam`"),
        ("lenght(t) > 1", "there is no function or decision `lenght`"),
        ("tier in [gold, golden]", "`golden` is not a member of `Tier`"),
    ],
)
def test_names_that_stand_for_nothing(expression: str, message: str) -> None:
    """One finding each, whatever the name is used for."""
    assert condition(expression) == [("undefined-name", message)]


@pytest.mark.parametrize(
    "expression",
    [
        "on_ is set and on_ > 1",
        "on_ is missing or on_ > 1",
        "not (on_ is missing) and on_ > 1",
        "not (on_ is missing or on_ < 1)",
        "(on_ else 0) > 1",
        "on_ else 0 > 1",
        "on_ is set and om is set and on_ > 1 and om > 1 EUR",
        "(on_ is set and n > 1) and on_ > 1",
        "(on_ is set and n > 1 or on_ is set and n < 0) and on_ > 1",
        "oplan is set and oplan.limit > 1",
        "oplan is set and oplan.price is set and oplan.price > 1 EUR",
        "plan.price is set and plan.price > 1 EUR",
        "event.note is set and length(event.note) > 1",
        "event.channel is set and event.channel == web",
        "(on_ is set) == yes",
    ],
)
def test_a_test_is_remembered(expression: str) -> None:
    """Behind `and`, `or`, `not`, and through records."""
    assert condition(expression) == []


@pytest.mark.parametrize(
    ("expression", "name"),
    [
        ("on_ > 1", "on_"),
        ("on_ == 1", "on_"),
        ("on_ in [1]", "on_"),
        ("on_ + 1 > 1", "on_"),
        ("on_ is set or on_ > 1", "on_"),
        ("on_ is missing and on_ > 1", "on_"),
        ("not (on_ is set) and on_ > 1", "on_"),
        ("(on_ is set or n > 1) and on_ > 1", "on_"),
        ("om is set and on_ > 1", "on_"),
        ("plan.price > 1 EUR", "plan.price"),
        ("event.channel == web", "event.channel"),
    ],
)
def test_what_may_be_missing_is_tested_first(expression: str, name: str) -> None:
    """A test of something else, or one that may have failed, does not help."""
    assert condition(expression) == [("optional-not-tested", f"`{name}` may be missing here")]


def test_fields_of_what_may_be_missing() -> None:
    """The record is tested before its fields."""
    assert condition("oplan.limit > 1") == [
        ("optional-not-tested", "`oplan` may be missing, so `.limit` may not be there")
    ]
