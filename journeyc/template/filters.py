"""The filters texts may use: one table with what each takes, gives and means; the implementations are Python
functions.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple

from journeyc.expression.types import EnumType, ListType, Type
from journeyc.expression.values import ARITHMETIC, Money
from journeyc.template.bounds import joined
from journeyc.template.display import Display

_WORDS = frozenset({"text", "id", "enum"})
_NUMBERS = frozenset({"int", "decimal", "percent"})
_MAXIMUM_PLACES = 12


class Filter(NamedTuple):
    """One row: `accepts` are kinds of values, `arguments` the types of the constants it takes, of which
    `required` are needed.

    `result` is a type's name; empty means the type of what comes in.
    """

    name: str
    accepts: frozenset[str]
    arguments: tuple[str, ...]
    required: int
    result: str
    apply: Callable[..., Any]
    doc: str


def kind_of(declared: Type) -> str:
    """What the table calls a type: its name, or `enum`, `list`, `record`."""
    if isinstance(declared, EnumType):
        return "enum"
    if isinstance(declared, ListType):
        return "list"
    return declared.name


def _rounded(value: Any, places: int) -> Decimal:
    number = ARITHMETIC.create_decimal(value)
    return number.quantize(Decimal((0, (1,), -min(places, _MAXIMUM_PLACES))), ROUND_HALF_EVEN, ARITHMETIC)


def _round(_: Display, value: Any, places: int = 0) -> Any:
    return (
        Money(_rounded(value.amount, places), value.currency)
        if isinstance(value, Money)
        else _rounded(value, places)
    )


def _shorten(_: Display, value: str, length: int) -> str:
    return value if len(value) <= length else value[: max(0, length - 1)].rstrip() + "…"


def _join(display: Display, value: list[Any], separator: str = ", ") -> str:
    return joined((display.show(item) for item in value), separator)


_TABLE = (
    Filter("upper", _WORDS, (), 0, "text", lambda _, value: value.upper(), "in capital letters"),
    Filter("lower", _WORDS, (), 0, "text", lambda _, value: value.lower(), "in small letters"),
    Filter(
        "capitalize",
        _WORDS,
        (),
        0,
        "text",
        lambda _, value: value[:1].upper() + value[1:],
        "the first letter large",
    ),
    Filter(
        "title",
        _WORDS,
        (),
        0,
        "text",
        lambda _, value: value.replace("_", " ").title(),
        "each word large, spaces for `_`",
    ),
    Filter("trim", _WORDS, (), 0, "text", lambda _, value: value.strip(), "without spaces at both ends"),
    Filter("shorten", _WORDS, ("int",), 1, "text", _shorten, "at most so many characters"),
    Filter(
        "length", _WORDS | {"list"}, (), 0, "int", lambda _, value: len(value), "how many characters or items"
    ),
    Filter(
        "join",
        frozenset({"list"}),
        ("text",),
        0,
        "text",
        _join,
        "the items one after the other, with a text between",
    ),
    Filter("round", _NUMBERS | {"money"}, ("int",), 0, "", _round, "to so many decimals, halves to even"),
    Filter(
        "money",
        _NUMBERS,
        ("text",),
        1,
        "money",
        lambda _, value, code: Money(ARITHMETIC.create_decimal(value), code),
        "a number as an amount in a currency",
    ),
    Filter(
        "date",
        frozenset({"instant", "date"}),
        (),
        0,
        "text",
        lambda display, value: display.date(value),
        "the calendar day",
    ),
    Filter(
        "short_date",
        frozenset({"instant", "date"}),
        (),
        0,
        "text",
        lambda display, value: display.short_date(value),
        "the calendar day, in figures",
    ),
    Filter(
        "time",
        frozenset({"instant", "time"}),
        (),
        0,
        "text",
        lambda display, value: display.time(value),
        "the time of day",
    ),
)

FILTERS: dict[str, Filter] = {row.name: row for row in _TABLE}

#: The filter that gives a value to what may be missing; it works on every type.
DEFAULT = "default"
