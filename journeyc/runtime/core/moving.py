"""One microstep: leave, the effects of what is taken, enter, arm (semantics rules 6, 10 and 11)."""

from collections.abc import Iterable, Mapping, Sequence

from journeyc.expression.values import Json
from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.documents import Frozen, Outcome, TimerEntry, put
from journeyc.runtime.core.entering import Entry, arm_entered, enter
from journeyc.runtime.core.failure import failure
from journeyc.runtime.core.leaving import leave_all
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import EndNode, InterruptNode
from journeyc.runtime.core.plan import written_order
from journeyc.runtime.core.selection import Domain, Taken, domain_of
from journeyc.runtime.core.taking_back import complete, take_back
from journeyc.runtime.core.timers import STEP_KINDS, hold

MAXIMUM_MICROSTEPS = 1_000
#: A run that comes to a place less often than once in so many small moves goes round in events.
_OFTEN = 20
#: So many places or events of a round are looked through for its beginning.
_LONGEST_ROUND = 50
#: The end of a run that somebody cancelled.
CANCELLED = "cancelled"

#: What only a run has that has not ended.
_OPEN_ONLY = ("held", "arrived", "mailbox", "items", "channels", "suspended")


def move(step: Macrostep, taken: list[Taken]) -> None:
    """Take arrows together, as one microstep."""
    count(step, f"{taken[0].node.name} (line {taken[0].arrow.line})")
    acting: list[tuple[Taken, Mapping[str, Json]]] = []
    for one in taken:
        step.taken.append(one.arrow.label)
        if one.arrow.actions or one.arrow.undoing:
            acting.append((one, step.items(one.node, one.numbers)))
    entries: list[Entry] = []
    thawed = _leave(step, taken, entries)
    for one, items in acting:
        _effects(step, one, items)
    if thawed is not None:
        _restore(step, thawed)
    if len(entries) > 1:
        entries.sort(key=lambda entry: entry.target.order)
    for entry in entries:
        enter(step, entry)
    _settle_places(step, entries)


def begin(step: Macrostep, taken: Taken) -> None:
    """Begin a run: the effects of its start, and in."""
    step.taken.append(taken.arrow.label)
    perform(step, taken.arrow.actions)
    target = taken.arrow.target
    if target is None:
        raise failure("the start leads nowhere", step.plan.journey)
    entry = Entry(Domain(None, ()), target, ())
    enter(step, entry)
    _settle_places(step, [entry])


def count(step: Macrostep, place: str) -> None:
    """Count a small move; where there are too many of them, the macrostep is given up."""
    step.microsteps += 1
    if step.microsteps > MAXIMUM_MICROSTEPS:
        raise failure(_endless(step), place)


def _endless(step: Macrostep) -> str:
    """What is said where a macrostep has no end: which places go round, or else which events."""
    if len(step.path) * _OFTEN < MAXIMUM_MICROSTEPS:
        return f"the journey raises events without end: {_round(step.raised)}"
    if around := _round(step.path):
        return f"the journey goes round without waiting for anything: {around}"
    moves = f"one input would make more than {MAXIMUM_MICROSTEPS:,} small moves"
    return f"{moves}, the last of them to `{step.path[-1]}`"


def _round(names: Sequence[str]) -> str:
    """From what comes last back to where it came before; empty where it did not lately."""
    *before, last = names[-_LONGEST_ROUND:] or [""]
    if last not in before:
        return ""
    start = len(before) - 1 - before[::-1].index(last)
    return " -> ".join(f"`{name}`" for name in (*before[start:], last))


def _effects(step: Macrostep, taken: Taken, items: Mapping[str, Json]) -> None:
    """Do what stands behind an arrow; `items` are those of its place, which may have been left."""
    arrow = taken.arrow
    if arrow.undoing:
        take_back(step)
    if arrow.actions:
        step.stand_in(taken.node, taken.numbers, taken.values, items)
        perform(step, arrow.actions)


def _leave(step: Macrostep, taken: list[Taken], entries: list[Entry]) -> Frozen | None:
    """Leave what the arrows leave, or freeze it; what is to be entered, and the frame that comes back."""
    domains: list[Domain] = []
    thawed: Frozen | None = None
    for one in taken:
        arrow, target = one.arrow, one.arrow.target
        if arrow.way == "back":
            thawed = _thaw(step)
            domains.append(Domain(None, ()))
        elif target is not None:
            if isinstance(one.node, InterruptNode) and (target is one.node or one.node in target.around):
                _freeze(step, one.node)
                begins = one.node.initial if target is one.node else target
                entries.append(Entry(Domain(one.node, ()), begins or target, ()))
                continue
            domain = domain_of(one)
            if domain.node is None and "frozen" in step.run:
                _unfreeze_all(step)
            domains.append(domain)
            entries.append(Entry(domain, target, one.numbers[: target.depth], last=arrow.way == "last"))
        else:
            continue
        if step.plan.undoes:
            complete(step, one)
    if domains:
        leave_all(step, domains)
    return thawed


