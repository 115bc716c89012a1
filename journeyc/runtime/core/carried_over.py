"""What a run takes along to another version: timers and the work of others (semantics rule 17).

What the old place of a clause had too is that clause, armed, under way or over; everything else is new.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from journeyc.runtime.core.documents import Frozen, Run, TimerEntry, put
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import ActiveNode, Node, StepNode, Timer
from journeyc.runtime.core.plan import Plan, node_name, place_text, with_around
from journeyc.runtime.core.timers import add, cancel_named, entries_of, hold, name_at, owner
from journeyc.runtime.core.work import TASK, end_work, open_task, run_child, try_call, works_on


def moved(place: str, moves: Mapping[str, str]) -> str:
    """Where a place is in the new version."""
    name = node_name(place)
    return moves.get(name, name) + place[len(name) :]


def by_place(name: str, moves: Mapping[str, str]) -> str:
    """What begins with a place, `here/after/0`, as it is called in the new version."""
    place, slash, rest = name.partition("/")
    return moved(place, moves) + slash + rest


class Carried(NamedTuple):
    """What was active in the old version, where it was interrupted too: by the place in the new version, the
    node in the old one.
    """

    old: Plan
    moves: Mapping[str, str]
    places: Mapping[str, Node]

    def had_timer(self, place: str, timer: Timer) -> bool:
        """Whether the old place had a timer of this kind and number."""
        node = self.places.get(place)
        return node is not None and node.name + timer.name[timer.name.index("/") :] in self.old.timers

    def asked(self, place: str) -> frozenset[str]:
        """What the old place asked, whether it was answered or not."""
        node = self.places.get(place)
        return frozenset(q.name for q in node.questions) if isinstance(node, StepNode) else frozenset()

    def worked(self, place: str, clause: str) -> str:
        """Whom the old place let work at this clause."""
        node = self.places.get(place)
        return "" if node is None else works_on(node, clause)


def carried(run: Run, old: Plan, moves: Mapping[str, str]) -> Carried:
    """What is active before anything has moved."""
    places: dict[str, Node] = {}
    for text in everywhere(run):
        for around, index in with_around(*old.place(text)):
            places[moved(place_text(around, index), moves)] = around
    return Carried(old, moves, places)


def everywhere(run: Run) -> list[str]:
    """Where a run is, and where it was interrupted."""
    frozen = (place for frame in run.get("frozen", ()) for place in frame["configuration"])
    return [*run["configuration"], *frozen]


# ── the work of others ───────────────────────────────────────────────────────────────────────────────


def end_old_work(step: Macrostep, known: Carried) -> None:
    """End the work that the new places do not have: before anything is renamed, as others know it so."""
    ended = [name for name in step.run.get("pending", ()) if not _goes_on(step, known, name)]
    end_work(step, ended, known.old)
    for name in ended:
        cancel_named(step, f"{name}/")
        step.cancelled.append(name)


def _goes_on(step: Macrostep, known: Carried, name: str) -> bool:
    place, _, clause = name.partition("/")
    target = moved(place, known.moves)
    worker = works_on(step.plan.place(target)[0], clause)
    return bool(worker) and (clause != TASK or worker == known.worked(target, clause))


def begin_new_work(step: Macrostep, known: Carried) -> list[str]:
    """Begin the work that the old places did not have; the names of it."""
    begun: list[str] = []
    for place in everywhere(step.run):
        node, index = step.plan.place(place)
        if not isinstance(node, StepNode):
            continue
        step.stand_in(node, index)
        if node.worker is not None and f"{place}/{TASK}" not in step.run.get("pending", {}):
            open_task(step, node, place)
            begun.append(f"{place}/{TASK}")
        for call in node.calls:
            if known.worked(place, call.name) != call.service:
                try_call(step, call, place, step.next_id(), 1)
                begun.append(f"{place}/{call.name}")
        for child in node.children:
            if known.worked(place, child.name) != child.journey:
                run_child(step, child, place)
                begun.append(f"{place}/{child.name}")
    return begun


# ── timers ───────────────────────────────────────────────────────────────────────────────────────────


class _Planned(NamedTuple):
    """The timers of some places of the new version: all by name, and those that the old one did not have."""

    names: frozenset[str]
    fresh: tuple[tuple[ActiveNode, tuple[int, ...], tuple[Timer, ...]], ...]


def carry_timers(step: Macrostep, known: Carried) -> None:
    """Timers that the new places have too keep their instants; others are cancelled, new ones armed."""
    run = step.run
    planned = _planned(step, run["configuration"], known)
    run["timers"] = _kept(step, run["timers"], planned, known)
    hold(run, _kept(step, run.get("held", ()), planned, known))
    for entry in _new(step, planned, (*run["timers"], *run.get("held", ()))):
        add(step, entry)
    put(run, "frozen", [_frame(step, frame, known) for frame in run.get("frozen", ())])


def _frame(step: Macrostep, frame: Frozen, known: Carried) -> Frozen:
    """The same for an interrupted position, whose timers stand by."""
    planned = _planned(step, frame["configuration"], known)
    timers = _kept(step, frame["timers"], planned, known)
    new = _new(step, planned, timers)
    step.armed += new
    return {**frame, "timers": [*timers, *new]}


def _planned(step: Macrostep, places: Iterable[str], known: Carried) -> _Planned:
    active: dict[tuple[ActiveNode, tuple[int, ...]], None] = {}
    for text in places:
        for around, index in with_around(*step.plan.place(text)):
            if isinstance(around, ActiveNode):
                active[around, index] = None
    names: set[str] = set()
    fresh: list[tuple[ActiveNode, tuple[int, ...], tuple[Timer, ...]]] = []
    for node, index in active:
        place = place_text(node, index)
        names |= {name_at(place, timer) for timer in node.timers}
        # One that the old place had and that is not armed has fired already.
        new = tuple(timer for timer in node.timers if not known.had_timer(place, timer))
        fresh.append((node, index, new))
    return _Planned(frozenset(names), tuple(fresh))


def _new(step: Macrostep, planned: _Planned, armed: Iterable[TimerEntry]) -> list[TimerEntry]:
    names = {entry["name"] for entry in armed}
    found: list[TimerEntry] = []
    for node, index, timers in planned.fresh:
        step.stand_in(node, index)
        found += entries_of(step, place_text(node, index), timers)
    return [entry for entry in found if entry["name"] not in names]


def _kept(
    step: Macrostep, entries: Iterable[TimerEntry], planned: _Planned, known: Carried
) -> list[TimerEntry]:
    """The timers that stay, under their new names; the others are told as cancelled."""
    kept: list[TimerEntry] = []
    for entry in entries:
        renamed = entry
        if entry["kind"] != "absence":
            renamed = {**entry, "name": by_place(entry["name"], known.moves)}
        if _stays(step, renamed, planned):
            kept.append(renamed)
        else:
            step.cancelled.append(renamed["name"])
    return kept


def _stays(step: Macrostep, entry: TimerEntry, planned: _Planned) -> bool:
    name, pause = entry["name"], step.plan.pause
    match entry["kind"]:
        case "timeout" | "retry":
            return name.rpartition("/")[0] in step.run.get("pending", {})
        case "idle":
            return pause is not None
        case "pause_remind" | "give_up":
            return pause is not None and any(timer.name == name for timer in pause.timers)
        case "absence":
            return any(rule.name == owner(name) and rule.kind == "absence" for rule in step.plan.rules)
        case _:
            return name in planned.names
