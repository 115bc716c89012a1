"""The values that a scenario writes, computed where it stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Any

from journeyc.expression import tree
from journeyc.expression.evaluation import Decider, Scope, compile_expression
from journeyc.expression.values import Json, at_wall_clock, encode, instant_text, to_instant


class Values:
    """Computes expressions of one scenario.

    Where the zone of the journey differs by customer, the compiler could not know it: it took the moments
    that are written as those of UTC. In a scenario the customer is known, and so is the `zone`.
    """

    def __init__(self, decisions: Mapping[str, Decider], zone: tzinfo | None = None) -> None:
        self._decisions = decisions
        self._zone = zone

    def compute(self, expression: tree.Expression, scope: Scope) -> Any:
        """The value of an expression as Python computes with it."""
        here = _in_zone(expression, self._zone) if self._zone else expression
        return compile_expression(here, self._decisions)(scope)

    def value(self, expression: tree.Expression, scope: Scope) -> Json:
        """The value of an expression in its JSON form."""
        if isinstance(expression, tree.Literal) and expression.type != "instant":
            literal: Json = expression.value
            return literal
        return encode(self.compute(expression, scope))


def _in_zone(expression: tree.Expression, zone: tzinfo) -> tree.Expression:
    """The same expression, with the moments written in it as clocks of the zone show them."""
    match expression:
        case tree.Literal(value, "instant"):
            wall = to_instant(value).astimezone(UTC).replace(tzinfo=None)
            return tree.Literal(instant_text(at_wall_clock(wall, zone)), "instant")
        case tree.Apply(arguments=parts) | tree.Decide(arguments=parts):
            return replace(expression, arguments=tuple(_in_zone(part, zone) for part in parts))
        case tree.ListOf(items):
            return replace(expression, items=tuple(_in_zone(item, zone) for item in items))
        case tree.RecordOf(fields):
            return replace(expression, fields=tuple((name, _in_zone(part, zone)) for name, part in fields))
        case _:
            return expression


def put(record: Json, path: tuple[str, ...], value: Json) -> Json:
    """A record with a value at a path, and everything else as it was; the record that came in stays."""
    if not path:
        return value
    first, *rest = path
    inner = dict(record) if isinstance(record, dict) else {}
    inner[first] = put(inner.get(first), tuple(rest), value)
    return inner
