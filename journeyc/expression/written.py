"""A typed tree as its author would write it, on one line and with no more brackets than it needs."""

import json
from typing import assert_never

from journeyc.expression.tree import (
    Apply,
    Decide,
    Expression,
    ListOf,
    Literal,
    Moment,
    Now,
    Read,
    RecordOf,
)
from journeyc.expression.values import Duration, to_duration

#: What binds how tightly, loosest first, as `expression.lark` has it.
_LEVELS = (
    ("or",),
    ("and",),
    ("not",),
    ("<", "<=", ">", ">=", "==", "!=", "in", "not in", "is set", "is missing"),
    ("else",),
    ("+", "-"),
    ("*", "/"),
    ("negate",),
)
_TIGHTNESS = {name: level for level, names in enumerate(_LEVELS) for name in names}
_ATOM = len(_LEVELS)
_NAMED_ROOTS = frozenset({"customer", "event"})
_UNITS = (("hour", 3600), ("minute", 60), ("second", 1))


def written(expression: Expression) -> str:
    """The text of an expression: `amount <= 20 EUR and customer.tier == gold`."""
    return _text(expression, 0)


def _text(expression: Expression, least: int) -> str:
    """The text, in brackets where what stands around it binds as tightly as `least` or tighter."""
    text, level = _parts(expression)
    return f"({text})" if level < least else text


def _parts(expression: Expression) -> tuple[str, int]:
    match expression:
        case Literal():
            return constant(expression.value, expression.type), _ATOM
        case Moment():
            return expression.value.removesuffix(":00"), _ATOM
        case Now():
            return "now", _ATOM
        case Read():
            named = (expression.root,) if expression.root in _NAMED_ROOTS else ()
            return ".".join((*named, *expression.path)), _ATOM
        case Apply(function="decimal"):
            # Whole numbers become decimals by themselves.
            return _parts(expression.arguments[0])
        case Apply():
            return _applied(expression)
        case Decide():
            return f"{expression.decision}({_list(expression.arguments)})", _ATOM
        case ListOf():
            return f"[{_list(expression.items)}]", _ATOM
        case RecordOf():
            fields = ", ".join(f"{name} = {written(value)}" for name, value in expression.fields)
            return f"{{ {fields} }}", _ATOM
        case _:
            assert_never(expression)


def _list(several: tuple[Expression, ...]) -> str:
    return ", ".join(map(written, several))


def _applied(expression: Apply) -> tuple[str, int]:
    name, given = expression.function, expression.arguments
    level = _TIGHTNESS.get(name)
    if level is None:
        return f"{name}({_list(given)})", _ATOM
    if name in {"is set", "is missing"}:
        return f"{_text(given[0], level + 1)} {name}", level
    if name in {"not", "negate"}:
        return f"{'not ' if name == 'not' else '-'}{_text(given[0], level)}", level
    # Two comparisons do not stand side by side, and `else` binds to the right.
    left, right = level, level + 1
    if level in {_TIGHTNESS["=="], _TIGHTNESS["else"]}:
        left, right = level + 1, level + (name != "else")
    return f"{_text(given[0], left)} {name} {_text(given[1], right)}", level


def constant(value: object, kind: str) -> str:
    """A constant of a type, in its JSON form, as it is written: `2 days`, `"you"`, `gold`."""
    match kind.removesuffix("?"):
        case "bool":
            return "true" if value else "false"
        case "text" | "id":
            return json.dumps(value, ensure_ascii=False)
        case "percent":
            return f"{value}%"
        case "money":
            return str(value).replace(".00 ", " ")
        case "duration":
            return length(to_duration(str(value)))
    # Numbers, amounts and times are written as they are kept; so are the members of types.
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def length(time: Duration) -> str:
    """A length of time in whole units: `1 day 30 minutes`."""
    parts = [(time.months, "month"), (time.days, "day")]
    left = time.seconds
    for unit, seconds in _UNITS:
        parts.append((left // seconds, unit))
        left %= seconds
    return " ".join(f"{many} {unit}{'' if many == 1 else 's'}" for many, unit in parts if many) or "0 seconds"
