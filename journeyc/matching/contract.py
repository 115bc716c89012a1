"""What the engine is trusted with: its bounds, and the values that it compares exactly."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from journeyc.expression.values import ARITHMETIC

#: How many patterns one rule may have: a sequence of more events cannot be joined.
MAXIMUM_PATTERNS = 8
#: How many events a sequence may have: one more pattern is for what is known besides.
MAXIMUM_EVENTS = MAXIMUM_PATTERNS - 1
#: How many patterns the rules of one set have together: with more than 512 the engine hangs.
MAXIMUM_TOGETHER = 256
#: How many conditions of one set of rules may look at one kind of fact; no rule has more.
MAXIMUM_CONDITIONS = 40
#: How many rules one set holds.
MAXIMUM_RULES = 200
#: Integers beyond this are not exact in the engine.
MAXIMUM_INTEGER = 2**53 - 1
#: The longest text that is compared, in bytes.
MAXIMUM_TEXT = 4_096

#: How a value is handed over.
Kind: TypeAlias = Literal["int", "bool", "text", "number", "date", "time", "instant"]
Slot: TypeAlias = int | str

_SCALE = Decimal(1_000_000)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class OutsideError(Exception):
    """A value that the engine would not compare exactly."""


def _whole(value: int) -> int:
    if abs(value) > MAXIMUM_INTEGER:
        raise OutsideError
    return value


def _text(value: str) -> str:
    if len(value.encode("utf-8", "surrogatepass")) > MAXIMUM_TEXT or "\0" in value:
        raise OutsideError
    return value


def _number(value: int | Decimal) -> int:
    """A number in millionths, where it is one exactly."""
    number = Decimal(value)
    if number.copy_abs() > MAXIMUM_INTEGER:
        raise OutsideError
    scaled = ARITHMETIC.multiply(number, _SCALE)
    if scaled != scaled.to_integral_value():
        raise OutsideError
    return _whole(int(scaled))


def _time(value: time) -> int:
    return ((value.hour * 60 + value.minute) * 60 + value.second) * 10**6 + value.microsecond


_WRITTEN: dict[Kind, Callable[[Any], Slot]] = {
    "int": _whole,
    "bool": int,
    "text": _text,
    "number": _number,
    "date": date.toordinal,
    "time": _time,
    "instant": lambda value: _whole((value - _EPOCH) // _MICROSECOND),
}

_KINDS: dict[str, Kind] = {
    "int": "int",
    "bool": "bool",
    "text": "text",
    "id": "text",
    "decimal": "number",
    "percent": "number",
    "date": "date",
    "time": "time",
    "instant": "instant",
}


def slot_of(kind: Kind, value: Any) -> Slot:
    """A value as a fact holds it; OutsideError where the engine would not be exact."""
    return _WRITTEN[kind](value)


def kind_of(name: str) -> Kind | None:
    """How values of a type are handed over; None for those that the engine does not compare."""
    return _KINDS.get(name.removesuffix("?"))
