"""What changes around the runs of a customer: segments, schedules, and conditions that read the profile."""

from datetime import datetime
from typing import TYPE_CHECKING

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.circumstances import Change, armed, changes, is_in, next_of
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Run, TimerEntry
from journeyc.runtime.core.inputs import EventInput, Look, RunStart
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.timers import with_timers
from journeyc.runtime.core.transition import transition

if TYPE_CHECKING:
    from journeyc.runtime.core.sitting import Sitting

#: How often one input may change the profile by rules that see segments entered and left.
MAXIMUM_LOOKS = 100


def has_to_look(sitting: "Sitting") -> bool:
    """Whether anything around the runs may have changed: of most inputs nothing has."""
    customer = sitting.customer
    return (
        customer["profile"] is not sitting.looked_at
        or not sitting.came["seq"]
        or "timers" in customer
        or bool(sitting.directory.schedules)
    )


def look_around(sitting: "Sitting", at: datetime) -> None:
    """See to segments, schedules and conditions after the profile of the customer has changed, at this time,
    and again where rules or runs then change it. Whoever does not know what follows leaves it to others.
    """
    if not sitting.directory.looks:
        if sitting.looked_at is not sitting.customer["profile"]:
            sitting.looked_at = sitting.customer["profile"]
            leave_to_others(sitting, at)
        return
    for _ in range(MAXIMUM_LOOKS):
        before, now = sitting.looked_at, sitting.customer["profile"]
        sitting.looked_at = now
        _look_around(sitting, at, changed=now is not before)
        if sitting.customer["profile"] is now:
            return
    problem = "journeys, rules and segments change the customer without end"
    sitting.tell(customer_run(sitting.customer["id"]), "segments", problem)


def leave_to_others(sitting: "Sitting", at: datetime) -> None:
    """Have somebody look at what follows of a profile that has changed, as soon as they can."""
    known = sitting.customer.get("timers", ())
    if not any(entry["kind"] == "look" for entry in known):
        entry = TimerEntry(name="look", kind="look", due=instant_text(at))
        sitting.customer = with_timers(sitting.customer, [*known, entry])


def _look_around(sitting: "Sitting", at: datetime, *, changed: bool) -> None:
    known = bool(sitting.came["seq"])
    if changed:
        for run in sitting.open_runs():
            plan = sitting.plan(run)
            if plan is not None and plan.watches:
                _look(sitting, plan, sitting.runs[run["id"]], at)
    if sitting.directory.schedules or "timers" in sitting.customer:
        sitting.customer = armed(sitting.directory, sitting.customer, at, anew=changed)
    if (changed or not known) and sitting.directory.segments:
        sitting.customer, found = changes(sitting.directory, sitting.customer, at)
        for change in found:
            _tell_segment(sitting, change, at)


def _look(sitting: "Sitting", plan: Plan, run: Run, at: datetime) -> None:
    done = transition(plan, run, Look(sitting.given.id, at), sitting.customer)
    if done.taken or done.incident is not None:
        sitting.keep(plan, done)


def _tell_segment(sitting: "Sitting", change: Change, at: datetime) -> None:
    """Tell the runs of a segment that the customer has come into or left, and begin what starts so."""
    name = f"{change.segment}.{'entered' if change.entered else 'left'}"
    given, directory = sitting.given, sitting.directory
    told = EventInput(given.id, at, name, {})
    sitting.see(told)
    for run in sitting.open_runs():
        plan = sitting.plan(run)
        if plan is not None and name in plan.taken_by:
            sitting.offer(plan, sitting.runs[run["id"]], told)
    for plan in directory.beginning.values() if change.entered else ():
        for number, (segment, _) in enumerate(plan.segment_starts):
            if segment == change.segment:
                sitting.begin_by_itself(plan, RunStart(given.id, at, f"segment/{number}"))


def begin_scheduled(sitting: "Sitting", entry: TimerEntry) -> None:
    """Begin the run of a schedule; ticks that were missed meanwhile are one with it."""
    sitting.drop(entry)
    found = sitting.directory.schedules.get(entry["name"])
    if found is None:
        return
    moment, customer = to_instant(entry["due"]), sitting.customer
    following = next_of(sitting.directory, customer, entry["name"], max(moment, sitting.given.at))
    sitting.customer = with_timers(customer, [*customer.get("timers", ()), *following])
    plan, number = found
    segment = plan.schedules[number].segment
    if segment is None or is_in(sitting.directory, customer, segment, moment):
        sitting.begin_by_itself(plan, RunStart(sitting.given.id, moment, f"schedule/{number}"))
