"""The clauses of a step, and of what stands around steps, as sentences."""

from collections.abc import Iterator, Sequence

from journeyc.expression.tree import Apply, Expression, Literal, Moment
from journeyc.ir.model import Clauses, Handler, Remind, Timer
from journeyc.story.doings import brought, condition, done, effects, value
from journeyc.story.happenings import happening
from journeyc.story.names import Names
from journeyc.story.spoken import times
from journeyc.story.values import Told
from journeyc.story.words import Span, Words, listed, sentence, words

Inner = frozenset[str]
NONE: Inner = frozenset()


def clauses(
    node: Clauses, names: Names, inner: Inner, *, around: bool, ours: bool = False
) -> Iterator[Words]:
    """What may happen in a node, each a sentence; `around` says that it holds other steps."""
    yield from handlers(node.handlers, names, inner)
    for item in node.conditions:
        yield sentence("As soon as ", condition(item.guard, names), ", ", done(item, names, inner))
    where = "in this part" if around else "here"
    for remind in node.reminders:
        yield reminded(remind, names, f"If the customer is still {where} after ")
    for timer in node.timers:
        yield timed(timer, names, inner, around=around, ours=ours)


def coming_and_going(node: Clauses, names: Names) -> Iterator[Words]:
    """What is done on arriving and on leaving."""
    if node.enter:
        yield sentence("On arriving, ", effects(node.enter, names))
    if node.leave:
        yield sentence("On leaving, ", effects(node.leave, names))


def handlers(items: Sequence[Handler], names: Names, inner: Inner = NONE) -> Iterator[Words]:
    """What events do, in written order: the first that is true counts."""
    before: list[Handler] = []
    for item in items:
        again = any(covers(other.events, other.channels, item.events, item.channels) for other in before)
        start = "Otherwise, when " if again else "When "
        and_if: Words = words(", and ", condition(item.guard, names)) if item.guard else ()
        told = happening(item.events, item.channels, names)
        yield sentence(start, told, and_if, ", ", done(item, names, inner))
        before.append(item)


def covers(
    events: Sequence[str], channels: Sequence[str], later: Sequence[str], from_: Sequence[str]
) -> bool:
    """Whether what hears `events` from `channels` (from anywhere if there are none) is asked first about all
    that a later one hears.
    """
    return set(later) <= set(events) and (not channels or (bool(from_) and set(from_) <= set(channels)))


def timed(
    item: Timer, names: Names, inner: Inner = NONE, *, around: bool = False, ours: bool = False
) -> Words:
    """What time does."""
    where = "in this part" if around else "here"
    still = f"the customer is still {where}" if not ours else "this is still open"
    guarded: Words = words("if ", condition(item.guard, names), ", ") if item.guard else ()
    end = words(guarded, done(item, names, inner))
    if item.after is not None:
        and_if: Words = words(", and ", condition(item.guard, names)) if item.guard else ()
        then = done(item, names, inner)
        return sentence(f"If {still} after ", value(item.after, names), and_if, ", ", then)
    if item.every is not None:
        most = f", at most {times(item.times)}" if item.times is not None else ""
        return sentence("Every ", _each(item.every, names), f" that the customer is {where}{most}, ", end)
    return sentence(_moment(item.at, names), ", ", end)


def _each(expression: Expression, names: Names) -> Words:
    """A length of time behind `every`: `every day`, not `every one day`."""
    first, *rest = value(expression, names)
    return words(Span(first.text.removeprefix("one "), first.kind, first.name), *rest)


def _moment(at: Expression | None, names: Names) -> Words:
    if at is None:
        return words("In time")
    told = Told(names.private, at, answers=names.answers, after="after arriving", zone=names.zone).value(at)
    if isinstance(at, Literal | Moment):
        return words("On ", told)
    return told if isinstance(at, Apply) and at.function in {"+", "-"} else words("At the time of ", told)


def reminded(item: Remind, names: Names, start: str) -> Words:
    """A nudge with its delays: `If the customer is still here after one day, we remind them by SMS …`."""
    first, *later = (value(after, names) for after in item.after)
    again: Words = words(", and again after ", listed(later)) if later else ()
    along = brought(item.arguments, names)
    how = words(" with ", names.message(item.notification), along, names.by_channels(item.notification))
    return sentence(start, first, ", we remind them", how, again)
