"""What was found right in the quiet walk through a journey, so that it is not typed again aloud."""

from typing import Generic, TypeVar

from journeyc.compiler import syntax
from journeyc.compiler.acts import boundary
from journeyc.compiler.knowledge import Knowledge
from journeyc.compiler.structure import ROOT, Structure

Ways = TypeVar("Ways")
#: `enter` or `around`, and the name of a place.
Visit = tuple[str, str]


class Visits(Generic[Ways]):
    """The visits to places of a journey that found nothing wrong, with the ways they found."""

    def __init__(self, structure: Structure, knowledge: Knowledge) -> None:
        self._structure = structure
        self._knowledge = knowledge
        self._right: dict[Visit, tuple[object, Ways]] = {}

    def clear(self) -> None:
        """Forget them all."""
        self._right.clear()

    def depends(self, visit: Visit, place: object) -> object:
        """What the findings of a visit depend on; None where that is more than can be compared."""
        (what, name), knowledge = visit, self._knowledge
        item = self._structure.places.get(name)
        if what == "enter":
            known = knowledge.entered.get(name)
        else:
            known = knowledge.during(ROOT if isinstance(item, syntax.Anytime) else name)
        if item is None or known is None:
            return None
        return known, knowledge.begun(name), knowledge.endings, place

    def note(self, visit: Visit, depends: object, ways: Ways) -> None:
        """Remember a visit that found nothing wrong."""
        if depends is not None:
            self._right[visit] = depends, ways

    def ways(self, visit: Visit, depends: object) -> Ways | None:
        """The ways that a visit would find again; None where it might find something else."""
        before, ways = self._right.get(visit, (None, None))
        return ways if before == depends else None

    def forget_unsure(self, node: syntax.Journey) -> None:
        """Forget what depends on what may have been typed later: what is done on leaving, and what others do.
        What a pause says is typed at every step: what counts is the last.
        """
        places = self._structure.places
        leaving = any(boundary(place, "leave") for place in places.values())
        steps = [name for name, place in places.items() if isinstance(place, syntax.Step)]
        last = steps[-1:] if node.pauses else []
        for visit in list(self._right):
            name = visit[1]
            if leaving or name in last or self._knowledge.disturbed(name):
                del self._right[visit]
