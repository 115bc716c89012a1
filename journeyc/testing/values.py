"""The values that a scenario writes, computed where it stands."""

from collections.abc import Mapping
from typing import Any

from journeyc.expression import tree
from journeyc.expression.evaluation import Decider, Scope, compile_expression
from journeyc.expression.values import Json, encode


class Values:
    """Computes expressions of one scenario; the zone of moments that are written is that of the scope."""

    def __init__(self, decisions: Mapping[str, Decider]) -> None:
        self._decisions = decisions

    def compute(self, expression: tree.Expression, scope: Scope) -> Any:
        """The value of an expression as Python computes with it."""
        return compile_expression(expression, self._decisions)(scope)

    def value(self, expression: tree.Expression, scope: Scope) -> Json:
        """The value of an expression in its JSON form."""
        if isinstance(expression, tree.Literal):
            literal: Json = expression.value
            return literal
        return encode(self.compute(expression, scope))


def put(record: Json, path: tuple[str, ...], value: Json) -> Json:
    """A record with a value at a path, and everything else as it was; the record that came in stays."""
    if not path:
        return value
    first, *rest = path
    inner = dict(record) if isinstance(record, dict) else {}
    inner[first] = put(inner.get(first), tuple(rest), value)
    return inner
