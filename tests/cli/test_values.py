"""Values as they are typed in a play, and as they are shown."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from journeyc.cli.run.written import Moment, Refused, free, hint, literal
from journeyc.expression import types
from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type
from journeyc.expression.values import Json
from journeyc.template.written import written

BERLIN = ZoneInfo("Europe/Berlin")
NOON = Moment(datetime(2026, 11, 23, 11, tzinfo=UTC), BERLIN, "en")
REASON = EnumType("Reason", ("late", "wrong"))
CASE = RecordType(
    "Case", {"id": types.ID, "amount": OptionalType(types.MONEY), "reason": OptionalType(REASON)}
)


@pytest.mark.parametrize(
    ("text", "declared", "value"),
    [
        ('"B7"', types.ID, "B7"),
        ("12.5 EUR", types.MONEY, "12.50 EUR"),
        ("1 EUR + 2 EUR", OptionalType(types.MONEY), "3.00 EUR"),
        ("late", REASON, "late"),
        ("[late, wrong]", ListType(REASON), ["late", "wrong"]),
        ('{ id = "B7", reason = late }', CASE, {"id": "B7", "reason": "late"}),
        ("3", types.DECIMAL, "3"),
        ("30%", types.PERCENT, "30"),
        ("1 day 2 hours", types.DURATION, "P1DT7200S"),
        ("2026-11-23T09:00", types.INSTANT, "2026-11-23T08:00:00Z"),
        ("now + 1 hour", types.INSTANT, "2026-11-23T12:00:00Z"),
        ("true", types.BOOL, True),
    ],
)
def test_the_language_has_the_values(text: str, declared: Type, value: Json) -> None:
    """The same literals as in a journey, and what can be computed of them."""
    assert literal(text, declared, NOON) == value


@pytest.mark.parametrize(
    ("text", "declared", "problem", "help_"),
    [
        (
            "12",
            types.MONEY,
            "this is a whole number, but money is needed",
            "add the currency, such as `20 EUR`",
        ),
        ("lat", REASON, "`lat` is not a member of `Reason`", "did you mean `late`?"),
        ("{ }", CASE, "`id` is missing", "`Case` needs `id`"),
        ("(", types.INT, "`(` cannot be read as a value", "write a whole number"),
        ("1 } step x {", types.INT, "`1 } step x {` cannot be read as a value", "write a whole number"),
        ("1 version 2", types.INT, "`1 version 2` is not one value", "write a whole number"),
        ("1 / 0", types.DECIMAL, "`1 / 0` has no value: division by zero", ""),
        (
            "3 business days",
            types.DURATION,
            "this is business time, but a duration is needed",
            "business time",
        ),
    ],
)
def test_what_is_no_value_is_said(text: str, declared: Type, problem: str, help_: str) -> None:
    """In the words of the language, with what to write."""
    with pytest.raises(Refused) as caught:
        literal(text, declared, NOON)
    assert caught.value.problem.startswith(problem)
    assert caught.value.help.startswith(help_)


@pytest.mark.parametrize(
    ("text", "declared", "language", "value"),
    [
        ("12,50 €", types.MONEY, "de", "12.50 EUR"),
        ("ja", types.BOOL, "de", True),
        ("Late", REASON, "en", "late"),
        ("I was at home, honestly", types.TEXT, "en", "I was at home, honestly"),
        ('"quoted"', types.TEXT, "en", "quoted"),
        ("12 EUR", types.TEXT, "en", "12 EUR"),
    ],
)
def test_customers_write_as_they_like(text: str, declared: Type, language: str, value: Json) -> None:
    """What is no literal is read as an answer in the customer's language."""
    assert free(text, declared, NOON._replace(language=language)) == value


@pytest.mark.parametrize(
    ("value", "declared", "text"),
    [
        ("B7", types.ID, '"B7"'),
        ("late", OptionalType(REASON), "late"),
        ({"id": "B7", "amount": "12.50 EUR", "reason": None}, CASE, '{ id = "B7", amount = 12.50 EUR }'),
        (["late"], ListType(REASON), "[late]"),
        (True, types.BOOL, "true"),
        ("30", types.PERCENT, "30%"),
        ("P1DT7200S", types.DURATION, "1 day 2 hours"),
        ("2026-11-23T08:00:00Z", types.INSTANT, "2026-11-23T09:00"),
    ],
)
def test_values_are_shown_as_they_are_written(value: Json, declared: Type, text: str) -> None:
    """So that what is shown can be typed again."""
    assert written(value, declared, BERLIN) == text
    if value != {"id": "B7", "amount": "12.50 EUR", "reason": None}:
        assert literal(text, declared, NOON) == value


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        (REASON, "late or wrong"),
        (OptionalType(types.MONEY), "an amount, such as 12.50 EUR"),
        (CASE, "{ id = … }"),
        (ListType(REASON), "a list of late or wrong"),
    ],
)
def test_a_type_has_a_hint(declared: Type, words: str) -> None:
    """A few words for whoever is asked."""
    assert hint(declared) == words
