"""Whether conditions can be true together, or all be false: what their comparisons with constants leave."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from journeyc.expression.node import Node
from journeyc.expression.syntax import (
    Constant,
    Expression,
    ListValue,
    LocalInstant,
    Operation,
    Path,
)
from journeyc.expression.types import BOOL, DATE, INT, UNKNOWN, EnumType, required
from journeyc.expression.values import Duration, Money

#: A condition of more alternatives than this is not taken apart: it is one that may be true.
_MOST_ALTERNATIVES = 64
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
    "is set": "is missing",
    "is missing": "is set",
}


class _Atom(NamedTuple):
    """Something that holds: `operator` is a comparison with constants, `is set`, or `true` of anything."""

    subject: object
    operator: str
    value: tuple[Any, ...]
    members: tuple[str, ...] = ()


def exclude(one: Expression, other: Expression) -> bool:
    """Whether it is certain that two conditions are never true together."""
    first, second = _alternatives(one, truth=True), _alternatives(other, truth=True)
    return all(_contradict([*left, *right]) for left in first for right in second)


def faulty(node: object) -> bool:
    """Whether an expression has a name that stands for nothing: what it would mean is not known."""
    if isinstance(node, Path) and node.type == UNKNOWN and not node.member:
        return True
    if isinstance(node, Expression):
        return any(faulty(getattr(node, name)) for name in type(node).__match_args__)
    return isinstance(node, list | tuple) and any(faulty(item) for item in node)


def cover(conditions: Sequence[Expression]) -> bool:
    """Whether it is certain that one of some conditions is always true."""
    left: list[list[_Atom]] = [[]]
    for condition in conditions:
        false = _alternatives(condition, truth=False)
        left = [[*atoms, *more] for atoms in left for more in false if not _contradict([*atoms, *more])]
        if len(left) > _MOST_ALTERNATIVES:
            return False
    return not left


def _alternatives(condition: Expression, *, truth: bool) -> list[list[_Atom]]:
    """What may hold where a condition is true (or false): one of these, with all that is in it."""
    match condition:
        case Constant(value=bool() as value):
            return [[]] if value == truth else []
        case Operation(operator="not", operands=[inner]):
            return _alternatives(inner, truth=not truth)
        case Operation(operator="and" | "or" as operator, operands=[left, right]):
            one, other = _alternatives(left, truth=truth), _alternatives(right, truth=truth)
            if (operator == "or") == truth:
                return [*one, *other]
            if len(one) * len(other) > _MOST_ALTERNATIVES:
                return [[]]
            return [[*a, *b] for a in one for b in other]
        case Operation(operator="==" | "!=" as operator, operands=[left, right]) if _truths(left, right):
            same = truth == (operator == "==")
            return [
                [*a, *b]
                for value in (True, False)
                for a in _alternatives(left, truth=value)
                for b in _alternatives(right, truth=value == same)
            ]
    return [[_atom(condition, truth=truth)]]


def _truths(left: Expression, right: Expression) -> bool:
    """Whether two fields that are true or false are compared with each other."""
    return all(isinstance(side, Path) and not side.member and side.type == BOOL for side in (left, right))


def _atom(condition: Expression, *, truth: bool) -> _Atom:
    match condition:
        case Operation(operator="is set" | "is missing" as operator, operands=[subject]):
            return _Atom(_key(subject), operator if truth else _OPPOSITE[operator], ())
        case Operation(operator=operator, operands=[left, right]) if operator in _OPPOSITE:
            if _constants(left) is not None and operator in {*_MIRRORED, "==", "!="}:
                left, right, operator = right, left, _MIRRORED.get(operator, operator)
            values = _constants(right)
            if values is not None:
                kind = required(left.type)
                members = kind.members if isinstance(kind, EnumType) else ()
                operator = operator if truth else _OPPOSITE[operator]
                if kind == INT and operator in {"<", ">"} and isinstance(values[0], int):
                    # Between two whole numbers there is none.
                    step = 1 if operator == ">" else -1
                    operator, values = f"{operator}=", (values[0] + step,)
                if kind == DATE and operator in {"<", ">"} and date.min < values[0] < date.max:
                    # Nor is there a moment between two days.
                    operator, values = f"{operator}=", (values[0] + timedelta(1 if operator == ">" else -1),)
                return _Atom(_key(left), operator, values, members)
            return _between(left, operator, right, truth=truth)
    return _Atom(_key(condition), "true", (truth,))


def _between(left: Expression, operator: str, right: Expression, *, truth: bool) -> _Atom:
    """A comparison of two values that are not known: four of its kinds are one and its opposite."""
    one, other = _key(left), _key(right)
    if operator in {">", "<="}:
        one, other = other, one
    less = operator in _MIRRORED
    holds = truth == (operator in {"<", ">", "==", "in"})
    name = "<" if less else "in" if operator.endswith("in") else "=="
    return _Atom((name, one, other), "true", (holds,))


def _constants(value: Expression) -> tuple[Any, ...] | None:
    """The constants that something is compared with, if they are."""
    match value:
        case Constant() | LocalInstant():
            return (value.value,)
        case Path(member=True, words=words):
            return (words[-1].text,)
        case ListValue(items=items):
            found = [_constants(item) for item in items]
            return tuple(one[0] for one in found if one) if all(found) else None
    return None


def _key(node: object) -> object:
    """What is the same for expressions that are written the same."""
    if isinstance(node, Node):
        names = type(node).__match_args__
        values = (getattr(node, name) for name in names if name not in {"start", "end"})
        return (type(node).__name__, *(_key(value) for value in values))
    if isinstance(node, list | tuple) and not isinstance(node, Money | Duration):
        return tuple(_key(item) for item in node)
    return str(node)


# ── what cannot hold at once ─────────────────────────────────────────────────────────────────────────


def _contradict(atoms: Sequence[_Atom]) -> bool:
    about: dict[object, list[_Atom]] = {}
    for atom in atoms:
        about.setdefault(atom.subject, []).append(atom)
    return any(_impossible(of_one) for of_one in about.values())


def _impossible(atoms: list[_Atom]) -> bool:
    """Whether nothing is left that a subject could be."""
    said = {(atom.operator, atom.value) for atom in atoms}
    if {("is set", ()), ("is missing", ())} <= said or {("true", (True,)), ("true", (False,))} <= said:
        return True
    # A truth value stands alone, or is compared with one.
    truths = {atom.value[0] for atom in atoms if atom.operator == "true"}
    allowed: set[Any] | None = truths or None
    for atom in atoms:
        if atom.operator in {"==", "in"}:
            allowed = {*atom.value} if allowed is None else allowed & {*atom.value}
        elif allowed is None and atom.members:
            allowed = set(atom.members)
    excluded = {value for atom in atoms if atom.operator in {"!=", "not in"} for value in atom.value}
    bounds = [atom for atom in atoms if atom.operator in _MIRRORED]
    if allowed is not None:
        return not any(_within(value, bounds) for value in allowed - excluded)
    return _empty(bounds, excluded)


def _within(value: Any, bounds: Iterable[_Atom]) -> bool:
    return all(_holds(value, bound.operator, bound.value[0]) for bound in bounds)


def _empty(bounds: Sequence[_Atom], excluded: set[Any]) -> bool:
    """Whether no value keeps all bounds: a lower one is above an upper one, or both leave one that is not."""
    lower = [bound for bound in bounds if bound.operator in {">", ">="}]
    upper = [bound for bound in bounds if bound.operator in {"<", "<="}]
    for low in lower:
        for high in upper:
            touching = low.operator == ">=" and high.operator == "<="
            if touching and low.value == high.value and low.value[0] in excluded:
                return True
            if not _holds(low.value[0], "<=" if touching else "<", high.value[0]):
                return True
    return False


def _holds(one: Any, operator: str, other: Any) -> bool:
    """A comparison of two constants; one that cannot be computed may hold."""
    if isinstance(one, Money) and isinstance(other, Money):
        if one.currency != other.currency:
            return True
        one, other = one.amount, other.amount
    if isinstance(one, Duration) and isinstance(other, Duration):
        one, other = one.total_seconds, other.total_seconds
    try:
        match operator:
            case "<":
                return bool(one < other)
            case "<=":
                return bool(one <= other)
            case ">":
                return bool(one > other)
        return bool(one >= other)
    except TypeError:
        return True
