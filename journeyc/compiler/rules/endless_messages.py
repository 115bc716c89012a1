"""A message that comes again and again for as long as the customer does nothing."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.alone import Onward
from journeyc.expression.syntax import Word

NAME = "endless-messages"


def check(facts: Facts) -> None:
    """Say notifications on circles of steps that time alone goes round."""
    for journey in facts.journeys:
        for circle in journey.circles_of_time:
            sent = _sent(journey, circle) if circle[0].step in journey.reachable else None
            if sent is not None:
                names = [one.step for one in circle]
                shown = " -> ".join(f"`{name}`" for name in [*names, names[0]])
                message = f"`{sent.text}` is sent for ever: {shown} go round by time alone"
                cure = "count the rounds, or lead out after some time: `every … at most … times`"
                labels = tuple(journey.label(one.timer, "time leads on here") for one in circle[:1])
                journey.say(NAME, sent, message, cure, labels=labels)


def _sent(journey: JourneyFacts, circle: list[Onward]) -> Word | None:
    """What is sent on every round: on the way, or by a reminder that comes before the step is left."""
    timers = {id(one.timer) for one in circle}
    for move in journey.moves:
        if id(move.cause) in timers:
            for effect in move.effects:
                if isinstance(effect, syntax.NotifyEffect):
                    return effect.notification
    for one in circle:
        step = journey.places[one.step]
        for item in step.items if isinstance(step, syntax.Step) else ():
            if isinstance(item, syntax.Remind) and one.comes_before(item.after[0]):
                return item.notification
            if isinstance(item, syntax.Timer) and item.guard is None and one.comes_before(item.when):
                for effect in item.tail.effects:
                    if isinstance(effect, syntax.NotifyEffect):
                        return effect.notification
    return None
