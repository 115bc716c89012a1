"""Commands of operators, and what other systems say of a run later (semantics rules 12 and 20)."""

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.documents import LaterOutcome, Suspended
from journeyc.runtime.core.failure import failure
from journeyc.runtime.core.inputs import OperatorInput, OutcomeInput
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.moving import cancel_run
from journeyc.runtime.core.timers import add, postpone_frozen, postponed
from journeyc.runtime.core.work import postpone_tasks

#: How many outcomes a run keeps.
MAXIMUM_OUTCOMES = 1_000


def operate(step: Macrostep, given: OperatorInput) -> None:
    """Suspend, resume or cancel a run; the command was found to fit."""
    run = step.run
    if given.command == "cancel":
        cancel_run(step)
    elif given.command == "suspend":
        run["suspended"] = Suspended(
            since=step.now_text,
            status="paused" if run["status"] == "paused" else "active",
            timers=run["timers"],
        )
        run["status"], run["timers"] = "suspended", []
    elif (held := run.pop("suspended", None)) is not None:
        away = step.now - to_instant(held["since"])
        run["status"] = held["status"]
        for entry in held["timers"]:
            add(step, postponed(entry, away))
        # What the company has promised waits for nobody but the operator: not for a pause, nor an interrupt.
        postpone_tasks(step, away)
        pause = step.plan.pause
        # A pause that holds timers postpones these itself, when it is over, by all of its time.
        if not (held["status"] == "paused" and pause is not None and pause.hold_timers):
            postpone_frozen(run, away)


def record(step: Macrostep, given: OutcomeInput) -> None:
    """Note what another system said, with the time at which it was so."""
    at = instant_text(given.observed_at or given.at)
    entry = LaterOutcome(input=given.id, name=given.name, value=given.value, at=at)
    known = step.run.get("outcomes", [])
    if len(known) >= MAXIMUM_OUTCOMES:
        raise failure(f"a run keeps at most {MAXIMUM_OUTCOMES:,} outcomes", step.source)
    step.run["outcomes"] = [*known, entry]
