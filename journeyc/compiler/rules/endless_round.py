"""A circle of steps that time alone goes round, for ever."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.flow import JourneyFlow

NAME = "endless-round"


def check(facts: Facts) -> None:
    """Say circles of steps round which time leads as long as nothing else happens."""
    for journey in facts.journeys:
        interrupts = (place for place in journey.places.values() if isinstance(place, syntax.Anytime))
        # Who is given up, or led on by a rule, an interrupt or a journey around this one, gets out.
        if (
            journey.called
            or journey.node.rules
            or any(pause.give_up for pause in journey.node.pauses)
            or any(_may_lead(item) for interrupt in interrupts for item in interrupt.items)
        ):
            continue
        onward = {name: to for name in journey.steps if (to := _next(journey, name)) is not None}
        for circle in _circles(onward):
            if circle[0] in journey.reachable and circle[0] in journey.graph.ending:
                shown = " -> ".join(f"`{name}`" for name in [*circle, circle[0]])
                message = f"as long as nothing happens, time leads round for ever: {shown}"
                cure = "count the rounds, and give up after the last one"
                journey.say(NAME, journey.places[circle[0]].name, message, cure)


def _next(journey: JourneyFacts, name: str) -> str | None:
    """The one step that time alone leads to from a step; None where that depends on anything."""
    flow, step = journey.flow, journey.steps[name]
    around = [place for one in flow.structure.around(name) if (place := flow.structure.composite(one))]
    if any(not isinstance(place, syntax.Stage) or any(map(_may_lead, place.items)) for place in around):
        return None
    if step.by is not None or journey.by_agents(step):
        return None  # somebody works on it
    targets = set()
    for item in step.items:
        if isinstance(item, syntax.Timer) and item.tail.target is not None:
            if item.guard is not None or item.tail.target.kind != "place" or _raises(item.tail.effects):
                return None
            targets.add(_entered(flow, item.tail.target.name.text))
        elif _may_lead(item):
            return None
    if _raises([*boundary(step, "enter"), *boundary(step, "leave")]) or len(targets) != 1:
        return None
    return targets.pop()


def _may_lead(item: syntax.Node) -> bool:
    """Whether a clause may lead on though the customer does nothing."""
    match item:
        case syntax.ServiceCall() | syntax.SubJourney():
            return True
        case syntax.Handler():
            # What becomes of a notification, or that a segment is left, comes by itself.
            return any("." in event.text for event in item.events)
        case syntax.When():
            return True
        case syntax.Timer():
            return item.tail.target is not None or _raises(item.tail.effects)
    return False


def _raises(effects: list[syntax.Effect]) -> bool:
    return any(isinstance(effect, syntax.EventEffect) and effect.kind == "raise" for effect in effects)


def _entered(flow: JourneyFlow, name: str) -> str | None:
    """The step that is entered where a way leads; None where it is none, or not one alone."""
    place = flow.places.get(name)
    if isinstance(place, syntax.Stage) and not _raises(boundary(place, "enter")):
        return next((_entered(flow, first) for first in flow.structure.initial(name)), None)
    return name if isinstance(place, syntax.Step) else None


def _circles(onward: dict[str, str]) -> Iterator[list[str]]:
    """The circles where each leads to one other, each from its first written step."""
    order = {name: at for at, name in enumerate(onward)}
    seen: set[str] = set()
    for start in onward:
        name, way = start, dict[str, None]()
        while name in onward and name not in seen:
            seen.add(name)
            way[name] = None
            name = onward[name]
        if name in way:
            names = list(way)
            circle = names[names.index(name) :]
            at = circle.index(min(circle, key=order.__getitem__))
            yield [*circle[at:], *circle[:at]]
