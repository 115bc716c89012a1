"""Pause: the absence of the customer made visible; a status, never a lost position (semantics rule 12)."""

from journeyc.expression.values import Duration, instant_text, to_instant
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.moving import move
from journeyc.runtime.core.nodes import Arrow, PausePlan, StepNode, Timer
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.selection import Taken
from journeyc.runtime.core.settling import settle
from journeyc.runtime.core.timers import (
    IDLE,
    IDLE_KINDS,
    PAUSE_KINDS,
    STEP_KINDS,
    add,
    arm,
    cancel,
    hold,
    owner,
    postpone_frozen,
    postponed,
)


def awaits_customer(plan: Plan, run: Run) -> bool:
    """Whether some place of the run waits for the customer."""
    for text in run["configuration"]:
        node, _ = plan.place(text)
        if isinstance(node, StepNode) and _awaits(run, text, node):
            return True
    return False


def _awaits(run: Run, place: str, node: StepNode) -> bool:
    if any(owner(name) == place for name in run.get("pending", ())):
        return False
    if node.best is not None and node.worker is None:
        return run.get("channels", {}).get(place) in node.best.awaits
    return node.awaits_customer


def pause_on_event(step: Macrostep, name: str) -> bool:
    """Offer the event at hand to `pause`, where the customer is awaited; whether it made the run paused."""
    pause, run = step.plan.pause, step.run
    if pause is None or run["status"] != "active" or name not in pause.handlers:
        return False
    if not awaits_customer(step.plan, run) or not (arrow := step.select(pause.handlers[name])):
        return False
    begin_pause(step, pause)
    _take(step, arrow)
    return True


def _take(step: Macrostep, arrow: Arrow) -> None:
    """What stands behind a clause of the pause: it is taken from wherever the run is."""
    node, index = step.plan.place(step.run["configuration"][0])
    outermost = node.around[-1] if node.around else node
    move(step, [Taken(arrow, outermost, index[: outermost.depth])])


def begin_pause(step: Macrostep, pause: PausePlan) -> None:
    """Make the run paused from now on; its reminders and `give up` count from here."""
    run = step.run
    run["status"], run["paused_since"] = "paused", step.now_text
    cancel(step, IDLE_KINDS)
    if pause.hold_timers:
        hold(run, [entry for entry in run["timers"] if entry["kind"] in STEP_KINDS])
        run["timers"] = [entry for entry in run["timers"] if entry["kind"] not in STEP_KINDS]
    arm(step, "", pause.timers)
    step.raise_event("paused")


def give_up(step: Macrostep, arrow: Arrow) -> None:
    """The customer has been away for too long. Where that leads elsewhere, the pause is over, and whether
    they come there counts anew.
    """
    _take(step, arrow)
    if arrow.leaves and step.run["status"] == "paused":
        _stop_pause(step)


def resume(step: Macrostep, previous_channel: str | None) -> None:
    """Make a paused run active again, and let its steps handle `resumed`."""
    run = step.run
    since = to_instant(run["paused_since"] or step.now_text)
    away = int((step.now - since).total_seconds())
    run["status"], run["paused_since"] = "active", None
    cancel(step, PAUSE_KINDS)
    release(step, instant_text(since))
    event = step.event
    fields = {"away": str(Duration(seconds=away)), "previous_channel": previous_channel}
    step.raise_event("resumed", None, fields)
    settle(step)
    step.look_at(event)


def come_back(step: Macrostep, *, relevant: bool) -> bool:
    """Resume a paused run when the customer speaks to it again; whether it was paused."""
    if step.run["status"] != "paused" or not relevant or step.channel not in step.plan.customer_channels:
        return False
    resume(step, step.run["last_channel"])
    return True


def seen(step: Macrostep) -> None:
    """Note on which channel the customer was heard last, and when."""
    if step.channel in step.plan.customer_channels:
        step.run["last_channel"], step.run["last_seen"] = step.channel, step.now_text


def release(step: Macrostep, since: str) -> None:
    """Let the held timers go on: each is due as much later as the run was held."""
    run = step.run
    away = step.now - to_instant(since)
    held = run.get("held", [])
    hold(run, [])
    for entry in held:
        add(step, postponed(entry, away))
    if step.plan.pause is not None and step.plan.pause.hold_timers:
        postpone_frozen(run, away)


def keep_idle(step: Macrostep, pause: PausePlan, *, from_customer: bool) -> None:
    """Let the idle timer count only while a step awaits the customer, again from each input of theirs."""
    run = step.run
    if run["status"] in {"ended", "suspended"}:
        return
    awaits = awaits_customer(step.plan, run)
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
        arm(step, "", (Timer(IDLE, "idle", pause.idle, _NOTHING),))
    elif armed:
        step.cancelled.append(IDLE)


def _stop_pause(step: Macrostep) -> None:
    """The pause is over without the customer: it was given up, or no step awaits them any longer."""
    since = step.run["paused_since"] or step.now_text
    step.run["status"], step.run["paused_since"] = "active", None
    cancel(step, PAUSE_KINDS)
    release(step, since)


_NOTHING = Arrow(label="idle", line=0, guard=None, actions=())
