"""Messages that are certain to come one after the other, and how long after."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.facts.messages import Move
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, Expression, Word
from journeyc.expression.values import Duration

#: Of a message that is repeated, no more are looked at: what is too close is seen in the first few.
_MOST_REPEATS = 20


class Planned(NamedTuple):
    """A message by name, the seconds after which it comes, the clause that sends it, and the words to point
    at.
    """

    name: Word
    seconds: int
    cause: Node
    at: Node


def seconds(delay: Expression) -> int | None:
    """The length of a delay that is written as one; None where it is known only later."""
    value = delay.value if isinstance(delay, Constant) else None
    return value.total_seconds if isinstance(value, Duration) else None


def plans(
    node: syntax.Journey, places: Mapping[str, syntax.Place], moves: Iterable[Move]
) -> Iterator[list[Planned]]:
    """Messages of which each is certain to come, unless the customer does something, in order of time: those
    of one move, those of a step from entering it on, and those of a pause from its beginning on.
    """
    for move in moves:
        yield _at_once(move.effects)
    for pause in node.pauses:
        yield sorted(_reminders(pause.reminders), key=lambda one: one.seconds)
    for place in places.values():
        if isinstance(place, syntax.Step):
            yield _of_step(place)


def _at_once(effects: Iterable[syntax.Effect], after: int = 0) -> list[Planned]:
    return [
        Planned(effect.notification, after, effect, effect.notification)
        for effect in effects
        if isinstance(effect, syntax.NotifyEffect)
    ]


def _reminders(items: Iterable[syntax.Remind]) -> Iterator[Planned]:
    for item in items:
        for delay in item.after:
            after = seconds(delay)
            if after is not None:
                yield Planned(item.notification, after, item, delay)


def _of_step(step: syntax.Step) -> list[Planned]:
    found = _at_once(boundary(step, "enter"))
    found += _reminders(item for item in step.items if isinstance(item, syntax.Remind))
    until: int | None = None
    for item in step.items:
        if not isinstance(item, syntax.Timer) or item.guard is not None:
            continue
        after = seconds(item.when) if item.kind in {"after", "every"} else None
        if after is not None and item.tail.target is None:
            times = min(int(item.times.text), _MOST_REPEATS) if item.times else 1
            for number in range(1, times + 1):
                found += _at_once(item.tail.effects, number * after)
        elif after is not None:
            until = after if until is None else min(until, after)
    found = [one for one in found if until is None or one.seconds < until]
    return sorted(found, key=lambda one: one.seconds)
