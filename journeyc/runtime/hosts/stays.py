"""The way of one run, read from its history: where it stayed and for how long, and which arrows it took."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import Run, RunReport
from journeyc.runtime.core.moving import is_cancelled
from journeyc.runtime.core.nodes import (
    ActiveNode,
    Arrow,
    CallPlan,
    ChildPlan,
    ChoiceNode,
    EachNode,
    EndNode,
    InterruptNode,
    Node,
    SplitNode,
    StepNode,
)
from journeyc.runtime.core.plan import Plan, node_name
from journeyc.runtime.ports import HistoryEntry

#: What arrows lead from that stand at no place: the beginning of a run, and its pause.
ORIGIN, PAUSE = "(start)", "(pause)"
#: How late something was is told in whole seconds.
_SECOND = timedelta(seconds=1)


class Way(NamedTuple):
    """An arrow with the name of where it leads from."""

    source: str
    arrow: Arrow


class Seen(Protocol):
    """Hears of the way of a run as it goes. Places are without the number of an item."""

    def entered(self, place: str, at: datetime) -> None:
        """It came to a place."""

    def left(self, place: str, since: datetime, at: datetime, *, dropped: bool) -> None:
        """It left a place. `dropped`: as the last before it gave up or failed."""

    def took(self, way: Way, at: datetime) -> None:
        """It took an arrow."""


class Ways:
    """The arrows of the versions of a journey, found by what reports call them."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        self._known = [(plan, _labelled(plan)) for plan in sorted(plans, key=lambda plan: -plan.version)]

    def find(self, label: str, path: Sequence[str], plan: Plan) -> Way | None:
        """The arrow of a label that leads from one of the places of a path; None for what only a version has
        that is lost, and for a migration.

        The version of the run is asked first, then the others, as it may have moved from one. The line in a
        label is that of the wording of then: another wording may have moved the arrow.
        """
        asked = sorted(self._known, key=lambda one: one[0] is not plan)
        found = [
            (version, way)
            for name in (label, _unnumbered(label))
            for version, known in asked
            for way in known.get(name, ())
        ]
        active = (way for version, way in found if _stands_at(way.source, path, version))
        return next(active, found[0][1] if found else None)


def _labelled(plan: Plan) -> dict[str, list[Way]]:
    known: dict[str, list[Way]] = {}
    for way in _ways(plan):
        for label in (way.arrow.label, _unnumbered(way.arrow.label)):
            known.setdefault(label, []).append(way)
    return known


def _unnumbered(label: str) -> str:
    return label.rpartition(" (line ")[0]


def _ways(plan: Plan) -> Iterator[Way]:
    starts = [*plan.starts.values(), *([(plan.plain_start,)] if plan.plain_start else [])]
    begun = [arrow for arrows in starts for arrow in arrows]
    begun += [arrow for _, arrow in plan.segment_starts] + [one.arrow for one in plan.schedules]
    yield from (Way(ORIGIN, arrow) for arrow in begun)
    for node in plan.nodes.values():
        yield from (Way(node.name, arrow) for arrow in _out_of(node))
    if plan.pause is not None:
        yield from (Way(PAUSE, arrow) for arrows in plan.pause.handlers.values() for arrow in arrows)
        yield from (Way(PAUSE, timer.arrow) for timer in plan.pause.timers)


def _out_of(node: Node) -> Iterator[Arrow]:
    if isinstance(node, ActiveNode):
        yield from (arrow for arrows in node.handlers.values() for arrow in arrows)
        yield from (timer.arrow for timer in node.timers)
        yield from node.conditions
    if isinstance(node, StepNode):
        parts: tuple[CallPlan | ChildPlan, ...] = (*node.calls, *node.children)
        yield from (row.arrow for part in parts for row in part.rows)
    if isinstance(node, ChoiceNode):
        yield from node.rows
    if isinstance(node, SplitNode):
        yield from (arrow for _, arrow in node.shares)


def _stands_at(source: str, path: Sequence[str], plan: Plan) -> bool:
    """Whether something of this name is active at one of these places, or everywhere."""
    node = plan.nodes.get(source)
    if node is None or isinstance(node, InterruptNode):
        return True
    nodes = [plan.nodes.get(node_name(place)) for place in path]
    return any(source in {node.name, *(one.name for one in node.around)} for node in nodes if node)


