"""A pause that stops all clocks and never ends by itself."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.timing import timers
from journeyc.source import Span

NAME = "endless-pause"


def check(facts: Facts) -> None:
    """Say pauses that hold the timers of steps and do not give up."""
    for journey in facts.journeys:
        pause = journey.timing.pause
        if pause is None or not pause.hold_timers or pause.give_up or not (pause.idle or pause.events):
            continue
        held = next((timer for name in journey.places if (timer := _held(journey, name))), None)
        if held is not None:
            message = (
                "this pause holds the timers and never gives up: who does not come back is stuck for ever"
            )
            cure = "add `give up after 30 days -> …`, or leave out `hold timers`"
            word = Span(pause.start, pause.start + len("pause"))
            journey.say(
                NAME, word, message, cure, labels=(journey.label(held, "this time stands still, too"),)
            )


def _held(journey: JourneyFacts, name: str) -> syntax.Timer | None:
    """The timer that leads away from a step where the customer is awaited, if nothing around it has one."""
    step = journey.places[name]
    if not isinstance(step, syntax.Step) or name not in journey.reachable:
        return None
    if not journey.flow.awaits_customer(step):
        return None
    around = [journey.places[one] for one in journey.structure.around(name)]
    if any(isinstance(place, syntax.Parallel | syntax.Each) for place in around):
        return None
    if any(timer.tail.target for place in around for timer in timers(place)):
        return None
    leading = (timer for timer in timers(step) if timer.tail.target is not None)
    return next((timer for timer in leading if journey.timing.leaves(name, timer.tail.target)), None)
