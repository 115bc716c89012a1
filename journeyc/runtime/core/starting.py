"""How runs begin: who may come again, and what begins without an event (semantics rule 1)."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from journeyc.expression.evaluation import Scope
from journeyc.expression.validation import validate_fields
from journeyc.expression.values import Duration, shift, to_instant
from journeyc.runtime.core.documents import (
    BeginEffect,
    CustomerDocument,
    JourneyRecord,
    Run,
    Transition,
)
from journeyc.runtime.core.inputs import RunStart
from journeyc.runtime.core.nodes import Formula
from journeyc.runtime.core.plan import Directory, Plan
from journeyc.runtime.core.transition import transition

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
        if plan.reenter is not None and plan.reenter.times is not None:
            record["starts"] = [*record.get("starts", ()), run["started_at"]][-MAXIMUM_STARTS:]
    else:
        record["ended_at"] = run["updated_at"]
    return {**customer, "journeys": {**customer["journeys"], plan.journey: record}}


def twin_of(plan: Plan, run: Run, runs: Sequence[Run]) -> Run | None:
    """An open run that keeps another of the same journey and key from beginning."""
    return next(
        (other for other in runs if other["journey"] == plan.journey and other["key"] == run["key"]), None
    )


def may_come_again(plan: Plan, customer: CustomerDocument, at: datetime) -> str:
    """Why a customer may not begin a journey again yet; empty where they may."""
    rule, record = plan.reenter, record_of(customer, plan.journey)
    if rule is None or not record["begun"]:
        return ""
    name = f"`{plan.journey}`"
    if rule.kind == "never":
        return f"{name} is for once only, and this customer has begun it before"
    ended = record["ended_at"]
    if rule.after is not None and ended is not None:
        free = shift(to_instant(ended), _wait(plan, customer, rule.after, at), zone_for(plan, customer, at))
        if at < free:
            return f"{name} may begin again {rule.text}, from {free.isoformat()} on"
    if rule.times is not None and rule.per is not None:
        since = shift(at, _wait(plan, customer, rule.per, at), zone_for(plan, customer, at), -1)
        recent = [start for start in record.get("starts", ()) if to_instant(start) > since]
        if len(recent) >= rule.times:
            return f"{name} was begun {len(recent)} times already: {rule.text}"
    return ""


def scope_of(plan: Plan, customer: CustomerDocument, at: datetime) -> Scope:
    """What can be read of a customer outside of runs."""
    return Scope({}, plan.profile(customer["id"], customer["profile"]), {}, at, UTC)


def zone_for(plan: Plan, customer: CustomerDocument, at: datetime) -> tzinfo:
    """The zone of a journey for a customer outside of runs."""
    return plan.zone(scope_of(plan, customer, at))


def _wait(plan: Plan, customer: CustomerDocument, formula: Formula, at: datetime) -> Duration:
    value: Duration = formula.compute(scope_of(plan, customer, at))
    return value


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
    at = to_instant(effect["at"])
    parent = (effect["run"], effect["id"]) if effect["waits"] else None
    arguments, faults = validate_fields(effect["arguments"], plan.parameters)
    faults = [fault for fault in faults if fault.path not in dict(plan.parameter_defaults)]
    if faults:
        return plan, None, f"`{plan.journey}` cannot begin: {faults[0]}"
    if parent is None and (why := may_come_again(plan, customer, at)):
        return plan, None, why
    start = RunStart(given, at, "plain", arguments, None, parent)
    done = transition(plan, None, start, customer)
    if parent is None and done.run is not None and (twin := twin_of(plan, done.run, runs)):
        return plan, None, f"`{plan.journey}` already runs for this customer as `{twin['id']}`"
    if not done.taken and done.incident is None:
        return plan, None, f"`{plan.journey}` has no start without an event"
    return plan, done, ""
