"""A step that customers may wait in for ever, because no time leads away from it."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.timing import Timing
from journeyc.compiler.facts.waits import Waits, endless_journeys

NAME = "wait-without-deadline"
_CURE = "say how long at most, on it or around it: `after 10 days -> …`"


def check(facts: Facts) -> None:
    """Say steps with no deadline on them, around them or in the pause; of a journey that only others run, and
    with a deadline, nothing is said.
    """
    timings = {id(journey.flow): journey.timing for journey in facts.journeys}
    waits = {
        flow.node.name.text: Waits(flow, timings.get(id(flow)) or Timing(flow, facts.names))
        for flow in facts.flows
    }
    endless = endless_journeys(waits)
    here = {journey.node.name.text for journey in facts.journeys}
    begun = {effect.journey.text for effect in facts.every(syntax.StartEffect)}
    relied = {journey for one in waits.values() for journey in one.relying.values()} | begun
    calls = {found.span.start for found in facts.found("call-without-timeout")}
    dead = {found.span for found in facts.reporter.diagnostics if found.rule == "dead-end"}
    for journey in facts.journeys:
        name = journey.node.name.text
        if name not in relied and all(start.kind == "plain" for start in journey.node.starts):
            continue
        given_up = _to_give_up(journey)
        for step, place in ((one, journey.steps[one]) for one in waits[name].endless):
            word = place.name
            if any(
                isinstance(item, syntax.ServiceCall) and item.service.start in calls for item in place.items
            ):
                # That its silence ends nothing is said already.
                continue
            if (word.start, word.end) not in dead and not (given_up and journey.flow.awaits_customer(place)):
                cause = _awaited(journey, step)
                message = f"`{step}` waits for {cause}, and no time ever leads on"
                journey.say(NAME, word, message, _cure(journey, step))
        for step, other in waits[name].relying.items():
            if other in endless and other not in here:
                message = f"`{step}` waits for `{other}`, which may never end, and no time ever leads on"
                journey.say(NAME, journey.places[step].name, message, _CURE)


def _to_give_up(journey: JourneyFacts) -> bool:
    """Whether it is said already that the pause, which begins in silence, does not give up."""
    pause = journey.timing.pause
    said = {found.span.start for found in journey.found("endless-pause")}
    return pause is not None and bool(pause.idle) and pause.start in said


def _awaited(journey: JourneyFacts, name: str) -> str:
    """What a step waits for."""
    step = journey.places[name]
    if not isinstance(step, syntax.Step):
        return "something"
    for item in step.items:
        if isinstance(item, syntax.ServiceCall):
            return f"an answer of `{item.service.text}`"
        if isinstance(item, syntax.SubJourney):
            return f"what follows `{item.journey.text}`"
    if step.by is not None:
        return f"the {step.by.kind} `{step.by.name.text}`"
    if journey.flow.awaits_customer(step):
        return "the customer"
    channels = [channel.text for channel in step.channels]
    return f"somebody on `{channels[0]}`" if journey.by_agents(step) else "what may happen"


def _cure(journey: JourneyFacts, name: str) -> str:
    step = journey.places[name]
    if isinstance(step, syntax.Step):
        if any(isinstance(item, syntax.ServiceCall) and item.timeout is None for item in step.items):
            return "say how long a try may take: `timeout 30 seconds`, or add a time: `after 1 hour -> …`"
        if journey.flow.awaits_customer(step):
            return f"{_CURE}, or for the whole journey in a `pause`: `give up after 30 days -> …`"
    return _CURE
