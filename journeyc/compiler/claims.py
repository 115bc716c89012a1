"""What conditions claim of the fields they read: comparisons with constants, joined."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, reduce
from typing import Any, NamedTuple, TypeAlias

from journeyc.compiler.possible import Possible
from journeyc.compiler.sample import sample
from journeyc.expression.narrowing import dotted
from journeyc.expression.node import Node
from journeyc.expression.syntax import (
    Call,
    Constant,
    Expression,
    ListValue,
    LocalInstant,
    Operation,
    Path,
    Word,
)
from journeyc.expression.types import BOOL, INSTANT, INT, ORDERED, EnumType, Type, required
from journeyc.expression.values import Duration, Money

_OPPOSITE = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
#: How one value stands to another of a type that has an order, and which of it comparisons are true of.
ORDER = EnumType("order", ("less than", "the same as", "more than"))
_HOLDING = {
    "<": ("less than",),
    "<=": ("less than", "the same as"),
    "==": ("the same as",),
    "!=": ("less than", "more than"),
    ">=": ("the same as", "more than"),
    ">": ("more than",),
}
#: What constants of a type are in Python; instants and truths are more than they seem.
_CONSTANTS: dict[str, Any] = {
    "int": (int, Decimal),
    "decimal": (int, Decimal),
    "percent": Decimal,
    "money": Money,
    "duration": Duration,
    "date": date,
    "time": time,
    "text": str,
    "id": str,
}


class Subject:
    """Something of which conditions claim a value, as long as they claim it in the same words.

    `shown` is how an example names it, empty where that would not be sure; `about` are the fields that it is
    made of.
    """

    __slots__ = ("about", "key", "shown", "start")

    def __init__(self, key: object, start: Possible, shown: str = "", about: tuple[str, ...] = ()) -> None:
        self.key = key
        self.start = start
        self.shown = shown
        self.about = about

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Subject) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @property
    def tells_of_set(self) -> bool:
        """Whether this is that a field is set, not what is in it."""
        return isinstance(self.key, tuple) and self.key[0] == "is set"

    @property
    def tells_of_item(self) -> bool:
        """Whether this is that a list has one constant, which says nothing of another constant."""
        return isinstance(self.key, tuple) and self.key[0] == "in"


class Claim(NamedTuple):
    """A comparison of a subject with constants."""

    subject: Subject
    operator: str
    values: tuple[Any, ...]

    @property
    def opposite(self) -> "Claim":
        """What holds where this does not."""
        return self._replace(operator=_OPPOSITE[self.operator])


class Both(NamedTuple):
    """Two claims that hold together; `plain`, if there is one way alone in which they do."""

    left: "Formula"
    right: "Formula"
    plain: bool


class Same(NamedTuple):
    """Two claims that both hold, or neither does."""

    left: "Formula"
    right: "Formula"


class Not(NamedTuple):
    """A claim that does not hold."""

    inner: "Formula"


Formula: TypeAlias = bool | Claim | Both | Same | Not


def claims(condition: Expression) -> Formula:
    """What a condition claims."""
    if isinstance(condition, Path):
        return Claim(_subject(condition), "==", (True,))
    match condition:
        case Constant(value=bool() as value):
            return value
        case Operation(operator="not", operands=[inner]):
            return Not(claims(inner))
        case Operation(operator="and", operands=[left, right]):
            return _both(claims(left), claims(right))
        case Operation(operator="or", operands=[left, right]):
            return _either(claims(left), claims(right))
        case Operation(operator="is set", operands=[field]):
            return _set(field)
        case Operation(operator="is missing", operands=[field]):
            return Not(_set(field))
        case Operation(operator="!=" | "not in" as operator, operands=[left, right]):
            return Not(_compared(left, _OPPOSITE[operator], right))
        case Operation(operator=operator, operands=[left, right]) if operator in _OPPOSITE:
            return _compared(left, operator, right)
    return Claim(_subject(condition), "==", (True,))


def differ(one: Expression, other: Expression) -> bool:
    """Whether two values are constants, and never the same."""
    return _compared(one, "==", other) is False


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


def plain(formula: Formula) -> bool:
    """Whether there is one way alone in which a claim holds."""
    match formula:
        case Not(inner=inner):
            return isinstance(inner, Claim | bool)
        case Both():
            return formula.plain
    return isinstance(formula, Claim | bool)


def _both(left: Formula, right: Formula) -> Formula:
    return Both(left, right, plain(left) and plain(right))


def _either(left: Formula, right: Formula) -> Formula:
    return Not(_both(Not(left), Not(right)))


def _any_of(formulas: Sequence[Formula]) -> Formula:
    return reduce(_either, formulas) if formulas else False


# ── comparisons ──────────────────────────────────────────────────────────────────────────────────────


def _compared(left: Expression, operator: str, right: Expression) -> Formula:
    """What `==`, `in` or a comparison of an order claims."""
    if operator != "in" and _constants(left) is not None:
        left, operator, right = right, _MIRRORED[operator], left
    values = _constants(right, several=operator == "in")
    if values is not None:
        return _with_constants(left, operator, values)
    if operator == "in":
        return _in(left, right)
    if key(left) == key(right):
        return operator in {"==", "<=", ">="}
    kind = required(left.type)
    if kind == BOOL:
        return Same(claims(left), claims(right))
    if isinstance(kind, EnumType):
        one, other = _subject(left), _subject(right)
        return _any_of(
            [_both(Claim(one, "==", (name,)), Claim(other, "==", (name,))) for name in kind.members]
        )
    if kind.name in ORDERED:
        if str(key(left)) > str(key(right)):
            left, operator, right = right, _MIRRORED[operator], left
        return Claim(_order(left, right), "in", _HOLDING[operator])
    return Claim(_opaque(("==", *sorted((str(key(left)), str(key(right)))))), "==", (True,))


def _with_constants(left: Expression, operator: str, values: tuple[Any, ...]) -> Formula:
    if not all(_fits(value, required(left.type)) for value in values):
        return Claim(_opaque((operator, key(left), *map(str, values))), "==", (True,))
    known = _constants(left)
    if known is not None:
        return not Possible.of(left.type).where("==", known).where(operator, values).empty
    if required(left.type) == BOOL and operator == "==":
        return Same(claims(left), values[0])
    match left:
        case Operation(operator="else", operands=[Path() as field, default]):
            given, other = _set(field), _with_constants(default, operator, values)
            return _either(_both(given, Claim(_subject(field), operator, values)), _both(Not(given), other))
    return Claim(_subject(left), operator, values)


def _fits(value: Any, kind: Type) -> bool:
    """Whether a constant can be compared with values of a type; what cannot is said as a fault of its own."""
    if isinstance(value, bool | datetime):
        return kind == (BOOL if isinstance(value, bool) else INSTANT)
    return isinstance(value, str if isinstance(kind, EnumType) else _CONSTANTS.get(kind.name, ()))


def _in(left: Expression, right: Expression) -> Formula:
    """Whether something is in a list that is not only of constants."""
    if isinstance(right, ListValue):
        return _any_of([_compared(left, "==", item) for item in right.items])
    values = _constants(left)
    if values is None or not isinstance(right, Path):
        return Claim(_opaque(("in", key(left), key(right))), "==", (True,))
    written = sample(Possible.of(left.type).where("==", values))
    shown = f"{written} in {dotted(right)}" if written else ""
    held = Subject(("in", key(left), key(right)), Possible.of(BOOL), shown, (dotted(right),))
    return Claim(held, "==", (True,))


def _constants(value: Expression, *, several: bool = False) -> tuple[Any, ...] | None:
    """The constants that something is compared with, if they are."""
    match value:
        case ListValue(items=items) if several:
            found = [_constants(item) for item in items]
            return tuple(one[0] for one in found if one) if all(found) else None
        case Constant() | LocalInstant() if not several:
            return (value.value,)
        case Path(member=True, words=words) if not several:
            return (words[-1].text,)
    return None


# ── subjects ─────────────────────────────────────────────────────────────────────────────────────────


def _subject(value: Expression) -> Subject:
    match value:
        case Path() if not value.member:
            return Subject(key(value), Possible.of(value.type), dotted(value), (dotted(value),))
        case Call(name=Word(text="length"), arguments=[Path() as field]) if not value.decision:
            start = Possible.of(INT).where(">=", (0,))
            return Subject(key(value), start, f"length({dotted(field)})", (dotted(field),))
    return _opaque(key(value), value.type)


def _set(field: Expression) -> Claim:
    shown = dotted(field) if isinstance(field, Path) else ""
    return Claim(Subject(("is set", key(field)), Possible.of(BOOL), shown, (shown,)), "==", (True,))


def _order(left: Expression, right: Expression) -> Subject:
    fields = tuple(dotted(side) for side in (left, right) if isinstance(side, Path))
    shown = fields[0] if len(fields) == 2 else ""
    return Subject(("<", key(left), key(right)), Possible.of(ORDER), shown, fields)


def _opaque(known: object, kind: Type = BOOL) -> Subject:
    """What is known by its words alone."""
    return Subject(known, Possible.of(kind))
