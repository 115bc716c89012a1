"""A bot from which no way leads to a person."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts

NAME = "bot-without-person"


def check(facts: Facts) -> None:
    """Say steps by bots after which nobody works on anything, though there are people who could."""
    agents = any(not facts.names.from_customer(channel) for channel in facts.names.channels)
    if not facts.names.queues and not agents:
        return  # there is nobody to lead to
    for journey in facts.journeys:
        if journey.called:
            continue  # people may be where it is run
        bots = [name for name, step in journey.steps.items() if step.by is not None and step.by.kind == "bot"]
        people = journey.graph.before(_people(journey)) if bots else set[str]()
        for name in bots:
            if name in journey.reachable and name not in people:
                message = f"who cannot be helped by the bot at `{name}` never gets to a person"
                cure = "lead on to a step `by queue …`, or let an `anytime` do so"
                journey.say(NAME, journey.places[name].name, message, cure)


def _people(journey: JourneyFacts) -> Iterator[str]:
    """The places at which somebody works, or other systems and other journeys may see to it."""
    for name, place in journey.places.items():
        parts = place.items if isinstance(place, syntax.Composite) else [place]
        worked_on = name in journey.steps and _worked_on(journey, journey.steps[name])
        if worked_on or any(journey.elsewhere(part) for part in parts):
            yield name


def _worked_on(journey: JourneyFacts, step: syntax.Step) -> bool:
    return journey.by_agents(step) if step.by is None else step.by.kind == "queue"
