"""Two branches that may write one field on one event."""

from collections.abc import Iterator
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.repeats import dotted
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label

NAME = "branch-conflict"
#: With how many writers of the same field another one is compared: nobody means more.
_MOST_COMPARED = 100


class _Write(NamedTuple):
    """That a field is written on an event, by a handler of a place."""

    place: str
    handler: syntax.Handler
    effect: syntax.SetEffect
    field: str


def check(flow: JourneyFlow) -> None:
    """Say fields that two branches of a parallel may write on the same event, whole or in part."""
    earlier: dict[tuple[str, str], list[_Write]] = {}
    said: set[tuple[int, int]] = set()
    for name, place in flow.places.items():
        for write in _writes(flow, name, place):
            for event in write.handler.events:
                others = earlier.setdefault((event.text, write.effect.path[0].text), [])
                other = next((other for other in others if _meet(flow, other, write)), None)
                span = span_of(write.effect.path[0])
                if other is not None and span not in said:
                    said.add(span)
                    _say(flow, other, write, event.text)
                if len(others) < _MOST_COMPARED:
                    others.append(write)


def _writes(flow: JourneyFlow, name: str, place: syntax.Place) -> Iterator[_Write]:
    """What the handlers of a place write: on the way out, in braces, and on the way in."""
    if not isinstance(place, syntax.Step | syntax.Composite):
        return
    for item in place.items:
        # What is answered is asked by one step: the others do not hear of it.
        if isinstance(item, syntax.Handler) and any(event.text != "answered" for event in item.events):
            effects = [*item.tail.effects]
            target = item.tail.target
            if target is not None:
                effects += boundary(place, "leave")
                there = flow.places.get(target.name.text) if target.kind == "place" else None
                if there is not None:
                    effects += there.effects if isinstance(there, syntax.End) else boundary(there, "enter")
            for effect in effects:
                if isinstance(effect, syntax.SetEffect):
                    yield _Write(name, item, effect, dotted(effect.path))


def _meet(flow: JourneyFlow, one: _Write, other: _Write) -> bool:
    """Whether two writers may be side by side and write the same."""
    if one.effect is other.effect or not flow.structure.side_by_side(one.place, other.place):
        return False
    if _in_one_each(flow, one, other) and (one.handler.guard or other.handler.guard):
        return False  # the condition will tell the items apart
    mine, theirs = ({word.text for word in write.handler.channels} for write in (one, other))
    if mine and theirs and not mine & theirs:
        return False
    return f"{one.field}.".startswith(f"{other.field}.") or f"{other.field}.".startswith(f"{one.field}.")


def _in_one_each(flow: JourneyFlow, one: _Write, other: _Write) -> bool:
    """Whether two places are side by side only because an `each` has several items."""
    places, around = flow.places, flow.structure.around
    mine, theirs = (one.place, *around(one.place)), (other.place, *around(other.place))
    common = next((name for name in mine if name in theirs), "")
    return not isinstance(places.get(common), syntax.Parallel)


def _say(flow: JourneyFlow, one: _Write, other: _Write, event: str) -> None:
    path = other.effect.path
    message = f"`{other.field}` may be set by two branches at once, on `{event}`"
    cure = "set it in one of them, or where both come together: behind `on … -> …` of the parallel"
    label = Label(
        flow.reporter.source,
        span_of(one.effect.path[0])._replace(end=one.effect.path[-1].end),
        f"`{one.place}` sets it, too",
    )
    span = span_of(path[0])._replace(end=path[-1].end)
    flow.reporter.error(NAME, span, message, cure, (label,))
