"""A pause, or a part of one, that never comes, because steps are left before."""

from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.absence import first_deadlines
from journeyc.compiler.facts.lengths import Length
from journeyc.compiler.facts.timing import Deadline
from journeyc.expression.node import Node

NAME = "outrun-pause"
_CURE = "shorten it, let the steps wait longer, or leave it out"


def check(facts: Facts) -> None:
    """Say a silence that is never so long, and what a pause does so late that every step is left before."""
    for journey in facts.journeys:
        pause, idle = journey.timing.pause, journey.timing.idle
        if pause is None or idle is None:
            continue
        deadlines = first_deadlines(journey.flow, journey.timing, idle)
        if deadlines:
            at = pause.idle[0].value
            if isinstance(at, Node):
                message = f"no customer is ever silent for {journey.written(at)}"
                _say(journey, at, message, deadlines)
        elif not pause.events and not pause.hold_timers:
            late = [(when, "reminder") for remind in pause.reminders for when in remind.after]
            late += [(timer.when, "`give up`") for timer in pause.give_up]
            for when, what in late:
                silence = _both(idle, journey.timing.length(when))
                deadlines = first_deadlines(journey.flow, journey.timing, silence) if silence else []
                if deadlines:
                    message = f"the {what} after {journey.written(when)} never comes"
                    _say(journey, when, message, deadlines)


def _both(one: Length, other: Length | None) -> Length | None:
    """One time after the other, both by the clock."""
    if other is None or one.business or other.business:
        return None
    by = tuple(map(sum, zip(one.by, other.by, strict=True)))
    return Length(one.least + other.least, one.most + other.most, by, business=False)


def _say(journey: JourneyFacts, at: Node, message: str, deadlines: list[Deadline]) -> None:
    message += ": every step that awaits the customer is left before"
    labels = tuple(journey.label(one.timer, "left here") for one in deadlines[:3])
    journey.say(NAME, at, message, _CURE, labels=labels)
