"""An event that is raised and that nobody hears."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts

NAME = "unhandled-event"


def check(facts: Facts) -> None:
    """Say events that a journey raises and handles nowhere."""
    watched = {event for rule in facts.names.rules.values() for event in _heard(rule.node)}
    for journey in facts.journeys:
        _check(journey, watched)


def _check(journey: JourneyFacts, watched: set[str]) -> None:
    if not journey.raising:
        return
    hearing = (*journey.every(syntax.Handler), *journey.every(syntax.Pattern))
    heard = watched.union(event for node in hearing for event in _heard(node))
    for effect in journey.raising:
        name = effect.event.text
        if name not in heard:
            message = f"`{name}` is raised, and nothing in `{journey.node.name.text}` handles it"
            cure = f"handle it (`on {name} …`), or `emit` it if others are to hear of it"
            journey.say(NAME, effect.event, message, cure)


def _heard(node: syntax.Node) -> Iterator[str]:
    match node:
        case syntax.Handler() | syntax.Pattern():
            yield from (event.text for event in node.events)
        case syntax.Rule():
            yield from (event.text for event in node.pattern.events)
