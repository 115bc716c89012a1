"""Timers of a run: data in the run, absolute instants, named by their place (semantics rule 9)."""

from collections.abc import Iterable

from journeyc.expression.values import Duration, instant_text, shift
from journeyc.runtime.core.documents import Run, TimerEntry
from journeyc.runtime.core.failure import formula_failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.plan import Timer

#: The timer that counts how long a customer has been silent.
IDLE = "idle"

STEP_KINDS = frozenset({"after", "at", "remind"})
PAUSE_KINDS = frozenset({"pause_remind", "give_up"})


def order(entry: TimerEntry) -> tuple[str, str]:
    """What timers are sorted by: the instant, then the name; texts of instants compare right without their
    `Z`.
    """
    return entry["due"][:-1], entry["name"]


def arm(step: Macrostep, timers: Iterable[Timer]) -> None:
    """Arm timers from now on."""
    for timer in timers:
        add(step, TimerEntry(name=timer.name, kind=timer.kind, due=due_of(step, timer)))


def due_of(step: Macrostep, timer: Timer) -> str:
    """The instant at which a timer armed now is due, as text."""
    value = step.evaluate(timer.wait)
    try:
        return instant_text(shift(step.now, value, step.zone) if isinstance(value, Duration) else value)
    except (OverflowError, ValueError):
        problem = "the instant lies outside the years 1 to 9999"
        raise formula_failure(problem, timer.wait, step.scope, step.plan.private) from None


def add(step: Macrostep, entry: TimerEntry) -> None:
    """Put one timer into the run."""
    step.run["timers"].append(entry)
    step.armed.append(entry)


def cancel(step: Macrostep, kinds: frozenset[str]) -> None:
    """Take the timers of these kinds out of the run, held ones too."""
    run = step.run
    if run["timers"]:
        step.cancelled += [entry["name"] for entry in run["timers"] if entry["kind"] in kinds]
        run["timers"] = [entry for entry in run["timers"] if entry["kind"] not in kinds]
    if run["held"]:
        step.cancelled += [entry["name"] for entry in run["held"] if entry["kind"] in kinds]
        run["held"] = [entry for entry in run["held"] if entry["kind"] not in kinds]


def without(run: Run, name: str) -> Run:
    """The run with one timer less."""
    return {**run, "timers": [entry for entry in run["timers"] if entry["name"] != name]}
