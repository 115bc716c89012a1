"""A value that a field is compared with and never holds."""

from collections.abc import Iterator

from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.values import Test, constant
from journeyc.compiler.reporter import span_of
from journeyc.expression.syntax import Expression, Operation
from journeyc.expression.types import EnumType, required
from journeyc.nearest import nearest

NAME = "impossible-value"
_NAMED = frozenset({"==", "!=", "in", "not in"})


def check(facts: Facts) -> None:
    """Say constants that fields are compared with and that nothing ever sets."""
    for journey in facts.journeys:
        for test in journey.tests:
            for expression in _impossible(journey, test):
                shown = facts.source.slice(span_of(expression))
                values = [value for value in journey.held[test.field] if isinstance(value, str)]
                near = nearest(shown.strip('"'), values)
                message = f"nothing sets `{test.field}` to `{shown}`, so it never has this value"
                cure = f"did you mean `{near}`?" if near else "set it somewhere, or take the comparison out"
                journey.say(NAME, expression, message, cure)


def _impossible(journey: JourneyFacts, test: Test) -> Iterator[Expression]:
    values = journey.held.get(test.field)
    # Of a field that never changes that is said, and nothing of what it is compared with.
    if values is None or len(values) < 2 or not isinstance(test.node, Operation):
        return
    # The rows of a choice may have to name every member, so that something is said of all of them.
    if test.node.operator not in _NAMED or (
        test.row and isinstance(required(test.constants[0].type), EnumType)
    ):
        return
    yield from (one for one in test.constants if constant(one) not in values)
