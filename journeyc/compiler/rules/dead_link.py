"""A link back to where nothing is left to go on with."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.names import RESUME_LINK
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.template.reading import always_shown

NAME = "dead-link"


def check(facts: Facts) -> None:
    """Say messages with a link back that are sent when the journey ends."""
    for journey in facts.journeys:
        # One that others run goes on in theirs.
        if any(start.kind == "plain" for start in journey.node.starts):
            continue
        said: set[int] = set()
        for effect, end in _last_words(journey):
            if id(effect) not in said:
                said.add(id(effect))
                _check(journey, effect, f"`{end.name.text}` ends the journey")


def _last_words(journey: JourneyFacts) -> Iterator[tuple[syntax.NotifyEffect, syntax.End]]:
    """What is sent by moves that lead to an end of the journey, and by the end itself."""
    ends = {
        name: place
        for name, place in journey.places.items()
        if isinstance(place, syntax.End) and journey.structure.ends_journey(place)
    }
    for end in ends.values():
        yield from ((effect, end) for effect in end.effects if isinstance(effect, syntax.NotifyEffect))
    for edge in journey.edges:
        tail = getattr(edge.cause, "tail", None)
        if edge.target in ends and isinstance(tail, syntax.Tail):
            for effect in tail.effects:
                if isinstance(effect, syntax.NotifyEffect):
                    yield effect, ends[edge.target]


def _check(journey: JourneyFacts, effect: syntax.NotifyEffect, why: str) -> None:
    node, reporter = journey.names.notifications[effect.notification.text]
    for message in node.messages:
        if RESUME_LINK in always_shown(message.text.value):
            text = f"`{node.name.text}` has a link that leads back, but {why}"
            cure = "send a notification without the link there"
            labels = (Label(reporter.source, span_of(message), "the link is in this text"),)
            journey.say(NAME, effect.notification, text, cure, labels=labels)
            return
