"""From a definition to a plan: names resolved and expressions compiled once, when a definition is loaded."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import reduce

from journeyc.expression import tree
from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.types import Type, parse_type, required
from journeyc.expression.values import Json, encode
from journeyc.ir import Definition, model, type_table
from journeyc.ir.definition import definition_of
from journeyc.ir.hashes import meaning_hash
from journeyc.ir.types import field_types
from journeyc.ir.walk import parts
from journeyc.runtime.core.documents import TimerKind
from journeyc.runtime.core.plan import (
    SYSTEM_EVENTS,
    Action,
    Arrow,
    ChoiceNode,
    Directory,
    EndNode,
    Formula,
    Node,
    PausePlan,
    Plan,
    Question,
    SendNotification,
    SetField,
    StepNode,
    Timer,
)
from journeyc.runtime.unsupported import unsupported, unsupported_rules

__all__ = [
    "Directory",
    "Plan",
    "PlanError",
    "UnsupportedError",
    "directory_of",
    "plan_of",
    "plans_of",
    "require_supported_rules",
]


def plans_of(package: model.Package) -> list[Plan]:
    """The plans of all journeys of a package."""
    require_supported_rules(package)
    return [plan_of(definition_of(package, journey)) for journey in package.journeys]


def directory_of(plans: Iterable[Plan]) -> Directory:
    """Plans by their hash; of equal versions the one that comes last is for new runs."""
    return Directory({plan.definition_hash: plan for plan in plans})


class PlanError(ValueError):
    """A definition that names what it does not declare, as no compiler writes it; the message says what."""


class UnsupportedError(PlanError):
    """A definition that uses what this runtime cannot run; the message names all of it, with its place."""

    help = "take it out, or run the journey with a version of journeyc that can"


def require_supported_rules(package: model.Package) -> None:
    """UnsupportedError where a package has rules outside its journeys: nothing would run them."""
    if used := unsupported_rules(package):
        raise UnsupportedError(f"the rules outside the journeys cannot be run by this version: {used}")


def plan_of(definition: Definition) -> Plan:
    """The plan of one definition; pure, so equal definitions give equal behaviour.

    UnsupportedError where it uses what cannot be run, PlanError where it does not fit together.
    """
    if used := unsupported(definition):
        name, file = definition.journey.name, definition.journey.place.file
        raise UnsupportedError(f"`{name}` ({file}) cannot be run by this version: it uses {used}")
    try:
        return _plan(definition)
    except KeyError as error:
        message = (
            f"the definition of `{definition.journey.name}` uses `{error.args[0]}`, which it does not declare"
        )
        raise PlanError(message) from None


def _plan(definition: Definition) -> Plan:
    journey, declared = definition.journey, definition.declarations
    types = type_table(declared)
    channels = [channel for touchpoint in declared.touchpoints for channel in touchpoint.channels]
    customer_channels = frozenset(channel.name for channel in channels if "agent" not in channel.abilities)
    nodes = {node.name: empty for node in journey.nodes if (empty := _empty(node)) is not None}
    for node in journey.nodes:
        _fill(node, nodes, types, customer_channels)
    pause = _pause(journey.pause, nodes) if journey.pause else None
    steps = [node for node in nodes.values() if isinstance(node, StepNode)]
    return Plan(
        journey=journey.name,
        title=journey.title,
        version=journey.version,
        definition_hash=meaning_hash(definition),
        languages=journey.languages,
        types=types,
        events={event.name: field_types(event.fields, types) for event in declared.events},
        channels=frozenset(channel.name for channel in channels),
        customer_channels=customer_channels,
        customer_key=declared.customer.key,
        customer_fields=field_types(declared.customer.fields, types),
        customer_defaults=_customer_defaults(declared.customer),
        private=frozenset(field.name for field in declared.customer.fields if field.private),
        context_fields=field_types(journey.context, types),
        defaults=tuple(
            (field.name, _formula(field.default, f"{field.name} = …", journey.place))
            for field in journey.context
            if field.default
        ),
        timezone=_formula(journey.timezone, "timezone", journey.place) if journey.timezone else None,
        # The customer is part of every key already.
        one_run_per=tuple(path for path in journey.one_run_per if path and path != ("customer",)),
        starts=_by_event(
            (_start(start, nodes), (start.event,))
            for start in journey.starts
            if isinstance(start, model.Start)
        ),
        nodes=nodes,
        timers={
            timer.name: timer
            for group in (*(s.timers for s in steps), pause.timers if pause else ())
            for timer in group
        },
        pause=pause,
        taken_by=_taken_by(steps, pause),
    )


def _customer_defaults(customer: model.Customer) -> dict[str, Json]:
    """The first values of profile fields; they are constants, so they need no customer to be computed."""
    nothing = Scope({}, {}, {}, datetime.fromtimestamp(0, UTC), UTC)
    values: dict[str, Json] = {}
    for field in customer.fields:
        if field.default is not None:
            try:
                values[field.name] = encode(compile_expression(field.default)(nothing))
            except EvaluationError:
                continue
    return values


def _empty(node: model.Node) -> Node | None:
    """The node before what it refers to is there; None for those that were refused."""
    match node:
        case model.Step():
            return StepNode(node.name, node.title, node.place.line, channels=node.channels)
        case model.Choice():
            return ChoiceNode(node.name, node.title, node.place.line, _where(node.place))
        case model.End():
            return EndNode(
                node.name, node.title, node.place.line, node.outcome or "neutral", _actions(node.effects)
            )
        case _:
            return None


def _fill(
    node: model.Node, nodes: Mapping[str, Node], types: dict[str, Type], customer_channels: frozenset[str]
) -> None:
    """Resolve what a node refers to, now that all nodes exist."""
    planned = nodes[node.name]
    if isinstance(node, model.Choice) and isinstance(planned, ChoiceNode):
        planned.rows = tuple(_row(row, nodes) for row in node.rows)
    elif isinstance(node, model.Step) and isinstance(planned, StepNode):
        planned.enter, planned.leave = _actions(node.enter), _actions(node.leave)
        planned.handlers = _by_event((_handler(handler, nodes), handler.events) for handler in node.handlers)
        planned.timers = (*_timers(node, nodes), *_reminders(node.name, "remind", node.reminders))
        planned.questions = tuple(_question(ask, types) for ask in node.asks)
        planned.asked = {question.name: question for question in planned.questions}
        planned.awaits_customer = bool(node.asks) or any(
            customer_channels & (frozenset(handler.channels) or frozenset(node.channels))
            for handler in node.handlers
            if not SYSTEM_EVENTS.issuperset(handler.events)
        )


def _question(ask: model.Ask, types: dict[str, Type]) -> Question:
    return Question(".".join(ask.path), ask.path, required(parse_type(ask.type, types)), ask.again)


def _pause(pause: model.Pause, nodes: Mapping[str, Node]) -> PausePlan:
    reminders = _reminders("", "pause_remind", pause.reminders)
    give_up = (_timer(pause.give_up, "give_up", nodes),) if pause.give_up else ()
    return PausePlan(
        idle=_formula(pause.idle, pause.idle_text or "idle", pause.place) if pause.idle else None,
        handlers=_by_event((_handler(handler, nodes), handler.events) for handler in pause.events),
        timers=(*reminders, *give_up),
        hold_timers=pause.hold_timers,
    )


def _handler(handler: model.Handler, nodes: Mapping[str, Node]) -> Arrow:
    return _arrow(f"on {', '.join(handler.events)}", handler, nodes, frozenset(handler.channels) or None)


def _start(start: model.Start, nodes: Mapping[str, Node]) -> Arrow:
    return _arrow(f"starts on {start.event}", start, nodes, frozenset(start.channels) or None)


def _row(row: model.ChoiceRow, nodes: Mapping[str, Node]) -> Arrow:
    return _arrow("otherwise" if row.guard is None else "", row, nodes)


def _arrow(
    what: str,
    part: model.Handler | model.Start | model.ChoiceRow | model.Timer,
    nodes: Mapping[str, Node],
    channels: frozenset[str] | None = None,
) -> Arrow:
    guard = f"when {part.guard.text}" if part.guard else ""
    target = f"-> {part.target}" if part.target else ""
    return Arrow(
        label=" ".join(word for word in (what, guard, target, f"(line {part.place.line})") if word),
        line=part.place.line,
        guard=_formula(part.guard.expression, part.guard.text, part.guard.place) if part.guard else None,
        actions=_actions(part.effects),
        channels=channels,
        target=nodes[part.target] if part.target else None,
    )


def _timers(step: model.Step, nodes: Mapping[str, Node]) -> Iterable[Timer]:
    for number, timer in enumerate(step.timers):
        kind = "at" if timer.at is not None else "after"
        yield _timer(timer, f"{step.name}/{kind}/{number}", nodes)


def _timer(timer: model.Timer, name: str, nodes: Mapping[str, Node]) -> Timer:
    kind: TimerKind = "at" if timer.at is not None else "after"
    wait = timer.at if timer.at is not None else timer.after
    if wait is None:
        message = f"timer `{name}` says neither `after` nor `at`"
        raise PlanError(message)
    word = f"give up {kind}" if name == "give_up" else kind
    said = timer.text if timer.text.startswith(word) else f"{word} {timer.text}"
    if name == "give_up":
        kind = "give_up"
    return Timer(name, kind, _formula(wait, timer.text, timer.place), _arrow(said, timer, nodes))


def _reminders(step: str, kind: str, reminders: Iterable[model.Remind]) -> list[Timer]:
    timers: list[Timer] = []
    prefix = f"{step}/{kind}" if step else kind
    for number, remind in enumerate(reminders):
        send = SendNotification(remind.notification, _arguments(remind.arguments, remind.place))
        for ordinal, after in enumerate(remind.after):
            text = remind.texts[ordinal] if ordinal < len(remind.texts) else "…"
            label = f"remind {remind.notification} after {text} (line {remind.place.line})"
            arrow = Arrow(label, remind.place.line, None, (send,))
            name = f"{prefix}/{number}/{ordinal}"
            timers.append(
                Timer(name, "remind" if step else "pause_remind", _formula(after, text, remind.place), arrow)
            )
    return timers


def _actions(effects: Iterable[model.Effect]) -> tuple[Action, ...]:
    return tuple(action for effect in effects if (action := _action(effect)) is not None)


def _action(effect: model.Effect) -> Action | None:
    """What an effect does; None for those that were refused."""
    match effect:
        case model.Set():
            return SetField(
                effect.path, ".".join(effect.path), _formula(effect.value, effect.text, effect.place)
            )
        case model.Notify():
            return SendNotification(effect.notification, _arguments(effect.arguments, effect.place))
        case _:
            return None


def _arguments(
    arguments: Iterable[tuple[str, tree.Expression]], place: model.Place
) -> tuple[tuple[str, Formula], ...]:
    return tuple((name, _formula(value, f"{name} = …", place)) for name, value in arguments)


def _formula(expression: tree.Expression, text: str, place: model.Place) -> Formula:
    reads = dict.fromkeys((node.root, node.path) for node in parts(expression) if isinstance(node, tree.Read))
    return Formula(compile_expression(expression), text, _where(place), tuple(reads))


def _where(place: model.Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _by_event(arrows: Iterable[tuple[Arrow, tuple[str, ...]]]) -> dict[str, tuple[Arrow, ...]]:
    """The arrows of every event, in written order."""

    def add(
        table: dict[str, tuple[Arrow, ...]], entry: tuple[Arrow, tuple[str, ...]]
    ) -> dict[str, tuple[Arrow, ...]]:
        for name in dict.fromkeys(entry[1]):
            table[name] = (*table.get(name, ()), entry[0])
        return table

    return reduce(add, arrows, {})


def _taken_by(steps: Iterable[StepNode], pause: PausePlan | None) -> dict[str, tuple[str, ...]]:
    """The steps that handle each event from outside; `pause` handles its own wherever the run is."""
    table: dict[str, tuple[str, ...]] = {}
    for step in steps:
        for name in step.handlers:
            if name not in SYSTEM_EVENTS:
                table[name] = (*table.get(name, ()), step.name)
    for name in pause.handlers if pause else ():
        table.setdefault(name, ())
    return table
