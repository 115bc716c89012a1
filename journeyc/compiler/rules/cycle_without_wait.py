"""Choices, and journeys, that lead to each other without a step between them."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.flow import JourneyFlow
from journeyc.expression.syntax import Word

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


def check_journeys(flows: list[JourneyFlow]) -> None:
    """Say journeys that begin each other before anybody could do anything."""
    by_name = {flow.node.name.text: flow for flow in flows}
    begun = {name: _begun(flow) for name, flow in by_name.items()}
    onward = {name: [other for other in words if other in by_name] for name, words in begun.items()}
    said: set[str] = set()
    for circle in circles(onward):
        if not said.intersection(circle):
            said.update(circle)
            shown = " -> ".join(f"`{name}`" for name in [*circle, circle[0]])
            message = f"{shown} begin each other without a wait"
            if len(circle) == 1:
                message = f"`{circle[0]}` begins itself without a wait"
            word = begun[circle[0]][circle[1 % len(circle)]]
            cure = "put a step before it, at which the customer does something"
            by_name[circle[0]].reporter.error(NAME, word, message, cure)


def _begun(flow: JourneyFlow) -> dict[str, Word]:
    """The journeys that begin at once when a journey is started by itself, and where that is written."""
    onward: dict[str | None, list[str]] = {}
    for edge in flow.edges:
        plain = isinstance(edge.cause, syntax.Start) and edge.cause.kind == "plain"
        if plain or edge.kind in {"choice", "split", "first"}:
            onward.setdefault(edge.source, []).append(edge.target)
    found: dict[str, Word] = {}
    pending, seen = list(onward.get(None, [])), set[str]()
    while pending:
        name = pending.pop()
        if name in seen or name not in flow.places:
            continue
        seen.add(name)
        place = flow.places[name]
        pending += [*onward.get(name, []), *flow.structure.around(name)]
        effects = place.effects if isinstance(place, syntax.End) else boundary(place, "enter")
        words = [effect.journey for effect in effects if isinstance(effect, syntax.StartEffect)]
        if isinstance(place, syntax.Step):
            words += [item.journey for item in place.items if isinstance(item, syntax.SubJourney)]
        for word in words:
            found.setdefault(word.text, word)
    return found


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
