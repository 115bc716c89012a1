"""What people type, say or key in, per type and language."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeyc.expression.language import LANGUAGES
from journeyc.expression.reading import read
from journeyc.expression.types import (
    BOOL,
    DATE,
    DECIMAL,
    DURATION,
    ID,
    INSTANT,
    INT,
    MONEY,
    PERCENT,
    PRIMITIVES,
    TEXT,
    TIME,
    EnumType,
    ListType,
    RecordType,
    Type,
    optional,
)
from journeyc.expression.validation import validate
from journeyc.expression.values import ValueProblem
from journeyc.template import render

REASON = EnumType("Reason", ("wrong_price", "roaming", "other"))
DIGITS = EnumType("Digits", ("two", "1"))
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "declared", "language", "value"),
    [
        ("yes", BOOL, "en", True),
        ("Y", BOOL, "en", True),
        ("No!", BOOL, "en", False),
        ("ja", BOOL, "de", True),
        ("Nein.", BOOL, "de-CH", False),
        ("1", BOOL, "de", True),
        ("2", BOOL, "en", False),
        ("3", INT, "en", 3),
        ("-1,234", INT, "en", -1234),
        ("1.234", INT, "de", 1234),
        ("12.5", DECIMAL, "en", "12.5"),
        ("12,5", DECIMAL, "de", "12.5"),
        ("12,5", DECIMAL, "en", "12.5"),
        ("1.234", DECIMAL, "en", "1.234"),
        ("1,234", DECIMAL, "de", "1.234"),
        ("1.234,50", DECIMAL, "en", "1234.5"),
        ("1,234,567", DECIMAL, "en", "1234567"),
        ("30%", PERCENT, "en", "30"),
        ("12,5 Prozent", PERCENT, "de", "12.5"),
        ("12,50 €", MONEY, "de", "12.50 EUR"),
        ("12.50 EUR", MONEY, "en", "12.50 EUR"),
        ("€12.50", MONEY, "en", "12.50 EUR"),
        ("eur 12", MONEY, "en", "12.00 EUR"),
        ("$1,234.50", MONEY, "en", "1234.50 USD"),
        ("1.234,50 Euro", MONEY, "de", "1234.50 EUR"),
        ("-5 chf", MONEY, "de", "-5.00 CHF"),
        ("roaming", REASON, "en", "roaming"),
        ("Wrong price", REASON, "en", "wrong_price"),
        ("WRONG-PRICE", REASON, "en", "wrong_price"),
        ("2", REASON, "en", "roaming"),
        ("1", DIGITS, "en", "1"),
        ("2026-11-23", DATE, "en", "2026-11-23"),
        ("23.11.2026", DATE, "de", "2026-11-23"),
        ("23.11.2026", DATE, "en", "2026-11-23"),
        ("23/11/2026", DATE, "en", "2026-11-23"),
        ("11/23/2026", DATE, "en", "2026-11-23"),
        ("23 November 2026", DATE, "en", "2026-11-23"),
        ("3rd Nov 2026", DATE, "en", "2026-11-03"),
        ("1. März 2026", DATE, "de", "2026-03-01"),
        ("20:00", TIME, "en", "20:00:00"),
        ("8 pm", TIME, "en", "20:00:00"),
        ("12 am", TIME, "en", "00:00:00"),
        ("8:30 PM", TIME, "en", "20:30:00"),
        ("20 Uhr", TIME, "de", "20:00:00"),
        ("8.15 Uhr", TIME, "de", "08:15:00"),
        ("2026-11-23T09:00:00Z", INSTANT, "en", "2026-11-23T09:00:00Z"),
        ("2026-11-23 09:00", INSTANT, "en", "2026-11-23T08:00:00Z"),
        ("23.11.2026 um 9 Uhr", INSTANT, "de", "2026-11-23T08:00:00Z"),
        ("23 November 2026, 9 am", INSTANT, "en", "2026-11-23T08:00:00Z"),
        ("2 days", DURATION, "en", "P2D"),
        ("1 hour 30 minutes", DURATION, "en", "PT5400S"),
        ("2 Wochen und 1 Tag", DURATION, "de", "P15D"),
        ("P1D", DURATION, "en", "P1D"),
        ("  two   words ", TEXT, "en", "two words"),
        ("B-7", ID, "en", "B-7"),
        ("a, b", ListType(TEXT), "en", ["a", "b"]),
        ("12,50 €", optional(MONEY), "de", "12.50 EUR"),
        ("3", INT, None, 3),
        ("3", INT, "xx", 3),
    ],
)
def test_people_write_values_in_many_ways(
    text: str, declared: Type, language: str | None, value: Any
) -> None:
    """Rule 13 of the semantics: each type has one reader of text per language."""
    assert read(text, declared, language, zone=BERLIN) == value


@pytest.mark.parametrize(
    ("text", "declared", "language", "said"),
    [
        ("perhaps", BOOL, "en", "`perhaps` is neither yes nor no; please answer `yes` or `no`"),
        (
            "vielleicht",
            BOOL,
            "de",
            "`vielleicht` ist weder ja noch nein; bitte antworten Sie mit `ja` oder `nein`",
        ),
        ("  ", TEXT, "en", "please give an answer"),
        ("three", INT, "en", "`three` is not a whole number such as `3`"),
        ("3.5", INT, "en", "`3.5` is not a whole number such as `3`"),
        ("12.50", MONEY, "en", "`12.50` has no currency; please write it with one, such as `12.50 EUR`"),
        ("12 apples", MONEY, "en", "`12 apples` is not an amount such as `12.50 EUR`"),
        ("€ 12 €", MONEY, "en", "`€ 12 €` is not an amount such as `12.50 EUR`"),
        ("4", REASON, "en", "`4` is not one of the choices: 1 wrong_price, 2 roaming, 3 other"),
        ("03/04/2026", DATE, "en", "`03/04/2026` is not a day such as `23 November 2026` or `2026-11-23`"),
        ("30.02.2026", DATE, "de", "`30.02.2026` ist kein Tag wie `23. November 2026` oder `23.11.2026`"),
        ("8", TIME, "en", "`8` is not a time of day such as `20:00`"),
        ("13 pm", TIME, "en", "`13 pm` is not a time of day such as `20:00`"),
        ("25:00", TIME, "en", "`25:00` is not a time of day such as `20:00`"),
        ("2026-11-23", INSTANT, "en", "`2026-11-23` is not a day and time such as `2026-11-23 09:00`"),
        ("soon", DURATION, "en", "`soon` is not a length of time such as `2 days`"),
        ("x", RecordType("Bill", {}), "en", "a value of type Bill cannot be read from text"),
    ],
)
def test_what_cannot_be_read_is_said_in_the_person_s_language(
    text: str, declared: Type, language: str, said: str
) -> None:
    """It is asked again with the reason."""
    with pytest.raises(ValueProblem) as problem:
        read(text, declared, language)
    assert str(problem.value) == said


def test_a_known_currency_completes_an_amount() -> None:
    """Where only one currency can be meant, people need not say it."""
    assert read("12,50", MONEY, "de", currency="EUR") == "12.50 EUR"


@given(
    some.text(max_size=30),
    some.sampled_from([*PRIMITIVES.values(), REASON, ListType(INT)]),
    some.sampled_from(["en", "de"]),
)
def test_any_text_is_read_or_refused(text: str, declared: Type, language: str) -> None:
    """Nothing but a value of the type or a problem comes back."""
    try:
        value = read(text, declared, language)
    except ValueProblem:
        return
    assert validate(value, declared) == (value, [])


@given(
    some.decimals(-(10**9), 10**9, places=2),
    some.sampled_from(sorted(LANGUAGES)),
    some.sampled_from(["decimal", "money", "percent"]),
)
def test_what_is_shown_reads_back(number: Any, language: str, kind: str) -> None:
    """The same table shows values and reads them."""
    value, _ = validate(f"{number} EUR" if kind == "money" else str(number), PRIMITIVES[kind])
    shown = render("{{ x }}", {"x": value}, {"x": PRIMITIVES[kind]}, language)
    # A group of three behind one sign reads as a group, which is how it was shown.
    assert read(shown, PRIMITIVES[kind], language) == value


def test_languages_have_the_same_rows() -> None:
    """A language is whole or absent."""
    for row in LANGUAGES.values():
        assert row.cannot_read.keys() == LANGUAGES["en"].cannot_read.keys()
        assert row.units.keys() == LANGUAGES["en"].units.keys()
        assert len(row.months) == 12
