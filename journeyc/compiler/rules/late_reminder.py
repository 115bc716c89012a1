"""A reminder that comes when nobody waits any more."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.lengths import no_later
from journeyc.compiler.facts.timing import Deadline, timers
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Expression

NAME = "late-reminder"
_CURE = "let it come earlier, or wait longer"


def check(facts: Facts) -> None:
    """Say reminders, and timers that notify, of which a deadline of the same place or around it is first."""
    for journey in facts.journeys:
        for name, place in journey.places.items():
            if name in journey.reachable:
                for times, word in _reminders(place):
                    _in_place(journey, name, times, word)
        _in_pause(journey)


def _reminders(place: syntax.Place) -> Iterator[tuple[list[Expression], str]]:
    """When the reminders of a clause come, and of what."""
    items = place.items if isinstance(place, syntax.Step | syntax.Composite) else []
    for item in items:
        if isinstance(item, syntax.Remind):
            yield item.after, item.notification.text
    for timer in timers(place):
        if timer.tail.target is None and (sent := notified(timer)):
            yield [timer.when], sent


def notified(timer: syntax.Timer) -> str | None:
    """The first notification that a timer sends."""
    sent = (effect for effect in timer.tail.effects if isinstance(effect, syntax.NotifyEffect))
    return next((effect.notification.text for effect in sent), None)


def _in_place(journey: JourneyFacts, name: str, times: list[Expression], word: str) -> None:
    late: dict[Deadline, list[Expression]] = {}
    for when in times:
        long = journey.timing.length(when)
        deadline = journey.timing.over_by(name, long) if long else None
        if deadline is not None:
            late.setdefault(deadline, []).append(when)
    for deadline, whens in late.items():
        left = f"`{name}` is left after {journey.written(deadline.timer.when)}"
        around = "" if deadline.place == name else f", with `{deadline.place}`"
        _say(journey, word, whens, left + around, journey.label(deadline.timer, "left here"))


def _say(journey: JourneyFacts, word: str, whens: list[Expression], why: str, label: Label) -> None:
    """Say reminders of one clause that all come too late for the same reason, at the first of them."""
    written = " and ".join(", ".join(map(journey.written, part)) for part in (whens[:-1], whens[-1:]) if part)
    message = f"`{word}` after {written} comes too late: {why}"
    journey.say(NAME, whens[0], message, _CURE, labels=(label,))


def _in_pause(journey: JourneyFacts) -> None:
    pause, gives_up = journey.timing.pause, journey.timing.gives_up
    if pause is None or gives_up is None:
        return
    timer, limit = gives_up
    why = f"the pause gives up after {journey.written(timer.when)}"
    for remind in pause.reminders:
        late = [
            when
            for when in remind.after
            if (long := journey.timing.length(when)) is not None and no_later(limit, long)
        ]
        if late:
            _say(journey, remind.notification.text, late, why, journey.label(timer, "given up here"))
