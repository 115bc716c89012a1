"""Timers of a run: data in the run, absolute instants, named by their place (semantics rule 9)."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from journeyc.calendar import CalendarProblem
from journeyc.expression.values import MAXIMUM_WINDOW, Duration, instant_text, shift, to_instant
from journeyc.runtime.core.documents import CustomerDocument, Run, TimerEntry, TimerKind, put
from journeyc.runtime.core.failure import formula_failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import Formula, Timer

_LAST = datetime.max.replace(tzinfo=UTC)
#: The timer that counts how long a customer has been silent.
IDLE = "idle"

#: The timers of places; the others are those of the pause.
STEP_KINDS: frozenset[TimerKind] = frozenset({"after", "at", "every", "remind", "timeout", "retry"})
PAUSE_KINDS: frozenset[TimerKind] = frozenset({"pause_remind", "give_up"})
IDLE_KINDS: frozenset[TimerKind] = frozenset({"idle"})


def order(entry: TimerEntry) -> tuple[str, str]:
    """What timers are sorted by: the instant, then the name; texts of instants compare right without their
    `Z`.
    """
    return entry["due"][:-1], entry["name"]


def with_timers(customer: CustomerDocument, timers: Iterable[TimerEntry]) -> CustomerDocument:
    """The customer with these timers in the place of those there were."""
    changed: CustomerDocument = {**customer}
    put(changed, "timers", sorted(timers, key=order))
    return changed


def owner(name: str) -> str:
    """The place that a timer belongs to."""
    return name.partition("/")[0]


def arm(step: Macrostep, place: str, timers: Iterable[Timer]) -> None:
    """Arm the timers of a place from now on."""
    for entry in entries_of(step, place, timers):
        add(step, entry)


def entries_of(step: Macrostep, place: str, timers: Iterable[Timer]) -> Iterator[TimerEntry]:
    """The timers of a place as they are armed now."""
    for timer in timers:
        entry = TimerEntry(name=name_at(place, timer), kind=timer.kind, due=due_of(step, timer.wait))
        if timer.times is not None:
            entry["left"] = timer.times
            put(entry, "since", off_beat(step, timer.wait, step.now, to_instant(entry["due"])))
        yield entry


def name_at(place: str, timer: Timer) -> str:
    """The name of a timer in a place: that of its plan, with the number of the item."""
    name = timer.name
    return place + name[name.index("/") :] if place.endswith("]") else name


def off_beat(step: Macrostep, wait: Formula, since: datetime, tick: datetime, times: int = 1) -> str:
    """What the ticks of an `every` are counted from, where this one does not lead back there: a month is too
    short for it, or clocks skip its time. It is empty where the next may be counted from the tick itself.
    """
    value = None if wait.business is not None else step.evaluate(wait)
    if not isinstance(value, Duration) or not (value.months or value.days):
        return ""
    try:
        return "" if shift(tick, value.times(times), step.zone, -1) == since else instant_text(since)
    except (OverflowError, ValueError):
        return ""


def due_of(step: Macrostep, wait: Formula, since: datetime | None = None, times: int = 1) -> str:
    """The instant at which something armed now, or at another time, is due, as text; where it comes again and
    again, the one that comes after so many times.
    """
    start = step.now if since is None else since
    try:
        if wait.business is not None:
            return instant_text(_business(step, wait, start))
        value = step.evaluate(wait)
        return instant_text(
            shift(start, value.times(times), step.zone) if isinstance(value, Duration) else value
        )
    except (OverflowError, ValueError) as error:
        problem = "the instant lies outside the years 1 to 9999"
        if isinstance(error, CalendarProblem):
            problem = str(error)
        raise formula_failure(problem, wait, step.scope, step.plan.private) from None


def end_of(step: Macrostep, within: Formula, since: str) -> str:
    """When a window of a rule that begins at an instant is over, both as text; Failure where it is longer
    than any may be, or shorter than nothing.
    """
    by = step.evaluate(within) if within.business is None else None
    if isinstance(by, Duration) and (end := _end(since, by, step.zone)):
        return end
    start = to_instant(since)
    due = due_of(step, within, start)
    length = by.total_seconds if isinstance(by, Duration) else (to_instant(due) - start).total_seconds()
    if not 0 <= length <= MAXIMUM_WINDOW.total_seconds:
        problem = f"a rule looks back or waits for {MAXIMUM_WINDOW.months} months at most"
        if length < 0:
            problem = "a rule cannot look back or wait for less than no time"
        raise formula_failure(problem, within, step.scope, step.plan.private)
    return due


@lru_cache(maxsize=1_000)
def _end(since: str, by: Duration, zone: tzinfo) -> str:
    """When a window is over, empty where there can be none: many rules look at the same events, again and
    again.
    """
    with suppress(OverflowError, ValueError):
        if 0 <= by.total_seconds <= MAXIMUM_WINDOW.total_seconds:
            return instant_text(shift(to_instant(since), by, zone))
    return ""


def _business(step: Macrostep, wait: Formula, start: datetime) -> datetime:
    if step.plan.calendar is None or wait.business is None:
        raise CalendarProblem("the journey names no calendar to count business time by")
    return step.plan.calendar.after(start, *wait.business)


def add(step: Macrostep, entry: TimerEntry) -> None:
    """Put one timer into the run; one of a place stands still at once where a pause holds those."""
    run, pause = step.run, step.plan.pause
    if run["status"] == "paused" and pause is not None and pause.hold_timers and entry["kind"] in STEP_KINDS:
        # All held timers are put off by the whole pause, so this one is held as if armed when that began.
        entry = postponed(entry, to_instant(run["paused_since"] or step.now_text) - step.now)
        hold(run, [*run.get("held", ()), entry])
    else:
        run["timers"] = [*run["timers"], entry]
    step.armed.append(entry)


def cancel(step: Macrostep, kinds: Collection[TimerKind]) -> None:
    """Take the timers of these kinds out of the run, held ones too."""
    run = step.run
    if run["timers"]:
        kept = [entry for entry in run["timers"] if entry["kind"] not in kinds]
        if len(kept) < len(run["timers"]):
            step.cancelled += [entry["name"] for entry in run["timers"] if entry["kind"] in kinds]
            run["timers"] = kept
    if held := run.get("held"):
        step.cancelled += [entry["name"] for entry in held if entry["kind"] in kinds]
        hold(run, [entry for entry in held if entry["kind"] not in kinds])


def cancel_of(step: Macrostep, places: Collection[str]) -> None:
    """Take the timers of these places out of the run, held ones too."""
    run = step.run
    gone = [entry for entry in run["timers"] if _is_of(entry, places)]
    if gone:
        run["timers"] = [entry for entry in run["timers"] if not _is_of(entry, places)]
    if held := run.get("held"):
        gone += [entry for entry in held if _is_of(entry, places)]
        hold(run, [entry for entry in held if not _is_of(entry, places)])
    step.cancelled += [entry["name"] for entry in gone]


def cancel_named(step: Macrostep, prefix: str) -> None:
    """Take the timers of one clause out of the run: the timeout and the next try of a call."""
    run = step.run
    held = run.get("held", [])
    gone = [entry["name"] for entry in (*run["timers"], *held) if entry["name"].startswith(prefix)]
    if gone:
        run["timers"] = [entry for entry in run["timers"] if entry["name"] not in gone]
        hold(run, [entry for entry in held if entry["name"] not in gone])
        step.cancelled += gone


def _is_of(entry: TimerEntry, places: Collection[str]) -> bool:
    return entry["kind"] in STEP_KINDS and owner(entry["name"]) in places


def hold(run: Run, entries: list[TimerEntry]) -> None:
    """Write the held timers, or leave them out where there are none."""
    if entries:
        run["held"] = entries
    else:
        run.pop("held", None)


def postponed(entry: TimerEntry, by: timedelta) -> TimerEntry:
    """A timer that stood still for so long; none is later than the calendar goes, as some stand for never."""
    return {**entry, "due": later_by(entry["due"], by)}


def later_by(instant: str, by: timedelta) -> str:
    """An instant so much later, or the last there is, as text."""
    moment = to_instant(instant)
    return instant_text(moment + min(by, _LAST - moment))


def postpone_frozen(run: Run, by: timedelta) -> None:
    """Let the timers of interrupted places be due so much later."""
    frames = run.get("frozen", ())
    later = [{**frame, "timers": [postponed(entry, by) for entry in frame["timers"]]} for frame in frames]
    put(run, "frozen", later)


def without(run: Run, name: str) -> Run:
    """The run with one timer less, as a change of its own."""
    return {
        **run,
        "seq": run["seq"] + 1,
        "timers": [entry for entry in run["timers"] if entry["name"] != name],
    }
