"""Choices that lead to each other without a step between them."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow

NAME = "cycle-without-wait"


def check(flow: JourneyFlow) -> None:
    """Say circles of choices: a customer in one would go round for ever in one moment."""
    onward = {
        name: [edge.target for edge in flow.edges if edge.source == name]
        for name, place in flow.places.items()
        if isinstance(place, syntax.Choice)
    }
    said: set[str] = set()
    for name in onward:
        circle = _circle(name, onward)
        if circle and not said & set(circle):
            said |= set(circle)
            shown = " -> ".join(f"`{step}`" for step in [*circle, name])
            flow.reporter.error(
                NAME, flow.places[name].name, f"{shown} go round without a wait", "put a step between them"
            )


def _circle(start: str, onward: dict[str, list[str]]) -> list[str]:
    """The names from a choice back to itself over choices only, or nothing."""
    pending = [[start]]
    seen: set[str] = set()
    while pending:
        way = pending.pop()
        for target in onward[way[-1]]:
            if target == start:
                return way
            if target in onward and target not in seen:
                seen.add(target)
                pending.append([*way, target])
    return []
