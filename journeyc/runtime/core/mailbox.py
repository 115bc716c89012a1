"""The mailbox of a run: events that nobody took yet (semantics rule 16)."""

from collections.abc import Mapping

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import Kept
from journeyc.runtime.core.macrostep import Macrostep, Raised
from journeyc.runtime.core.timers import due_of

#: How many events wait in a run.
MAXIMUM_KEPT = 100


def put_by(step: Macrostep, name: str, payload: Mapping[str, Json], at: str, *, raised: bool = False) -> bool:
    """Let an event wait in the run; whether there is room for it."""
    waiting = step.run.get("mailbox", [])
    if len(waiting) >= MAXIMUM_KEPT:
        return False
    entry = Kept(
        id=step.given_id,
        name=name,
        payload=dict(payload),
        channel=step.channel,
        at=at,
        expires=due_of(step, step.plan.keep[name]),
    )
    if raised:
        entry["raised"] = True
    step.run["mailbox"] = [*waiting, entry]
    return True


def put_by_raised(step: Macrostep, raised: Raised) -> bool:
    """Let an event wait that the run has raised too early; whether it is one that is kept."""
    name, plan = raised.name, step.plan
    if raised.within is not None or name not in plan.keep or name not in plan.taken_by:
        return False
    return put_by(step, name, step.payload_of(raised), step.now_text, raised=True)
