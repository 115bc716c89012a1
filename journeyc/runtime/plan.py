"""From a definition to a plan: names resolved and expressions compiled once, when a definition is loaded."""

from collections.abc import Iterable, Mapping

from journeyc.calendar import BusinessCalendar
from journeyc.decision import DecisionProblem, deciders
from journeyc.expression.types import parse_type
from journeyc.ir import Definition, model, type_table
from journeyc.ir.definition import customer_definition, definition_of
from journeyc.ir.hashes import meaning_hash
from journeyc.ir.private import private_fields
from journeyc.ir.profile import customer_defaults
from journeyc.ir.types import field_types
from journeyc.runtime.core.contact_plans import PolicyPlan
from journeyc.runtime.core.nodes import (
    ActiveNode,
    Arrow,
    Defaults,
    GoalPlan,
    InterruptNode,
    Node,
    PausePlan,
    ReenterPlan,
    RulePlan,
    SchedulePlan,
    ServicePlan,
    StepNode,
    Timer,
)
from journeyc.runtime.core.plan import Directory, Plan, by_watched
from journeyc.runtime.planning.arrows import Arrows
from journeyc.runtime.planning.contact import notice_plans, policy_plans
from journeyc.runtime.planning.ground import Ground, PlanError, Stand
from journeyc.runtime.planning.places import Filling, nodes_of
from journeyc.runtime.planning.rules import rule_plans

__all__ = [
    "Directory",
    "Plan",
    "PlanError",
    "directory_of",
    "plan_of",
    "plans_of",
    "policies_of",
    "rules_of",
]


def plans_of(package: model.Package) -> list[Plan]:
    """The plans of all journeys of a package."""
    return [plan_of(definition_of(package, journey)) for journey in package.journeys]


def rules_of(package: model.Package) -> Plan | None:
    """The plan of what is declared for the customer: rules, events, segments; None where there is nothing."""
    definition = customer_definition(package)
    return plan_of(definition) if definition else None


def policies_of(package: model.Package) -> tuple[PolicyPlan, ...]:
    """The policies of a package, whoever sends under them; PlanError where they do not fit together."""
    try:
        declared = package.declarations
        return policy_plans(declared, deciders(declared.decisions, type_table(declared)))
    except (KeyError, DecisionProblem) as problem:
        raise PlanError(str(problem)) from None


def directory_of(
    plans: Iterable[Plan], rules: Iterable[Plan] = (), policies: Iterable[PolicyPlan] | None = None
) -> Directory:
    """Plans by their hash; of equal versions the one that comes last is for new runs. `rules` are what is
    declared for the customer, as `rules_of` makes it. `policies` are those of whole packages; without them
    those that the newest journeys send under.
    """
    return Directory({plan.definition_hash: plan for plan in plans}, rules, policies)


def plan_of(definition: Definition) -> Plan:
    """The plan of one definition; pure, so equal definitions give equal behaviour.

    PlanError where it does not fit together.
    """
    try:
        return _plan(definition)
    except KeyError as error:
        message = (
            f"the definition of `{definition.journey.name}` uses `{error.args[0]}`, which it does not declare"
        )
        raise PlanError(message) from None
    except DecisionProblem as problem:
        raise PlanError(str(problem)) from None


def _plan(definition: Definition) -> Plan:
    ground = Ground(definition)
    journey, declared = ground.journey, ground.declared
    nodes = nodes_of(journey)
    arrows = Arrows(ground, nodes)
    starts = arrows.starts(journey.starts)
    Filling(ground, arrows).fill(journey.nodes, Stand())
    pause = _pause(journey.pause, arrows) if journey.pause else None
    watches = _watch(nodes)
    calendar = next((BusinessCalendar(c) for c in declared.calendars if c.name == journey.calendar), None)
    rules = rule_plans(ground, journey.rules, calendar)
    _note_what_arms(nodes)
    return Plan(
        journey=journey.name,
        title=journey.title,
        version=journey.version,
        definition_hash=meaning_hash(definition),
        languages=journey.languages,
        types=ground.types,
        events=ground.events,
        keep={
            event.name: ground.formula(event.keep, f"keep of `{event.name}`", event.place or journey.place)
            for event in declared.events
            if event.keep is not None
        },
        to_all_runs=frozenset(event.name for event in declared.events if event.to_all_runs),
        channels=ground.channels,
        customer_channels=ground.customer_channels,
        customer_key=declared.customer.key,
        customer_fields=field_types(declared.customer.fields, ground.types),
        customer_defaults=customer_defaults(declared.customer),
        parameters=field_types(journey.parameters, ground.types),
        parameter_defaults=_defaults(ground, journey.parameters),
        context_fields=field_types(journey.context, ground.types),
        defaults=_defaults(ground, journey.context),
        timezone=ground.formula(journey.timezone, "timezone", journey.place) if journey.timezone else None,
        calendar=calendar,
        # The customer is part of every key already.
        one_run_per=tuple(path for path in journey.one_run_per if path and path != ("customer",)),
        reenter=_reenter(ground, journey.reenter) if journey.reenter else None,
        starts=starts,
        plain_start=next(
            (arrows.arrow("starts", s, Stand()) for s in journey.starts if isinstance(s, model.PlainStart)),
            None,
        ),
        segment_starts=_segment_starts(journey, arrows),
        schedules=_schedules(journey, arrows),
        segments={s.name: g for s in declared.segments if (g := ground.guard(s.guard))},
        services={
            s.name: ServicePlan(parse_type(s.gives, ground.types) if s.gives else None, s.failures)
            for s in declared.services
        },
        nodes=nodes,
        top=tuple(node for node in nodes.values() if not node.around),
        interrupts=tuple(node for node in nodes.values() if isinstance(node, InterruptNode)),
        timers={timer.name: timer for timer in _timers(nodes, pause)},
        pause=pause,
        goals=tuple(_goal(ground, goal) for goal in journey.goals),
        moves={m.version: {move.old: move.new for move in m.moves} for m in journey.migrations},
        taken_by=_taken_by(nodes, pause, rules),
        arrows=tuple(arrows.made),
        watches=watches,
        rules=rules,
        watched=by_watched(rules),
        notices=notice_plans(ground),
        policies=policy_plans(declared, ground.decisions),
        # What this looks through fits together, or it has been said by now.
        private=private_fields(journey, declared),
        hidden={
            (kind, worker.name): private_fields(journey, declared, worker.sees)
            for kind, workers in (("queue", declared.queues), ("bot", declared.bots))
            for worker in workers
            if worker.sees
        },
    )


