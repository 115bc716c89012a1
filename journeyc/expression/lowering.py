"""From typed syntax to the trees of the intermediate representation: names resolved, positions gone."""

from datetime import tzinfo

from journeyc.expression import tree
from journeyc.expression.narrowing import dotted
from journeyc.expression.syntax import (
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


def lower(expression: Expression, zone: tzinfo, expected: Type | None = None) -> tree.Expression:
    """The typed tree; `expected` turns whole numbers into decimals where those are needed, `zone` places
    local moments.
    """
    wanted = required(expected) if expected else None
    if wanted == DECIMAL and required(expression.type) == INT:
        if isinstance(expression, Constant):
            return tree.Literal(str(expression.value), "decimal")
        return tree.Apply("decimal", (lower(expression, zone),), "decimal")
    match expression:
        case Constant():
            return tree.Literal(encode(expression.value), (wanted or expression.type).name)
        case LocalInstant():
            return tree.Literal(encode(at_wall_clock(expression.value, zone)), INSTANT.name)
        case Now():
            return tree.Now()
        case Path() if expression.member:
            return tree.Literal(expression.words[0].text, required(expression.type).name)
        case Path():
            words = tuple(word.text for word in expression.words)
            inside = words if expression.root in {"context", "parameter"} else words[1:]
            return tree.Read(expression.root, inside, expression.type.name)  # type: ignore[arg-type]  # inference sets it
        case Operation() | Call():
            return _apply(expression, zone)
        case ListValue():
            item = wanted.item if isinstance(wanted, ListType) else None
            return tree.ListOf(
                tuple(lower(value, zone, item) for value in expression.items), expression.type.name
            )
        case RecordValue():
            fields = wanted.fields if isinstance(wanted, RecordType) else {}
            parts = tuple(
                (name.text, lower(value, zone, fields.get(name.text))) for name, value in expression.fields
            )
            return tree.RecordOf(parts, expression.type.name)
    message = f"{dotted(expression) if isinstance(expression, Path) else expression!r} was not typed"
    raise AssertionError(message)


def _apply(expression: Operation | Call, zone: tzinfo) -> tree.Expression:
    name = expression.operator if isinstance(expression, Operation) else expression.name.text
    operands = expression.operands if isinstance(expression, Operation) else expression.arguments
    expected: Type | None = None
    if name in {"==", "!=", "in", "not in", "else"}:
        kinds = [required(operand.type) for operand in operands]
        if DECIMAL in kinds and name in {"==", "!=", "else"}:
            expected = DECIMAL
    arguments = tuple(lower(operand, zone, expected) for operand in operands)
    return tree.Apply(name, arguments, expression.type.name)
