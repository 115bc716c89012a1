"""What is private of the customer, and what a journey copied of it: computed from what it writes.

A field counts as a copy that can hold a private value, or a part of it: a decision can give one of what it
is asked with; and so does what is written into a private field. One that only tells something of it, as a
comparison does, is none; nor is what a service gives, or what another journey is given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

from journeyc.expression.tree import Apply, Decide, Expression, ListOf, Private, Read, RecordOf
from journeyc.ir.declarations import Decision, Declarations
from journeyc.ir.effects import Raise, Set
from journeyc.ir.journey import Journey
from journeyc.ir.nodes import Each
from journeyc.ir.walk import parts

#: What is told of a value by these functions is no part of it.
_TELLING = frozenset({"length"})

#: What a value can hold a part of: where that is read, and the fields from there.
Held: TypeAlias = frozenset[tuple[str, tuple[str, ...]]]
#: The parameters of decisions and what they can give a part of, by their names.
Passed: TypeAlias = Mapping[str, tuple[tuple[str, ...], Held]]


def private_fields(journey: Journey, declared: Declarations, seen: Collection[str] = ()) -> Private:
    """The private fields of the customer but for those that are `seen`, and the fields of the journey that
    can hold a copy of one.
    """
    own = frozenset(field.name for field in declared.customer.fields if field.private).difference(seen)
    found = {("customer", name) for name in own}
    passed = _passed(declared.decisions) if own else {}
    given = [(field, _held(value, passed)) for field, value in _given(journey)] if own else []
    found |= {(root, path[0]) for root, path in _written_to(journey, own, passed) if path}
    while new := {field for field, held in given if field not in found and _private(held, found)}:
        found |= new
    return frozenset(found)


def _private(held: Held, found: set[tuple[str, str]]) -> bool:
    return any((root, path[0]) in found if path else root == "customer" for root, path in held)


def _given(journey: Journey) -> Iterator[tuple[tuple[str, str], Expression]]:
    """Everything that the journey gives a value, with the value."""
    for root, fields in (("context", journey.context), ("parameter", journey.parameters)):
        for field in fields:
            if field.default is not None:
                yield (root, field.name), field.default
    for part in parts(journey):
        match part:
            case Set():
                yield (part.root, part.path[0]), part.value
            case Raise():
                for name, value in part.arguments:
                    yield ("event", name), value
            case Each():
                yield ("local", part.item), part.among


def _written_to(
    journey: Journey, own: frozenset[str], passed: Passed
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is written into the private fields of the customer, but for other fields of theirs."""
    for part in parts(journey):
        if isinstance(part, Set) and part.root == "customer" and part.path[0] in own:
            yield from (read for read in _held(part.value, passed) if read[0] != "customer")


def _passed(decisions: Iterable[Decision]) -> Passed:
    """Of which of their parameters decisions can give a part."""
    written = {decision.name: decision for decision in decisions}
    asked = {
        name: {node.decision for node in parts(decision.rows) if isinstance(node, Decide)} & written.keys()
        for name, decision in written.items()
    }
    passed: dict[str, tuple[tuple[str, ...], Held]] = {}
    with suppress(CycleError):  # those that ask each other in a circle are never asked: they are refused
        for name in TopologicalSorter(asked).static_order():
            decision = written[name]
            # How many rows are true only tells something.
            rows = () if decision.aggregation == "count" else decision.rows
            held = frozenset(one for row in rows for one in _held(row.value, passed))
            passed[name] = tuple(field.name for field in decision.parameters), held
    return passed


def _held(value: Expression, passed: Passed) -> Held:
    """What a value can hold a part of."""
    match value:
        case Read(root, path):
            return frozenset({(root, path)})
        case Apply(function, arguments, type_name):
            if type_name.removesuffix("?") == "bool" or function in _TELLING:
                return frozenset()
            return _all(arguments, passed)
        case ListOf(items):
            return _all(items, passed)
        case RecordOf(fields):
            return _all([field for _, field in fields], passed)
        case Decide(name, arguments) if name in passed:
            names, held = passed[name]
            given = dict(zip(names, arguments, strict=True))
            # Only a document that no compiler wrote reads all parameters at once.
            return frozenset(
                one
                for _, path in held
                for one in (_of(given[path[0]], path[1:], passed) if path else _all(arguments, passed))
            )
    return frozenset()


def _of(argument: Expression, path: tuple[str, ...], passed: Passed) -> Held:
    """What the fields of an argument can hold a part of; of what was put together, all counts."""
    if isinstance(argument, Read):
        return frozenset({(argument.root, argument.path + path)})
    return _held(argument, passed)


def _all(values: Iterable[Expression], passed: Passed) -> Held:
    return frozenset(one for value in values for one in _held(value, passed))