def _defaults(ground: Ground, fields: Iterable[model.FieldDeclaration]) -> Defaults:
    place = ground.journey.place
    return tuple(
        (field.name, ground.formula(field.default, f"{field.name} = …", place))
        for field in fields
        if field.default is not None
    )


def _pause(pause: model.Pause, arrows: Arrows) -> PausePlan:
    ground = arrows.ground
    reminders = arrows.reminders("pause_remind", "pause_remind", pause.reminders)
    give_up = (arrows.give_up(pause.give_up),) if pause.give_up else ()
    return PausePlan(
        idle=ground.formula(pause.idle, pause.idle_text or "idle", pause.place) if pause.idle else None,
        handlers=arrows.handlers(pause.events, Stand(), completes=False),
        timers=(*reminders, *give_up),
        hold_timers=pause.hold_timers,
    )


def _goal(ground: Ground, goal: model.Goal) -> GoalPlan:
    within = ground.formula(goal.within, goal.text or goal.name, goal.place) if goal.within else None
    return GoalPlan(goal.name, goal.title, goal.reached, ground.guard(goal.guard), within)


def _reenter(ground: Ground, rule: model.Reenter) -> ReenterPlan:
    return ReenterPlan(
        kind=rule.kind,
        after=ground.formula(rule.after, rule.text, rule.place) if rule.after else None,
        times=rule.times,
        per=ground.formula(rule.per, rule.text, rule.place) if rule.per else None,
        text=rule.text,
    )


def _segment_starts(journey: model.Journey, arrows: Arrows) -> tuple[tuple[str, Arrow], ...]:
    return tuple(
        (start.segment, arrows.arrow(f"starts when customer enters {start.segment}", start, Stand()))
        for start in journey.starts
        if isinstance(start, model.SegmentStart)
    )


def _schedules(journey: model.Journey, arrows: Arrows) -> tuple[SchedulePlan, ...]:
    return tuple(
        SchedulePlan(
            weekdays=frozenset(start.weekdays),
            time=start.time,
            segment=start.segment,
            arrow=arrows.arrow(
                f"starts every {', '.join(start.weekdays) or 'day'} at {start.time}", start, Stand()
            ),
        )
        for start in journey.starts
        if isinstance(start, model.ScheduleStart)
    )


def _timers(nodes: Mapping[str, Node], pause: PausePlan | None) -> Iterable[Timer]:
    for node in nodes.values():
        if isinstance(node, ActiveNode):
            yield from node.timers
    if pause:
        yield from pause.timers


def _watch(nodes: Mapping[str, Node]) -> bool:
    """Note which nodes have conditions, or stand in one that has; whether there is any."""
    for node in nodes.values():
        if isinstance(node, ActiveNode):
            around = [inner for inner in (node, *node.around) if isinstance(inner, ActiveNode)]
            node.watches = any(inner.conditions for inner in around)
    return any(isinstance(node, ActiveNode) and node.watches for node in nodes.values())


def _note_what_arms(nodes: Mapping[str, Node]) -> None:
    """Note which nodes begin anything that counts or is waited for; an interrupt has no such clauses."""
    for node in nodes.values():
        if isinstance(node, ActiveNode) and not isinstance(node, InterruptNode):
            node.arms = bool(node.timers)
        if isinstance(node, StepNode):
            waited_for = node.best or node.questions or node.calls or node.children or node.worker
            node.arms = bool(node.timers or waited_for)


def _taken_by(
    nodes: Mapping[str, Node], pause: PausePlan | None, rules: Iterable[RulePlan]
) -> dict[str, tuple[str, ...]]:
    """The nodes that handle each event; `pause` handles its own wherever the run is, and rules see what
    becomes of messages and segments.
    """
    table: dict[str, tuple[str, ...]] = {}
    for node in nodes.values():
        for name in node.handlers if isinstance(node, ActiveNode) else ():
            table[name] = (*table.get(name, ()), node.name)
    for name in pause.handlers if pause else ():
        table.setdefault(name, ())
    for name in (event for rule in rules for event in rule.events if "." in event):
        table.setdefault(name, ())
    return table
