"""What changes around the runs of a customer: segments, schedules, and conditions that read the profile."""

from typing import TYPE_CHECKING

from journeyc.runtime.core.circumstances import Change, armed, changes
from journeyc.runtime.core.customer_rules import customer_run
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.inputs import EventInput, Look, RunStart
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.transition import transition

if TYPE_CHECKING:
    from journeyc.runtime.core.sitting import Sitting

#: How often one input may change the profile by rules that see segments entered and left.
MAXIMUM_LOOKS = 100


def look_around(sitting: "Sitting") -> None:
    """See to segments, schedules and conditions after the profile of the customer has changed, and again
    where rules then change it.
    """
    for _ in range(MAXIMUM_LOOKS):
        before, now = sitting.looked_at, sitting.customer["profile"]
        sitting.looked_at = now
        _look_around(sitting, changed=now is not before)
        if sitting.customer["profile"] is now:
            return
    problem = "rules and segments change each other without end"
    sitting.tell(customer_run(sitting.customer["id"]), "segments", problem)


def _look_around(sitting: "Sitting", *, changed: bool) -> None:
    known = bool(sitting.came["seq"])
    if changed:
        for run in sitting.open_runs():
            plan = sitting.plan(run)
            if plan is not None and plan.watches:
                _look(sitting, plan, sitting.runs[run["id"]])
    if sitting.directory.schedules or "timers" in sitting.customer:
        sitting.customer = armed(sitting.directory, sitting.customer, sitting.given.at, anew=changed)
    if (changed or not known) and sitting.directory.segments:
        sitting.customer, found = changes(sitting.directory, sitting.customer, sitting.given.at)
        for change in found:
            _tell_segment(sitting, change)


def _look(sitting: "Sitting", plan: Plan, run: Run) -> None:
    done = transition(plan, run, Look(sitting.given.id, sitting.given.at), sitting.customer)
    if done.taken or done.incident is not None:
        sitting.keep(plan, done)


def _tell_segment(sitting: "Sitting", change: Change) -> None:
    """Tell the runs of a segment that the customer has come into or left, and begin what starts so."""
    name = f"{change.segment}.{'entered' if change.entered else 'left'}"
    given, directory = sitting.given, sitting.directory
    told = EventInput(given.id, given.at, name, {})
    sitting.see(told)
    for run in sitting.open_runs():
        plan = sitting.plan(run)
        if plan is not None and name in plan.taken_by:
            sitting.offer(plan, sitting.runs[run["id"]], told)
    for plan in directory.beginning.values() if change.entered else ():
        for number, (segment, _) in enumerate(plan.segment_starts):
            if segment == change.segment:
                sitting.begin_by_itself(plan, RunStart(given.id, given.at, f"segment/{number}"))
