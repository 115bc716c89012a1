"""Where a pause may begin and how far it gets: what leads away from every step that awaits the customer."""

from collections.abc import Iterable

from journeyc.compiler import syntax
from journeyc.compiler.facts.lengths import Length, earlier
from journeyc.compiler.facts.timing import Deadline, Timing
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.knowledge import Edge


def first_deadlines(flow: JourneyFlow, timing: Timing, after: Length) -> list[Deadline]:
    """Deadlines that end the customer's silence before it has lasted so long, one for each step that awaits
    the customer; none where in some step it may last, or go on from one step to the next.
    """
    awaiting = {
        name
        for name, place in flow.places.items()
        if name in flow.reachable and isinstance(place, syntax.Step) and flow.awaits_customer(place)
    }
    # Side by side, and in an interrupt, the silence of one step is that of another.
    if any(
        isinstance(place, syntax.Anytime | syntax.Parallel | syntax.Each) for place in flow.places.values()
    ):
        return []
    found = []
    for name in awaiting:
        first = [one for one in timing.deadlines(name) if earlier(one.length, after)]
        if not first:
            return []
        found.append(min(first, key=lambda one: one.length.most))
    return [] if _goes_on(flow, awaiting) else sorted(found, key=lambda one: one.timer.start)


def _goes_on(flow: JourneyFlow, awaiting: set[str]) -> bool:
    """Whether something other than the customer may lead from one step that awaits them to another."""
    onward: dict[str, list[Edge]] = {}
    for edge in flow.edges:
        if edge.source:
            onward.setdefault(edge.source, []).append(edge)
    sources = {around for name in awaiting for around in (name, *flow.structure.around(name))}
    pending = [edge.target for one in sources for edge in onward.get(one, ()) if not _by_customer(flow, edge)]
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        place = flow.places.get(name)
        if name in seen or place is None:
            continue
        seen.add(name)
        if name in awaiting or (isinstance(place, syntax.End) and not flow.structure.ends_journey(place)):
            return True
        if not isinstance(place, syntax.Step):
            pending += _through(onward.get(name, ()))
    return False


def _through(edges: Iterable[Edge]) -> list[str]:
    """Where a choice, a split or the beginning of a stage leads at once."""
    return [edge.target for edge in edges if edge.kind in {"choice", "split", "first"}]


def _by_customer(flow: JourneyFlow, edge: Edge) -> bool:
    """Whether it is certain that the customer takes a way: by an answer, or on a channel of theirs."""
    if edge.kind == "first":
        return True
    if not isinstance(edge.cause, syntax.Handler):
        return False
    names = flow.place.names
    channels = edge.cause.channels
    answered = all(event.text == "answered" for event in edge.cause.events)
    return answered or (bool(channels) and all(names.from_customer(one.text) for one in channels))
