"""Typed trees as functions of what can be read: values, laziness, missing values and what has no value."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import TABLE, EvaluationError
from journeyc.expression.tree import Apply, Decide, Expression, ListOf, Literal, Moment, Now, Read, RecordOf
from journeyc.expression.values import encode

NOW = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "n": 7,
    "zero": 0,
    "amount": "12.50 EUR",
    "dollars": "1.00 USD",
    "none": None,
    "name": "Anna",
    "bill": {"id": "B1", "amount": "3.00 EUR", "why": None},
    "tags": ["a", "b"],
    "wait": "P1D",
    "share": "20",
    "when": "2026-03-28T01:30:00Z",
    "vip": True,
}


def scope() -> Scope:
    return Scope(CONTEXT, {"id": "anna"}, {"channel": "web"}, NOW, ZoneInfo("Europe/Berlin"))


def read(path: str, kind: str, root: Any = "context") -> Read:
    return Read(root, tuple(path.split(".")), kind)


def call(function: str, kind: str, *arguments: Expression) -> Apply:
    return Apply(function, arguments, kind)


def text(value: str) -> Literal:
    return Literal(value, "text")


N, ZERO, ONE = read("n", "int"), read("zero", "int"), Literal(1, "int")
AMOUNT, SHARE = read("amount", "money"), read("share", "percent")
NONE = read("none", "int?")
TRUE, FALSE = Literal(value=True, type="bool"), Literal(value=False, type="bool")
FAILS = call("==", "bool", call("/", "decimal", ONE, ZERO), Literal("1", "decimal"))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (N, 7),
        # A length is the same however it is written, among others too.
        (
            call(
                "in",
                "bool",
                read("wait", "duration"),
                ListOf((Literal("PT86400S", "duration"),), "list of duration"),
            ),
            True,
        ),
        (
            call(
                "not in",
                "bool",
                read("wait", "duration"),
                ListOf((Literal("PT86400S", "duration"),), "list of duration"),
            ),
            False,
        ),
        (read("bill.amount", "money?"), "3.00 EUR"),
        (read("bill.why", "Reason?"), None),
        (read("none.deep.down", "int?"), None),
        (read("channel", "channel", "event"), "web"),
        (read("id", "id", "customer"), "anna"),
        (Now(), "2026-03-28T01:30:00Z"),
        (Moment("2026-12-01T09:00:00"), "2026-12-01T08:00:00Z"),
        (Moment("2026-03-29T02:30:00"), "2026-03-29T01:00:00Z"),
        (Moment("2026-10-25T02:30:00"), "2026-10-25T00:30:00Z"),
        (Literal("P1DT60S", "duration"), "P1DT60S"),
        (call("+", "int", N, ONE), 8),
        (call("/", "decimal", ONE, Literal(3, "int")), "0." + "3" * 34),
        (call("*", "money", AMOUNT, SHARE), "2.50 EUR"),
        (call("-", "money", AMOUNT, Literal("20 EUR", "money")), "-7.50 EUR"),
        (call("/", "decimal", AMOUNT, Literal("5 EUR", "money")), "2.5"),
        (call("negate", "int", N), -7),
        (call("<", "bool", Literal("1", "decimal"), N), True),
        (call(">=", "bool", Literal("P1D", "duration"), Literal("PT86400S", "duration")), True),
        (call("==", "bool", Literal("P1D", "duration"), Literal("PT86400S", "duration")), True),
        (call("==", "bool", Literal("12.5 EUR", "money"), AMOUNT), True),
        (call("!=", "bool", read("name", "text"), text("anna")), True),
        (call("in", "bool", read("name", "text"), Literal(["Anna", "Bo"], "list of text")), True),
        (call("not in", "bool", AMOUNT, ListOf((AMOUNT,), "list of money")), False),
        (call("is set", "bool", NONE), False),
        (call("is missing", "bool", NONE), True),
        (call("is set", "bool", read("unknown", "int")), False),
        (call("else", "int", NONE, N), 7),
        (call("and", "bool", FALSE, FAILS), False),
        (call("or", "bool", TRUE, FAILS), True),
        (call("not", "bool", FALSE), True),
        (call("length", "int", read("tags", "list of text")), 2),
        (call("upper", "text", read("name", "text")), "ANNA"),
        (call("round", "int", Literal("2.5", "decimal")), 2),
        (call("+", "instant", Now(), read("wait", "duration")), "2026-03-29T01:00:00Z"),
        (call("-", "duration", Now(), read("when", "instant")), "PT0S"),
        (call("date", "date", Now()), "2026-03-28"),
        (call("time", "time", Now()), "02:30:00"),
        (ListOf((AMOUNT, Literal("1 EUR", "money")), "list of money"), ["12.50 EUR", "1.00 EUR"]),
        (RecordOf((("id", text("B1")), ("amount", AMOUNT)), "Bill"), {"id": "B1", "amount": "12.50 EUR"}),
    ],
)
def test_a_tree_has_its_value(expression: Expression, value: Any) -> None:
    """The value in its JSON form."""
    assert encode(compile_expression(expression)(scope())) == value


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        (call("/", "decimal", ONE, ZERO), "division by zero"),
        (call("/", "decimal", ZERO, ZERO), "division by zero"),
        (
            call("+", "money", AMOUNT, read("dollars", "money")),
            "12.50 EUR and 1.00 USD are in different currencies",
        ),
        (
            call("<", "bool", AMOUNT, read("dollars", "money")),
            "12.50 EUR and 1.00 USD are in different currencies",
        ),
        (call("*", "int", Literal(2**52, "int"), Literal(4, "int")), "a whole number grew beyond 2^53"),
        (call("+", "text", text("x" * 60_000), text("x" * 60_000)), "a text grew beyond 100,000 characters"),
        (call("*", "duration", Literal("P999999999D", "duration"), N), "a duration grew out of its range"),
        (
            call("+", "instant", Now(), Literal("P999999M", "duration")),
            "a number or a time grew out of its range",
        ),
        (
            call("*", "decimal", Literal("9" * 90, "decimal"), Literal("9" * 90, "decimal")),
            "a number or a time grew out of its range",
        ),
        (Moment("0001-01-01T00:00:00"), "a number or a time grew out of its range"),
        (read("none", "int"), "`none` has no value"),
        (read("bill.why.deep", "Reason"), "`bill.why.deep` has no value"),
    ],
)
def test_what_has_no_value_says_why(expression: Expression, said: str) -> None:
    """An evaluation error in words for people, never an error of Python."""
    with pytest.raises(EvaluationError) as problem:
        compile_expression(expression)(scope())
    assert str(problem.value) == said


SAMPLES: dict[str, list[Any]] = {
    "int": [0, 1, -7, 2**53 - 1],
    "decimal": ["0", "0.5", "-3", "9" * 34, "1" + "0" * 99],
    "money": ["0.00 EUR", "12.50 EUR", "-1.00 USD"],
    "percent": ["0", "12.5", "-100"],
    "text": ["", "a b", "x" * 100_000],
    "duration": ["PT0S", "P1M2DT3S", "P999999999D"],
    "instant": ["2026-03-29T01:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
    "date": ["2026-02-28", "0001-01-01"],
    "time": ["00:00:00", "23:59:59"],
    "list": [[], ["a"]],
}


@settings(max_examples=500)
@given(some.data())
def test_every_row_of_the_table_gives_a_value_or_says_why(data: some.DataObject) -> None:
    """Expressions are total: division by zero and overflow are all that can go wrong."""
    name, arguments = data.draw(some.sampled_from(sorted(TABLE)))
    row = TABLE[name, arguments]
    literals = tuple(
        Literal(data.draw(some.sampled_from(SAMPLES[kind])), "list of text" if kind == "list" else kind)
        for kind in arguments
    )
    try:
        value = compile_expression(Apply(name, literals, row.result))(scope())
    except EvaluationError:
        return
    # What was computed can be kept and read back.
    kept = encode(value)
    assert encode(compile_expression(Literal(kept, row.result))(scope())) == kept


def test_what_a_clause_named_and_the_customer_as_a_whole() -> None:
    """The item of a list or the result of a call is read by its name; an empty path reads everything."""
    here = scope()._replace(local={"item": {"price": "3.50 EUR"}}, customer={"id": "anna"})
    price = compile_expression(Read("local", ("item", "price"), "money"))
    assert encode(price(here)) == "3.50 EUR"
    assert compile_expression(Read("customer", (), "Customer"))(here) == {"id": "anna"}


def test_a_decision_gets_its_arguments_as_json() -> None:
    """What decisions there are is given when an expression is compiled, wherever it asks them."""
    asked: list[Any] = []

    def twice(arguments: list[Any], here: Scope) -> Any:
        asked.append((arguments, here.now))
        return 2 * arguments[0]

    decide = Decide("twice", (Literal(3, "int"), Literal("2.50", "decimal")), "int")
    inside = Apply("else", (Read("context", ("missing",), "int?"), decide), "int")
    nested = RecordOf((("a", ListOf((Apply("+", (inside, decide), "int"),), "list of int")),), "R")
    assert compile_expression(nested, {"twice": twice})(scope()) == {"a": [12]}
    assert asked == [([3, "2.5"], NOW)] * 2


def test_a_decision_that_is_not_there_is_named() -> None:
    """It is missed when an expression is compiled, not when it is computed."""
    with pytest.raises(KeyError, match="route"):
        compile_expression(Decide("route", (), "int"))
