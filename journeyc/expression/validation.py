"""Does a JSON value from outside have the type that was declared? All faults at once, in words for its
sender.
"""

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeGuard

from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type
from journeyc.expression.values import (
    DECODERS,
    MAXIMUM_DEPTH,
    MAXIMUM_INTEGER,
    MAXIMUM_ITEMS,
    MAXIMUM_TEXT,
    Json,
    ValueProblem,
    encode,
)
from journeyc.nearest import hint_at

_MAXIMUM_DIGITS = 90
_SHORT = 1_000


class Fault(NamedTuple):
    """One thing that is wrong with a value; `path` leads to it, e.g. `dispute.amount`, or is empty."""

    path: str
    problem: str

    def __str__(self) -> str:
        return f"`{self.path}` {self.problem}" if self.path else self.problem


def validate(value: object, declared: Type, path: str = "") -> tuple[Json, list[Fault]]:
    """The canonical JSON form of a value, and its faults; the form is only meaningful without faults.

    Decimals are also taken from JSON numbers, money from `{"amount": …, "currency": …}`.
    """
    faults: list[Fault] = []
    return _checked(value, declared, path, faults), faults


def validate_fields(
    values: object, fields: Mapping[str, Type], path: str = "", *, partial: bool = False
) -> tuple[dict[str, Json], list[Fault]]:
    """Validate named values; unknown names are refused, missing ones too unless optional or `partial`."""
    faults: list[Fault] = []
    return _record(values, fields, path, faults, partial=partial), faults


def _record(
    values: object, fields: Mapping[str, Type], path: str, faults: list[Fault], *, partial: bool = False
) -> dict[str, Json]:
    if path.count(".") + path.count("[") > MAXIMUM_DEPTH:
        faults.append(Fault(path[:60], "is nested too deeply"))
        return {}
    if not isinstance(values, Mapping):
        faults.append(Fault(path, f"must have named fields, not {shown(values)}"))
        return {}
    prefix = f"{path}." if path else ""
    for name in values:
        if name not in fields:
            hint = hint_at(str(name), fields)
            faults.append(Fault(f"{prefix}{str(name)[:60]}", f"is not declared{hint}"))
    record: dict[str, Json] = {}
    for name, declared in fields.items():
        if values.get(name) is not None:
            record[name] = _checked(values[name], declared, f"{prefix}{name}", faults)
        elif not isinstance(declared, OptionalType) and not partial:
            faults.append(Fault(f"{prefix}{name}", "is missing"))
    return record


def _checked(value: object, declared: Type, path: str, faults: list[Fault]) -> Json:
    if isinstance(declared, OptionalType):
        return None if value is None else _checked(value, declared.value, path, faults)
    if isinstance(declared, RecordType):
        return _record(value, declared.fields, path, faults)
    if isinstance(declared, ListType):
        return _list(value, declared, path, faults)
    try:
        return _scalar(value, declared)
    except ValueProblem as problem:
        faults.append(Fault(path, str(problem)))
        return None


def _list(value: object, declared: ListType, path: str, faults: list[Fault]) -> Json:
    if not isinstance(value, list | tuple):
        faults.append(Fault(path, f"must be a list, not {shown(value)}"))
        return []
    if len(value) > MAXIMUM_ITEMS:
        faults.append(Fault(path, f"has more than {MAXIMUM_ITEMS:,} items"))
        return []
    return [_checked(item, declared.item, f"{path}[{index}]", faults) for index, item in enumerate(value)]


def _scalar(value: object, declared: Type) -> Json:
    if isinstance(declared, EnumType):
        return _member(value, declared)
    name = declared.name
    if name == "bool":
        if isinstance(value, bool):
            return value
    elif name == "int":
        if isinstance(value, int) and not isinstance(value, bool):
            if abs(value) > MAXIMUM_INTEGER:
                raise ValueProblem("must lie between -2^53 and 2^53")
            return value
    elif name in {"text", "id"}:
        if isinstance(value, str):
            return _text(value, name)
    elif name == "money" and isinstance(value, Mapping) and set(value) == {"amount", "currency"}:
        return encode(DECODERS["money"](f"{_number(value['amount'])} {value['currency']}"))
    elif name in {"decimal", "percent"} and not isinstance(value, bool | str):
        return encode(DECODERS[name](_number(value)))
    elif name == "percent" and isinstance(value, str) and value.rstrip().endswith("%"):
        raise ValueProblem("must be a number without the sign: `30` is 30 %")
    elif isinstance(value, str):
        return encode(DECODERS[name](value))
    text = "the text " if isinstance(value, str) else ""
    message = f"must be {_ARTICLES.get(name, f'a {name}')}, not {text}{shown(value)}"
    raise ValueProblem(message)


def _member(value: object, declared: EnumType) -> str:
    if isinstance(value, str) and value in declared.members:
        return value
    members = ", ".join(declared.members[:12]) + (" …" if len(declared.members) > 12 else "")
    hint = hint_at(value, declared.members) if isinstance(value, str) else ""
    message = f"must be one of {members}, not {shown(value)}{hint}"
    raise ValueProblem(message)


def _text(value: str, name: str) -> str:
    if len(value) > MAXIMUM_TEXT:
        message = f"is longer than {MAXIMUM_TEXT:,} characters"
        raise ValueProblem(message)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueProblem("holds characters that are not text") from None
    if "\x00" in value:
        raise ValueProblem("holds characters that are not text")
    if name == "id" and not value.strip():
        raise ValueProblem("must not be empty")
    return value


def is_plain(value: object) -> TypeGuard[str]:
    """Whether a value is short text that nothing is wrong with, as nearly all names are: this is found sooner
    than by `validate`, which looks at the others more closely. It may be empty.
    """
    return type(value) is str and value.isascii() and value.isprintable() and len(value) < _SHORT


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        message = f"must be a number, not {shown(value)}"
        raise ValueProblem(message)
    if isinstance(value, str):
        return value
    if isinstance(value, float | Decimal) and not math.isfinite(value):
        raise ValueProblem("must be a finite number")
    if isinstance(value, int) and abs(value) > 10**_MAXIMUM_DIGITS:
        raise ValueProblem("is too large a number")
    # What is cut off here is too long to be read, so it is refused.
    return f"{Decimal(repr(value) if isinstance(value, float) else value):f}"[:400]


_ARTICLES = {
    "bool": "true or false",
    "int": "a whole number",
    "text": "text",
    "id": "an identifier, as text",
    "decimal": "a number",
    "percent": "a number of percent",
    "money": "an amount such as `12.50 EUR`",
    "instant": "an instant such as `2026-11-23T09:00:00Z`",
}


def shown(value: object) -> str:
    """A value as it is named in a fault."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "named fields"
    if isinstance(value, list | tuple):
        return "a list"
    try:
        text = {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
    except Exception:  # noqa: BLE001  # a number may be too long to be written, an object of others say nothing
        text = type(value).__name__
    return f"`{text[:40]}…`" if len(text) > 40 else f"`{text}`"
