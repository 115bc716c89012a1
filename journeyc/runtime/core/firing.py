"""A timer that is due (semantics rule 9)."""

from datetime import datetime, timedelta
from itertools import count

from journeyc.expression.values import Duration, instant_text, to_instant
from journeyc.runtime.core.documents import TimerEntry, put
from journeyc.runtime.core.failure import formula_failure
from journeyc.runtime.core.inputs import TimerDue
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.moving import move
from journeyc.runtime.core.nodes import StepNode, Timer
from journeyc.runtime.core.pause import begin_pause, give_up
from journeyc.runtime.core.results import follow
from journeyc.runtime.core.rules import fire_absence
from journeyc.runtime.core.selection import Taken
from journeyc.runtime.core.timers import add, due_of, off_beat, owner
from journeyc.runtime.core.work import no_answer, try_call


def fire(step: Macrostep, given: TimerDue) -> None:
    """Do what a timer was armed for; it is gone before anything else."""
    run = step.run
    entry = next((entry for entry in run["timers"] if entry["name"] == given.name), None)
    run["timers"] = [other for other in run["timers"] if other is not entry]
    step.fired.append(given.name)
    step.late_seconds = given.late_seconds
    step.look_at(step.envelope())
    if entry is None:
        return
    kind = entry["kind"]
    pause = step.plan.pause
    if kind == "idle":
        if pause is not None:
            begin_pause(step, pause)
    elif kind == "absence":
        fire_absence(step, entry)
    elif kind in {"timeout", "retry"}:
        _call(step, entry)
    elif (timer := step.plan.timer(given.name)) is not None:
        _clause(step, entry, timer, given)


def _clause(step: Macrostep, entry: TimerEntry, timer: Timer, given: TimerDue) -> None:
    if entry["kind"] in {"give_up", "pause_remind"}:
        if arrow := step.select((timer.arrow,)):
            give_up(step, arrow)
            _note_reminder(step, entry, "")
        return
    node, index = step.plan.place(owner(entry["name"]))
    step.stand_in(node, index)
    if entry["kind"] == "every" and (left := entry.get("left", 1) - 1) > 0:
        add(step, {**_next(step, timer, entry, given), "left": left})
    if arrow := step.select((timer.arrow,)):
        move(step, [Taken(arrow, node, index)])
        _note_reminder(step, entry, owner(entry["name"]))


def _note_reminder(step: Macrostep, entry: TimerEntry, place: str) -> None:
    """Say of what reminds which place that is: nobody is reminded of what is over. A reminder does nothing
    but send.
    """
    if entry["kind"] in {"remind", "pause_remind"}:
        for effect in step.effects:
            if effect["kind"] == "notify":
                effect["remind"] = place


def _next(step: Macrostep, timer: Timer, entry: TimerEntry, given: TimerDue) -> TimerEntry:
    """The next tick, counted from this one; those that were missed meanwhile are one with it.

    `given.at` is when it was due, `late_seconds` how much later it is now.
    """
    now = max(given.at + timedelta(seconds=given.late_seconds), step.now)
    since, times = given.at, 0
    wait = None if timer.wait.business else step.evaluate(timer.wait)
    if isinstance(wait, Duration) and not wait.months and not wait.days and wait.seconds > 0:
        # Ticks by the clock are reckoned, however many were missed; those by the calendar are few.
        every = timedelta(seconds=wait.seconds)
        since += every * ((now - since) // every)
    elif "since" in entry:
        since, times = _beat(step, timer, to_instant(entry["since"]), given.at)
    tick = given.at if times else since
    while True:
        times += 1
        following = to_instant(due_of(step, timer.wait, since, times))
        if following <= tick:
            problem = "`every` needs a time that passes"
            raise formula_failure(problem, timer.wait, step.scope, step.plan.private)
        if following > now:
            break
        tick = following
        if not isinstance(wait, Duration):
            since, times = tick, 0
    again = TimerEntry(name=entry["name"], kind=entry["kind"], due=instant_text(following))
    put(again, "since", off_beat(step, timer.wait, since, following, times))
    return again


def _beat(step: Macrostep, timer: Timer, since: datetime, at: datetime) -> tuple[datetime, int]:
    """What ticks are counted from, and the number of the one that was due. Where it is none of them, as it
    was put off or has another wait now, they are counted from there.
    """
    for times in count(1):
        tick = to_instant(due_of(step, timer.wait, since, times))
        if tick == at:
            return since, times
        if tick > at or tick <= since:
            break
    return at, 0


def _call(step: Macrostep, entry: TimerEntry) -> None:
    """A try that took too long has come to nothing; a wait that is over brings the next try."""
    name, _, kind = entry["name"].rpartition("/")
    place, _, clause = name.partition("/")
    pending = step.run.get("pending", {}).get(name)
    node, index = step.plan.place(place)
    call = next((c for c in node.calls if c.name == clause), None) if isinstance(node, StepNode) else None
    if pending is None or call is None:
        return
    step.stand_in(node, index)
    if kind == "retry":
        try_call(step, call, place, pending["key"], pending.get("attempt", 1) + 1)
    elif (row := no_answer(step, call, place, pending)) is not None:
        follow(step, row, node, index, {})
