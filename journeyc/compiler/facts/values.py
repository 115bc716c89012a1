"""What a field of a journey can hold, where that is certain; and what conditions compare it with."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from journeyc.compiler import syntax
from journeyc.compiler.facts.fields import Fields, Write
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, ListValue, Operation, Path
from journeyc.expression.types import BOOL
from journeyc.expression.values import Money

#: A constant that equals another exactly when both are the same value.
Held: TypeAlias = object
_EXACT = (bool, str, int, Decimal, Money)


class Test(NamedTuple):
    """A part of a condition that compares a field with constants, or is the field itself: true or false.

    `constants` stand beside the field; `row` is whether the condition is that of a row of a choice.
    """

    field: str
    node: Expression
    constants: tuple[Expression, ...]
    row: bool


def constant(expression: Expression) -> Held | None:
    """The value of a constant or of a member, None for anything else."""
    match expression:
        case Constant(value=value) if isinstance(value, _EXACT):
            return value
        case Path(member=True):
            return expression.words[-1].text
    return None


def held(node: syntax.Journey, fields: Fields) -> dict[str, frozenset[Held]]:
    """All values that fields of the context can ever hold, by their names: their default, and what is set.

    Of a field that is asked for or computed, or that older versions may have written, that is not known.
    """
    if node.migrations:
        return {}
    writers, found = fields.writers(), {}
    for field in node.context:
        values = [_written(write) for write in writers[field.name.text]]
        values += [constant(field.default)] if field.default is not None else []
        if None not in values:
            found[field.name.text] = frozenset(values)
    return found


def _written(write: Write) -> Held | None:
    if isinstance(write.node, syntax.AskItem) or len(write.path) > 1:
        return None
    return constant(write.node.value)


def tests(nodes: Iterable[Node]) -> Iterator[Test]:
    """The tests of fields of the context in the conditions of some nodes, in written order."""
    for node in nodes:
        if type(node) not in _CONDITIONED:
            continue
        match node:
            case syntax.Row(condition=Expression() as condition):
                yield from _tests(condition, row=True)
            case (
                syntax.When(condition=Expression() as condition)
                | syntax.Goal(condition=Expression() as condition)
            ):
                yield from _tests(condition, row=False)
            case (
                syntax.Handler(guard=Expression() as condition)
                | syntax.Timer(guard=Expression() as condition)
                | syntax.Start(guard=Expression() as condition)
                | syntax.Rule(guard=Expression() as condition)
            ):
                yield from _tests(condition, row=False)


#: What has conditions.
_CONDITIONED = frozenset(
    {syntax.Row, syntax.When, syntax.Goal, syntax.Handler, syntax.Timer, syntax.Start, syntax.Rule}
)


def _tests(condition: Expression, *, row: bool) -> Iterator[Test]:
    pending = [condition]
    while pending:
        match pending.pop():
            case Operation(operator="and" | "or" | "not", operands=operands):
                pending += reversed(operands)
            case Operation(operands=[left, right]) as node:
                name, constants = _field(left), _constants(right)
                if name is None or constants is None:
                    name, constants = _field(right), _constants(left)
                if name is not None and constants is not None:
                    yield Test(name, node, constants, row)
            case Path() as node if node.type == BOOL and (name := _field(node)) is not None:
                yield Test(name, node, (), row)


def _field(expression: Expression) -> str | None:
    if isinstance(expression, Path) and expression.root == "context" and len(expression.words) == 1:
        return expression.words[0].text
    return None


def _constants(expression: Expression) -> tuple[Expression, ...] | None:
    items = expression.items if isinstance(expression, ListValue) else [expression]
    return tuple(items) if all(constant(item) is not None for item in items) else None
