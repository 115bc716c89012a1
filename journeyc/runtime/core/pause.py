"""Pause: the absence of the customer made visible; a status, never a lost position (semantics rule 12)."""

from journeyc.expression.values import Duration, instant_text, to_instant
from journeyc.runtime.core.documents import TimerEntry
from journeyc.runtime.core.enter import raise_event, settle, take
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.plan import Arrow, PausePlan, StepNode, Timer
from journeyc.runtime.core.timers import IDLE, PAUSE_KINDS, STEP_KINDS, add, arm, cancel

_IDLE_KINDS = frozenset({IDLE})


def pause_on_event(step: Macrostep, name: str) -> bool:
    """Offer the event at hand to `pause`, where the customer is awaited; whether it made the run paused."""
    pause, node = step.plan.pause, step.node
    if pause is None or not isinstance(node, StepNode) or not node.awaits_customer:
        return False
    if not (arrow := step.select(pause.handlers.get(name, ()))):
        return False
    begin_pause(step, pause)
    take(step, arrow)
    return True


def begin_pause(step: Macrostep, pause: PausePlan) -> None:
    """Make the run paused from now on; its reminders and `give up` count from here."""
    run = step.run
    run["status"], run["paused_since"] = "paused", step.now_text
    cancel(step, _IDLE_KINDS)
    if pause.hold_timers:
        run["held"] = [entry for entry in run["timers"] if entry["kind"] in STEP_KINDS]
        run["timers"] = [entry for entry in run["timers"] if entry["kind"] not in STEP_KINDS]
    arm(step, pause.timers)
    raise_event(step, "paused")


def resume(step: Macrostep, previous_channel: str | None) -> None:
    """Make a paused run active again, and let its step handle `resumed`."""
    run = step.run
    since = to_instant(run["paused_since"] or step.now_text)
    away = int((step.now - since).total_seconds())
    run["status"], run["paused_since"] = "active", None
    cancel(step, PAUSE_KINDS)
    for entry in run["held"]:
        moved = to_instant(entry["due"]) + (step.now - since)
        add(step, TimerEntry(name=entry["name"], kind=entry["kind"], due=instant_text(moved)))
    run["held"] = []
    event = step.event
    raise_event(step, "resumed", away=str(Duration(seconds=away)), previous_channel=previous_channel)
    settle(step)
    step.look_at(event)


def keep_idle(step: Macrostep, *, from_customer: bool) -> None:
    """Let the idle timer count only while a step awaits the customer, again from each input of theirs."""
    pause, run = step.plan.pause, step.run
    if pause is None or run["status"] == "ended":
        return
    node = step.node
    awaits = isinstance(node, StepNode) and node.awaits_customer
    if run["status"] == "paused":
        if not awaits:
            _stop_pause(step)
        return
    armed = any(entry["kind"] == IDLE for entry in run["timers"])
    if pause.idle is None or (armed and awaits and not from_customer):
        return
    if armed:
        run["timers"] = [entry for entry in run["timers"] if entry["kind"] != IDLE]
    if awaits:
        arm(step, (Timer(IDLE, "idle", pause.idle, _NOTHING),))
    elif armed:
        step.cancelled.append(IDLE)


def _stop_pause(step: Macrostep) -> None:
    """Without a step that awaits the customer there is nobody to remind, so the pause is over."""
    step.run["status"], step.run["paused_since"] = "active", None
    cancel(step, PAUSE_KINDS)
    step.run["timers"] += step.run["held"]
    step.run["held"] = []


_NOTHING = Arrow(label="idle", line=0, guard=None, actions=())
