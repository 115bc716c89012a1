"""A notification that is sent twice at once."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.messages import Move
from journeyc.compiler.wording import spaced

NAME = "sent-twice"


def check(facts: Facts) -> None:
    """Say notifications that one move sends a second time, with the same values."""
    for journey in facts.journeys:
        said: set[int] = set()
        several = len(journey.every(syntax.NotifyEffect)) > 1
        for move in journey.moves if several else ():
            _check(journey, move, said)


def _check(journey: JourneyFacts, move: Move, said: set[int]) -> None:
    sent: dict[tuple[object, ...], syntax.NotifyEffect] = {}
    for effect in move.effects:
        if isinstance(effect, syntax.SetEffect):
            # What is shown may be another value from here on.
            sent = {key: one for key, one in sent.items() if not one.arguments}
        if not isinstance(effect, syntax.NotifyEffect):
            continue
        first = sent.setdefault(_key(journey, effect), effect)
        if first is effect:
            continue
        # The one that stands in the clause itself is said: the other is done on other ways, too.
        alone = _within(first, move.cause) and not _within(effect, move.cause)
        again, other = (first, effect) if alone else (effect, first)
        if id(again) not in said:
            said.add(id(again))
            name = again.notification.text
            message = f"`{name}` is sent twice at once"
            labels = (journey.label(other.notification, "it is sent here, too"),)
            journey.say(NAME, again.notification, message, "keep one of the two", labels=labels)


def _within(effect: syntax.Effect, cause: syntax.Node) -> bool:
    return cause.start <= effect.start < cause.end


def _key(journey: JourneyFacts, effect: syntax.NotifyEffect) -> tuple[object, ...]:
    """What is the same for messages with the same values."""
    text = journey.reporter.source.text
    given = sorted((one.name.text, spaced(text[one.value.start : one.value.end])) for one in effect.arguments)
    return (effect.notification.text, *given)