def follow(
    run: Run, lines: Iterable[HistoryEntry], plan: Plan, ways: Ways, seen: Seen, now: datetime
) -> None:
    """Tell the way of a run from its history, the oldest first.

    What an interrupt has frozen is not left, and coming `back` to it is no coming; neither is moving to
    another version. An end is never left. Lines that came after the run was read, some time after `now`, are
    passed over: services go on meanwhile. A host that was late may have seen to it after the run's own time.
    """
    until = max(to_instant(run["updated_at"]) + _SECOND, now)
    told: list[tuple[datetime, RunReport]] = []
    for line in lines:
        at = _moment(line, run) if "report" in line.document else None
        if at is not None and at <= until:
            # What was due while an interrupt went on happens when that is done.
            told.append((max(at, told[-1][0]) if told else at, line.document["report"]))
    journey = _Following(run, plan, ways, seen)
    for number, (at, report) in enumerate(told):
        is_last = number + 1 == len(told)
        after = journey.at_last() if is_last else _before(told[number + 1][1])
        journey.go(at, report, after)


def _moment(line: HistoryEntry, run: Run) -> datetime:
    """When something happened by the clock of its journey: a timer when it was due, however late it fired,
    and what a schedule starts when that says.
    """
    if line.document["report"]["result"] == "started":
        return to_instant(run["started_at"])
    return to_instant(line.at) - timedelta(seconds=line.document["report"].get("late_seconds", 0))


def _before(report: RunReport) -> list[str]:
    """Where a run was before what a report tells."""
    return report["path"][: len(report["path"]) - len(report.get("entered", ()))]


class _Following:
    """A run on its way: since when it is where, and which interrupts go on."""

    def __init__(self, run: Run, plan: Plan, ways: Ways, seen: Seen) -> None:
        self.run = run
        self.plan = plan
        self.ways = ways
        self.seen = seen
        self.since: dict[str, datetime] = {}
        self.interrupts: list[str] = []

    def at_last(self) -> list[str]:
        """Where the run is now; one that was cancelled is nowhere."""
        places = self.run["configuration"]
        return [] if is_cancelled(self.run["outcome"], places) else places

    def go(self, at: datetime, report: RunReport, after: Sequence[str]) -> None:
        """One report, and where the run was after it."""
        found = (self.ways.find(label, report["path"], self.plan) for label in report["taken"])
        taken = [way for way in found if way is not None]
        for way in taken:
            self._interrupt(way)
            if way.arrow.target is not None:
                self.seen.took(way, at)
        stays = report["result"] == "migrated" or any(way.arrow.way == "back" for way in taken)
        for place in report.get("entered", ()):
            if place in self.since:
                if stays:
                    continue
                self._leave(place, at)
            self.seen.entered(node_name(place), at)
            self.since[place] = at
        if report["result"] == "ended":
            # Nobody comes back to what an interrupt has frozen.
            self.interrupts.clear()
        before = _before(report) if self._dropped(report, taken) else ()
        for place in [place for place in self.since if place not in after]:
            if not self._is_frozen(place):
                self._leave(place, at, dropped=place in before)

    def _leave(self, place: str, at: datetime, *, dropped: bool = False) -> None:
        since = self.since.pop(place)
        if not isinstance(self._node(place), EndNode):
            self.seen.left(node_name(place), since, at, dropped=dropped)

    def _dropped(self, report: RunReport, taken: Iterable[Way]) -> bool:
        """Whether a run ended in a report by giving up, or at an end that is a failure."""
        outcome = self.run["outcome"]
        if report["result"] != "ended" or outcome is None or is_cancelled(outcome, self.run["configuration"]):
            return False
        timers = self.plan.pause.timers if self.plan.pause is not None else ()
        gives_up = {timer.arrow.label for timer in timers if timer.kind == "give_up"}
        return outcome["kind"] == "failure" or any(way.arrow.label in gives_up for way in taken)

    # ── interrupts ──

    def _interrupt(self, way: Way) -> None:
        """Note which interrupts go on after an arrow was taken."""
        target = way.arrow.target
        if way.arrow.way == "back":
            del self.interrupts[-1:]
        elif target is not None:
            inside = {node.name for node in (target, *target.around) if isinstance(node, InterruptNode)}
            if way.source in inside and way.source not in self.interrupts:
                self.interrupts.append(way.source)
            elif not inside & {*self.interrupts[-1:]}:
                self.interrupts.clear()

    def _is_frozen(self, place: str) -> bool:
        """Whether a place waits until what goes on now is done."""
        if not self.interrupts or (node := self._node(place)) is None:
            return False
        own = next((one.name for one in node.around if isinstance(one, InterruptNode)), None)
        return own != self.interrupts[-1] and own in {None, *self.interrupts}

    def _node(self, place: str) -> Node | None:
        return self.plan.nodes.get(node_name(place))


def waits(node: Node) -> bool:
    """Whether a run can stay at a node for some time."""
    return not isinstance(node, ChoiceNode | SplitNode | EndNode)


def is_leaf(node: Node) -> bool:
    """Whether a run can be at a node, and not only in it."""
    return isinstance(node, StepNode | ChoiceNode | SplitNode | EndNode | EachNode)
