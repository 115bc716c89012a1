"""What waits in a run, offered to it: results that had to wait for their place, and events that were kept."""

from typing import TYPE_CHECKING

from journeyc.expression.values import to_instant
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.core.keeping import offered, without_expired, without_kept
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.results import next_arrived

if TYPE_CHECKING:
    from journeyc.runtime.core.sitting import Sitting


def offer_waiting(sitting: "Sitting", plan: Plan, name: str) -> None:
    """Offer what waits in a run, one after another; what an offer leads to is seen to here, too."""
    if name in sitting.offering:
        return
    sitting.offering.add(name)
    while _offer_next(sitting, plan, name):
        pass
    sitting.offering.remove(name)


def _offer_next(sitting: "Sitting", plan: Plan, name: str) -> bool:
    """Offer results that waited for their place, then events that were kept; whether one was taken, or could
    not be.
    """
    run = sitting.runs[name]
    if run["status"] in {"ended", "suspended"}:
        return False
    if (arrived := next_arrived(run)) is not None:
        rest, given = arrived
        sitting.write(rest)
        sitting.give(plan, rest, given)
        return True
    if not run.get("mailbox"):
        return False
    now = to_instant(run["logical_time"])
    if (fresh := without_expired(run, now)) is not run:
        sitting.write(fresh)
    if (taken := offered(plan, fresh, sitting.customer, now)) is None:
        return False
    rest, event, done = taken
    sitting.write(rest)
    if event.run is not None and not sitting.bounds.take(name):
        problem = f"`{event.name}` waits no longer: the run raises such events and takes them without end"
        sitting.tell(name, event.name, problem)
        return True
    # Before anything follows from it, which may be a move of another run that waits for it.
    _forget(sitting, event)
    sitting.keep(plan, done)
    return True


def _forget(sitting: "Sitting", event: EventInput) -> None:
    """An event that one run took waits for no other, unless it is for all, or the run has raised it."""
    if event.name in sitting.directory.to_all_runs or event.run is not None:
        return
    for run in sitting.open_runs():
        if (rest := without_kept(run, event.id)) is not run:
            sitting.write(rest)
