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
    """The places from which a customer may still come to some of these steps, the steps included; ROOT if
    there are any. Where interrupts are concerned that is every place.
    """
    structure, sources = flow.structure, defaultdict(list)
    for edge in flow.edges:
        sources[edge.target].append(edge.source or ROOT)
    found: set[str] = {ROOT} if steps else set()
    pending = list(steps)
    while pending:
        name = pending.pop()
        if name in found:
            continue
        found.add(name)
        pending += sources[name]
        place = flow.places[name]
        if isinstance(place, syntax.Composite):
            pending += [inner.name.text for inner in place.places]
        for around in structure.around(name):
            if isinstance(flow.places[around], syntax.Anytime):
                return frozenset({ROOT, *flow.places})
            if isinstance(flow.places[around], syntax.Parallel | syntax.Each):
                pending.append(around)
    return frozenset(found)
