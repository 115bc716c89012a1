"""From the ways out of a journey's nodes to the edges of its picture."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from journeyc.compiler.diagram.cards import ORIGIN, PAUSE, Scene
from journeyc.compiler.diagram.picture import Edge, EdgeKind, Line
from journeyc.compiler.diagram.wording import clean, condition, effect, listed, moment
from journeyc.ir.model import (
    Choice,
    ChoiceRow,
    Effect,
    End,
    Guard,
    Handler,
    Journey,
    Node,
    Notify,
    Start,
    Step,
    Timer,
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way from one node to another, both by the author's names, before those with equal ends are
    stacked.
    """

    source: str
    target: str
    kind: EdgeKind
    lines: tuple[Line, ...]
    hint: str = ""


def edges(journey: Journey, ids: dict[str, str], scene: Scene) -> tuple[Edge, ...]:
    """The arrows of a journey in written order; ways that start, end and look alike are one arrow with
    stacked labels.

    `ids` are the ids of the cards by the name of their node; a way to a node that is not there is left out.
    """
    ways = [way for way in _ways(journey, scene) if way.target in ids]
    stacks: dict[tuple[str, str, bool], list[Way]] = {}
    for way in ways:
        stacks.setdefault((way.source, way.target, way.kind == "timer"), []).append(way)
    loops = _loops(ways, list(ids))
    return tuple(
        Edge(
            id=f"edge-{number}",
            source=ids[source],
            target=ids[target],
            kind=stack[0].kind,
            lines=tuple(dict.fromkeys(line for way in stack for line in way.lines))
            if len(stack) == 1
            else _stacked(stack),
            loop=(source, target) in loops,
            hint="; ".join(dict.fromkeys(way.hint for way in stack if way.hint)),
        )
        for number, ((source, target, _), stack) in enumerate(stacks.items(), 1)
    )


def _stacked(stack: list[Way]) -> tuple[Line, ...]:
    """The labels of several ways under each other, each but the first after an `or`."""
    lines = list(stack[0].lines)
    for way in stack[1:]:
        first, *rest = way.lines or (Line("event", "otherwise"),)
        lines += [replace(first, text=f"or {first.text}"), *rest]
    return tuple(lines)


def _ways(journey: Journey, scene: Scene) -> Iterator[Way]:
    for start in journey.starts:
        yield _start(start, scene)
    for node in journey.nodes:
        yield from _ways_out(node, scene)
    if journey.pause and journey.pause.give_up:
        yield from _timer(PAUSE, journey.pause.give_up, scene, "give up ")
    if journey.pause:
        for handler in journey.pause.events:
            yield from _handler(PAUSE, handler, (), scene)


def _ways_out(node: Node, scene: Scene) -> Iterator[Way]:
    match node:
        case Step():
            for handler in node.handlers:
                yield from _handler(node.name, handler, node.channels, scene)
            for timer in node.timers:
                yield from _timer(node.name, timer, scene)
        case Choice():
            for row in node.rows:
                yield _row(node.name, row, scene)
        case End():
            return
        case _:
            assert_never(node)


def _start(start: Start, scene: Scene) -> Way:
    lines = (Line("event", clean(start.event)), *_from(start.channels, ()))
    return Way(
        ORIGIN,
        start.target,
        "start",
        (*lines, *_if(start.guard, scene), *_notes(start.effects)),
        _hint(start.effects),
    )


def _handler(source: str, handler: Handler, usual: tuple[str, ...], scene: Scene) -> Iterator[Way]:
    if handler.target is None:
        return
    lines = (Line("event", listed(handler.events)), *_from(handler.channels, usual))
    lines += (*_if(handler.guard, scene), *_notes(handler.effects))
    yield Way(source, handler.target, "event", lines, _hint(handler.effects))


def _timer(source: str, timer: Timer, scene: Scene, verb: str = "") -> Iterator[Way]:
    if timer.target is None:
        return
    lines = (Line("timer", verb + moment(timer)), *_if(timer.guard, scene), *_notes(timer.effects))
    yield Way(source, timer.target, "timer", lines, _hint(timer.effects))


def _row(source: str, row: ChoiceRow, scene: Scene) -> Way:
    lines = _if(row.guard, scene) or (Line("event", "otherwise"),)
    return Way(source, row.target, "choice", (*lines, *_notes(row.effects)), _hint(row.effects))


def _if(guard: Guard | None, scene: Scene) -> tuple[Line, ...]:
    return (Line("guard", f"if {condition(guard, scene.private)}"),) if guard else ()


def _from(channels: tuple[str, ...], usual: tuple[str, ...]) -> tuple[Line, ...]:
    return (Line("note", f"from {listed(channels)}"),) if channels and channels != usual else ()


def _notes(effects: tuple[Effect, ...]) -> tuple[Line, ...]:
    return tuple(Line("note", effect(item)) for item in effects if isinstance(item, Notify))


def _hint(effects: tuple[Effect, ...]) -> str:
    return ", ".join(effect(item) for item in effects)


def _loops(ways: list[Way], order: list[str]) -> set[tuple[str, str]]:
    """The ways that lead back: to a node nearer to the start (of equally near ones, written earlier)
    that leads here again.

    Every circle has one, so that the other ways of the map form none.
    """
    following: dict[str, list[str]] = {}
    for way in ways:
        following.setdefault(way.source, []).append(way.target)
    near = _distances(ORIGIN, following)
    place = {name: (near.get(name, len(order)), index) for index, name in enumerate(order)}
    return {
        (source, target)
        for source, targets in following.items()
        for target in targets
        if place[target] <= place[source] and source in _distances(target, following)
    }


def _distances(origin: str, following: dict[str, list[str]]) -> dict[str, int]:
    """How many ways each node is from the origin."""
    found = {origin: 0}
    pending = deque([origin])
    while pending:
        name = pending.popleft()
        for target in following.get(name, ()):
            if target not in found:
                found[target] = found[name] + 1
                pending.append(target)
    return found
