"""Events that come too early wait, are offered again, and expire (semantics rule 16)."""

from datetime import datetime

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.documents import CustomerDocument, Run, Transition, put
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.mailbox import put_by
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.transition import transition


def kept(plan: Plan, run: Run, given: EventInput, customer: CustomerDocument) -> Run | None:
    """The run with an event in its mailbox, None where that is full."""
    step = Macrostep(plan, run, customer, given.at, given.channel, given.id)
    return step.run if put_by(step, given.name, given.payload, instant_text(given.at)) else None


def without_expired(run: Run, now: datetime) -> Run:
    """The run without the events that have waited for too long; itself where there are none."""
    waiting = [entry for entry in run["mailbox"] if to_instant(entry["expires"]) > now]
    if len(waiting) == len(run["mailbox"]):
        return run
    rest: Run = {**run}
    put(rest, "mailbox", waiting)
    return rest


def offered(
    plan: Plan, run: Run, customer: CustomerDocument, now: datetime
) -> tuple[Run, EventInput, Transition] | None:
    """Offer kept events in order until one is taken: the run without it, the event, and what it did; None
    where none is.
    """
    waiting = run.get("mailbox", [])
    for entry in waiting:
        rest: Run = {**run}
        put(rest, "mailbox", [other for other in waiting if other is not entry])
        came = to_instant(entry["at"])
        only = run["id"] if entry.get("raised") else None
        about = (entry["name"], entry["payload"], entry["channel"], only)
        event = EventInput(entry["id"], now, *about, came=came)
        done = transition(plan, rest, event, customer, "steps")
        if done.taken or done.incident is not None:
            return rest, event, done
    return None


def without_kept(run: Run, event: str) -> Run:
    """The run without an event of another that somebody has taken."""
    waiting = run.get("mailbox", [])
    others = [kept for kept in waiting if kept["id"] != event or kept.get("raised")]
    if len(others) == len(waiting):
        return run
    rest: Run = {**run, "seq": run["seq"] + 1}
    put(rest, "mailbox", others)
    return rest
