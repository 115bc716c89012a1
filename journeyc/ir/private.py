"""What is private of the customer, and what a journey copied of it: computed from what it writes.

A field counts as a copy that can hold a private value, or a part of it. One that only tells something of
it, as a comparison does or a decision, is none; nor is what a service gives, or what another journey is
given.
"""

from collections.abc import Iterator

from journeyc.expression.tree import Apply, Expression, ListOf, Private, Read, RecordOf
from journeyc.ir.declarations import Declarations
from journeyc.ir.effects import Raise, Set
from journeyc.ir.journey import Journey
from journeyc.ir.nodes import Each
from journeyc.ir.walk import parts

#: What is told of a value by these functions is no part of it.
_TELLING = frozenset({"length"})


def private_fields(journey: Journey, declared: Declarations) -> Private:
    """The private fields of the customer, and the fields of the journey that can hold a copy of one."""
    own = frozenset(field.name for field in declared.customer.fields if field.private)
    found = {("customer", name) for name in own}
    given = list(_given(journey)) if own else []
    while new := {field for field, value in given if field not in found and _holds(value, found)}:
        found |= new
    return frozenset(found)


def _given(journey: Journey) -> Iterator[tuple[tuple[str, str], Expression]]:
    """Everything that the journey gives a value, with the value."""
    for root, fields in (("context", journey.context), ("parameter", journey.parameters)):
        for field in fields:
            if field.default is not None:
                yield (root, field.name), field.default
    for part in parts(journey):
        match part:
            case Set(root="context"):
                yield ("context", part.path[0]), part.value
            case Raise():
                for name, value in part.arguments:
                    yield ("event", name), value
            case Each():
                yield ("local", part.item), part.among


def _holds(value: Expression, private: set[tuple[str, str]]) -> bool:
    match value:
        case Read(root, path):
            return (root, path[0]) in private if path else root == "customer"
        case Apply(function, arguments, type_name):
            told = type_name.removesuffix("?") == "bool" or function in _TELLING
            return not told and any(_holds(argument, private) for argument in arguments)
        case ListOf(items):
            return any(_holds(item, private) for item in items)
        case RecordOf(fields):
            return any(_holds(field, private) for _, field in fields)
        case _:
            return False
