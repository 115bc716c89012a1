"""How runs move through a journey: who is where, how many came and left, how long they stayed."""

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from math import ceil
from statistics import median
from typing import NamedTuple

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.nodes import EachNode, EndNode, Node
from journeyc.runtime.core.plan import Plan, node_name
from journeyc.runtime.hosts.stays import ORIGIN, PAUSE, Way, Ways, follow, is_leaf, waits
from journeyc.runtime.ports import HistoryEntry


class PlaceFlow(NamedTuple):
    """One place of a journey: how many open runs are there `now`, some of them `paused` or `suspended`, and
    how many of them are `stuck`, where somebody has said for how long.

    How often it was `entered` and `left` since the flow is counted, how long a stay took that ended since
    then, in seconds, half of them and nine in ten; and of those who left, with how many the run gave up or
    failed (`drop_off`). An end is not left, and what is passed at once has no length.
    """

    place: str
    now: int
    paused: int
    suspended: int
    stuck: int | None
    entered: int
    left: int
    median_seconds: float | None
    p90_seconds: float | None
    drop_off: int


class WayFlow(NamedTuple):
    """How often a way was taken. `(start)` and `(pause)` stand for where runs begin, and for their pause;
    `cause` is the event, the time or the outcome, empty for a condition alone.
    """

    source: str
    target: str
    cause: str
    taken: int


class Flow(NamedTuple):
    """How runs move through a journey: all versions together, told by the places of one.

    `since` is when counting begins, empty for the whole of what is kept. `open`, `begun` and `ended` count
    runs. `elsewhere` counts what this version has no place for: the runs that are at places of others, and
    what happened there, by the name of the place; and under `(version 2)` runs of which nothing but where
    they are can be told, as that version cannot be read.
    """

    journey: str
    version: int
    as_of: str
    since: str
    open: int
    begun: int
    ended: int
    places: tuple[PlaceFlow, ...]
    ways: tuple[WayFlow, ...]
    elsewhere: Mapping[str, int]


class Counting(NamedTuple):
    """What a flow is counted from: the version that is told of, all that are known by their hash, the
    histories of runs, and whether one is stuck, if that is asked.
    """

    plan: Plan
    plans: Mapping[str, Plan]
    history: Callable[[str], Iterable[HistoryEntry]]
    is_stuck: Callable[[Run], bool] | None
    now: datetime
    since: datetime | None


def flow_of(runs: Iterable[Run], counting: Counting) -> Flow:
    """Count runs as they come; of each its history is read, of no other at the same time."""
    counted = _Counted(counting)
    ways = Ways(counting.plans.values())
    for run in runs:
        counted.add(run)
        plan = counting.plans.get(run["definition_hash"])
        if plan is None:
            counted.unread(run["version"])
        # Nothing has happened since then to one that nothing has touched.
        elif counted.counts(to_instant(run["updated_at"])):
            follow(run, counting.history(run["id"]), plan, ways, counted, counting.now)
    return counted.flow()


class _Place:
    __slots__ = ("dropped", "entered", "lasted", "left", "now", "paused", "stuck", "suspended")

    def __init__(self) -> None:
        self.now = self.paused = self.suspended = self.stuck = 0
        self.entered = self.left = self.dropped = 0
        self.lasted = array("d")


class _Counted:
    """Hears of the ways of runs, and counts what happened since then."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting
        self._places: dict[str, _Place] = {}
        self._ways: dict[tuple[str, str, str], int] = {}
        self._unread: dict[int, int] = {}
        self._open = self._begun = self._ended = 0

    def counts(self, at: datetime) -> bool:
        """Whether what happened at this time is counted."""
        return self._counting.since is None or at >= self._counting.since

    def add(self, run: Run) -> None:
        """Count where a run is."""
        self._begun += self.counts(to_instant(run["started_at"]))
        if run["outcome"] is not None:
            self._ended += self.counts(to_instant(run["outcome"]["at"]))
            return
        self._open += 1
        is_stuck = self._counting.is_stuck is not None and self._counting.is_stuck(run)
        for name in {node_name(place) for place in run["configuration"]}:
            place = self._at(name)
            place.now += 1
            place.paused += run["status"] == "paused"
            place.suspended += run["status"] == "suspended"
            place.stuck += is_stuck

    def unread(self, version: int) -> None:
        """A run whose version is lost, or comes from a newer journeyc: its way cannot be told."""
        self._unread[version] = self._unread.get(version, 0) + 1

    def _at(self, name: str) -> _Place:
        return self._places.setdefault(name, _Place())

    def entered(self, place: str, at: datetime) -> None:
        self._at(place).entered += self.counts(at)

    def left(self, place: str, since: datetime, at: datetime, *, dropped: bool) -> None:
        if self.counts(at):
            told = self._at(place)
            told.left += 1
            told.dropped += dropped
            told.lasted.append((at - since).total_seconds())

    def took(self, way: Way, at: datetime) -> None:
        if way.arrow.target is not None and self.counts(at):
            key = (way.source, way.arrow.target.name, _cause(way.arrow.label))
            self._ways[key] = self._ways.get(key, 0) + 1

    def flow(self) -> Flow:
        """What was counted."""
        counting, plan = self._counting, self._counting.plan
        nodes = sorted(plan.nodes.values(), key=lambda node: node.order)
        leaves = [node for node in nodes if is_leaf(node)]
        here = [node for node in leaves if not isinstance(node, EachNode) or node.name in self._places]
        known = {*plan.nodes, ORIGIN, PAUSE}
        ways = {key: count for key, count in self._ways.items() if {key[0], key[1]} <= known}
        order = {name: number for number, name in enumerate([ORIGIN, *(node.name for node in nodes)])}
        return Flow(
            journey=plan.journey,
            version=plan.version,
            as_of=instant_text(counting.now),
            since=instant_text(counting.since) if counting.since is not None else "",
            open=self._open,
            begun=self._begun,
            ended=self._ended,
            places=tuple(self._told(node) for node in here),
            ways=tuple(
                WayFlow(*key, count)
                for key, count in sorted(
                    ways.items(),
                    key=lambda way: (order.get(way[0][0], len(order)), order[way[0][1]], way[0][2]),
                )
            ),
            elsewhere=self._elsewhere(known),
        )

    def _told(self, node: Node) -> PlaceFlow:
        place = self._places.get(node.name, _Place())
        lasted = sorted(place.lasted) if waits(node) else []
        return PlaceFlow(
            place=node.name,
            now=place.now,
            paused=place.paused,
            suspended=place.suspended,
            stuck=place.stuck if self._counting.is_stuck is not None else None,
            entered=place.entered,
            left=0 if isinstance(node, EndNode) else place.left,
            median_seconds=median(lasted) if lasted else None,
            p90_seconds=lasted[ceil(0.9 * len(lasted)) - 1] if lasted else None,
            drop_off=place.dropped,
        )

    def _elsewhere(self, known: Collection[str]) -> dict[str, int]:
        """What happened at places that are not told of."""
        counts = {
            name: place.now + place.entered for name, place in self._places.items() if name not in known
        }
        unread = {f"(version {version})": count for version, count in sorted(self._unread.items())}
        return {name: count for name, count in sorted(counts.items()) if count} | unread


def _cause(label: str) -> str:
    """The event, time or outcome in the label of an arrow: without its condition, which may tell what is
    private, its target and its line.
    """
    said = label.rpartition(" (line ")[0]
    for mark in (" when ", " -> ", " undoing"):
        said = said.partition(mark)[0]
    return "" if said.startswith(("when ", "-> ")) else said.removeprefix("starts ")
