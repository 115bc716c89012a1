"""The function that everything else is built on: one run and one input give the next run, effects and a
report.
"""

from datetime import datetime
from typing import Any

from journeyc.expression.values import Json, encode, instant_text
from journeyc.runtime.core.documents import (
    SCHEMA_VERSION,
    AnswerInput,
    CustomerDocument,
    EventInput,
    Incident,
    Run,
    RunInput,
    RunReport,
    TimerDue,
    Transition,
)
from journeyc.runtime.core.enter import go, offer, raise_event, settle, take, value_at
from journeyc.runtime.core.failure import Failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.pause import begin_pause, keep_idle, pause_on_event, resume
from journeyc.runtime.core.plan import Plan, StepNode
from journeyc.runtime.core.report import input_document, label_of_move, run_report
from journeyc.runtime.core.timers import IDLE, order, without


def transition(plan: Plan, run: Run | None, given: RunInput, customer: CustomerDocument) -> Transition:
    """One macrostep of one run, or the start of one where `run` is None; the input is valid and addressed to
    it.

    What comes in is never changed. A failing expression rolls everything back and gives an incident.
    """
    before = run if run is not None else _unborn(plan, given, customer)
    channel = None if isinstance(given, TimerDue) else given.channel
    try:
        step = Macrostep(plan, before, customer, given.at, channel)
        match given:
            case TimerDue():
                taken = _fire(step, given)
            case AnswerInput():
                taken = _answer(step, given)
            case EventInput():
                taken = _begin(step, given) if run is None else _event(step, given)
        settle(step)
        if taken:
            keep_idle(step, from_customer=channel in plan.customer_channels)
    except Failure as failure:
        return _rolled_back(run, before, given, failure)
    if not taken:
        return Transition(
            run, (), run_report(step, before, label_of_move(step, before, taken=False)), taken=False
        )
    _finish(step)
    report = run_report(step, before, "started" if run is None else label_of_move(step, before, taken=True))
    if isinstance(given, TimerDue) and given.late_seconds:
        report["late_seconds"] = given.late_seconds
    return Transition(step.run, tuple(step.effects), report, taken=True)


def _unborn(plan: Plan, given: RunInput, customer: CustomerDocument) -> Run:
    at = instant_text(given.at)
    return Run(
        schema=SCHEMA_VERSION,
        id=f"{plan.journey}/{customer['id']}/{customer['started'].get(plan.journey, 0) + 1}",
        journey=plan.journey,
        version=plan.version,
        definition_hash=plan.definition_hash,
        customer=customer["id"],
        key=[],
        configuration=[],
        context={},
        asked=[],
        answered={},
        timers=[],
        held=[],
        status="active",
        outcome=None,
        paused_since=None,
        last_channel=None,
        last_seen=None,
        seq=0,
        logical_time="",
        started_at=at,
        updated_at=at,
    )


def _begin(step: Macrostep, given: EventInput) -> bool:
    step.look_at(_scope_of(given, step))
    # Conditions of a start may read fields that have a default.
    for name, formula in step.plan.defaults:
        step.context[name] = encode(step.evaluate(formula))
    arrow = step.select(step.plan.starts.get(given.name, ()))
    if arrow is None or arrow.target is None:
        return False
    _seen(step)
    step.taken.append(arrow.label)
    step.perform(arrow.actions)
    go(step, arrow.target)
    return True


def _event(step: Macrostep, given: EventInput) -> bool:
    event = _scope_of(given, step)
    step.look_at(event)
    resumed = _come_back(step, relevant=given.name in step.plan.taken_by)
    _seen(step)
    if step.run["status"] == "ended":
        return True
    step.look_at(event)
    return offer(step, given.name) or pause_on_event(step, given.name) or resumed


def _answer(step: Macrostep, given: AnswerInput) -> bool:
    step.look_at(
        {"id": given.id, "at": step.now_text, "channel": given.channel, "customer": step.run["customer"]}
    )
    node, entered = step.node, len(step.path)
    if not isinstance(node, StepNode):
        return False
    run = step.run
    run["answered"] = dict(run["answered"])
    for name, value in given.values.items():
        step.write(node.asked[name].path, name, value)
        run["answered"][name] = {"channel": given.channel, "at": step.now_text}
    run["asked"] = [name for name in run["asked"] if name not in given.values]
    _come_back(step, relevant=True)
    _seen(step)
    # A step that `resumed` led to has raised `answered` itself where nothing was open.
    if len(step.path) == entered and not run["asked"] and run["status"] != "ended":
        raise_event(step, "answered")
    return True


def _come_back(step: Macrostep, *, relevant: bool) -> bool:
    """Resume a paused run when the customer speaks to it again."""
    if step.run["status"] != "paused" or not relevant or step.channel not in step.plan.customer_channels:
        return False
    resume(step, step.run["last_channel"])
    return True


def _seen(step: Macrostep) -> None:
    if step.channel in step.plan.customer_channels:
        step.run["last_channel"], step.run["last_seen"] = step.channel, step.now_text


def _fire(step: Macrostep, given: TimerDue) -> bool:
    run, plan = step.run, step.plan
    run["timers"] = [entry for entry in run["timers"] if entry["name"] != given.name]
    step.fired.append(given.name)
    step.look_at({"id": given.id, "at": step.now_text, "channel": None, "customer": run["customer"]})
    if given.name == IDLE and plan.pause is not None:
        begin_pause(step, plan.pause)
    elif (timer := plan.timers.get(given.name)) and (arrow := step.select((timer.arrow,))):
        take(step, arrow)
    return True


def _scope_of(given: EventInput, step: Macrostep) -> dict[str, Any]:
    at: Json = step.now_text if given.at == step.now else instant_text(given.at)
    return {
        "id": given.id,
        "at": at,
        "channel": given.channel,
        "customer": step.run["customer"],
        **given.payload,
    }


def _finish(step: Macrostep) -> None:
    run = step.run
    if len(run["timers"]) > 1:
        run["timers"].sort(key=order)
    if step.plan.one_run_per and (not run["key"] or None in run["key"]):
        run["key"] = [value_at(step.context, path) for path in step.plan.one_run_per]


def _rolled_back(run: Run | None, before: Run, given: RunInput, failure: Failure) -> Transition:
    """The run as it was; a timer that failed is gone, so that it does not fail again by itself."""
    about = failure.problem
    timer = f"/{given.name}" if isinstance(given, TimerDue) else ""
    at = _at(given.at)
    incident = Incident(
        id=f"{before['id']}/{given.id}{timer}",
        run=before["id"],
        input=input_document(given),
        at=at,
        problem=about.problem,
        expression=about.expression,
        values=about.values,
        place=about.place,
    )
    report = RunReport(
        run=before["id"],
        journey=before["journey"],
        result="failed",
        path=list(before["configuration"]),
        taken=[],
        considered=[],
        armed=[],
        cancelled=[],
        fired=[],
        set={},
        asked=[],
    )
    kept = without(run, given.name) if run is not None and isinstance(given, TimerDue) else run
    return Transition(kept, (), report, taken=False, incident=incident)


def _at(moment: datetime) -> str:
    return instant_text(moment)
