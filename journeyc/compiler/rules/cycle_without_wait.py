"""Choices that lead to each other without a step between them."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow

NAME = "cycle-without-wait"


def check(flow: JourneyFlow) -> None:
    """Say circles of choices: a customer in one would go round for ever in one moment."""
    through = syntax.Choice | syntax.Split | syntax.Composite
    onward: dict[str, list[str]] = {
        name: [] for name, place in flow.places.items() if isinstance(place, through)
    }
    composites = {name for name in onward if flow.structure.composite(name)}
    for edge in flow.edges:
        # A composite is gone through in a moment only on the way to where it begins.
        passed = edge.kind == "first" or edge.source not in composites
        if edge.source in onward and edge.target in onward and passed:
            onward[edge.source].append(edge.target)
    said: set[str] = set()
    for circle in circles(onward):
        if not said.intersection(circle):
            said.update(circle)
            first = min(circle, key=list(onward).index)
            at = circle.index(first)
            shown = " -> ".join(f"`{name}`" for name in [*circle[at:], *circle[:at], first])
            message = f"{shown} go round without a wait"
            flow.reporter.error(NAME, flow.places[first].name, message, "put a step between them")


def circles(onward: dict[str, list[str]]) -> Iterator[list[str]]:
    """Ways that come back to where they began, at least one of each knot of circles."""
    finished: set[str] = set()
    for start, targets in onward.items():
        way: dict[str, Iterator[str]] = {} if start in finished else {start: iter(targets)}
        while way:
            last, others = next(reversed(way.items()))
            target = next(others, None)
            if target is None:
                finished.add(last)
                del way[last]
            elif target in way:
                names = list(way)
                yield names[names.index(target) :]
            elif target not in finished:
                way[target] = iter(onward[target])
