"""A deadline that may pass while the message that begins the wait is held back by quiet hours."""

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.quiet import Quiet, kept_quiet

NAME = "deadline-in-quiet-hours"


def check(facts: Facts) -> None:
    """Say steps that await the customer for a shorter time than quiet hours may hold their message back."""
    quiet = facts.quiet
    for journey in facts.journeys if quiet else ():
        sent_on_the_way: dict[str, list[syntax.Effect]] = {}
        for edge in journey.edges:
            tail = getattr(edge.cause, "tail", None)
            if isinstance(tail, syntax.Tail):
                sent_on_the_way.setdefault(edge.target, []).extend(tail.effects)
        for name, place in journey.places.items():
            if isinstance(place, syntax.Step) and name in journey.reachable and quiet:
                effects = [*boundary(place, "enter"), *sent_on_the_way.get(name, ())]
                sent = next((effect for effect in effects if _deferred(facts, effect)), None)
                if isinstance(sent, syntax.NotifyEffect) and journey.flow.awaits_customer(place):
                    _check(journey, place, sent, quiet)


def _deferred(facts: Facts, effect: syntax.Effect) -> bool:
    """Whether an effect sends something that waits in quiet hours."""
    if not isinstance(effect, syntax.NotifyEffect):
        return False
    declared = facts.names.notifications.get(effect.notification.text)
    return declared is not None and kept_quiet(declared.node)


def _check(journey: JourneyFacts, step: syntax.Step, sent: syntax.NotifyEffect, quiet: Quiet) -> None:
    name = step.name.text
    for deadline in journey.timing.own(name):
        target = deadline.timer.tail.target
        again = target is not None and target.name.text == name and target.kind == "place"
        if deadline.length.most < quiet.seconds and not again:
            written = journey.written(deadline.timer.when)
            message = (
                f"quiet hours ({quiet.written}) may hold `{sent.notification.text}` back "
                f"for longer than the {written} that `{name}` waits"
            )
            cure = "wait longer, or declare it `category transactional`, if it must come at once"
            labels = (journey.label(sent, "sent here"),)
            journey.say(NAME, deadline.timer.when, message, cure, labels=labels)
            return
