"""How soon after the start customers can come to each place: what constant times make them wait."""

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.ends import may_be
from journeyc.compiler.facts.lengths import CLOCK_CHANGE, Length
from journeyc.compiler.facts.timing import Timing
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.knowledge import Edge
from journeyc.compiler.structure import ROOT


class Soonest(NamedTuple):
    """How many seconds at least; `wall` is what the times on the way say, `real` leaves room for clocks that
    change meanwhile.
    """

    real: int
    wall: int


def soonest(flow: JourneyFlow, timing: Timing) -> dict[str, Soonest]:
    """The soonest that customers come to each place; those that nobody comes to are left out.

    Events, answers and results may come at once, and what only a run knows takes no time.
    """
    onward: dict[str, list[tuple[str, Soonest]]] = {}
    for edge in flow.edges:
        cost = _cost(edge, timing)
        for source in _sources(edge, flow):
            onward.setdefault(source, []).append((edge.target, cost))
    found: dict[str, Soonest] = {}
    pending = [(Soonest(0, 0), ROOT)]
    interrupts = [name for name, place in flow.places.items() if isinstance(place, syntax.Anytime)]
    while pending:
        passed, name = heappop(pending)
        if name in found:
            continue
        found[name] = passed
        # Who is at a place is in what is around it, too; and whoever has begun may be interrupted.
        reached = [*flow.structure.around(name), *(interrupts if name == ROOT else ())]
        for other in reached:
            heappush(pending, (passed, other))
        for target, cost in onward.get(name, ()):
            if target in flow.places and target not in found:
                heappush(pending, (Soonest(passed.real + cost.real, passed.wall + cost.wall), target))
    return found


def _cost(edge: Edge, timing: Timing) -> Soonest:
    """How long at least a way is waited for."""
    if not isinstance(edge.cause, syntax.Timer) or edge.cause.kind == "at":
        return Soonest(0, 0)
    waits = [timing.length(edge.cause.when)]
    pause = timing.pause
    if edge.kind == "give up" and pause is not None and not pause.events:
        waits.append(timing.idle)
    known = [wait for wait in waits if wait is not None]
    return Soonest(sum(map(_at_least, known)), sum(wait.least for wait in known))


def _at_least(wait: Length) -> int:
    return wait.least if wait.kinds == {"clock"} else max(0, wait.least - CLOCK_CHANGE)


def _sources(edge: Edge, flow: JourneyFlow) -> Iterator[str]:
    """Where somebody must have been for a way to be taken: of what waits for something to be done, at an end
    of that.
    """
    events = [event.text for event in edge.cause.events] if isinstance(edge.cause, syntax.Handler) else []
    if not events or not all(event.endswith(".done") for event in events):
        yield edge.source or ROOT
        return
    guard = edge.cause.guard if isinstance(edge.cause, syntax.Handler) else None
    for event in events:
        done = flow.structure.composite(event.removesuffix(".done"))
        parts = done.places if isinstance(done, syntax.Parallel) else [done]
        for part in parts:
            if isinstance(part, syntax.Stage | syntax.Branch):
                ends = flow.structure.ends(part.name.text)
                yield from (end.name.text for end in ends if may_be(guard, end.name.text))
            else:
                yield edge.source or ROOT
