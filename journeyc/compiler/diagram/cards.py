"""From the nodes of a journey to the cards of its picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from journeyc.compiler.diagram.picture import Card, CardKind, Chip, FindingKind
from journeyc.compiler.diagram.wording import clean, condition, effect, listed, moment, reminder, spaced
from journeyc.ir.model import (
    Channel,
    Choice,
    Declarations,
    Effect,
    End,
    Handler,
    Node,
    Notify,
    Pause,
    Remind,
    Step,
    Timer,
)

#: Stand for the pause and the dot of the start where nodes are told by name; no author can write them.
PAUSE = "(pause)"
ORIGIN = "(start)"


@dataclass(frozen=True, slots=True)
class Scene:
    """What cards and edges are drawn from besides the journey: the declarations they name, and what
    lies over the map.
    """

    channels: Mapping[str, Channel]
    private: frozenset[str]
    findings: Mapping[str, tuple[FindingKind, str]]
    here: frozenset[str]

    @classmethod
    def of(
        cls, declared: Declarations, findings: Mapping[str, tuple[FindingKind, str]], here: frozenset[str]
    ) -> "Scene":
        channels = {channel.name: channel for place in declared.touchpoints for channel in place.channels}
        private = frozenset(field.name for field in declared.customer.fields if field.private)
        return cls(channels, private, findings, here)


def card(node: Node, number: int, scene: Scene) -> Card:
    """The card of one step, choice or end."""
    kind, kicker = _kind(node, scene)
    finding = scene.findings.get(node.name)
    here = node.name in scene.here
    chips = [*_chips(node)]
    if finding:
        chips.append(Chip("finding", f"{'×' if finding[0] == 'dead-end' else '▲'} {clean(finding[1])}"))
    if here:
        chips.append(Chip("here", "► you are here"))
    return Card(
        id=f"card-{number}",
        name=node.name,
        kind=kind,
        kicker=kicker,
        title=clean(node.title) or clean(node.name) or "·",
        lines=_lines(node, scene),
        chips=tuple(chips),
        finding=finding[0] if finding else None,
        here=here,
        hint=clean(node.doc),
    )


def pause_card(pause: Pause, scene: Scene) -> Card:
    """The card that says when a run counts as paused and what happens meanwhile."""
    when = (
        [f"{clean(pause.idle_text).removeprefix('after ').removesuffix(' idle')} without input"]
        if pause.idle_text
        else []
    )
    when += [_handler_line(handler, scene) for handler in pause.events]
    held = ["timers of the steps wait"] if pause.hold_timers else []
    return Card(
        id="card-pause",
        name=PAUSE,
        kind="pause",
        kicker="PAUSE · ANY STEP",
        title="The customer is away",
        lines=(*when, *held),
        chips=_remind_chips(pause.reminders),
    )


def _kind(node: Node, scene: Scene) -> tuple[CardKind, str]:
    match node:
        case Step(channels=()):
            return "internal", "INTERNAL STEP"
        case Step():
            first = scene.channels.get(node.channels[0])
            agent = first is not None and "agent" in first.abilities
            word = "AGENT TASK" if agent else "STEP"
            return ("agent" if agent else "step"), f"{word} · {spaced(node.channels[0]).upper()}"
        case Choice():
            return "choice", "CHOICE"
        case End():
            return node.outcome, f"END · {node.outcome.upper()}"
        case _:
            assert_never(node)


def _lines(node: Node, scene: Scene) -> tuple[str, ...]:
    match node:
        case Step():
            asked = listed([".".join(ask.path) for ask in node.asks], "and")
            staying = [_handler_line(handler, scene) for handler in node.handlers if handler.target is None]
            staying += [_timer_line(timer, scene) for timer in node.timers if timer.target is None]
            return tuple([f"asks {asked}"] if asked else []) + tuple(staying)
        case Choice() | End():
            return ()
        case _:
            assert_never(node)


def _chips(node: Node) -> tuple[Chip, ...]:
    match node:
        case Step():
            others = tuple(Chip("channel", spaced(name)) for name in node.channels[1:])
            leaving = tuple(Chip("notify", f"{chip.text} on leaving") for chip in _notify_chips(node.leave))
            return others + _notify_chips(node.enter) + leaving + _remind_chips(node.reminders)
        case End():
            return _notify_chips(node.effects)
        case Choice():
            return ()
        case _:
            assert_never(node)


def _notify_chips(effects: tuple[Effect, ...]) -> tuple[Chip, ...]:
    return tuple(
        Chip("notify", f"notify: {clean(item.notification)}") for item in effects if isinstance(item, Notify)
    )


def _remind_chips(reminders: tuple[Remind, ...]) -> tuple[Chip, ...]:
    return tuple(Chip("remind", f"remind: {reminder(item)}") for item in reminders)


def _handler_line(handler: Handler, scene: Scene) -> str:
    words = f"on {listed(handler.events)}"
    if handler.guard:
        words += f" if {condition(handler.guard, scene.private)}"
    return _with_effects(words, handler.effects)


def _timer_line(timer: Timer, scene: Scene) -> str:
    words = moment(timer) + (f" if {condition(timer.guard, scene.private)}" if timer.guard else "")
    return _with_effects(words, timer.effects)


def _with_effects(words: str, effects: tuple[Effect, ...]) -> str:
    return f"{words}: {', '.join(effect(item) for item in effects)}" if effects else words
