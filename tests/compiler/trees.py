"""Syntax trees to compare: what they say, not where it stands."""

from typing import Any

from journeyc.compiler.parse import parse
from journeyc.expression.node import Shaped
from journeyc.expression.syntax import BusinessTime
from journeyc.grammar.keywords import UNITS
from journeyc.source import Source

_UNIT = {form: unit for unit, forms in UNITS.items() for form in forms}
_PLACES = frozenset({"start", "end", "offsets"})


def tree(text: str) -> Any:
    """The tree of a text as tuples; there must be no fault in it."""
    file = parse(Source("x.journey", text))
    assert file.diagnostics == []
    return meaning(file.tree)


def meaning(value: Any) -> Any:
    """A node without offsets; a business time says the same with one form of its unit as with another."""
    if isinstance(value, list | tuple):
        return [meaning(item) for item in value]
    if isinstance(value, BusinessTime):
        return BusinessTime.__name__, value.amount, _UNIT[value.unit]
    if isinstance(value, Shaped):
        fields = [name for name in value._given if name not in _PLACES]
        return type(value).__name__, [(name, meaning(getattr(value, name))) for name in fields]
    return value
