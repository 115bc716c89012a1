"""Two currencies that meet by way of a field."""

from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.reporter import span_of
from journeyc.expression.currency import currency
from journeyc.expression.syntax import Expression, Operation, Path
from journeyc.expression.types import MONEY, required
from journeyc.expression.values import Money

NAME = "mixed-currencies"
_MIXING = frozenset({"+", "-", "/", "<", "<=", ">", ">=", "==", "!="})


def check(facts: Facts) -> None:
    """Say sums and comparisons of amounts that are certain to have two currencies."""
    for journey in facts.journeys:
        for node in journey.every(Operation):
            if node.operator in _MIXING and len(node.operands) == 2:
                one, other = (_currency(journey, operand) for operand in node.operands)
                if one and other and one != other:
                    left, right = (facts.source.slice(span_of(operand)) for operand in node.operands)
                    message = f"`{left}` is in {one}, and `{right}` in {other}"
                    journey.say(NAME, node, message, "write both amounts in one currency")


def _currency(journey: JourneyFacts, expression: Expression) -> str | None:
    """The one currency an amount has, where that is certain: for a field, that of all it can hold."""
    if required(expression.type) != MONEY:
        return None
    if isinstance(expression, Path) and expression.root == "context" and len(expression.words) == 1:
        values = journey.held.get(expression.words[0].text, frozenset())
        found = {value.currency for value in values if isinstance(value, Money)}
        return found.pop() if len(found) == 1 else None
    return currency(expression)
