"""From typed syntax to the trees of the intermediate representation: names resolved, positions gone."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from journeyc.expression import tree
from journeyc.expression.narrowing import dotted
from journeyc.expression.syntax import (
    BusinessTime,
    Call,
    Constant,
    Expression,
    ListValue,
    LocalInstant,
    Now,
    Operation,
    Path,
    RecordValue,
)
from journeyc.expression.types import DECIMAL, INSTANT, INT, ListType, RecordType, Type, required
from journeyc.expression.values import at_wall_clock, encode

#: The types of the parameters of decisions in their order, by the name of the decision.
Signatures = Mapping[str, Sequence[Type]]

NO_DECISIONS: Signatures = {}
#: The roots that are named themselves where they are read: `customer.tier`, but `amount`.
_NAMED_ROOTS = frozenset({"customer", "event"})


def lower(
    expression: Expression,
    zone: tzinfo | None,
    expected: Type | None = None,
    decisions: Signatures = NO_DECISIONS,
) -> tree.Expression:
    """The typed tree; `expected` turns whole numbers into decimals where those are needed, `zone` places
    local moments, or leaves them to who computes them, `decisions` says what decisions expect.
    """
    return _Lowering(zone, decisions).lower(expression, expected)


class _Lowering:
    def __init__(self, zone: tzinfo | None, decisions: Signatures) -> None:
        self.zone = zone
        self.decisions = decisions

    def lower(self, expression: Expression, expected: Type | None = None) -> tree.Expression:
        wanted = required(expected) if expected else None
        if wanted == DECIMAL and required(expression.type) == INT:
            if isinstance(expression, Constant):
                return tree.Literal(str(expression.value), "decimal")
            return tree.Apply("decimal", (self.lower(expression),), "decimal")
        match expression:
            case Constant():
                return tree.Literal(encode(expression.value), (wanted or expression.type).name)
            case LocalInstant():
                return self._moment(expression)
            case BusinessTime():
                return tree.Literal(business_time(expression), tree.BUSINESS_TIME)
            case Now():
                return tree.Now()
            case Path() if expression.member:
                return tree.Literal(expression.words[0].text, required(expression.type).name)
            case Path():
                words = tuple(word.text for word in expression.words)
                inside = words[1:] if expression.root in _NAMED_ROOTS else words
                return tree.Read(expression.root, inside, expression.type.name)  # type: ignore[arg-type]  # inference sets it
            case Call() if expression.decision:
                return self._decide(expression)
            case Operation() | Call():
                return self._apply(expression)
            case ListValue():
                item = wanted.item if isinstance(wanted, ListType) else None
                items = tuple(self.lower(value, item) for value in expression.items)
                return tree.ListOf(items, expression.type.name)
            case RecordValue():
                fields = wanted.fields if isinstance(wanted, RecordType) else {}
                parts = tuple(
                    (name.text, self.lower(value, fields.get(name.text))) for name, value in expression.fields
                )
                return tree.RecordOf(parts, expression.type.name)
        message = f"{dotted(expression) if isinstance(expression, Path) else expression!r} was not typed"
        raise AssertionError(message)

    def _moment(self, moment: LocalInstant) -> tree.Expression:
        if self.zone is None:
            return tree.Moment(moment.value.isoformat())
        return tree.Literal(encode(at_wall_clock(moment.value, self.zone)), INSTANT.name)

    def _decide(self, call: Call) -> tree.Expression:
        arguments = self.arguments(call.name.text, call.arguments)
        return tree.Decide(call.name.text, arguments, call.type.name)

    def arguments(self, decision: str, given: Sequence[Expression]) -> tuple[tree.Expression, ...]:
        kinds = self.decisions[decision]
        return tuple(self.lower(value, kind) for value, kind in zip(given, kinds, strict=True))

    def _apply(self, expression: Operation | Call) -> tree.Expression:
        name = expression.operator if isinstance(expression, Operation) else expression.name.text
        operands = expression.operands if isinstance(expression, Operation) else expression.arguments
        expected: Type | None = None
        if name in {"==", "!=", "in", "not in", "else"}:
            kinds = [required(operand.type) for operand in operands]
            if DECIMAL in kinds and name in {"==", "!=", "else"}:
                expected = DECIMAL
            elif kinds[0] == DECIMAL:
                return tree.Apply(name, self._among(*operands), expression.type.name)
        arguments = tuple(self.lower(operand, expected) for operand in operands)
        return tree.Apply(name, arguments, expression.type.name)

    def _among(self, value: Expression, several: Expression) -> tuple[tree.Expression, ...]:
        """A decimal that is looked for in a list: whole numbers written there are decimals too."""
        return self.lower(value), self.lower(several, ListType(DECIMAL))


def business_time(written: BusinessTime) -> str:
    """A business time in its canonical form: `1 business day`, `36 business hours`."""
    number = int(written.amount)
    unit = "day" if written.unit.startswith("d") else "hour"
    return f"{number} business {unit}{'' if number == 1 else 's'}"
