"""Typed trees as their authors would write them."""

from pathlib import Path

import pytest

from journeyc.expression.tree import Apply, Expression, ListOf, Literal, Moment, Now, Read, RecordOf
from journeyc.expression.written import written
from journeyc.ir.base import Guard
from journeyc.ir.effects import Set
from journeyc.ir.walk import parts
from journeyc.loading import load

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "journeys").glob("*.journey"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_written_is_what_the_author_wrote(path: Path) -> None:
    """Of every condition, and every value that is set."""
    every = list(parts(load(path)))
    told = [(one.expression, one.text) for one in every if isinstance(one, Guard)]
    told += [(one.value, one.text) for one in every if isinstance(one, Set)]
    assert told
    assert [written(tree) for tree, _ in told] == [text for _, text in told]


def number(value: int) -> Literal:
    return Literal(value, "int")


def apply(name: str, *arguments: Expression) -> Apply:
    return Apply(name, arguments, "int")


ONE, TWO = number(1), number(2)
FIELD = Read("context", ("dispute", "reason"), "Reason?")


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (apply("*", apply("+", ONE, TWO), TWO), "(1 + 2) * 2"),
        (apply("+", apply("*", ONE, TWO), TWO), "1 * 2 + 2"),
        (apply("-", ONE, apply("-", ONE, TWO)), "1 - (1 - 2)"),
        (apply("-", apply("-", ONE, TWO), ONE), "1 - 2 - 1"),
        (apply("else", FIELD, apply("else", FIELD, ONE)), "dispute.reason else dispute.reason else 1"),
        (apply("else", apply("else", FIELD, ONE), ONE), "(dispute.reason else 1) else 1"),
        (apply("not", apply("and", FIELD, FIELD)), "not (dispute.reason and dispute.reason)"),
        (
            apply("and", apply("or", FIELD, FIELD), FIELD),
            "(dispute.reason or dispute.reason) and dispute.reason",
        ),
        (apply("==", apply("==", ONE, TWO), ONE), "(1 == 2) == 1"),
        (apply("is set", FIELD), "dispute.reason is set"),
        (apply("not in", ONE, ListOf((ONE, TWO), "list of int")), "1 not in [1, 2]"),
        (apply("negate", apply("+", ONE, TWO)), "-(1 + 2)"),
        (apply("length", FIELD), "length(dispute.reason)"),
        (apply("decimal", ONE), "1"),
        (RecordOf((("bill", Literal("B1", "id")),), "Dispute"), '{ bill = "B1" }'),
        (Read("customer", ("tier",), "Tier"), "customer.tier"),
        (Read("customer", (), "Customer"), "customer"),
        (Now(), "now"),
        (Moment("2026-12-01T09:00:00"), "2026-12-01T09:00"),
        (Literal("P1DT1800S", "duration"), "1 day 30 minutes"),
        (Literal("P3M", "duration"), "3 months"),
        (Literal("PT0S", "duration"), "0 seconds"),
        (Literal("3 business days", "business time"), "3 business days"),
        (Literal("12.50 EUR", "money"), "12.50 EUR"),
        (Literal("20.00 EUR", "money"), "20 EUR"),
        (Literal("30", "percent"), "30%"),
        (Literal("gold", "Tier?"), "gold"),
        (Literal('say "hi"', "text"), '"say \\"hi\\""'),
        (Literal(value=True, type="bool"), "true"),
    ],
)
def test_brackets_stand_where_they_are_needed(tree: Expression, text: str) -> None:
    assert written(tree) == text
