"""Whether conditions can be true together, or all be false: what their comparisons with constants leave."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from journeyc.compiler.possible import Possible
from journeyc.expression.narrowing import dotted
from journeyc.expression.node import Node
from journeyc.expression.syntax import (
    Constant,
    Expression,
    ListValue,
    LocalInstant,
    Operation,
    Path,
)
from journeyc.expression.types import BOOL, UNKNOWN, Type
from journeyc.expression.values import Duration, Money

#: A condition of more alternatives than this is not taken apart: it is one that may be true.
_MOST_ALTERNATIVES = 64
#: More than that nobody reads as one example.
_MOST_PARTS = 3
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
_SET = "is set"


class _Atom(NamedTuple):
    """Something that holds of a subject: a comparison with constants. `shown` is a field by its name."""

    subject: object
    operator: str
    value: tuple[Any, ...]
    kind: Type = BOOL
    shown: str = ""


class Case(NamedTuple):
    """What may hold: what is left of every subject that something is known of, with the field that it is."""

    left: dict[object, Possible]
    shown: dict[object, str]
    exact: bool = True


#: Nothing is known yet.
ANYTHING: tuple[Case, ...] = (Case({}, {}),)


def where(cases: Iterable[Case], condition: Expression, *, truth: bool) -> list[Case]:
    """What of some cases is left where a condition is true (or false); none: it certainly never is."""
    before = list(cases)
    alternatives = _alternatives(condition, truth=truth) if before else []
    if len(before) * len(alternatives) > _MOST_ALTERNATIVES**2:
        return [case._replace(exact=False) for case in before]
    found = [left for case in before for atoms in alternatives if (left := _with(case, atoms)) is not None]
    if len(found) > _MOST_ALTERNATIVES:
        return [case._replace(exact=False) for case in before]
    return found


def exclude(one: Expression, other: Expression) -> bool:
    """Whether it is certain that two conditions are never true together."""
    return not where(where(ANYTHING, one, truth=True), other, truth=True)


def uncovered(conditions: Iterable[Expression]) -> list[Case]:
    """What is left where none of some conditions is true; nothing: one of them certainly always is."""
    left = list(ANYTHING)
    for condition in conditions:
        left = where(left, condition, truth=False)
    return left


def cover(conditions: Sequence[Expression]) -> bool:
    """Whether it is certain that one of some conditions is always true."""
    return not uncovered(conditions)


def example(cases: Iterable[Case]) -> str:
    """What certainly happens in one of some cases, in words; empty where none is so simple."""
    shown = [text for case in cases if (text := _example(case))]
    # Where an amount may be less than nothing, hardly anybody thinks of it.
    return min(shown, key=lambda text: "`-" in text, default="")


def _example(case: Case) -> str:
    missing = {case.shown[about] for about, left in case.left.items() if _missing(about, left)}
    compared = {case.shown[about] for about in case.left if not _tells_of_set(about)}
    parts = [f"`{name}` is missing" for name in sorted(missing)]
    for about, left in case.left.items():
        name = case.shown[about]
        if _tells_of_set(about):
            parts += [f"`{name}` is set"] if name not in missing | compared else []
        elif not any(f"{name}.".startswith(f"{gone}.") for gone in missing):
            value = left.example() if name and left.exact else ""
            parts.append(f"`{name}` is `{value}`" if value else "")
    return " and ".join(parts) if case.exact and all(parts) and len(parts) <= _MOST_PARTS else ""


def faulty(node: object) -> bool:
    """Whether an expression has a name that stands for nothing: what it would mean is not known."""
    if isinstance(node, Path) and node.type == UNKNOWN and not node.member:
        return True
    if isinstance(node, Expression):
        return any(faulty(getattr(node, name)) for name in type(node).__match_args__)
    return isinstance(node, list | tuple) and any(faulty(item) for item in node)


def key(node: object) -> object:
    """What is the same for what is written the same."""
    if isinstance(node, Path):
        return "Path", dotted(node)
    if isinstance(node, Node):
        kind = type(node)
        return (kind.__name__, *[key(getattr(node, name)) for name in _written(kind)])
    if isinstance(node, list | tuple) and not isinstance(node, Money | Duration):
        return tuple([key(item) for item in node])
    return str(node)


@cache
def _written(kind: type[Node]) -> list[str]:
    """What is written of nodes of a class: all but where they stand."""
    return [name for name in kind.__match_args__ if name not in {"start", "end"}]


# ── what holds where a condition is true ─────────────────────────────────────────────────────────────


def _with(case: Case, atoms: Iterable[_Atom]) -> Case | None:
    """A case in which some more holds; None where that cannot be."""
    left, shown, exact = dict(case.left), dict(case.shown), case.exact
    for atom in atoms:
        before = left.get(atom.subject) or Possible.of(atom.kind)
        now = before.where(atom.operator, atom.value)
        if now.empty:
            return None
        left[atom.subject], shown[atom.subject] = now, atom.shown
        exact = exact and bool(atom.shown)
    return Case(left, shown, exact)


def _alternatives(condition: Expression, *, truth: bool) -> list[list[_Atom]]:
    """What may hold where a condition is true (or false): one of these, with all that is in it."""
    if isinstance(condition, Path):
        return [[_Atom(key(condition), "==", (truth,), shown=_name(condition))]]
    match condition:
        case Constant(value=bool() as value):
            return [[]] if value == truth else []
        case Operation(operator="not", operands=[inner]):
            return _alternatives(inner, truth=not truth)
        case Operation(operator="and" | "or" as operator, operands=[left, right]):
            first, second = _alternatives(left, truth=truth), _alternatives(right, truth=truth)
            if (operator == "or") == truth:
                return [*first, *second]
            if len(first) * len(second) > _MOST_ALTERNATIVES:
                return [[_atom(condition, truth=truth)]]
            return [[*a, *b] for a in first for b in second]
        case Operation(operator="==" | "!=" as operator, operands=[left, right]) if _truths(left, right):
            same = truth == (operator == "==")
            return [
                [*a, *b]
                for value in (True, False)
                for a in _alternatives(left, truth=value)
                for b in _alternatives(right, truth=value == same)
            ]
        case Operation(operator="==" | "!=" | "<" | "<=" | ">" | ">=" as operator, operands=[left, right]):
            if key(left) == key(right):
                return [[]] if truth == (operator in {"==", "<=", ">="}) else []
            one, other = _constants(left, several=False), _constants(right, several=False)
            if one and other:
                holds = not Possible.of(left.type).where("==", one).where(operator, other).empty
                return [[]] if truth == holds else []
    return [[_atom(condition, truth=truth)]]


def _truths(left: Expression, right: Expression) -> bool:
    """Whether two fields that are true or false are compared with each other."""
    both = all(isinstance(side, Path) and not side.member and side.type == BOOL for side in (left, right))
    return both and key(left) != key(right)


def _atom(condition: Expression, *, truth: bool) -> _Atom:
    match condition:
        case Operation(operator="is set" | "is missing" as operator, operands=[subject]):
            holds = truth == (operator == _SET)
            return _Atom((_SET, key(subject)), "==", (holds,), shown=_name(subject))
        case Operation(operator=operator, operands=[left, right]) if operator in _OPPOSITE:
            several = operator.endswith("in")
            if _constants(left, several=False) is not None and not several:
                left, right, operator = right, left, _MIRRORED.get(operator, operator)
            values = _constants(right, several=several)
            if values is not None:
                return _Atom(
                    key(left), operator if truth else _OPPOSITE[operator], values, left.type, _name(left)
                )
            return _between(left, operator, right, truth=truth)
    return _Atom(key(condition), "==", (truth,), shown=_name(condition))


def _between(left: Expression, operator: str, right: Expression, *, truth: bool) -> _Atom:
    """A comparison of two values that are not known: four of its kinds are one and its opposite."""
    one, other = key(left), key(right)
    if operator in {">", "<="}:
        one, other = other, one
    less = operator in _MIRRORED
    holds = truth == (operator in {"<", ">", "==", "in"})
    name = "<" if less else "in" if operator.endswith("in") else "=="
    return _Atom((name, one, other), "==", (holds,))


def _constants(value: Expression, *, several: bool) -> tuple[Any, ...] | None:
    """The constants that something is compared with, if they are."""
    match value:
        case ListValue(items=items) if several:
            found = [_constants(item, several=False) for item in items]
            return tuple(one[0] for one in found if one) if all(found) else None
        case Constant() | LocalInstant() if not several:
            return (value.value,)
        case Path(member=True, words=words) if not several:
            return (words[-1].text,)
    return None


def _name(subject: object) -> str:
    return dotted(subject) if isinstance(subject, Path) and not subject.member else ""


def _tells_of_set(subject: object) -> bool:
    return isinstance(subject, tuple) and len(subject) > 0 and subject[0] == _SET


def _missing(subject: object, left: Possible) -> bool:
    return _tells_of_set(subject) and left.among is not None and not left.among & {True}
