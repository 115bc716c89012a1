"""Where the company works on a journey, and so sees what its runs know."""

from collections import defaultdict

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.structure import ROOT


def worked_on(flow: JourneyFlow) -> frozenset[str]:
    """The steps that customers come to and on which a queue, a bot, an agent or a system works."""
    return frozenset(
        name
        for name, place in flow.places.items()
        if isinstance(place, syntax.Step) and name in flow.reachable and _worked_on(flow, place)
    )


def _worked_on(flow: JourneyFlow, step: syntax.Step) -> bool:
    names = flow.place.names
    if step.by is not None or step.best is not None:
        return True
    if step.channels:
        return any("agent" in names.abilities(channel.text) for channel in step.channels)
    # Without a channel a step waits for somebody who does something elsewhere, and says so by an event.
    return any(
        isinstance(item, syntax.Handler) and any(event.text in names.events for event in item.events)
        for item in step.items
    )


def before(flow: JourneyFlow, steps: frozenset[str]) -> frozenset[str]:
    """The places from which a customer may still come to some of these steps, with the steps and ROOT; none
    if there are no steps.
    """
    structure, places, sources = flow.structure, flow.places, defaultdict(list)
    if any(isinstance(places[around], syntax.Anytime) for step in steps for around in structure.around(step)):
        return frozenset({ROOT, *places})  # from everywhere customers may be called into an interrupt
    for edge in flow.edges:
        sources[edge.target].append(edge.source or ROOT)
    found: set[str] = {ROOT} if steps else set()
    pending = [*steps]
    if steps:
        # From an interrupt customers come back to wherever they were.
        pending += [name for name, place in places.items() if isinstance(place, syntax.Anytime)]
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        pending += sources[name]
        place = places[name]
        if isinstance(place, syntax.Composite):
            pending += [inner.name.text for inner in place.places]
        # What one of those side by side writes, the others know.
        beside = (syntax.Parallel, syntax.Each)
        pending += [around for around in structure.around(name) if isinstance(places[around], beside)]
    return frozenset(found)
