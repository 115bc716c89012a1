"""From the nodes of a journey to the cards of its picture."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from journeyc.compiler.diagram.picture import Card, CardKind, Chip, FindingKind, Said
from journeyc.compiler.diagram.wording import (
    as_read,
    clean,
    condition,
    delays,
    effect,
    length,
    listed,
    moment,
    outcome,
    spaced,
    tried,
)
from journeyc.expression.tree import Private
from journeyc.ir.model import (
    Branch,
    Call,
    Channel,
    Choice,
    Clauses,
    Declarations,
    Each,
    Effect,
    End,
    Goal,
    Guard,
    Handler,
    Interrupt,
    Journey,
    Leading,
    Node,
    Notification,
    Notify,
    Parallel,
    Pause,
    Remind,
    Rule,
    Run,
    Split,
    Stage,
    Step,
)
from journeyc.ir.private import private_fields

#: Stand for the pause and the dot of the start where nodes are told by name; no author can write them.
PAUSE = "(pause)"
ORIGIN = "(start)"

HERE = Chip("here", "► you are here")


@dataclass(frozen=True, slots=True)
class Scene:
    """What cards and edges are drawn from besides the journey: the declarations they name, and what
    lies over the map.
    """

    channels: Mapping[str, Channel]
    notifications: Mapping[str, Notification]
    goals: Mapping[str, Sequence[Goal]]
    private: Private
    findings: Mapping[str, tuple[FindingKind, str]]
    here: frozenset[str]
    links: Mapping[str, str]

    @classmethod
    def of(
        cls,
        journey: Journey,
        declared: Declarations,
        findings: Mapping[str, tuple[FindingKind, str]],
        here: frozenset[str],
        links: Mapping[str, str],
    ) -> "Scene":
        channels = {channel.name: channel for place in declared.touchpoints for channel in place.channels}
        notifications = {item.name: item for item in declared.notifications}
        goals: dict[str, list[Goal]] = {}
        for goal in journey.goals:
            goals.setdefault(goal.reached or "", []).append(goal)
        private = private_fields(journey, declared)
        return cls(channels, notifications, goals, private, findings, here, links)


def card(node: Node | Branch, number: int, scene: Scene, *, inner: bool = False) -> Card:
    """The card of one node; `inner` is one that stands in another and so ends no journey."""
    kind, kicker = _kind(node, scene, inner=inner)
    finding = scene.findings.get(node.name)
    here = node.name in scene.here
    chips = [*_chips(node, scene), *_goal_chips(node, scene)]
    if finding:
        chips.append(finding_chip(*finding))
    if here:
        chips.append(HERE)
    return Card(
        id=f"card-{number}",
        name=node.name,
        kind=kind,
        kicker=kicker,
        title=clean(node.title) or clean(node.name) or "·",
        lines=tuple(_lines(node, scene)),
        chips=tuple(chips),
        finding=finding[0] if finding else None,
        here=here,
        hint=clean(node.doc),
        says=tuple(
            Said(text, say.language, tuple(map(clean, say.channels)))
            for say in (node.says if isinstance(node, Step) else ())
            if (text := as_read(say.template))
        ),
        link=_link(node, scene),
    )


def finding_chip(kind: FindingKind, text: str) -> Chip:
    """What was found at a card."""
    return Chip("finding", f"{'×' if kind == 'dead-end' else '▲'} {clean(text)}")


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
        chips=_remind_chips(pause.reminders, scene),
    )


def rule_cards(rules: Iterable[Rule], scene: Scene) -> tuple[Card, ...]:
    """The cards of the rules of a journey: what has to happen, under which condition, and what then does."""
    return tuple(
        Card(
            id=f"card-rule-{number}",
            name=f"(rule {rule.name})",
            kind="rule",
            kicker="RULE",
            title=clean(rule.title) or spaced(rule.name),
            lines=tuple(_rule_lines(rule, scene)),
            chips=_notify_chips(rule.effects, scene),
            hint=clean(rule.doc),
        )
        for number, rule in enumerate(rules, 1)
    )


def _rule_lines(rule: Rule, scene: Scene) -> Iterator[str]:
    yield f"on {clean(rule.pattern.text)}"
    yield from [_if(rule.guard, scene)] if rule.guard else []
    # What is sent has a chip of its own.
    done = tuple(item for item in rule.effects if not isinstance(item, Notify))
    yield from [f"then {_effects(done, scene)}"] if done else []


def goal_cards(scene: Scene) -> tuple[Card, ...]:
    """The cards of the goals that are a condition; those that are reached at a node stand on its card."""
    return tuple(
        Card(
            id=f"card-goal-{number}",
            name=f"(goal {goal.name})",
            kind="goal",
            kicker="GOAL",
            title=clean(goal.title) or spaced(goal.name),
            lines=(*([_if(goal.guard, scene)] if goal.guard else []), *_within(goal)),
            hint=clean(goal.doc),
        )
        for number, goal in enumerate(scene.goals.get("", ()), 1)
    )


def _within(goal: Goal) -> list[str]:
    return [f"within {time}"] if goal.within is not None and (time := length(goal.within)) else []


def kicker_around(node: Stage | Parallel | Branch | Each | Interrupt) -> str:
    """What something is that other cards stand in, in words."""
    match node:
        case Each():
            most = f" · {node.at_once} AT ONCE" if node.at_once else ""
            return f"EACH {clean(node.item).upper()}{most}"
        case Interrupt():
            return "ANYTIME · URGENT" if node.urgent else "ANYTIME"
        case Stage(remembers="shallow" | "deep"):
            return "STAGE · REMEMBERS WHERE"
        case _:
            return node.kind.upper()


def _kind(node: Node | Branch, scene: Scene, *, inner: bool) -> tuple[CardKind, str]:
    match node:
        case Step():
            return _kind_of_step(node, scene)
        case Choice():
            return "choice", "CHOICE"
        case Split():
            return "choice", "SPLIT"
        case End():
            if node.outcome is None or inner:
                return "done", "DONE"
            return node.outcome, f"END · {node.outcome.upper()}"
        case Stage() | Parallel() | Branch() | Each() | Interrupt():
            return "around", kicker_around(node)
        case _:
            assert_never(node)


def _kind_of_step(step: Step, scene: Scene) -> tuple[CardKind, str]:
    """Who has the work, and where the customer is met first."""
    if not step.channels and step.best is None:
        return "internal", "SUB-JOURNEY" if step.runs and not step.calls else "INTERNAL STEP"
    where = "BEST CHANNEL" if step.best else spaced(step.channels[0]).upper()
    first = scene.channels.get(step.channels[0]) if step.channels else None
    if step.worker and step.worker.kind == "bot":
        return "bot", f"BOT · {where}"
    if step.worker or (first is not None and "agent" in first.abilities):
        return "agent", f"AGENT TASK · {where}"
    return "step", f"STEP · {where}"


def _lines(node: Node | Branch, scene: Scene) -> Iterator[str]:
    match node:
        case Step():
            asked = listed([".".join(ask.path) for ask in node.asks], "and")
            yield from [f"asks {asked}"] if asked else []
            yield from _work_lines(node)
            yield from _staying(node, scene)
            yield from _outcome_lines(node, scene)
            yield from [f"undo: {_effects(node.undo, scene)}"] if node.undo else []
        case Choice():
            for row in node.rows:
                if row.way == "back":
                    yield _with_effects(_if(row.guard, scene) or "otherwise", row, scene)
        case Split():
            for share in node.shares:
                if share.way == "back":
                    yield _with_effects(f"{share.percent}% {clean(share.name)}", share, scene)
        case End():
            return
        case Stage() | Parallel() | Branch() | Each() | Interrupt():
            yield from [f"for each of {clean(node.text)}"] if isinstance(node, Each) else []
            yield from _staying(node, scene)
        case _:
            assert_never(node)


def _work_lines(step: Step) -> Iterator[str]:
    """Who works on a step and how its channel is found."""
    if step.best:
        yield f"channel by {clean(step.best.decision)}"
    if step.worker:
        yield f"by {step.worker.kind} {clean(step.worker.name)}"
    if step.needs:
        yield f"needs {listed(step.needs, 'and')}"
    for call in step.calls:
        yield f"calls {clean(call.service)}"
        yield from [said] if (said := tried(call)) else []


def _staying(node: Clauses, scene: Scene) -> Iterator[str]:
    """What is done without an arrow on the map: where the customer stays, or goes back."""
    for handler in node.handlers:
        if handler.target is None:
            yield _handler_line(handler, scene)
    for timer in node.timers:
        if timer.target is None:
            yield _with_effects(f"{moment(timer)}{_if(timer.guard, scene, ' ')}", timer, scene)
    for when in node.conditions:
        if when.target is None:
            yield _with_effects(_if(when.guard, scene), when, scene)


def _outcome_lines(step: Step, scene: Scene) -> Iterator[str]:
    parts: tuple[Call | Run, ...] = (*step.calls, *step.runs)
    for part in parts:
        for item in part.outcomes:
            if item.target is None:
                yield _with_effects(outcome(item), item, scene)


def _chips(node: Node | Branch, scene: Scene) -> tuple[Chip, ...]:
    match node:
        case Step():
            others = tuple(Chip("channel", spaced(name)) for name in node.channels[1:])
            runs = tuple(Chip("journey", f"runs {clean(run.journey)}") for run in node.runs)
            return others + runs + _clause_chips(node, scene)
        case End():
            return _notify_chips(node.effects, scene)
        case Choice() | Split():
            return ()
        case Stage() | Parallel() | Branch() | Each() | Interrupt():
            return _clause_chips(node, scene)
        case _:
            assert_never(node)


def _clause_chips(node: Clauses, scene: Scene) -> tuple[Chip, ...]:
    leaving = tuple(_sent("notify", item, scene, " on leaving") for item in _notified(node.leave))
    return _notify_chips(node.enter, scene) + leaving + _remind_chips(node.reminders, scene)


def _notify_chips(effects: tuple[Effect, ...], scene: Scene) -> tuple[Chip, ...]:
    return tuple(_sent("notify", name, scene) for name in _notified(effects))


def _remind_chips(reminders: tuple[Remind, ...], scene: Scene) -> tuple[Chip, ...]:
    return tuple(_sent("remind", item.notification, scene, delays(item)) for item in reminders)


def _notified(effects: tuple[Effect, ...]) -> list[str]:
    return [item.notification for item in effects if isinstance(item, Notify)]


def _sent(kind: Literal["notify", "remind"], name: str, scene: Scene, more: str = "") -> Chip:
    """A message that goes out, with the channels it may take."""
    declared = scene.notifications.get(name)
    channels = ", ".join(spaced(channel) for channel in declared.channels) if declared else ""
    return Chip(kind, f"{kind}: {clean(name)}{more}{f' via {channels}' if channels else ''}")


def _goal_chips(node: Node | Branch, scene: Scene) -> list[Chip]:
    return [
        Chip("goal", f"goal: {clean(goal.title) or clean(goal.name)}")
        for goal in scene.goals.get(node.name, ())
    ]


def _link(node: Node | Branch, scene: Scene) -> str | None:
    """Where the picture of a sub-journey is."""
    runs = node.runs if isinstance(node, Step) else ()
    return next((scene.links[run.journey] for run in runs if run.journey in scene.links), None)


def _handler_line(handler: Handler, scene: Scene) -> str:
    return _with_effects(f"on {listed(handler.events)}{_if(handler.guard, scene, ' ')}", handler, scene)


def _if(guard: Guard | None, scene: Scene, before: str = "") -> str:
    return f"{before}if {condition(guard, scene.private)}" if guard else ""


def _with_effects(words: str, part: Leading, scene: Scene) -> str:
    done = [_effects(part.effects, scene)] if part.effects else []
    done += ["back"] if part.way == "back" else []
    return f"{words}: {', '.join(done)}" if done else words


def _effects(effects: tuple[Effect, ...], scene: Scene) -> str:
    return ", ".join(effect(item, scene.private) for item in effects)
