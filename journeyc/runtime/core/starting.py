"""How runs begin: who may come again, and what begins without an event (semantics rule 1)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.validation import validate_fields
from journeyc.expression.values import Json, to_instant
from journeyc.runtime.core.documents import (
    BeginEffect,
    CustomerDocument,
    JourneyRecord,
    Run,
    Transition,
)
from journeyc.runtime.core.failure import Failure, faults_told
from journeyc.runtime.core.inputs import EventInput, RunStart
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import ReenterPlan
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.timers import due_of
from journeyc.runtime.core.transition import rolled_back, transition, unborn

#: How many beginnings are remembered where `reenter` counts them.
MAXIMUM_STARTS = 1_000


def record_of(customer: CustomerDocument, journey: str) -> JourneyRecord:
    """What is known of a customer and a journey."""
    return customer["journeys"].get(journey) or JourneyRecord(begun=0, ended_at=None)


def recorded(customer: CustomerDocument, plan: Plan, run: Run, *, begun: bool) -> CustomerDocument:
    """The customer with a run more that has begun, or that has ended."""
    record = record_of(customer, plan.journey).copy()
    if begun:
        record["begun"] += 1
        if "numbered" in record:
            record["numbered"] += 1
        if plan.reenter is not None and plan.reenter.times is not None:
            record["starts"] = [*record.get("starts", ()), run["started_at"]][-MAXIMUM_STARTS:]
    else:
        record["ended_at"] = run["updated_at"]
    return {**customer, "journeys": {**customer["journeys"], plan.journey: record}}


class Beginning(NamedTuple):
    """What an input does that may begin a run, and why the run may not begin; empty where it may, or where no
    start takes the input.
    """

    done: Transition
    why: str = ""


def beginning(
    plan: Plan, given: EventInput | RunStart, customer: CustomerDocument, runs: Sequence[Run]
) -> Beginning:
    """Look at the starts of a journey. An open run with the same key keeps another from beginning, and so may
    `reenter`; not so that of a sub-journey, for which another run waits.
    """
    done = transition(plan, None, given, customer)
    is_child = isinstance(given, RunStart) and given.parent is not None
    if is_child or (not done.taken and done.incident is None):
        return Beginning(done)
    for other in runs:
        if done.run is not None and other["journey"] == plan.journey and other["key"] == done.run["key"]:
            return Beginning(done, f"`{plan.journey}` already runs for this customer as `{other['id']}`")
    if plan.reenter is None:
        return Beginning(done)
    run = unborn(plan, given, customer)
    try:
        step = Macrostep(plan, run, customer, given.at, None, given.id)
        return Beginning(done, _too_soon(step, plan.reenter))
    except Failure as failed:
        return Beginning(rolled_back(None, run, given, failed))


def _too_soon(step: Macrostep, rule: ReenterPlan) -> str:
    """Why a customer may not begin a journey again yet; empty where they may."""
    record = record_of(step.document, step.plan.journey)
    if not record["begun"]:
        return ""
    name = f"`{step.plan.journey}`"
    if rule.kind == "never":
        return f"{name} is for once only, and this customer has begun it before"
    ended = record["ended_at"]
    if rule.after is not None and ended is not None:
        free = to_instant(due_of(step, rule.after, to_instant(ended)))
        if step.now < free:
            return f"{name} may begin again {rule.text}, from {free.isoformat()} on"
    per = rule.per
    if rule.times is not None and per is not None:
        starts = map(to_instant, record.get("starts", ()))
        recent = [start for start in starts if step.now < to_instant(due_of(step, per, start))]
        if len(recent) >= rule.times:
            return f"{name} was begun {len(recent)} times already: {rule.text}"
    return ""


def scope_of(plan: Plan, customer: CustomerDocument, at: datetime) -> Scope:
    """What can be read of a customer outside of runs."""
    return Scope({}, plan.profile(customer["id"], customer["profile"]), {}, at, UTC)


def zone_for(plan: Plan, customer: CustomerDocument, at: datetime) -> tzinfo:
    """The zone of a journey for a customer outside of runs."""
    return plan.zone(scope_of(plan, customer, at))


def checked_arguments(plan: Plan, given: Mapping[str, Any]) -> tuple[dict[str, Json], list[str]]:
    """The arguments of a journey in canonical form, and what is wrong with them; what has a default need not
    be given.
    """
    optional = {name for name, _ in plan.parameter_defaults}
    arguments, faults = validate_fields(given, plan.parameters)
    wrong = [fault for fault in faults if fault.path not in optional or fault.path in given]
    return arguments, faults_told(wrong, "parameter", plan.private)


def start_of(effect: BeginEffect, given: str) -> RunStart:
    """What begins the run that another one asks for."""
    parent = (effect["run"], effect["id"]) if effect["waits"] else None
    return RunStart(given, to_instant(effect["at"]), "plain", effect["arguments"], None, parent)


def begin_child(
    directory: Directory,
    customer: CustomerDocument,
    runs: Sequence[Run],
    effect: BeginEffect,
    given: str,
) -> tuple[Plan | None, Transition | None, str]:
    """Begin a run that another one asks for, at the time at which it asks: its plan, what it did, and why
    not; `given` is the id of the input.
    """
    plan = directory.beginning.get(effect["journey"]) or directory.newest.get(effect["journey"])
    if plan is None:
        return None, None, f"journey `{effect['journey']}` is not loaded"
    start = start_of(effect, given)
    arguments, problems = checked_arguments(plan, start.arguments)
    if problems:
        return plan, None, f"`{plan.journey}` cannot begin: {problems[0]}"
    done, why = beginning(plan, start._replace(arguments=arguments), customer, runs)
    if why:
        return plan, None, why
    if not done.taken and done.incident is None:
        return plan, None, f"`{plan.journey}` has no start without an event"
    return plan, done, ""
