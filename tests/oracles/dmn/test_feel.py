"""Cells of tables as the language writes them, and those that it has no words for."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.oracles.dmn.feel import condition, constant, constants, literal
from tests.oracles.dmn.reasons import Reason, Untranslatable


@pytest.mark.parametrize(
    ("cell", "kind", "written"),
    [
        ("-", "decimal", None),
        ("", "text", None),
        (" > 18 ", "decimal", "x > 18"),
        ("<=.5", "decimal", "x <= 0.5"),
        ("!= -2.50", "decimal", "x != -2.5"),
        ("[1..10)", "decimal", "x >= 1 and x < 10"),
        ("]1..10]", "decimal", "x > 1 and x <= 10"),
        ("(1 .. 10[", "decimal", "x > 1 and x < 10"),
        ("7", "decimal", "x == 7"),
        ("1, 2, >5, [3..4]", "decimal", "(x in [1, 2] or x > 5 or x >= 3 and x <= 4)"),
        ("not(1, 2)", "decimal", "not (x in [1, 2])"),
        ('"High"', "text", 'x == "High"'),
        ('"a, b", "c \\"d\\""', "text", 'x in ["a, b", "c \\"d\\""]'),
        ("true", "bool", "x"),
        ("false", "bool", "not x"),
        ("!= true", "bool", "not x"),
        ("true, false", "bool", "(x or not x)"),
        ('>= date("2026-11-23")', "date", "x >= 2026-11-23"),
        ('[@"2026-01-01"..@"2026-12-31"]', "date", "x >= 2026-01-01 and x <= 2026-12-31"),
    ],
)
def test_a_test_of_an_input_is_a_condition(cell: str, kind: str, written: str | None) -> None:
    assert condition(cell, "x", kind) == written


@pytest.mark.parametrize(
    ("cell", "kind", "reason"),
    [
        ("> Limit", "decimal", Reason.EXPRESSION),
        ("> 5 + 3", "decimal", Reason.EXPRESSION),
        ("1 2", "decimal", Reason.EXPRESSION),
        ("[1..2", "decimal", Reason.EXPRESSION),
        ("[1, 2]", "decimal", Reason.EXPRESSION),
        ("not 1", "decimal", Reason.EXPRESSION),
        ("not(1", "decimal", Reason.EXPRESSION),
        ("1,", "decimal", Reason.EXPRESSION),
        ("null", "text", Reason.EXPRESSION),
        ("? > 3", "decimal", Reason.EXPRESSION),
        ("count(1)", "decimal", Reason.EXPRESSION),
        ('"\\q"', "text", Reason.EXPRESSION),
        ("date(2026)", "date", Reason.TYPE),
        ("date", "date", Reason.EXPRESSION),
        ('date("2026-01-01"', "date", Reason.EXPRESSION),
        ('@"P1D"', "date", Reason.TYPE),
        ('"High"', "decimal", Reason.TYPE),
        ("5", "text", Reason.TYPE),
        ("true", "decimal", Reason.TYPE),
    ],
)
def test_what_is_no_test_of_an_input_says_why(cell: str, kind: str, reason: Reason) -> None:
    with pytest.raises(Untranslatable) as caught:
        condition(cell, "x", kind)
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("98.830"), "98.83"),
        (Decimal(-3), "-3"),
        ('say "hi"\n', '"say \\"hi\\"\\n"'),
        (True, "true"),
        (date(2026, 11, 23), "2026-11-23"),
    ],
)
def test_constants_are_written_as_literals(value: Any, written: str) -> None:
    assert literal(value) == written


def test_constants_are_read() -> None:
    assert constants('"High", "Low" ,"Medium"') == ["High", "Low", "Medium"]
    assert constant("-1.50") == Decimal("-1.5")
    for cell in ('"a", "b"', "a + b", ""):
        with pytest.raises(Untranslatable):
            constant(cell)
