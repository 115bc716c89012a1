"""A reminder that comes when nobody waits any more."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.lengths import no_later
from journeyc.compiler.facts.timing import timers
from journeyc.expression.syntax import Expression

NAME = "late-reminder"
_CURE = "let it come earlier, or wait longer"


def check(facts: Facts) -> None:
    """Say reminders, and timers that notify, of which a deadline of the same place or around it is first."""
    for journey in facts.journeys:
        for name, place in journey.places.items():
            if name in journey.reachable:
                for when, word in _reminders(place):
                    _in_place(journey, name, when, word)
        _in_pause(journey)


def _reminders(place: syntax.Place) -> Iterator[tuple[Expression, str]]:
    """When reminders come, and of what."""
    items = place.items if isinstance(place, syntax.Step | syntax.Composite) else []
    for item in items:
        if isinstance(item, syntax.Remind):
            yield from ((when, item.notification.text) for when in item.after)
    for timer in timers(place):
        if timer.tail.target is None and (sent := notified(timer)):
            yield timer.when, sent


def notified(timer: syntax.Timer) -> str | None:
    """The first notification that a timer sends."""
    sent = (effect for effect in timer.tail.effects if isinstance(effect, syntax.NotifyEffect))
    return next((effect.notification.text for effect in sent), None)


def _in_place(journey: JourneyFacts, name: str, when: Expression, word: str) -> None:
    long = journey.timing.length(when)
    deadline = journey.timing.over_by(name, long) if long else None
    if deadline is not None:
        written = journey.written(deadline.timer.when)
        message = f"`{word}` after {journey.written(when)} comes too late: `{name}` is left after {written}"
        around = "" if deadline.place == name else f", with `{deadline.place}`"
        journey.say(NAME, when, message + around, _CURE, labels=(journey.label(deadline.timer, "left here"),))


def _in_pause(journey: JourneyFacts) -> None:
    pause, gives_up = journey.timing.pause, journey.timing.gives_up
    if pause is None or gives_up is None:
        return
    timer, limit = gives_up
    for remind in pause.reminders:
        for when in remind.after:
            long = journey.timing.length(when)
            if long and no_later(limit, long):
                written = journey.written(timer.when)
                message = f"`{remind.notification.text}` after {journey.written(when)} comes too late"
                labels = (journey.label(timer, "given up here"),)
                journey.say(
                    NAME, when, f"{message}: the pause gives up after {written}", _CURE, labels=labels
                )
