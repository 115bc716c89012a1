"""One table of what can be applied to values: name, argument types, result type, documentation,
implementation.
"""

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal
from operator import add, ge, gt, le, lt, mul, sub
from typing import Any, NamedTuple, TypeAlias

from journeyc.expression.values import ARITHMETIC, Duration, Money, shift


class EvaluationError(Exception):
    """An expression that has no value here: division by zero, too large a number, two currencies in a sum."""


class Function(NamedTuple):
    """One row: `zoned` implementations take the zone of the customer or journey as a first argument."""

    name: str
    arguments: tuple[str, ...]
    result: str
    apply: Callable[..., Any]
    doc: str
    zoned: bool = False


def _add_money(left: Money, right: Money) -> Money:
    return Money(ARITHMETIC.add(left.amount, right.amount), _one_currency(left, right))


def _subtract_money(left: Money, right: Money) -> Money:
    return Money(ARITHMETIC.subtract(left.amount, right.amount), _one_currency(left, right))


def _divide_money(left: Money, right: Money) -> Decimal:
    _one_currency(left, right)
    return ARITHMETIC.divide(left.amount, right.amount)


def _one_currency(left: Money, right: Money) -> str:
    if left.currency != right.currency:
        message = f"{left} and {right} are in different currencies"
        raise EvaluationError(message)
    return left.currency


def _scale_money(left: Money, right: Decimal | int) -> Money:
    return Money(ARITHMETIC.multiply(left.amount, _decimal(right)), left.currency)


def _decimal(number: Decimal | int) -> Decimal:
    return ARITHMETIC.create_decimal(number)


def _number(
    operation: Callable[[Decimal, Decimal], Decimal],
) -> Callable[[Decimal | int, Decimal | int], Decimal]:
    return lambda left, right: operation(_decimal(left), _decimal(right))


def _share(percent: Decimal) -> Decimal:
    return ARITHMETIC.divide(percent, Decimal(100))


def _add_durations(left: Duration, right: Duration) -> Duration:
    return Duration(left.months + right.months, left.days + right.days, left.seconds + right.seconds)


def _later(zone: tzinfo, moment: datetime, by: Duration) -> datetime:
    return shift(moment, by, zone)


def _earlier(zone: tzinfo, moment: datetime, by: Duration) -> datetime:
    return shift(moment, by, zone, -1)


def _between(later: datetime, earlier: datetime) -> Duration:
    return Duration(seconds=int((later - earlier).total_seconds()))


def _days_between(later: date, earlier: date) -> Duration:
    return Duration(days=(later - earlier).days)


Comparison: TypeAlias = Callable[[Any, Any], bool]

_ORDERS: tuple[tuple[str, Comparison, str], ...] = (
    ("<", lt, "less than"),
    ("<=", le, "at most"),
    (">", gt, "more than"),
    (">=", ge, "at least"),
)


def _of_money(compare: Comparison) -> Comparison:
    def apply(left: Money, right: Money) -> bool:
        _one_currency(left, right)
        return compare(left.amount, right.amount)

    return apply


def _of_durations(compare: Comparison) -> Comparison:
    return lambda left, right: compare(left.total_seconds, right.total_seconds)


def _comparisons() -> list[Function]:
    def rows(left: str, right: str, of: Callable[[Comparison], Comparison] | None = None) -> list[Function]:
        return [
            Function(sign, (left, right), "bool", of(compare) if of else compare, doc)
            for sign, compare, doc in _ORDERS
        ]

    table = [*rows("money", "money", _of_money), *rows("duration", "duration", _of_durations)]
    for left in ("int", "decimal"):
        for right in ("int", "decimal"):
            table += rows(left, right)
    for name in ("percent", "date", "time", "instant"):
        table += rows(name, name)
    return table


