"""Where customers may be once something was done."""

from collections.abc import Iterable, Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts.messages import Sending
from journeyc.compiler.knowledge import Edge
from journeyc.compiler.structure import ROOT, Structure

#: In a journey so large that more places than these would be looked at, everything is in doubt.
_MOST_LOOKED_AT = 100_000


class Afterwards:
    """Follows the ways of a journey on from where something was sent. In doubt a customer may be there."""

    def __init__(self, structure: Structure, edges: Iterable[Edge]) -> None:
        self._structure = structure
        self._onward: dict[str, list[str]] = {}
        #: By where a clause begins: where it leads.
        self._led: dict[int, list[str]] = {}
        for edge in edges:
            self._onward.setdefault(edge.source or ROOT, []).append(edge.target)
            tail = getattr(edge.cause, "tail", None)
            for effect in tail.effects if isinstance(tail, syntax.Tail) else ():
                self._led.setdefault(id(effect), []).append(edge.target)
        places = structure.places
        self._looked_at = 0
        self._interrupts = [name for name, place in places.items() if isinstance(place, syntax.Anytime)]

    def reached(self, sent: Iterable[Sending], wanted: set[str]) -> set[str]:
        """Those of some places that customers may be at when a message was sent before."""
        pending = list(self._at_once({self._region(sending) for sending in sent}))
        left, seen = wanted - {*pending}, set[str]()
        pending += self._interrupts
        for name in pending:  # the nearest first: mostly it is close by
            if not left:
                break
            if name in seen or name not in self._structure.places:
                continue
            if self._looked_at > _MOST_LOOKED_AT:
                return wanted
            self._looked_at += 1
            seen.add(name)
            left.discard(name)
            pending += self._onward.get(name, [])
            pending += self._structure.around(name)
        return wanted - left

    def _at_once(self, regions: set[tuple[str, ...]]) -> Iterator[str]:
        """Where customers may be right after a message was sent in some regions."""
        for names in sorted(regions):
            for name in names:
                if name:
                    yield name
                if not name or self._structure.composite(name) is not None:
                    yield from self._structure.inside(name)

    def _region(self, sending: Sending) -> tuple[str, ...]:
        """The places in which, at any depth, a customer may be right after a message; ROOT for anywhere."""
        led = self._led.get(id(sending.cause))
        name = sending.place
        chain = (name, *self._structure.around(name))
        several = [one for one in chain if self._is(one, syntax.Parallel | syntax.Each)]
        if any(self._is(one, syntax.Anytime) for one in chain) or (not name and led is None):
            return (ROOT,)  # an interrupt leads back to anywhere
        if several:
            return (several[-1],)
        return (name,) if led is None else tuple(led)

    def _is(self, name: str, kind: object) -> bool:
        return isinstance(self._structure.places.get(name), kind)  # type: ignore[arg-type]  # a type or a union
