"""From the ways out of a journey's nodes to the edges of its picture."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from journeyc.compiler.diagram.cards import ORIGIN, PAUSE, Scene
from journeyc.compiler.diagram.picture import Edge, EdgeKind, Line
from journeyc.compiler.diagram.wording import clean, condition, effect, listed, moment, outcome
from journeyc.ir.model import (
    Branch,
    Call,
    Choice,
    ChoiceRow,
    Clauses,
    Condition,
    Each,
    Effect,
    End,
    Guard,
    Handler,
    Interrupt,
    Journey,
    Leading,
    Node,
    Notify,
    Outcome,
    Parallel,
    PlainStart,
    Run,
    ScheduleStart,
    SegmentStart,
    Share,
    Split,
    Stage,
    Start,
    Step,
    Timer,
)
from journeyc.ir.walk import every_node


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


def edges(journey: Journey, ids: dict[str, str], entries: dict[str, str], scene: Scene) -> tuple[Edge, ...]:
    """The arrows of a journey in written order; ways that start, end and look alike are one arrow with
    stacked labels.

    `ids` are the ids of the cards by the name of their node; a way to a node that is not there is left out.
    `entries` say at which card a way to something without a card of its own arrives.
    """
    ways = [
        replace(way, target=entries.get(way.target, way.target))
        for way in ways_of(journey, scene)
        if way.source in ids and entries.get(way.target, way.target) in ids
    ]
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


def ways_of(journey: Journey, scene: Scene) -> Iterator[Way]:
    """All ways of a journey in written order, also to what has no card of its own."""
    for start in journey.starts:
        yield _start(start, scene)
    for node in every_node(journey.nodes):
        yield from _ways_out(node, scene)
    if journey.pause and journey.pause.give_up:
        yield from _timer(PAUSE, journey.pause.give_up, scene, "give up ")
    if journey.pause:
        for handler in journey.pause.events:
            yield from _handler(PAUSE, handler, (), scene)


def _ways_out(node: Node | Branch, scene: Scene) -> Iterator[Way]:
    match node:
        case Step():
            yield from _clauses(node.name, node, node.channels, scene)
            parts: tuple[Call | Run, ...] = (*node.calls, *node.runs)
            for part in parts:
                for item in part.outcomes:
                    yield from _outcome(node.name, item, part if len(parts) > 1 else None, scene)
        case Choice():
            for row in node.rows:
                yield from _row(node.name, row, scene)
        case Split():
            for share in node.shares:
                yield from _share(node.name, share, scene)
        case End():
            return
        case Stage() | Branch() | Each():
            yield Way(node.name, node.initial, "event", ())
            yield from _clauses(node.name, node, (), scene)
        case Parallel():
            for branch in node.nodes:
                yield Way(node.name, branch.name, "event", ())
            yield from _clauses(node.name, node, (), scene)
        case Interrupt():
            yield from _clauses(node.name, node, (), scene)
        case _:
            assert_never(node)


def _clauses(source: str, node: Clauses, usual: tuple[str, ...], scene: Scene) -> Iterator[Way]:
    for handler in node.handlers:
        yield from _handler(source, handler, usual, scene)
    for timer in node.timers:
        yield from _timer(source, timer, scene)
    for when in node.conditions:
        yield from _when(source, when, scene)


def _start(start: Start | SegmentStart | ScheduleStart | PlainStart, scene: Scene) -> Way:
    return Way(
        ORIGIN,
        start.target,
        "start",
        (*_start_lines(start, scene), *_notes(start.effects)),
        _hint(start.effects, scene),
    )


def _start_lines(start: Start | SegmentStart | ScheduleStart | PlainStart, scene: Scene) -> tuple[Line, ...]:
    match start:
        case Start():
            lines = (Line("event", clean(start.event)), *_from(start.channels, ()))
            return (*lines, *_if(start.guard, scene))
        case SegmentStart():
            return (Line("event", f"enters {clean(start.segment)}"),)
        case ScheduleStart():
            when = f"every {listed(start.weekdays, 'and') or 'day'} at {clean(start.time)}"
            whom = (Line("note", f"for {clean(start.segment)}"),) if start.segment else ()
            return (Line("event", when), *whom)
        case PlainStart():
            return (Line("event", "on request"),)


def _handler(source: str, handler: Handler, usual: tuple[str, ...], scene: Scene) -> Iterator[Way]:
    if handler.target is None:
        return
    lines = (Line("event", listed(handler.events)), *_from(handler.channels, usual))
    lines += (*_if(handler.guard, scene), *_how(handler))
    yield Way(source, handler.target, "event", lines, _hint(handler.effects, scene))


def _timer(source: str, timer: Timer, scene: Scene, verb: str = "") -> Iterator[Way]:
    if timer.target is None:
        return
    lines = (Line("timer", verb + moment(timer)), *_if(timer.guard, scene), *_how(timer))
    yield Way(source, timer.target, "timer", lines, _hint(timer.effects, scene))


def _when(source: str, when: Condition, scene: Scene) -> Iterator[Way]:
    if when.target is not None:
        lines = (*_if(when.guard, scene), *_how(when))
        yield Way(source, when.target, "event", lines, _hint(when.effects, scene))


def _outcome(source: str, item: Outcome, part: Call | Run | None, scene: Scene) -> Iterator[Way]:
    """The way after a result; where a step calls several, the label says whose."""
    if item.target is None:
        return
    whose = "" if part is None else f"{clean(part.service if isinstance(part, Call) else part.journey)} "
    lines = (Line("event", whose + outcome(item)), *_how(item))
    yield Way(source, item.target, "event", lines, _hint(item.effects, scene))


def _row(source: str, row: ChoiceRow, scene: Scene) -> Iterator[Way]:
    if row.target is not None:
        lines = _if(row.guard, scene) or (Line("event", "otherwise"),)
        yield Way(source, row.target, "choice", (*lines, *_how(row)), _hint(row.effects, scene))


def _share(source: str, share: Share, scene: Scene) -> Iterator[Way]:
    if share.target is not None:
        lines = (Line("event", f"{clean(share.percent)}% {clean(share.name)}"), *_how(share))
        yield Way(source, share.target, "choice", lines, _hint(share.effects, scene))


def _if(guard: Guard | None, scene: Scene) -> tuple[Line, ...]:
    return (Line("guard", f"if {condition(guard, scene.private)}"),) if guard else ()


def _from(channels: tuple[str, ...], usual: tuple[str, ...]) -> tuple[Line, ...]:
    return (Line("note", f"from {listed(channels)}"),) if channels and channels != usual else ()


def _how(part: Leading) -> tuple[Line, ...]:
    """What is to be said of a way besides its cause."""
    last = (Line("note", "back to the last step there"),) if part.way == "last" else ()
    undone = (Line("note", "undoing what was done"),) if part.undoing else ()
    return (*last, *undone, *_notes(part.effects))


def _notes(effects: tuple[Effect, ...]) -> tuple[Line, ...]:
    return tuple(Line("note", effect(item, frozenset())) for item in effects if isinstance(item, Notify))


def _hint(effects: tuple[Effect, ...], scene: Scene) -> str:
    return ", ".join(effect(item, scene.private) for item in effects)


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
