"""One message that is sent twice at the same moment."""

from collections.abc import Iterable, Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.lengths import times
from journeyc.compiler.facts.timing import always
from journeyc.expression.node import Node

NAME = "double-reminder"
#: More repeats of one timer are not looked at.
_MOST_REPEATS = 30


def check(facts: Facts) -> None:
    """Say reminders of a step, a stage or a pause that come together with one of the same words."""
    for journey in facts.journeys:
        for place in journey.places.values():
            if isinstance(place, syntax.Step | syntax.Composite):
                _check(journey, place.items)
        for pause in journey.node.pauses[:1]:
            _check(journey, pause.reminders)


def _check(
    journey: JourneyFacts, items: "list[syntax.StepItem] | list[syntax.Clause] | list[syntax.Remind]"
) -> None:
    if sum(isinstance(item, syntax.Remind | syntax.Timer) for item in items) + _listed(items) < 2:
        return  # mostly there is nothing to compare
    first: dict[object, tuple[Node, Node]] = {}
    for item in items:
        for moment, message, at in _sent(journey, item):
            before, clause = first.setdefault((moment, message), (at, item))
            # Twice in the braces of one timer is twice at once, and said as that.
            if before.start != at.start and not (clause is item and isinstance(item, syntax.Timer)):
                name = message.partition("(")[0]
                text = f"`{name}` is sent twice at the same moment"
                labels = (journey.label(before, "here, too"),)
                journey.say(NAME, at, text, "leave one of them out, or let it come later", labels=labels)
                break


def _listed(items: Iterable[Node]) -> int:
    """How many more times reminders list."""
    return sum(len(item.after) - 1 for item in items if isinstance(item, syntax.Remind))


def _sent(journey: JourneyFacts, item: Node) -> Iterator[tuple[object, str, Node]]:
    """When a clause sends what: the time as it is counted, the message as written, and where."""
    match item:
        case syntax.Remind():
            for when in item.after:
                long = journey.timing.length(when)
                if long is not None:
                    yield (long.business, tuple(long.by)), _message(journey, item), when
        case syntax.Timer(kind="after" | "every", tail=syntax.Tail(target=None)) if always(item.guard):
            most = min(int(item.times.text), _MOST_REPEATS) if item.times is not None else 1
            long = journey.timing.length(item.when)
            due = (
                [times(long, count, journey.timing.openings) for count in range(1, most + 1)] if long else []
            )
            for effect in item.tail.effects:
                if isinstance(effect, syntax.NotifyEffect):
                    yield from (
                        ((one.business, tuple(one.by)), _message(journey, effect), effect)
                        for one in due
                        if one
                    )


def _message(journey: JourneyFacts, sent: syntax.Remind | syntax.NotifyEffect) -> str:
    """A notification with what it is told, as written."""
    arguments = ", ".join(journey.written(argument) for argument in sent.arguments)
    return f"{sent.notification.text}({arguments})"
