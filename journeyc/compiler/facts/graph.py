"""The ways through a journey: where who is at a place may come to, and what may end there.

Rather too many ways than too few: each way that may be taken counts, whatever its condition. What cannot
be reached here cannot be reached at all.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from journeyc.compiler import syntax
from journeyc.compiler.ends import may_be
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.knowledge import Edge
from journeyc.compiler.reaching import reached
from journeyc.compiler.structure import ROOT

Onward = dict[str, list[str]]
_SideBySide = syntax.Parallel | syntax.Each


class Graph:
    """The ways of a journey. `onward` leads from each place to those that may come after it, also through
    what is not a place: being somewhere inside a composite (`within`), or the interrupts that may come.
    `ends` are the ends of the journey, `returning` the places some way of which leads back from an interrupt.
    """

    def __init__(self, flow: JourneyFlow) -> None:
        self._flow = flow
        self._places, self._structure = flow.places, flow.structure
        self.onward: Onward = {}
        #: The interrupt that a place stands in, or is, by the name of the place.
        self.interrupt = {
            name: one
            for name in flow.places
            for one in (name, *flow.structure.around(name))
            if isinstance(flow.places[one], syntax.Anytime)
        }
        self.ends = frozenset(
            name
            for name, place in flow.places.items()
            if isinstance(place, syntax.End) and flow.structure.ends_journey(place)
        )
        self.returning = frozenset(flow.returning)
        self._stand()
        self._interrupts()
        for edge in flow.edges:
            self._follow(edge)

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────

    def after(self, places: Iterable[str]) -> set[str]:
        """All that may come after some places, with the places themselves."""
        return reached(places, self.onward)

    def before(self, places: Iterable[str], among: Collection[str] | None = None) -> set[str]:
        """All from which a way leads to one of some places, with the places themselves; where that is given,
        only by what is `among` some.
        """
        return reached(places, self._backward, among)

    @cached_property
    def ending(self) -> set[str]:
        """The places from which an end of the journey can be reached."""
        return self.before(self.ends)

    @cached_property
    def ending_anyhow(self) -> set[str]:
        """The places from which an end of the journey can be reached by everybody: whatever share of a split
        somebody falls into, they fall into it each time, so all of them must lead there.
        """
        shares = {
            name: len({*self.onward.get(name, ())})
            for name, place in self._places.items()
            if isinstance(place, syntax.Split)
        }
        found, pending = set(self.ends), [*self.ends]
        while pending:
            for name in {*self._backward.get(pending.pop(), ())} - found:
                shares[name] = shares.get(name, 1) - 1
                if not shares[name]:
                    found.add(name)
                    pending.append(name)
        return found

    @cached_property
    def _backward(self) -> Onward:
        found: Onward = {}
        for source, targets in self.onward.items():
            for target in targets:
                found.setdefault(target, []).append(source)
        return found

    def knots(self, among: Collection[str]) -> Iterator[list[str]]:
        """The places that can all reach each other, of those that no way leads out of: each group of them
        once, looking only at ways among some places and what they stand in.
        """
        inside = {*among, *(within(around) for name in among for around in self._structure.around(name))}
        leads_out: dict[str, bool] = {}
        for part in components(sorted(inside), lambda name: self.onward.get(name, ()), inside):
            places = [name for name in part if name in self._places]
            members = set(part)
            onward = {
                target
                for name in part
                for target in self.onward.get(name, ())
                if target in inside and target not in members
            }
            final = not any(leads_out[target] for target in onward)
            for name in part:
                leads_out[name] = bool(places) or not final
            if places and final:
                yield places

    # ── following ────────────────────────────────────────────────────────────────────────────────────

    def _add(self, source: str, target: str) -> None:
        self.onward.setdefault(source, []).append(target)

    def _stand(self) -> None:
        """Who is at a place is inside what stands around it. An `each` may have nothing to do."""
        for name, place in self._places.items():
            around = within(self._structure.parent(name))
            if isinstance(place, syntax.Anytime):
                continue
            if isinstance(place, syntax.Composite):
                self._add(name, within(name))
                self._add(within(name), around)
            elif isinstance(place, syntax.Step | syntax.End):
                self._add(name, around)

    def _interrupts(self) -> None:
        """Any interrupt may come wherever a customer is, but none while it is there itself: two rows, of
        those behind each and of those before it, are shorter than all pairs.
        """
        names = [name for name, place in self._places.items() if isinstance(place, syntax.Anytime)]
        self._add(within(ROOT), "behind 0")
        for at, name in enumerate(names):
            for row, beyond in ((f"behind {at}", f"behind {at + 1}"), (f"before {at}", f"before {at - 1}")):
                self._add(row, name)
                self._add(row, beyond)
                self._add(within(name), beyond)

    def _follow(self, edge: Edge) -> None:
        source, target, cause = edge.source, edge.target, edge.cause
        if source is None or target not in self._places:
            return
        heard = _done(cause)
        plain = heard is None or any(self._beside(source, name) for name in heard)
        for name in heard or ():
            for end in self._finishing(name):
                if may_be(cause.guard if isinstance(cause, syntax.Handler) else None, end):
                    self._lead(end, end, target, name)
        if plain:
            place = self._places[source]
            inside = isinstance(place, syntax.Composite) and edge.kind not in {"first", "interrupt"}
            self._lead(source, within(source) if inside else source, target)

    def _lead(self, place: str, source: str, target: str, done: str = "") -> None:
        """Lead on from a place; whoever is beside it is led away, too, where it leads out of what both are
        in. Who hears that something is done waits for all that are in it.
        """
        self._add(source, target)
        kept = {target, *self._structure.around(target)}
        for around in self._structure.around(place):
            if isinstance(self._places[around], _SideBySide) and around not in kept and around != done:
                self._add(within(around), target)

    def _beside(self, owner: str, name: str) -> bool:
        """Whether something that is done stands neither around a place nor inside it, nor is it."""
        return not (owner == name or owner in self._structure.around(name)) and not isinstance(
            self._places[owner], syntax.Anytime
        )

    def _finishing(self, name: str) -> list[str]:
        """The places by which something is done: the ends in it, those of all branches of a parallel, and an
        `each` itself, which may have no items.
        """
        place = self._places.get(name)
        if isinstance(place, syntax.Parallel):
            return [end for branch in place.places for end in self._finishing(branch.name.text)]
        ends = [end.name.text for end in self._structure.ends(name)]
        return [name, *ends] if isinstance(place, syntax.Each) else ends


def within(name: str) -> str:
    """Being somewhere inside a composite; no place has such a name."""
    return f"in {name}"


def _done(cause: syntax.Node) -> list[str] | None:
    """What a handler hears the end of; None where it hears of other events, too."""
    if not isinstance(cause, syntax.Handler):
        return None
    events = [event.text.rpartition(".") for event in cause.events]
    return [name for name, _, _ in events] if all(what == "done" for _, _, what in events) else None


def components(
    names: Iterable[str], onward: Callable[[str], Iterable[str]], among: Collection[str]
) -> Iterator[list[str]]:
    """The parts of a graph in which all reach each other; each after those that it leads to."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    unfinished: set[str] = set()
    for start in names:
        work = [] if start in index else [(start, iter([*onward(start)]))]
        while work:
            name, targets = work[-1]
            if name not in index:
                index[name] = lowest[name] = len(index)
                stack.append(name)
                unfinished.add(name)
            target = next((one for one in targets if one in among), None)
            if target is None:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[name])
                if lowest[name] == index[name]:
                    part = [stack.pop()]
                    while part[-1] != name:
                        part.append(stack.pop())
                    unfinished.difference_update(part)
                    yield part
            elif target not in index:
                work.append((target, iter([*onward(target)])))
            elif target in unfinished:
                lowest[name] = min(lowest[name], index[target])
