"""Where customers may be once something was done."""

from collections.abc import Iterable, Iterator

from journeyc.compiler import syntax
from journeyc.compiler.facts.messages import Sending
from journeyc.compiler.knowledge import Edge
from journeyc.compiler.structure import ROOT, Structure


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
        self._interrupts = [name for name, place in places.items() if isinstance(place, syntax.Anytime)]

    def reached(self, sent: Iterable[Sending], wanted: set[str]) -> set[str]:
        """Those of some places that customers may be at when a message was sent before."""
        pending = [place for sending in sent for place in self._at_once(sending)]
        left, seen = set(wanted), set[str]()
        left -= {*pending}
        pending += self._interrupts
        while pending and left:
            name = pending.pop()
            if name not in seen and name in self._structure.places:
                seen.add(name)
                left.discard(name)
                pending += self._onward.get(name, [])
                pending += self._structure.around(name)
        return wanted - left

    def _at_once(self, sending: Sending) -> Iterator[str]:
        """Where a customer may be right after a message."""
        structure = self._structure
        led = self._led.get(id(sending.cause))
        name = sending.place
        chain = (name, *structure.around(name))
        several = [one for one in chain if self._is(one, syntax.Parallel | syntax.Each)]
        if any(self._is(one, syntax.Anytime) for one in chain) or (not name and led is None):
            yield from structure.places  # and then back to anywhere
        elif several:
            yield from (several[-1], *structure.inside(several[-1]))
        elif led is not None:
            yield from led
        else:
            yield name
            if structure.composite(name) is not None:
                yield from structure.inside(name)

    def _is(self, name: str, kind: object) -> bool:
        return isinstance(self._structure.places.get(name), kind)  # type: ignore[arg-type]  # a type or a union
