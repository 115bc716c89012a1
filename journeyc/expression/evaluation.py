"""Typed trees become closures; no text of an author is ever run as Python.

A closure takes a `Scope` and returns a Python value of the tree's type, or None where an optional value is
missing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import DecimalException
from operator import eq, ne
from typing import Any, NamedTuple, Protocol

from journeyc.expression import tree
from journeyc.expression.functions import TABLE, EvaluationError
from journeyc.expression.values import (
    DECODERS,
    MAXIMUM_INTEGER,
    MAXIMUM_TEXT,
    Duration,
    Json,
    Value,
    ValueProblem,
    at_wall_clock,
    encode,
    excess,
)


class RowTaken(Protocol):
    """A row of a decision that counted: its line, its condition and its value as written."""

    @property
    def line(self) -> int: ...
    @property
    def condition(self) -> str: ...
    @property
    def text(self) -> str: ...


#: The name of a decision that was asked, and the rows its value is of.
Asked = tuple[str, Sequence[RowTaken]]


class Scope(NamedTuple):
    """What an expression can read: JSON documents, the logical time (UTC) and the zone of calendar
    arithmetic. Where `decided` is given, decisions note in it which rows they took.
    """

    context: Mapping[str, Json]
    customer: Mapping[str, Json]
    event: Mapping[str, Json]
    now: datetime
    zone: tzinfo
    parameter: Mapping[str, Json] = {}
    local: Mapping[str, Json] = {}
    decided: list[Asked] | None = None


Closure = Callable[[Scope], Any]
#: Computes a decision from its arguments; the scope gives the time and the zone.
Decider = Callable[[list[Json], Scope], Any]

#: The largest duration that can be written down, part by part; an instant cannot move further anyway.
_LONGEST = Duration(10**9 - 1, 10**9 - 1, 10**12 - 1)

#: The values that hold others.
_HOLDERS = frozenset({list, dict})

#: The functions whose first argument may be missing.
_ASKING = frozenset({"is set", "is missing", "else"})

#: Whether two values are the same, unless they are durations.
_SAME: Mapping[str, Callable[[Any, Any], bool]] = {"==": eq, "!=": ne}

#: What looks for a value in a list.
_LOOKING = frozenset({"in", "not in"})

NO_DECISIONS: Mapping[str, Decider] = {}


def compile_expression(
    expression: tree.Expression, decisions: Mapping[str, Decider] = NO_DECISIONS
) -> Closure:
    """The closure that computes a typed tree; KeyError names a decision that is not among `decisions`."""
    match expression:
        case tree.Literal(value, type_name):
            return _constant(_decoded(value, type_name))
        case tree.Moment(value):
            return _moment(datetime.fromisoformat(value))
        case tree.Read(root, path, type_name):
            decode = DECODERS.get(type_name.removesuffix("?"))
            return (_read if type_name.endswith("?") else _needed)(root, path, decode)
        case tree.Now():
            return lambda scope: scope.now
        case tree.ListOf(items):
            parts = [compile_expression(item, decisions) for item in items]
            return lambda scope: _list([encode(part(scope)) for part in parts])
        case tree.RecordOf(fields):
            named = [(name, compile_expression(value, decisions)) for name, value in fields]
            return lambda scope: _record({name: encode(value(scope)) for name, value in named})
        case tree.Apply():
            return _apply(expression, decisions)
        case tree.Decide(name, arguments):
            decider = decisions[name]
            values = [compile_expression(argument, decisions) for argument in arguments]
            return lambda scope: decider([encode(value(scope)) for value in values], scope)


def _list(items: list[Json]) -> list[Json]:
    """A list that was put together; where its items hold lists and records, it can grow for ever."""
    if not _HOLDERS.isdisjoint(map(type, items)) and (problem := excess(items)):
        raise EvaluationError(problem)
    return items


def _record(fields: dict[str, Json]) -> dict[str, Json]:
    """A record that was put together; so can this."""
    if not _HOLDERS.isdisjoint(map(type, fields.values())) and (problem := excess(fields)):
        raise EvaluationError(problem)
    return fields


def _decoded(value: Json, type_name: str) -> Value:
    decode = DECODERS.get(type_name)
    return decode(value) if decode and isinstance(value, str) else value


def _constant(value: Value) -> Closure:
    return lambda _: value


def _moment(wall: datetime) -> Closure:
    return lambda scope: applied(at_wall_clock, wall, scope.zone)


def _read(root: str, path: tuple[str, ...], decode: Callable[[str], Value] | None) -> Closure:
    index = Scope._fields.index(root)
    if not path:
        return lambda scope: scope[index]
    message = f"`{'.'.join((root, *path))}` does not hold what its type says"
    first, *rest = path
    if not rest and decode is None:
        return lambda scope: scope[index].get(first)  # type: ignore[union-attr]  # it is one of a mapping

    def read(scope: Scope) -> Any:
        value: Any = scope[index].get(first)  # type: ignore[union-attr]  # the index is one of a mapping
        for name in rest:
            if value is None:
                return None
            value = value.get(name)
        if value is None or decode is None:
            return value
        try:
            return decode(value)
        except (TypeError, ValueProblem):
            raise EvaluationError(message) from None

    return read


def _needed(root: str, path: tuple[str, ...], decode: Callable[[str], Value] | None) -> Closure:
    """What is not optional has a value, or nothing that needs it has one."""
    # As authors write it: what is in the context, a parameter or a name of a place is read by its bare name.
    said = (root, *path) if root in {"customer", "event"} else path
    message = f"`{'.'.join(said)}` has no value"
    if len(path) == 1 and decode is None:
        return _needed_field(Scope._fields.index(root), *path, message)
    read = _read(root, path, decode)

    def needed(scope: Scope) -> Any:
        value = read(scope)
        if value is None:
            raise EvaluationError(message)
        return value

    return needed


def _needed_field(index: int, name: str, message: str) -> Closure:
    """What most expressions read: a field as it is written down."""

    def needed(scope: Scope) -> Any:
        value = scope[index].get(name)  # type: ignore[union-attr]  # the index is one of a mapping
        if value is None:
            raise EvaluationError(message)
        return value

    return needed


def _asked(operand: tree.Expression, decisions: Mapping[str, Decider]) -> Closure:
    """An operand that may be missing whatever its type says, as `is set` and `else` ask just that."""
    if isinstance(operand, tree.Read):
        return _read(operand.root, operand.path, DECODERS.get(operand.type.removesuffix("?")))
    return compile_expression(operand, decisions)


def _apply(expression: tree.Apply, decisions: Mapping[str, Decider]) -> Closure:
    if expression.function in _ASKING:
        first, *others = expression.arguments
        rest = (compile_expression(other, decisions) for other in others)
        return _SPECIAL[expression.function](_asked(first, decisions), *rest)
    arguments = [compile_expression(argument, decisions) for argument in expression.arguments]
    if expression.function in _LOOKING and expression.arguments[0].type == "duration":
        return _length_in(*arguments, wanted=expression.function == "in")
    last = expression.arguments[-1]
    fixed = _decoded(last.value, last.type) if isinstance(last, tree.Literal) else None
    if fixed is not None and type(fixed) is not Duration and expression.function in _SAME:
        return _compared_to(_SAME[expression.function], arguments[0], fixed)
    if special := _SPECIAL.get(expression.function):
        return special(*arguments)
    names = tuple("list" if a.type.startswith("list of ") else a.type for a in expression.arguments)
    row = TABLE[expression.function, names]
    if len(arguments) == 2 and not row.zoned:
        if row.result == "bool" and fixed is not None:
            return _compared_to(row.apply, arguments[0], fixed)
        return (_compared if row.result == "bool" else _binary)(row.apply, *arguments)
    return _general(row.apply, arguments, zoned=row.zoned)


def _binary(function: Callable[[Any, Any], Any], left: Closure, right: Closure) -> Closure:
    def apply(scope: Scope) -> Any:
        try:
            return _bounded(function(left(scope), right(scope)))
        except (ArithmeticError, DecimalException) as error:
            raise EvaluationError(_arithmetic_text(error)) from None

    return apply


def _compared(function: Callable[[Any, Any], bool], left: Closure, right: Closure) -> Closure:
    """As `_binary`, for what cannot grow out of its range."""

    def apply(scope: Scope) -> Any:
        try:
            return function(left(scope), right(scope))
        except (ArithmeticError, DecimalException) as error:
            raise EvaluationError(_arithmetic_text(error)) from None

    return apply


def _compared_to(function: Callable[[Any, Any], bool], left: Closure, value: Value) -> Closure:
    """As `_compared`, with what is written down: that is what most conditions do."""

    def apply(scope: Scope) -> Any:
        try:
            return function(left(scope), value)
        except (ArithmeticError, DecimalException) as error:
            raise EvaluationError(_arithmetic_text(error)) from None

    return apply


def _general(function: Callable[..., Any], arguments: list[Closure], *, zoned: bool) -> Closure:
    def apply(scope: Scope) -> Any:
        values = [argument(scope) for argument in arguments]
        return applied(function, scope.zone, *values) if zoned else applied(function, *values)

    return apply


def applied(function: Callable[..., Any], *values: Any) -> Any:
    """What the implementation of a function gives for values; EvaluationError where that is nothing."""
    try:
        return _bounded(function(*values))
    except (ArithmeticError, DecimalException, ValueError) as error:
        raise EvaluationError(_arithmetic_text(error)) from None


def _bounded(value: Any) -> Any:
    kind = type(value)
    if kind is int:
        if not -MAXIMUM_INTEGER <= value <= MAXIMUM_INTEGER:
            message = "a whole number grew beyond 2^53"
            raise EvaluationError(message)
    elif kind is str and len(value) > MAXIMUM_TEXT:
        message = f"a text grew beyond {MAXIMUM_TEXT:,} characters"
        raise EvaluationError(message)
    elif kind is Duration and any(abs(part) > limit for part, limit in zip(value, _LONGEST, strict=True)):
        message = "a duration grew out of its range"
        raise EvaluationError(message)
    return value


def _arithmetic_text(error: Exception) -> str:
    if isinstance(error, ZeroDivisionError | DecimalException) and "Division" in repr(error):
        return "division by zero"
    return "a number or a time grew out of its range"


def equal(left: Value, right: Value) -> bool:
    """Whether two values of one type are the same; durations are as long as they are."""
    if isinstance(left, Duration) and isinstance(right, Duration):
        return left.total_seconds == right.total_seconds
    return bool(left == right)


def _length_in(left: Closure, right: Closure, *, wanted: bool) -> Closure:
    """Whether a duration is as long as one of a list, however that is written; or as none."""

    def apply(scope: Scope) -> bool:
        length = left(scope)
        return any(equal(length, _decoded(item, "duration")) for item in right(scope)) == wanted

    return apply


def _equality(left: Closure, right: Closure, *, wanted: bool = True) -> Closure:
    """Whether two values are the same; most are no durations, and are compared here."""

    def apply(scope: Scope) -> bool:
        one, other = left(scope), right(scope)
        return (equal(one, other) if type(one) is Duration else one == other) is wanted

    return apply


def _else(left: Closure, right: Closure) -> Closure:
    def apply(scope: Scope) -> Any:
        value = left(scope)
        return right(scope) if value is None else value

    return apply


#: Functions that are lazy or work on every type, from closures to a closure.
_SPECIAL: dict[str, Callable[..., Closure]] = {
    "and": lambda left, right: lambda scope: left(scope) and right(scope),
    "or": lambda left, right: lambda scope: left(scope) or right(scope),
    "not": lambda operand: lambda scope: not operand(scope),
    "==": _equality,
    "!=": lambda left, right: _equality(left, right, wanted=False),
    "in": lambda left, right: lambda scope: encode(left(scope)) in right(scope),
    "not in": lambda left, right: lambda scope: encode(left(scope)) not in right(scope),
    "is set": lambda operand: lambda scope: operand(scope) is not None,
    "is missing": lambda operand: lambda scope: operand(scope) is None,
    "else": _else,
}
