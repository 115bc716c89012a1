"""What of journeys was played in scenarios, and what was not: steps, transitions, timers, outcomes, rules."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from journeyc.ir import model
from journeyc.report.reasons import fired, unnumbered
from journeyc.runtime.core.nodes import EndNode, StepNode
from journeyc.runtime.core.plan import Plan, node_name, written_name
from journeyc.runtime.plan import PlanError
from journeyc.testing.played import Mark, Played
from journeyc.testing.prepared import Prepared

if TYPE_CHECKING:
    from journeyc.testing.virtual import Play

Kind = Literal["step", "transition", "timer", "outcome", "rule"]
KINDS: tuple[Kind, ...] = ("step", "transition", "timer", "outcome", "rule")


class Part(NamedTuple):
    """A part of a journey that can be played: what marks it, and how it is called for people."""

    mark: Mark
    kind: Kind
    line: int
    name: str


class Count(NamedTuple):
    """How many parts of one kind were played, of how many."""

    played: int
    total: int


class Coverage:
    """The parts of some journeys, and which of them were played."""

    def __init__(self, parts: Iterable[Part], marks: Collection[Mark]) -> None:
        # A journey may be met in several files that import it.
        self.parts = sorted({part.mark: part for part in parts}.values(), key=_in_order)
        self._marks = marks

    @classmethod
    def of(cls, package: model.Package, played: Iterable[Played]) -> "Coverage":
        """What scenarios have played of the journeys of a package, and of its rules of the customer."""
        parts = [*parts_of(Prepared(package), package.journeys), *parts_of_rules(package.declarations.rules)]
        return cls(parts, marks_in(played))

    @property
    def untested(self) -> list[Part]:
        """The parts that nothing has played, by file and line."""
        return [part for part in self.parts if part.mark not in self._marks]

    def count(self, kind: Kind) -> Count:
        """How many parts of a kind were played."""
        mine = [part for part in self.parts if part.kind == kind]
        return Count(sum(part.mark in self._marks for part in mine), len(mine))

    @property
    def percent(self) -> float:
        """The share of all parts that were played; all of them where there are none."""
        total = len(self.parts)
        return 100 * (total - len(self.untested)) / total if total else 100.0


def _in_order(part: Part) -> tuple[str, int, int, str]:
    return part.mark.file, part.line, KINDS.index(part.kind), part.name


def marks_in(played: Iterable[Played]) -> frozenset[Mark]:
    """Everything that scenarios came to."""
    return frozenset(mark for one in played for mark in one.marks)


def parts_of(prepared: Prepared, journeys: Iterable[model.Journey]) -> list[Part]:
    """Everything of journeys that can be played; of one that cannot be run, nothing."""
    found: list[Part] = []
    for journey in journeys:
        try:
            found += _parts(prepared.plan(journey.name), journey)
        except PlanError:
            continue
    return found


def parts_of_rules(rules: Iterable[model.Rule], journey: str = "") -> list[Part]:
    """Rules that can fire: those of a journey, or some of the customer."""
    return [
        Part(Mark(rule.place.file, journey, "rule", rule.name), "rule", rule.place.line, rule.name)
        for rule in rules
    ]


def _parts(plan: Plan, journey: model.Journey) -> list[Part]:
    file, name = journey.place.file, journey.name
    found: list[Part] = []
    for node in plan.nodes.values():
        if isinstance(node, StepNode):
            found.append(Part(Mark(file, name, "place", node.name), "step", node.line, node.name))
        elif isinstance(node, EndNode) and node.ends_run:
            found.append(Part(Mark(file, name, "place", node.name), "outcome", node.line, node.name))
    of_timers = {id(timer.arrow) for timer in plan.timers.values()}
    for timer in plan.timers.values():
        mark = Mark(file, name, "fired", timer.name)
        found.append(Part(mark, "timer", timer.arrow.line, unnumbered(timer.arrow.label)))
    for arrow in plan.arrows:
        if arrow.leaves or id(arrow) not in of_timers:
            mark = Mark(file, name, "taken", arrow.label)
            found.append(Part(mark, "transition", arrow.line, unnumbered(arrow.label)))
    return found + parts_of_rules(journey.rules, name)


def marks_of(play: "Play", stubbed: Collection[str]) -> frozenset[Mark]:
    """What a scenario came to; journeys that were only stood in for were not played."""
    found: dict[str, _Came] = {}
    of_customer: set[str] = set()
    for happened in play.happened:
        if happened.report is None:
            continue
        of_customer.update(rule["rule"] for rule in fired(happened.report.get("rules", ())))
        for run in happened.report["runs"]:
            came = found.setdefault(run["journey"], _Came(set(), set(), set(), set()))
            came.places.update(run["path"])
            came.taken.update(run["taken"])
            came.fired.update(run["fired"])
            came.rules.update(rule["rule"] for rule in fired(run.get("rules", ())))
    marks = {Mark(play.prepared.rules[rule].place.file, "", "rule", rule) for rule in of_customer}
    for name, came in found.items():
        if name not in stubbed:
            file = play.prepared.journeys[name].place.file
            marks.update(Mark(file, name, "place", node_name(place)) for place in came.places)
            marks.update(Mark(file, name, "taken", label) for label in came.taken)
            marks.update(Mark(file, name, "fired", written_name(timer)) for timer in came.fired)
            marks.update(Mark(file, name, "rule", rule) for rule in came.rules)
    return frozenset(marks)


class _Came(NamedTuple):
    """What the runs of one journey came to: places, labels of what was taken, timers and rules that fired."""

    places: set[str]
    taken: set[str]
    fired: set[str]
    rules: set[str]
