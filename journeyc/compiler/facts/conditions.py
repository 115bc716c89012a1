"""The conditions that are written somewhere, and what of them is decided before anything happens."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from journeyc.compiler.exclusion import ANYTHING, Case, where
from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Operation


class Decided(NamedTuple):
    """A condition, or a part of one, that is always true or never; `by` is what stands before it and decides
    it, None where it is decided by itself.
    """

    part: Expression
    truth: bool
    by: Expression | None


def conditions(nodes: Iterable[Node]) -> Iterator[Expression]:
    """The conditions that stand behind `when` in some nodes, in their order."""
    for node in nodes:
        for name in _places(type(node)):
            found = getattr(node, name)
            if found is not None:
                yield found


@cache
def _places(kind: type[Node]) -> list[str]:
    """The attributes of a class that conditions stand in."""
    return [name for name in ("guard", "condition") if hasattr(kind, name)]


def verdict(condition: Expression, given: Iterable[Case] = ANYTHING) -> bool | None:
    """Whether a condition is always true or never, where one of some cases holds; None where that depends."""
    cases = list(given)
    if not where(cases, condition, truth=True):
        return False
    return None if where(cases, condition, truth=False) else True


def decided(condition: Expression) -> Iterator[Decided]:
    """What of a condition is decided: all of it, or else the smallest number of its parts."""
    pending: list[tuple[Expression, list[Case], Expression | None]] = [(condition, list(ANYTHING), None)]
    while pending:
        part, given, by = pending.pop()
        truth = verdict(part, given) if given else None
        if truth is not None:
            # A part that is decided without what stands before it is so by itself.
            yield Decided(part, truth, None if verdict(part) is truth else by)
            continue
        match part:
            case Operation(operator="not", operands=[inner]):
                pending.append((inner, given, by))
            case Operation(operator="and" | "or" as operator, operands=[left, right]):
                behind = where(given, left, truth=operator == "and")
                pending += [(right, behind, left), (left, given, by)]
