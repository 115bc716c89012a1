"""What is certain to be set at each place of a journey, learned way by way.

Everything here only ever becomes less certain, so that learning comes to an end.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.acts import Act
from journeyc.compiler.effects import after_set
from journeyc.compiler.ends import may_be
from journeyc.compiler.places import Place
from journeyc.compiler.structure import ROOT, Structure
from journeyc.expression.environment import Known
from journeyc.expression.syntax import Expression
from journeyc.expression.types import OptionalType, RecordType, required


class Edge(NamedTuple):
    """A way from a place (None: from outside) to another; `cause` is the clause that takes it."""

    source: str | None
    target: str
    cause: syntax.Node
    kind: str


class Knowledge:
    """What is known on entering places, while a customer is there, and when stages and branches are done."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._interference: dict[str, list[syntax.SetEffect]] = {}
        self.clear()

    def clear(self) -> None:
        """Forget what was learned, but not who interferes with whom."""
        self.entered: dict[str, Known] = {}
        self._begun: set[str] = set()
        self._waiting: dict[str, dict[str, Known]] = {}
        self._during: dict[str, Known] = {}
        self._ended: dict[str, dict[str, Known]] = {}
        self._ways: dict[tuple[str, str], Known] = {}

    def note(self, edge: Edge, known: Known) -> None:
        """Remember what is known on a way."""
        key = (edge.source or ROOT, edge.target)
        before = self._ways.get(key)
        self._ways[key] = known if before is None else before & known

    def enter(self, name: str, known: Known, *, begun: bool) -> bool:
        """Enter a place, or pass a composite on the way to a place inside it; whether that is news."""
        before = self.entered.get(name)
        now = known if before is None else before & known
        news = now != before or (begun and name not in self._begun)
        self.entered[name] = now
        if begun:
            self._begun.add(name)
        return news

    def suppose(self, name: str, known: Known) -> None:
        """What to go by at a place that nobody enters."""
        self.entered.setdefault(name, known)

    def begun(self, name: str) -> bool:
        """Whether some way leads to a composite itself and not only to a place inside it."""
        return name in self._begun

    # ── while a customer is there ────────────────────────────────────────────────────────────────────

    def wait(self, name: str, known: Known) -> list[str]:
        """Note what is known while a customer is at a place; gives the composites about which less is known
        now, ROOT for the journey.
        """
        changed: list[str] = []
        while True:
            parent = self._structure.parent(name)
            inside = self._waiting.setdefault(parent, {})
            before = inside.get(name)
            inside[name] = known if before is None else before & known
            met = self._meet(parent, inside, known)
            if met is None or met == self._during.get(parent):
                return changed
            self._during[parent] = met
            changed.append(parent)
            if parent == ROOT:
                return changed
            name, known = parent, met

    def _meet(self, parent: str, inside: dict[str, Known], known: Known) -> Known | None:
        """What is known in a composite now that a place inside it knows less: of the branches of a parallel
        everything that one of them knows.
        """
        composite = self._structure.composite(parent)
        if isinstance(composite, syntax.Parallel):
            if any(branch.name.text not in inside for branch in composite.places):
                return None
            return frozenset().union(*inside.values())
        met = self._during.get(parent, known) & known
        if isinstance(composite, syntax.Each):
            return met & frozenset().union(*self._ended.get(parent, {}).values())
        return met

    def during(self, name: str) -> Known | None:
        """What is known while a customer is somewhere in a composite; None while nobody is."""
        return self._during.get(name)

    # ── when a stage or a branch is done ─────────────────────────────────────────────────────────────

    def end(self, name: str, end: str, known: Known) -> bool:
        """Note what is known when a composite is done by one of its ends; whether that is news."""
        ended = self._ended.setdefault(name, {})
        before = ended.get(end)
        ended[end] = known if before is None else before & known
        return ended[end] != before

    def _done(self, name: str, guard: Expression | None = None) -> Known | None:
        """What is known when a composite is done, by an end for which a condition may hold."""
        composite = self._structure.composite(name)
        if isinstance(composite, syntax.Parallel):
            branches = [self._done(branch.name.text) for branch in composite.places]
            done = [known for known in branches if known is not None]
            return frozenset().union(*done) if len(done) == len(branches) else None
        if isinstance(composite, syntax.Each):
            return self._ended.get(name, {}).get(name)
        ended = [known for end, known in self._ended.get(name, {}).items() if may_be(guard, end)]
        return frozenset.intersection(*ended) if ended else None

    def heard(self, handler: syntax.Handler, known: Known, guard: Expression | None = None) -> Known | None:
        """What a handler knows when it hears that something is done: what its ends know, too; where its
        condition holds, only those ends that fit it. None while nothing of it can be done.
        """
        events = [event.text.rpartition(".") for event in handler.events]
        if any(what != "done" for _, _, what in events):
            return known
        heard = [done for name, _, _ in events if (done := self._done(name, guard)) is not None]
        return known | frozenset.intersection(*heard) if heard else None

    # ── what others do meanwhile ─────────────────────────────────────────────────────────────────────

    def find_interference(self, acts: Iterable[Act], place: Place) -> bool:
        """Find what may unset a field while a customer waits: handlers that stay, branches beside, rules and
        interrupts. Whether that is news.
        """
        writes = [
            (act, effect)
            for act in acts
            for effect in act.effects
            if isinstance(effect, syntax.SetEffect) and _unsure(effect, place)
        ]
        before, self._interference = self._interference, {}
        if writes:
            for name, item in self._structure.places.items():
                if isinstance(item, syntax.Step | syntax.End):
                    found = [effect for act, effect in writes if self._meanwhile(act, name)]
                    if found:
                        self._interference[name] = found
        return self._interference != before

    def _meanwhile(self, act: Act, name: str) -> bool:
        """Whether something may be done while a customer waits at a place."""
        structure = self._structure
        around = (name, *structure.around(name))
        if act.stays and (not act.place or act.place in around):
            return True
        if not act.place:
            return False
        if structure.side_by_side(name, act.place):
            return True
        return any(
            isinstance(structure.places[other], syntax.Anytime) and other not in around
            for other in (act.place, *structure.around(act.place))
        )

    def staying(self, name: str, known: Known) -> Known:
        """What stays certain at a place while a customer is there, whatever others do."""
        # Others may write the customer's profile meanwhile.
        known = known.difference([path for path in known if path.startswith("customer.")])
        # What a handler that stays may unset is not certain, either.
        return after_some(self._interference.get(name, ()), known)

    # ── explaining ───────────────────────────────────────────────────────────────────────────────────

    def way_without(self, field: str, here: str) -> list[str]:
        """The shortest way from a start to a place on which a field is not set, by the names on it."""
        structure = self._structure
        onward: dict[str, list[str]] = {}
        for (source, target), known in self._ways.items():
            if field not in known and target in structure.places:
                onward.setdefault(source, []).append(target)
        came: dict[str, str] = {}
        pending = deque((ROOT, target) for target in onward.get(ROOT, ()))
        interrupts = [name for name, place in structure.places.items() if isinstance(place, syntax.Anytime)]
        while pending:
            source, name = pending.popleft()
            if name in came:
                continue
            came[name] = source
            if name == here:
                break
            pending.extend((name, target) for target in onward.get(name, ()))
            pending.extend((name, other) for other in (*structure.around(name), *interrupts))
        way: list[str] = []
        # A place whose name had to be made up has the name of the journey, and nothing comes before that.
        while here in came and here != ROOT:
            # Of a stage and a step in it, the step says more.
            if not way or here not in structure.around(way[0]):
                way.insert(0, here)
            here = came[here]
        return way


def _unsure(effect: syntax.SetEffect, place: Place) -> bool:
    """Whether an effect may unset a field, or fields inside it."""
    if isinstance(effect.value.type, OptionalType):
        return True
    return isinstance(required(place.type_at(tuple(word.text for word in effect.path))), RecordType)


def unsure(effects: Iterable[syntax.SetEffect], place: Place) -> list[syntax.SetEffect]:
    """The effects that may unset a field."""
    return [effect for effect in effects if _unsure(effect, place)]


def after_some(effects: Iterable[syntax.SetEffect], known: Known) -> Known:
    """What stays certain after effects of which some are made, nobody knows which."""
    for effect in effects:
        known &= after_set(effect, known)
    return known


def own(known: Known, place: Place) -> Known:
    """What stays known from one place to the next: nothing of an event, or of what has no name there."""
    fields = place.fields
    foreign = [
        path
        for path in known
        if path not in fields and (head := path.partition(".")[0]) not in fields and head != "customer"
    ]
    return known.difference(foreign)
