"""A deadline by the clock that business time may outlast."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.lengths import CLOCK_CHANGE, Length
from journeyc.compiler.facts.openings import DAY
from journeyc.compiler.facts.timing import timers
from journeyc.diagnostic import Label
from journeyc.expression.syntax import BusinessTime, Expression

NAME = "outlasted-deadline"


def check(facts: Facts) -> None:
    """Say waits in business time that are mostly over before a deadline by the clock, and sometimes not."""
    for journey in facts.journeys:
        if journey.timing.openings is not None:
            for name, place in journey.places.items():
                if name in journey.reachable:
                    for when in _business(place):
                        _check(journey, name, place, when)


def _business(place: syntax.Place) -> Iterator[Expression]:
    """What a place waits for in business time."""
    for item in place.items if isinstance(place, syntax.Step | syntax.Composite) else []:
        if isinstance(item, syntax.Remind):
            yield from (when for when in item.after if isinstance(when, BusinessTime))
    yield from (timer.when for timer in timers(place) if isinstance(timer.when, BusinessTime))


def _check(journey: JourneyFacts, name: str, place: syntax.Place, when: Expression) -> None:
    long = journey.timing.length(when)
    if long is None:
        return
    limits = [
        (one.length.most, one.timer) for one in journey.timing.deadlines(name) if not one.length.business
    ]
    limits += _given_up(journey, place)
    for limit, timer in sorted(limits, key=lambda one: one[0]):
        if long.least < limit and limit + CLOCK_CHANGE < long.most:
            _say(journey, when, long, timer)
            return


def _given_up(journey: JourneyFacts, place: syntax.Place) -> list[tuple[int, syntax.Timer]]:
    """How long after a step is entered the pause gives up at the earliest, if it does so in this step."""
    pause, gives_up = journey.timing.pause, journey.timing.gives_up
    awaited = isinstance(place, syntax.Step) and journey.flow.awaits_customer(place)
    if pause is None or gives_up is None or gives_up[1].business or pause.hold_timers or not awaited:
        return []
    idle = journey.timing.idle
    if not pause.events and idle is None:
        return []
    after = 0 if pause.events or idle is None else idle.most
    return [(after + gives_up[1].most, gives_up[0])]


def _say(journey: JourneyFacts, when: Expression, long: Length, timer: syntax.Timer) -> None:
    days, rest = divmod(long.most, DAY)
    shown = f"more than {days} days" if rest else f"{days} days"
    deadline = f"{'give up ' if timer.kind == 'give up' else ''}after {journey.written(timer.when)}"
    message = f"`{journey.written(when)}` from {long.longest} take {shown}: there `{deadline}` comes first"
    cure = "count both in business days, or let the deadline come later"
    labels: tuple[Label, ...] = (journey.label(timer, "this may come first"),)
    journey.say(NAME, when, message, cure, labels=labels)
