"""What values hold a part of: the fields that they are made of, looked at through decisions."""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from typing import NamedTuple, TypeAlias

from journeyc.compiler.facts.fields import dotted_words
from journeyc.compiler.facts.walk import within
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import span_of
from journeyc.expression.syntax import Call, Expression, ListValue, Operation, Path, RecordValue
from journeyc.expression.types import BOOL, TEXT
from journeyc.source import Span


class Part(NamedTuple):
    """A field of which a value holds all, by its dotted name, and where it is read."""

    path: tuple[str, ...]
    at: Span


#: What decisions can give, by their names: of which parameter, counted from 0, and which fields from there.
Passed: TypeAlias = Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]


def passed(names: Names) -> Passed:
    """What each decision can give of what it is asked with."""
    asked = {
        name: {call.name.text for row in declared.node.rows for call in _decisions(row.value)}
        for name, declared in names.decisions.items()
    }
    found: dict[str, tuple[tuple[int, tuple[str, ...]], ...]] = {}
    for name in TopologicalSorter(asked).static_order():
        decision = names.decisions[name].node
        # How many rows are true only tells something.
        counts = decision.policy is not None and decision.policy.aggregation == "count"
        places = {parameter.name.text: place for place, parameter in enumerate(decision.parameters)}
        given = [part.path for row in decision.rows for part in parts(row.value, found)]
        found[name] = () if counts else tuple(dict.fromkeys((places[path[0]], path[1:]) for path in given))
    return found


def _decisions(value: Expression) -> Iterator[Call]:
    return (node for node in within(value) if isinstance(node, Call) and node.decision)


def parts(value: Expression, passed: Passed) -> Iterator[Part]:
    """The fields of which a value holds all: not those that it only compares, or that a decision asks for."""
    match value:
        case Path(member=False, words=words):
            yield Part(dotted_words(words), span_of(value))
        case Call(decision=True, name=name, arguments=arguments):
            for place, fields in passed[name.text]:
                argument = arguments[place]
                for part in parts(argument, passed):
                    # Of what is put together, all counts.
                    yield part._replace(path=part.path + fields) if isinstance(argument, Path) else part
        case Operation(operands=inner) if value.type != BOOL:
            yield from _all(inner, passed)
        case Call(arguments=inner) if value.type == TEXT:
            yield from _all(inner, passed)
        case ListValue(items=inner):
            yield from _all(inner, passed)
        case RecordValue(fields=named):
            yield from _all([inner for _, inner in named], passed)


def _all(values: list[Expression], passed: Passed) -> Iterator[Part]:
    return (part for value in values for part in parts(value, passed))
