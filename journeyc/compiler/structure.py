"""The places of a journey by name, and what stands in what."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundaries
from journeyc.compiler.events import Ends
from journeyc.compiler.reporter import Reporter

#: What stands in the journey itself stands in this.
ROOT = ""
_FEWEST_BRANCHES = 2
#: Places in places: nobody can follow more, and what walks through them must not lose its way.
_DEEPEST = 30

Inner = syntax.Branch | syntax.Each | syntax.Anytime
KINDS: dict[type[syntax.Node], str] = {
    syntax.Step: "step",
    syntax.Choice: "choice",
    syntax.Split: "split",
    syntax.End: "end",
    syntax.Stage: "stage",
    syntax.Parallel: "parallel",
    syntax.Branch: "branch",
    syntax.Each: "each",
    syntax.Anytime: "interrupt",
}


class Structure:
    """Every place by its name, with the places around it. Of two with one name the first counts."""

    def __init__(self, node: syntax.Journey, reporter: Reporter) -> None:
        self.places: dict[str, syntax.Place] = {}
        #: All places in written order, those whose name is taken too.
        self.every: list[syntax.Place] = []
        self._around: dict[str, tuple[str, ...]] = {ROOT: ()}
        self._boundaries: dict[tuple[str, str], list[syntax.Effect]] = {}
        #: What can be done: everything with places inside but interrupts.
        self._completed: list[str] = []
        self._done: dict[str, Ends] = {}
        self._collect(node.places, ROOT, reporter)

    def _collect(self, places: list[syntax.Place], within: str, reporter: Reporter, depth: int = 0) -> None:
        around = (within, *self._around[within]) if within else ()
        for place in places:
            self.every.append(place)
            name = place.name.text
            first = self.places.setdefault(name, place)
            if first is place:
                self._around[name] = around
                for kind, effects in boundaries(place):
                    self._boundaries.setdefault((name, kind), []).extend(effects)
            else:
                kind = KINDS[type(place)] if type(place) is type(first) else "place"
                reporter.duplicate(place.name, kind, first.name, reporter.source)
            if isinstance(place, syntax.Composite) and depth >= _DEEPEST:
                message = f"places are nested more than {_DEEPEST} deep"
                cure = "make a journey of what is inside, and `run` it"
                reporter.error("deep-nesting", place.name, message, cure)
            elif isinstance(place, syntax.Composite):
                if first is place and not isinstance(place, syntax.Anytime):
                    self._completed.append(name)
                self._collect(place.places, name if first is place else within, reporter, depth + 1)

    @property
    def nameless(self) -> bool:
        """Whether the name of some place could not be read."""
        return "" in self.places

    def around(self, name: str) -> tuple[str, ...]:
        """The composites around a place, the innermost first."""
        return self._around.get(name, ())

    def boundary(self, name: str, kind: str) -> Sequence[syntax.Effect]:
        """What is done on entering (`enter`) or leaving (`leave`) a place, or to take it back (`undo`)."""
        return self._boundaries.get((name, kind), ())

    @cached_property
    def undone(self) -> list[syntax.SetEffect]:
        """What may be written when steps are taken back."""
        return [
            effect
            for (_, kind), effects in self._boundaries.items()
            for effect in effects
            if kind == "undo" and isinstance(effect, syntax.SetEffect)
        ]

    @cached_property
    def passed(self) -> list[syntax.SetEffect]:
        """What is written on the way in or out of places, or when steps are taken back."""
        found = (effect for effects in self._boundaries.values() for effect in effects)
        return [effect for effect in found if isinstance(effect, syntax.SetEffect)]

    def parent(self, name: str) -> str:
        """The composite a place stands in; ROOT for the journey."""
        return next(iter(self.around(name)), ROOT)

    def composite(self, name: str) -> syntax.Composite | None:
        """The composite of a name, if it is one."""
        place = self.places.get(name)
        return place if isinstance(place, syntax.Composite) else None

    def inside(self, name: str) -> Iterator[str]:
        """The places in a composite, at any depth; all places for ROOT."""
        for other, around in self._around.items():
            if other and (name == ROOT or name in around):
                yield other

    def initial(self, name: str) -> list[str]:
        """Where a composite begins: all branches of a parallel, else the place that is named or written
        first.
        """
        place = self.composite(name)
        if place is None:
            return []
        if isinstance(place, syntax.Parallel):
            return [branch.name.text for branch in place.places]
        if place.first and place.first[0].text in {child.name.text for child in place.places}:
            return [place.first[0].text]
        return [child.name.text for child in place.places[:1]]

    def ends(self, name: str) -> list[syntax.End]:
        """The ends that complete a stage, a branch or what is done for each item."""
        place = self.composite(name)
        if place is None or isinstance(place, syntax.Anytime):
            return []
        return [child for child in place.places if isinstance(child, syntax.End)]

    def ends_journey(self, end: syntax.End) -> bool:
        """Whether an end ends the journey and not just what it stands in."""
        around = self.around(end.name.text)
        return not around or isinstance(self.places[around[0]], syntax.Anytime)

    def wall(self, source: str, target: str) -> syntax.Composite | None:
        """What keeps a way from a place out of another: a branch, an `each` or an interrupt around it."""
        place = self.places[target]
        around_it = self.around(target)
        if not around_it and not isinstance(place, syntax.Branch | syntax.Anytime):
            return None
        # A parallel and an `each` begin their branches; one of them cannot begin alone.
        reached = (target, *around_it) if isinstance(place, syntax.Branch | syntax.Anytime) else around_it
        within = {source, *self.around(source)}
        for name in reversed(reached):
            around = self.places[name]
            if isinstance(around, Inner) and name not in within:
                return around
        return None

    def side_by_side(self, one: str, other: str) -> bool:
        """Whether customers can be in both places at once: in two branches, or twice in one `each`."""
        mine, theirs = (one, *self.around(one)), (other, *self.around(other))
        common = next((name for name in mine if name in theirs), ROOT)
        return any(
            isinstance(self.places[name], syntax.Each) for name in mine if name != one and name in theirs
        ) or (common not in {one, other, ROOT} and isinstance(self.places[common], syntax.Parallel))

    def done(self, owner: str) -> Ends:
        """The composites whose `done` can be heard by a handler of a place, with the names of their ends."""
        if owner not in self._done:
            self._done[owner] = self._heard(owner)
        return self._done[owner]

    def _heard(self, owner: str) -> Ends:
        found: dict[str, tuple[str, ...]] = {}
        hears_all = isinstance(self.places.get(owner), syntax.Anytime)
        for name in self._completed:
            if hears_all or owner == name or owner in self.around(name) or self.side_by_side(owner, name):
                # The items of an `each` may end in different ways: when all are done, there is no one end.
                each = isinstance(self.places[name], syntax.Each)
                found[name] = () if each else tuple(end.name.text for end in self.ends(name))
        return found


def incomplete(structure: Structure, reporter: Reporter, item: syntax.Place) -> None:
    """Say what a place lacks: how the journey ends in it, places inside, or what begins it."""
    name = item.name.text
    match item:
        case syntax.End() if item.outcome is None and structure.ends_journey(item) and not structure.nameless:
            message = f"`{name}` does not say how the journey ended"
            reporter.missing(item, item.name, message, "add `success`, `failure` or `neutral`")
        case syntax.Parallel() if len(item.places) < _FEWEST_BRANCHES:
            message = f"`{name}` has {'one branch' if item.places else 'no branches'}, and nothing beside it"
            reporter.missing(item, item.name, message, "write two branches, or a `stage`")
        case syntax.Anytime() if not any(
            isinstance(part, syntax.Handler | syntax.When) for part in item.items
        ):
            reporter.missing(item, item.name, f"nothing begins `{name}`", "say what does: `on … -> …` in it")
        case syntax.Stage() | syntax.Branch() | syntax.Each() if not item.places:
            message = f"there is no step in `{name}`"
            reporter.missing(item, item.name, message, f'write one: `step … "…" {{ … }}` in `{name}`')


def hollow(structure: Structure) -> bool:
    """Whether some place that should lead on leads nowhere, because there is nothing in it."""
    return any(
        (isinstance(item, syntax.Composite) and not isinstance(item, syntax.Anytime) and not item.places)
        or (isinstance(item, syntax.Split) and not item.shares)
        for item in structure.every
    )
