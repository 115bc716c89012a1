"""The function that everything else is built on: one run and one input give the next run, effects and a
report.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from journeyc.expression.values import encode, instant_text
from journeyc.runtime.core.answers import take_answers
from journeyc.runtime.core.documents import (
    CustomerDocument,
    Parent,
    Run,
    RunResult,
    Transition,
    put,
)
from journeyc.runtime.core.failure import Failure, incident_of
from journeyc.runtime.core.fields import value_at
from journeyc.runtime.core.firing import fire
from journeyc.runtime.core.goals import measure
from journeyc.runtime.core.identities import numbered
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    ChildEnded,
    DeliveryInput,
    EventInput,
    Look,
    OperatorInput,
    OutcomeInput,
    RunInput,
    RunStart,
    TaskInput,
    TimerDue,
)
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.migrating import migrate
from journeyc.runtime.core.moving import begin
from journeyc.runtime.core.nodes import Arrow
from journeyc.runtime.core.operating import operate, record
from journeyc.runtime.core.pause import come_back, keep_idle, pause_on_event, seen
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.report import empty_report, label_of_move, run_report
from journeyc.runtime.core.results import take_result, waits_for_later
from journeyc.runtime.core.retried import incident_id
from journeyc.runtime.core.rules import event_of, recent_event, watch
from journeyc.runtime.core.selection import Taken
from journeyc.runtime.core.settling import offer, settle
from journeyc.runtime.core.timers import order, without
from journeyc.runtime.core.written import input_document

#: Who sees an event: rules and then steps, or one of them; rules see an event that was kept only once.
SeenBy = Literal["all", "rules", "steps"]


def transition(
    plan: Plan,
    run: Run | None,
    given: RunInput,
    customer: CustomerDocument,
    seen_by: SeenBy = "all",
    *,
    old: Plan | None = None,
) -> Transition:
    """One macrostep of one run, or the start of one where `run` is None; the input is valid and addressed to
    it.

    What comes in is never changed. A failing expression rolls everything back and gives an incident. For
    `migrate`, `plan` is that of the new version and `old` the one that the run leaves. Rules alone may do
    something with an event that no step takes: that is a macrostep of its own, with `seen_by`.
    """
    before = run if run is not None else unborn(plan, given, customer)
    if run is not None and (label := waits_for_later(run, given)):
        return _later(plan, run, given, customer, label)
    channel = getattr(given, "channel", None)
    try:
        step = Macrostep(plan, before, customer, given.at, channel, given.id)
        result = _take(step, given, seen_by if run is not None else "start", old)
        if result is not None and step.run["status"] != "suspended":
            settle(step)
            if plan.pause is not None:
                # What becomes of a message is told by its channel, not by the customer.
                told = isinstance(given, DeliveryInput) or seen_by == "rules"
                from_customer = not told and channel in plan.customer_channels
                keep_idle(step, plan.pause, from_customer=from_customer)
        goals = measure(step) if plan.goals and result is not None else []
    except Failure as failed:
        return rolled_back(run, before, given, failed)
    if result is None:
        report = empty_report(before, "not_taken")
        report["considered"] = step.considered
        if seen_by == "rules" and step.rules:
            report["rules"] = step.rules
        return Transition(run, (), report, taken=False)
    _finish(step)
    label = label_of_move(step, before) if result == MOVED else result
    report = run_report(step, before, label, goals)
    if isinstance(given, TimerDue) and given.late_seconds:
        report["late_seconds"] = given.late_seconds
    elif isinstance(given, CallInput) and given.came is not None:
        report["answered"] = instant_text(given.came)
    return Transition(
        step.run,
        tuple(step.effects),
        report,
        taken=True,
        noticed=tuple(step.noticed),
        profile=step.document["profile"] if step.set_customer else None,
        answer=step.answer,
    )


#: What `_take` gives where the run says itself what happened to it.
Moved = Literal[""]
MOVED: Moved = ""


def _take(
    step: Macrostep, given: RunInput, how: SeenBy | Literal["start"], old: Plan | None
) -> RunResult | Moved | None:
    """Let the run take an input; None where it does not."""
    if old is not None:
        migrate(step, old)
        return "migrated"
    if isinstance(given, EventInput):
        return _begin(step, given) if how == "start" else _event(step, given, how)
    return _HOW[type(given)](step, given)


def _operated(step: Macrostep, given: OperatorInput) -> Moved:
    operate(step, given)
    return MOVED


def _fired(step: Macrostep, given: TimerDue) -> Moved:
    fire(step, given)
    return MOVED


def _recorded(step: Macrostep, given: OutcomeInput) -> RunResult:
    record(step, given)
    return "stayed"


def _looked(step: Macrostep, _: Look) -> Moved | None:
    settle(step)
    return MOVED if step.taken else None


def next_run(customer: CustomerDocument, journey: str) -> str:
    """The id of the run of a journey that the customer begins next."""
    record = customer["journeys"].get(journey)
    last = record.get("numbered", record["begun"]) if record else 0
    return f"{journey}/{customer['id']}/{numbered(customer, last + 1)}"


def unborn(plan: Plan, given: RunInput, customer: CustomerDocument) -> Run:
    """A run before it begins, which is nowhere."""
    run = plan.run(next_run(customer, plan.journey), customer["id"], instant_text(given.at))
    if isinstance(given, RunStart):
        put(run, "parameters", dict(given.arguments))
        if given.parent is not None:
            run["parent"] = Parent(run=given.parent[0], key=given.parent[1])
    return run


def _first_values(step: Macrostep) -> None:
    """The parameters and fields that begin with a default."""
    given = step.parameters
    missing = {
        name: encode(step.evaluate(formula))
        for name, formula in step.plan.parameter_defaults
        if given.get(name) is None
    }
    if missing:
        step.parameters = {**given, **missing}
        step.run["parameters"] = dict(step.parameters)
    step.look_at(step.event)
    for name, formula in step.plan.defaults:
        step.context[name] = encode(step.evaluate(formula))


def _begin(step: Macrostep, given: EventInput) -> RunResult | None:
    step.look_at(_event_scope(step, given))
    # Conditions of a start may read fields that have a default.
    _first_values(step)
    arrow = step.select(step.plan.starts.get(given.name, ()))
    if arrow is None or arrow.target is None:
        return None
    seen(step)
    begin(step, Taken(arrow, arrow.target, ()))
    if step.plan.watched and step.run["status"] != "ended":
        # The event that begins a run is the first that its rules see, once the run is where it begins.
        step.look_at(_event_scope(step, given))
        watch(step, recent_event(step, given))
    return "started"


def _begin_by_itself(step: Macrostep, given: RunStart) -> RunResult | None:
    step.look_at(step.envelope())
    _first_values(step)
    arrow = _start(step.plan, given.by)
    if arrow is None or arrow.target is None:
        return None
    begin(step, Taken(arrow, arrow.target, ()))
    return "started"


def _start(plan: Plan, by: str) -> Arrow | None:
    """The start that a run begins by; None where the version of now has none of this kind and number."""
    kind, _, number = by.partition("/")
    if kind == "plain":
        return plan.plain_start
    if kind == "segment":
        starts = [arrow for _, arrow in plan.segment_starts]
    else:
        starts = [schedule.arrow for schedule in plan.schedules]
    return starts[int(number)] if int(number) < len(starts) else None


def _event(step: Macrostep, given: EventInput, seen_by: SeenBy) -> Moved | None:
    event = _event_scope(step, given)
    step.look_at(event)
    if seen_by == "rules":
        return MOVED if watch(step, recent_event(step, given)) else None
    resumed = come_back(step, relevant=given.name in step.plan.taken_by)
    seen(step)
    if step.run["status"] == "ended":
        return MOVED
    if resumed:
        step.look_at(event)
    if step.plan.watched and seen_by == "all":
        watch(step, recent_event(step, given))
    taken = offer(step, given.name) or pause_on_event(step, given.name) or resumed
    return MOVED if taken else None


def _event_scope(step: Macrostep, given: EventInput) -> dict[str, Any]:
    came = given.came or given.at
    return {
        **given.payload,
        "id": given.id,
        "at": step.now_text if came == step.now else instant_text(came),
        "channel": given.channel,
        "customer": step.run["customer"],
    }


def _delivered(step: Macrostep, given: DeliveryInput) -> Moved | None:
    step.look_at({**step.envelope(), "at": instant_text(given.at), "reason": given.reason})
    did = bool(step.plan.watched) and watch(step, recent_event(step, event_of(given)))
    return MOVED if offer(step, f"{given.notification}.{given.outcome}") or did else None


def _answered(step: Macrostep, given: AnswerInput) -> Moved | None:
    return MOVED if take_answers(step, given) else None


def _finish(step: Macrostep) -> None:
    run = step.run
    if len(run["timers"]) > 1:
        run["timers"] = sorted(run["timers"], key=order)
    if step.plan.one_run_per and (not run["key"] or None in run["key"]):
        run["key"] = [value_at(step.context, path) for path in step.plan.one_run_per]


def _later(plan: Plan, run: Run, given: RunInput, customer: CustomerDocument, label: RunResult) -> Transition:
    """A result for a place that cannot take it now waits; one for a place already left changes nothing."""
    if label in {"stale", "not_taken"}:
        return Transition(run, (), empty_report(run, label), taken=False)
    step = Macrostep(plan, run, customer, given.at, None, given.id)
    step.run["arrived"] = [*step.run.get("arrived", ()), input_document(given)]
    return Transition(step.run, (), empty_report(run, label), taken=True)


def rolled_back(run: Run | None, before: Run, given: RunInput, failed: Failure) -> Transition:
    """The run as it was; a timer that failed is gone, so that it does not fail again by itself."""
    timer = given.name if isinstance(given, TimerDue) else ""
    incident = incident_of(failed, incident_id(before["id"], given.id, timer), before["id"], given)
    kept = without(run, given.name) if run is not None and isinstance(given, TimerDue) else run
    report = empty_report(before, "failed")
    return Transition(kept, (), report, taken=False, incident=incident)


#: How a run takes each kind of input but events; None where it does not.
_HOW: Mapping[type, Callable[[Macrostep, Any], RunResult | Moved | None]] = {
    RunStart: _begin_by_itself,
    AnswerInput: _answered,
    TimerDue: _fired,
    CallInput: take_result,
    ChildEnded: take_result,
    TaskInput: take_result,
    DeliveryInput: _delivered,
    OutcomeInput: _recorded,
    OperatorInput: _operated,
    Look: _looked,
}
