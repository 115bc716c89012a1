"""An incident tried again, where what failed was no input from outside: a timer, the end of a sub-journey,
the start of a run, a condition, a segment (semantics rule 7).
"""

from typing import Any

from journeyc.expression.values import instant_text
from journeyc.runtime.core.customer_rules import customer_in, stands_for
from journeyc.runtime.core.documents import Run, TimerEntry, TimerKind, put
from journeyc.runtime.core.incidents import EFFECT, NOTHING
from journeyc.runtime.core.inputs import ChildEnded, EventInput, Look, RetryInput, RunStart, TimerDue
from journeyc.runtime.core.plan import Plan, active_places, is_system
from journeyc.runtime.core.rules import ABSENCE
from journeyc.runtime.core.sitting import Sitting
from journeyc.runtime.core.starting import checked_arguments
from journeyc.runtime.core.timers import IDLE, PAUSE_KINDS, order, owner
from journeyc.runtime.core.work import pending_by_key
from journeyc.runtime.core.written import input_of


def try_again(sitting: Sitting, given: RetryInput) -> None:
    """Give what was kept to the run that could not take it."""
    if given.input["kind"] == NOTHING:
        sitting.refuse("nothing was kept with the incident that could be tried again")
        return
    if given.input["kind"] == EFFECT:
        _send_again(sitting, given)
        return
    kept = input_of(given.input, given.id)
    if isinstance(kept, TimerDue):
        kept = kept._replace(late_seconds=0)
    elif isinstance(kept, EventInput):
        kept = kept._replace(came=kept.came or kept.at)
    kept = kept._replace(at=given.at)
    if isinstance(kept, RunStart):
        _begin(sitting, given, kept)
        return
    if stands_for(given.run, sitting.customer) and isinstance(kept, TimerDue):
        _rule_again(sitting, kept)
        return
    run = sitting.runs.get(given.run)
    plan = sitting.plan(run) if run else None
    if run is None or plan is None:
        sitting.refuse(f"this customer has no run `{given.run}` whose definition is loaded")
        return
    if run["status"] == "suspended":
        sitting.refuse(f"`{given.run}` is suspended", because="suspended")
        return
    sitting.fire_due(inclusive=False)
    run = sitting.runs[given.run]
    if isinstance(kept, TimerDue):
        armed = _armed_again(plan, run, kept)
        if armed is None:
            reason = f"`{given.run}` has left the place of timer `{kept.name}`; it changes nothing"
            sitting.answer("not_accepted", "stale", reason)
            return
        run = armed
    told = isinstance(kept, EventInput) and is_system(kept.name)
    if told or isinstance(kept, TimerDue | ChildEnded | Look):
        done = sitting.give(plan, run, kept)
        if done.incident is not None:
            sitting.answer("incident", "", done.incident["problem"])
    else:
        sitting.refuse("what was kept with the incident cannot be tried again")


def _send_again(sitting: Sitting, given: RetryInput) -> None:
    """Decide a message anew, under its id."""
    effect: Any = {**given.input["effect"]}
    effect.pop("tried", None)
    if customer_in(given.run) is None and sitting.named(given.run) is None:
        return
    sitting.fire_due(inclusive=False)
    before = len(sitting.incidents)
    sitting.messages.again(effect)
    sitting.messages.settle()
    if len(sitting.incidents) > before:
        sitting.answer("incident", "", sitting.incidents[-1]["problem"])


def _rule_again(sitting: Sitting, timer: TimerDue) -> None:
    """Let a rule of the customer fire that could not."""
    sitting.fire_due(inclusive=False)
    before = len(sitting.incidents)
    sitting.fire_rule(_absence(timer))
    if len(sitting.incidents) > before:
        sitting.answer("incident", "", sitting.incidents[-1]["problem"])


def _absence(timer: TimerDue) -> TimerEntry:
    event: Any = timer.event
    return TimerEntry(name=timer.name, kind=ABSENCE, due=instant_text(timer.at), event=event)


def _begin(sitting: Sitting, given: RetryInput, start: RunStart) -> None:
    """Begin the run that could not begin, under the number it would have now."""
    journey, directory = given.run.partition("/")[0], sitting.directory
    plan = directory.beginning.get(journey) or (directory.newest.get(journey) if start.parent else None)
    if plan is None:
        sitting.refuse(f"no journey `{journey}` begins here")
        return
    arguments, problems = checked_arguments(plan, start.arguments)
    if problems:
        sitting.refuse(f"`{journey}` cannot begin", problems)
        return
    start = start._replace(arguments=arguments)
    sitting.fire_due(inclusive=False)
    if start.parent is not None:
        parent, key = start.parent
        waiting = sitting.runs.get(parent)
        if waiting is None or pending_by_key(waiting, key) is None:
            sitting.answer("not_accepted", "stale", f"`{parent}` no longer waits for it; it changes nothing")
            return
    sitting.begin_as_asked(plan, start)


def _armed_again(plan: Plan, run: Run, timer: TimerDue) -> Run | None:
    """The run with the timer that was taken out of it when it failed; None where its place is left."""
    if any(entry["name"] == timer.name for entry in run["timers"]):
        return run
    if timer.event is not None:
        return {**run, "timers": sorted([*run["timers"], _absence(timer)], key=order)}
    kind = _kind(plan, timer.name)
    is_here = owner(timer.name) in active_places(plan, run["configuration"])
    if kind in PAUSE_KINDS:
        is_here = run["status"] == "paused"
    elif kind == IDLE:
        is_here = run["status"] == "active"
    if kind is None or not is_here:
        return None
    entry = TimerEntry(name=timer.name, kind=kind, due=instant_text(timer.at))
    if timer.left is not None:
        entry["left"] = timer.left
    put(entry, "since", timer.since)
    return {**run, "timers": sorted([*run["timers"], entry], key=order)}


def _kind(plan: Plan, name: str) -> TimerKind | None:
    if (timer := plan.timer(name)) is not None:
        return timer.kind
    if name == IDLE:
        return "idle"
    last = name.rpartition("/")[2]
    return "timeout" if last == "timeout" else "retry" if last == "retry" else None
