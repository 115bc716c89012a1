"""A quotient that there never is."""

from collections.abc import Mapping

from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.values import Held, constant
from journeyc.compiler.reporter import span_of
from journeyc.expression.syntax import Expression, Operation, Path

NAME = "division-by-zero"


def check(facts: Facts) -> None:
    """Say divisions by what is always zero."""
    for journey in facts.journeys:
        if quotients := _quotients(journey):
            _check(facts, quotients, journey.held)
    _check(facts, _quotients(facts), {})


def _quotients(facts: Facts | JourneyFacts) -> list[Operation]:
    return [node for node in facts.every(Operation) if node.operator == "/"]


def _check(facts: Facts, nodes: list[Operation], held: Mapping[str, frozenset[Held]]) -> None:
    for node in nodes:
        if _values(node.operands[1], held) == {0}:
            shown = facts.source.slice(span_of(node.operands[1]))
            why = "" if shown[0].isdigit() else ", which is always zero"
            message = f"nothing can be divided by `{shown}`{why}"
            cure = (
                "divide by something else, or set it first; at zero nothing happens, and an incident is noted"
            )
            facts.say(NAME, node, message, cure)


def _values(expression: Expression, held: Mapping[str, frozenset[Held]]) -> frozenset[Held]:
    """All values an expression can have, where that is certain."""
    if isinstance(expression, Path) and expression.root == "context" and len(expression.words) == 1:
        return held.get(expression.words[0].text, frozenset())
    value = constant(expression)
    return frozenset() if value is None or isinstance(value, bool) else frozenset({value})