def _arithmetic() -> list[Function]:
    table = [
        Function("+", ("int", "int"), "int", add, "sum"),
        Function("-", ("int", "int"), "int", sub, "difference"),
        Function("*", ("int", "int"), "int", mul, "product"),
        Function("/", ("int", "int"), "decimal", _number(ARITHMETIC.divide), "exact quotient to 34 digits"),
    ]
    for left, right in (("int", "decimal"), ("decimal", "int"), ("decimal", "decimal")):
        table += [
            Function("+", (left, right), "decimal", _number(ARITHMETIC.add), "sum"),
            Function("-", (left, right), "decimal", _number(ARITHMETIC.subtract), "difference"),
            Function("*", (left, right), "decimal", _number(ARITHMETIC.multiply), "product"),
            Function("/", (left, right), "decimal", _number(ARITHMETIC.divide), "quotient to 34 digits"),
        ]
    for number in ("int", "decimal"):
        table += [
            Function("*", ("money", number), "money", _scale_money, "an amount so many times"),
            Function(
                "*", (number, "money"), "money", lambda a, b: _scale_money(b, a), "an amount so many times"
            ),
            Function(
                "/",
                ("money", number),
                "money",
                lambda a, b: Money(ARITHMETIC.divide(a.amount, _decimal(b)), a.currency),
                "a part of an amount",
            ),
            Function(
                "*",
                ("percent", number),
                "decimal",
                lambda a, b: ARITHMETIC.multiply(_share(a), _decimal(b)),
                "a share of a number",
            ),
            Function(
                "*",
                (number, "percent"),
                "decimal",
                lambda a, b: ARITHMETIC.multiply(_decimal(a), _share(b)),
                "a share of a number",
            ),
        ]
    return table


TABLE: dict[tuple[str, tuple[str, ...]], Function] = {
    (row.name, row.arguments): row
    for row in [
        *_comparisons(),
        *_arithmetic(),
        Function("+", ("money", "money"), "money", _add_money, "sum of two amounts of one currency"),
        Function(
            "-", ("money", "money"), "money", _subtract_money, "difference of two amounts of one currency"
        ),
        Function("/", ("money", "money"), "decimal", _divide_money, "ratio of two amounts of one currency"),
        Function(
            "*",
            ("money", "percent"),
            "money",
            lambda a, b: _scale_money(a, _share(b)),
            "a share of an amount",
        ),
        Function(
            "*",
            ("percent", "money"),
            "money",
            lambda a, b: _scale_money(b, _share(a)),
            "a share of an amount",
        ),
        Function("+", ("percent", "percent"), "percent", ARITHMETIC.add, "sum"),
        Function("-", ("percent", "percent"), "percent", ARITHMETIC.subtract, "difference"),
        Function("+", ("text", "text"), "text", lambda a, b: a + b, "both texts, one after the other"),
        Function("+", ("duration", "duration"), "duration", _add_durations, "sum"),
        Function(
            "*",
            ("duration", "int"),
            "duration",
            lambda a, b: Duration(*(part * b for part in a)),
            "so many times as long",
        ),
        Function(
            "+",
            ("instant", "duration"),
            "instant",
            _later,
            "later, days and months by the calendar",
            zoned=True,
        ),
        Function(
            "-",
            ("instant", "duration"),
            "instant",
            _earlier,
            "earlier, days and months by the calendar",
            zoned=True,
        ),
        Function("-", ("instant", "instant"), "duration", _between, "the time between"),
        Function("-", ("date", "date"), "duration", _days_between, "the days between"),
        Function("negate", ("int",), "int", lambda a: -a, "the opposite number"),
        Function("negate", ("decimal",), "decimal", ARITHMETIC.minus, "the opposite number"),
        Function(
            "negate",
            ("money",),
            "money",
            lambda a: Money(ARITHMETIC.minus(a.amount), a.currency),
            "the opposite amount",
        ),
        Function("decimal", ("int",), "decimal", _decimal, "the same number, with decimals"),
        Function("length", ("text",), "int", len, "the number of characters"),
        Function("length", ("list",), "int", len, "the number of items"),
        Function("lower", ("text",), "text", str.lower, "in small letters"),
        Function("upper", ("text",), "text", str.upper, "in capital letters"),
        Function("trim", ("text",), "text", str.strip, "without spaces at both ends"),
        Function("abs", ("int",), "int", abs, "without its sign"),
        Function("abs", ("decimal",), "decimal", ARITHMETIC.abs, "without its sign"),
        Function(
            "round",
            ("decimal",),
            "int",
            lambda a: int(a.to_integral_value(ROUND_HALF_EVEN)),
            "the nearest whole number, halves to even",
        ),
        Function(
            "date",
            ("instant",),
            "date",
            lambda zone, a: a.astimezone(zone).date(),
            "the calendar day in the zone",
            zoned=True,
        ),
        Function(
            "time",
            ("instant",),
            "time",
            lambda zone, a: a.astimezone(zone).time().replace(microsecond=0),
            "the time of day in the zone",
            zoned=True,
        ),
    ]
}

#: Names that an author can call, as opposed to operators.
CALLABLE = tuple(dict.fromkeys(name for name, _ in TABLE if name.isidentifier() and name != "negate"))
