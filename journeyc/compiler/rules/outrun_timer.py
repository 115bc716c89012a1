"""A timer that never fires, because an earlier one always leads away first."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.lengths import Length, times
from journeyc.compiler.facts.timing import Deadline, timers
from journeyc.compiler.rules.late_reminder import notified

NAME = "outrun-timer"


def check(facts: Facts) -> None:
    """Say timers of which a deadline of the same place or around it is first, and repeats that never come."""
    for journey in facts.journeys:
        for name, place in journey.places.items():
            if name in journey.reachable:
                for timer in timers(place):
                    _check(journey, name, timer)


def _check(journey: JourneyFacts, name: str, timer: syntax.Timer) -> None:
    long = journey.timing.length(timer.when) if timer.kind != "at" else None
    if long is None:
        return
    reminder = timer.tail.target is None and notified(timer)
    deadline = journey.timing.over_by(name, long, but=timer, strictly=True)
    if deadline is not None:
        around = "" if deadline.place == name else f", with `{deadline.place}`"
        why = f"`{name}` is left after {journey.written(deadline.timer.when)}{around}"
    else:
        # Of two at one moment the one that is written first is the first.
        deadline = journey.timing.first_at(name, long)
        deadline = deadline if deadline and deadline.timer.start < timer.start else None
        why = f"an earlier timer leads away from `{name}` at the same moment"
    if deadline is None:
        _repeats(journey, name, timer, long)
    elif not reminder:  # that is a late reminder
        message = f"`{timer.kind} {journey.written(timer.when)}` never comes: {why}"
        labels = (journey.label(deadline.timer, "left here"),)
        journey.say(NAME, timer.when, message, "let it come earlier, or leave it out", labels=labels)


def _repeats(journey: JourneyFacts, name: str, timer: syntax.Timer, long: Length) -> None:
    """Say how many repeats never come."""
    if timer.kind != "every" or timer.times is None or timer.tail.target is not None:
        return
    openings, most = journey.timing.openings, int(timer.times.text)

    def cut_off(count: int) -> Deadline | None:
        repeated = times(long, count, openings)
        return journey.timing.over_by(name, repeated, strictly=True) if repeated else None

    deadline = cut_off(most)
    if deadline is None:
        return
    come, never = 1, most
    while never - come > 1:
        middle = (come + never) // 2
        come, never = (come, middle) if cut_off(middle) else (middle, never)
    written = journey.written(deadline.timer.when)
    message = f"of {most} times at most {come} come: `{name}` is left after {written}"
    cure = f"write `at most {come} times`, or wait longer"
    journey.say(NAME, timer.times, message, cure, labels=(journey.label(deadline.timer, "left here"),))
