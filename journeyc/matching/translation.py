"""A rule as patterns of the engine: comparisons it makes itself, and slots that are computed for the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from journeyc.expression import tree
from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import DECODERS, Json
from journeyc.ir import model
from journeyc.matching.contract import Kind, OutsideError, kind_of, slot_of

_SIGNS = {"==": "", "!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

#: The pattern of the event at hand, to which all others of a rule are joined.
EVENT = "e"


class Input(NamedTuple):
    """A slot of a fact: the expression that it is the value of, and how that is handed over. One that is not
    `optional` must have a value.
    """

    name: str
    expression: tree.Expression
    kind: Kind
    optional: bool


class Slots:
    """The slots of one kind of fact, which several rules may look at."""

    def __init__(self) -> None:
        self._known: dict[str, Input] = {}

    def slot(self, expression: tree.Expression, kind: Kind, *, optional: bool) -> Input:
        """The slot of a value."""
        slot = Input(f"s{len(self._known)}", expression, kind, optional)
        return self._known.setdefault(repr(slot[1:]), slot)


@dataclass(slots=True)
class Native:
    """One rule for the engine.

    `count` is how many of one event a window must hold, `before` how many other events come before the one at
    hand. `event` and `known` are the slots that its conditions look at, of the fact of the event and of that
    of everything else.
    """

    name: str
    on: str
    count: int = 0
    before: int = 0
    event: dict[str, Input] = field(default_factory=dict)
    known: dict[str, Input] = field(default_factory=dict)
    event_conditions: list[Json] = field(default_factory=list)
    known_conditions: list[Json] = field(default_factory=list)

    @property
    def patterns(self) -> int:
        """How many facts have to come together."""
        return 1 + bool(self.count) + self.before + bool(self.known_conditions)


class Translator:
    """Translates the rules of one set, which share their facts."""

    def __init__(self) -> None:
        self._events: dict[str, Slots] = {}
        self._known = Slots()

    def translate(self, rule: model.Rule) -> Native:
        """The rule for the engine."""
        pattern = rule.pattern
        native = Native(rule.name, event_of(pattern))
        if pattern.kind == "repeated":
            native.count = pattern.count or 1
        elif pattern.kind == "sequence":
            native.before = len(pattern.events) - 1
        if rule.guard is not None:
            for part in conjuncts(rule.guard.expression):
                self._condition(native, part)
        return native

    def _condition(self, native: Native, part: tree.Expression) -> None:
        if isinstance(part, tree.Apply) and (self._is_set(native, part) or self._compared(native, part)):
            return
        slot = self._slot(native, part, "bool")
        _conditions(native, part).append({slot: 1})

    def _is_set(self, native: Native, part: tree.Apply) -> bool:
        """`… is set`: the slot is there."""
        read = part.arguments[0]
        if part.function != "is set" or not isinstance(read, tree.Read):
            return False
        kind = kind_of(read.type)
        if kind is None:
            return False
        slot = self._slot(native, read, kind, optional=True)
        _conditions(native, read).append({"$ex": {slot: 1}})
        return True

    def _compared(self, native: Native, part: tree.Apply) -> bool:
        """A comparison of a field with a constant, or of one of the event with one that is known."""
        if part.function not in _SIGNS:
            return False
        left, right = part.arguments
        sign = part.function
        if isinstance(left, tree.Literal):
            left, right, sign = right, left, _TURNED[sign]
        if not isinstance(left, tree.Read):
            return False
        if isinstance(right, tree.Literal):
            return self._with_constant(native, left, sign, right)
        if isinstance(right, tree.Read) and _of_event(left) != _of_event(right):
            return self._joined(native, left, sign, right)
        return False

    def _with_constant(self, native: Native, read: tree.Read, sign: str, constant: tree.Literal) -> bool:
        kind, optional = _common(read, constant), read.type.endswith("?")
        if kind is None or (optional and sign != "=="):
            return False
        try:
            value = slot_of(kind, compile_expression(constant)(_NOTHING))
        except (OutsideError, EvaluationError):
            return False
        slot = self._slot(native, read, kind, optional=optional)
        _conditions(native, read).append(_sign(sign, slot, value))
        return True

    def _joined(self, native: Native, left: tree.Read, sign: str, right: tree.Read) -> bool:
        kind = _common(left, right)
        if kind is None or left.type.endswith("?") or right.type.endswith("?"):
            return False
        if _of_event(left):
            left, right, sign = right, left, _TURNED[sign]
        known, event = self._slot(native, left, kind), self._slot(native, right, kind)
        # What a later pattern reads has to be there: a fact without it is an error there, and no answer.
        native.event_conditions.append({"$ex": {event: 1}})
        native.known_conditions.append(_sign(sign, known, {EVENT: event}))
        return True

    def _slot(
        self, native: Native, expression: tree.Expression, kind: Kind, *, optional: bool = False
    ) -> str:
        """The name of the slot of a value, which several conditions may look at."""
        if _of_event(expression):
            slots, mine = self._events.setdefault(native.on, Slots()), native.event
        else:
            slots, mine = self._known, native.known
        slot = slots.slot(expression, kind, optional=optional)
        mine[slot.name] = slot
        return slot.name


def event_of(pattern: model.Pattern) -> str:
    """The event at which a pattern is looked at: the one that comes last in it, or is waited behind."""
    return pattern.events[0 if pattern.kind == "absence" else -1]


def conjuncts(expression: tree.Expression) -> Iterator[tree.Expression]:
    """The parts that all have to be true."""
    if isinstance(expression, tree.Apply) and expression.function == "and":
        for part in expression.arguments:
            yield from conjuncts(part)
    else:
        yield expression


def _common(left: tree.Read, right: tree.Read | tree.Literal) -> Kind | None:
    """How two values are handed over so that they can be compared."""
    one, other = kind_of(left.type), kind_of(right.type)
    if one == other:
        is_name = one is None and right.type == left.type.removesuffix("?") and _is_name(right)
        return "text" if is_name else one
    return "number" if {one, other} == {"int", "number"} else None


def _is_name(value: tree.Read | tree.Literal) -> bool:
    """Whether a value is a constant, and one of some names; an amount is none, though written as a text."""
    return isinstance(value, tree.Literal) and isinstance(value.value, str) and value.type not in DECODERS


def _sign(sign: str, name: str, value: Json) -> Json:
    return {_SIGNS[sign]: {name: value}} if _SIGNS[sign] else {name: value}


def _conditions(native: Native, expression: tree.Expression) -> list[Json]:
    """Those of the fact that has the slot of a value."""
    return native.event_conditions if _of_event(expression) else native.known_conditions


def _of_event(expression: tree.Expression) -> bool:
    """Whether it is a field of the event; all else is computed of whatever it reads, and known beside it."""
    return isinstance(expression, tree.Read) and expression.root == "event"


_NOTHING = Scope({}, {}, {}, datetime.fromtimestamp(0, UTC), UTC)
