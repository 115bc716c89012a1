"""Which values the fields of a journey can have, where only constants are ever put into them."""

from collections.abc import Iterable

from journeyc.compiler import syntax
from journeyc.compiler.acts import acts
from journeyc.compiler.flow import JourneyFlow
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, ListValue, Operation, Path, Word
from journeyc.expression.types import BOOL, EnumType, Type


def settled(flow: JourneyFlow) -> list[Expression]:
    """What is true of the fields of the context wherever a customer is: `field in […]` for each that is true
    or false, or one of some members, and that only constants are put into.
    """
    put: dict[str, list[Expression]] = {}
    open_ = {item.path[0].text for step in flow.places.values() for item in _asked(step)}
    for act in acts(flow.node, flow.places.values()):
        for effect in act.effects:
            if isinstance(effect, syntax.SetEffect):
                put.setdefault(effect.path[0].text, []).append(effect.value)
    found: list[Expression] = []
    for field in flow.node.context:
        name = field.name.text
        kind = flow.place.fields.get(name)
        values = [*put.get(name, ()), *([field.default] if field.default is not None else ())]
        # What may be missing, and what others set, is not known.
        if name not in open_ and _counted(kind) and values and all(_constant(value) for value in values):
            found.append(_one_of(field.name, kind, values))
    return found


def _asked(place: syntax.Place) -> Iterable[syntax.AskItem]:
    items: Iterable[Node] = place.items if isinstance(place, syntax.Step) else ()
    return (item for ask in items if isinstance(ask, syntax.Ask) for item in ask.items)


def _counted(kind: Type | None) -> bool:
    return kind == BOOL or isinstance(kind, EnumType)


def _constant(value: Expression) -> bool:
    return isinstance(value, Constant) or (isinstance(value, Path) and value.member)


def _one_of(field: Word, kind: Type | None, values: list[Expression]) -> Expression:
    """`field in […]`, as it would stand in the text."""
    path = Path(field.start, field.end, [field])
    path.type = kind or BOOL
    among = ListValue(field.start, field.end, values)
    return Operation(field.start, field.end, "in", [path, among])