# ── interrupts ───────────────────────────────────────────────────────────────────────────────────────


def _freeze(step: Macrostep, interrupt: InterruptNode) -> None:
    """Keep where the run is, with its timers and those that stand still in a pause, and be nowhere."""
    run = step.run
    mine = [entry for entry in (*run["timers"], *run.get("held", ())) if entry["kind"] in STEP_KINDS]
    frame = Frozen(interrupt=interrupt.name, configuration=run["configuration"], timers=mine)
    run["frozen"] = [*run.get("frozen", ()), frame]
    run["timers"] = [entry for entry in run["timers"] if entry["kind"] not in STEP_KINDS]
    hold(run, [])
    run["configuration"] = []


def _thaw(step: Macrostep) -> Frozen:
    """Take the innermost frozen position; it is restored once the interrupt is left."""
    frames = step.run.get("frozen", [])
    if not frames:
        raise failure("there is nothing to go back to", step.source)
    put(step.run, "frozen", frames[:-1])
    return frames[-1]


def _restore(step: Macrostep, frame: Frozen) -> None:
    """Be again where the interrupt began; reminders that were missed are dropped, and steps whose questions
    the interrupt has answered are told.
    """
    run = step.run
    run["configuration"] = list(frame["configuration"])
    for place in frame["configuration"]:
        if run["asked"].get(place) == []:
            run["asked"] = {other: names for other, names in run["asked"].items() if other != place}
            step.raise_event("answered", place)
    if run["status"] == "paused" and step.plan.pause is not None and step.plan.pause.hold_timers:
        hold(run, [*run.get("held", ()), *frame["timers"]])
        step.path += frame["configuration"]
        return
    missed = [entry for entry in frame["timers"] if _is_missed(step, entry)]
    step.cancelled += [entry["name"] for entry in missed]
    run["timers"] = [*run["timers"], *(entry for entry in frame["timers"] if entry not in missed)]
    step.path += frame["configuration"]


def _is_missed(step: Macrostep, entry: TimerEntry) -> bool:
    return entry["kind"] == "remind" and entry["due"][:-1] <= step.now_text[:-1]


def _unfreeze_all(step: Macrostep) -> None:
    """Whoever leads out of an interrupt to another place leaves the frozen places for good."""
    run = step.run
    for frame in reversed(run.get("frozen", [])):
        run["configuration"] = [*frame["configuration"], *run["configuration"]]
        run["timers"] = [*run["timers"], *frame["timers"]]
    run.pop("frozen", None)


# ── afterwards ───────────────────────────────────────────────────────────────────────────────────────


def _settle_places(step: Macrostep, entries: Iterable[Entry]) -> None:
    """Put the places in written order, arm what was entered, and end the run where an end was reached."""
    if len(step.run["configuration"]) > 1:
        sort_places(step)
    for entry in entries:
        for end in entry.ends:
            if end.ends_run:
                end_run(step, end)
                return
    arm_entered(step, entries)


def sort_places(step: Macrostep) -> None:
    """Put the places in written order, items in the order of their list."""
    places = step.run["configuration"]
    if len(places) > 1:
        step.run["configuration"] = sorted(places, key=lambda text: written_order(*step.plan.place(text)))


def end_run(step: Macrostep, end: EndNode) -> None:
    """The run is over: what is still active is left, and nothing waits any more."""
    close(step, Outcome(end=end.name, kind=end.outcome, at=step.now_text))
    step.run["configuration"] = [end.name]


def cancel_run(step: Macrostep) -> None:
    """The run is over because somebody says so: nothing is done on the way."""
    places = step.run["configuration"]
    close(step, Outcome(end=CANCELLED, kind="neutral", at=step.now_text), quietly=True)
    step.run["configuration"] = places


def is_cancelled(outcome: Outcome | None, places: Sequence[str]) -> bool:
    """Whether a run was cancelled: it is where it was then, and not at an end that may be called so, too."""
    return outcome is not None and outcome["end"] == CANCELLED and [*places] != [CANCELLED]


def close(step: Macrostep, outcome: Outcome, *, quietly: bool = False) -> None:
    """End the run with an outcome: timers, questions and the work of others are over."""
    run = step.run
    _unfreeze_all(step)
    leave_all(step, [Domain(None, ())], quietly=quietly)
    step.cancelled += [entry["name"] for entry in (*run["timers"], *run.get("held", ()))]
    run["timers"], run["asked"] = [], {}
    for rare in _OPEN_ONLY:
        run.pop(rare, None)  # type: ignore[misc]  # all are fields that may be absent
    run["status"], run["paused_since"], run["outcome"] = "ended", None, outcome
    step.queue.clear()
