"""Where the expressions of each place of a journey stand: in an `each`, its item can be read."""

from journeyc.compiler import clauses, syntax
from journeyc.compiler.places import Place
from journeyc.compiler.structure import Structure
from journeyc.expression.environment import Known
from journeyc.expression.types import UNKNOWN, ListType, OptionalType, Type, described, required


class Scopes:
    """The place in which names are read, by the name of a place in the journey."""

    def __init__(self, place: Place, structure: Structure) -> None:
        self.place = place
        self._structure = structure
        self._within: dict[str, Place] = {}
        #: The types of what each `each` goes through.
        self._items: dict[str, Type] = {}

    def clear(self) -> None:
        """Forget the scopes, so that what is wrong with the name of an item is noticed once more."""
        self._within.clear()

    def of(self, name: str) -> Place:
        """Where the expressions of a place stand."""
        if name not in self._within:
            parent = self._structure.parent(name)
            around = self._structure.composite(parent)
            place = self.of(parent) if name else self.place
            if isinstance(around, syntax.Each):
                place = clauses.bound(place, around.item, self._items.get(parent, UNKNOWN))
            self._within[name] = place
        return self._within[name]

    def go_through(self, item: syntax.Each, known: Known) -> None:
        """Type the list of an `each`, and remember the type of its items."""
        name = item.name.text
        place = self.of(name)
        if item.at_once is not None:
            clauses.number(place.reporter, item.at_once, "with none at once")
        kind = place.inference().infer(item.among, known)
        found: Type = UNKNOWN
        if isinstance(kind, ListType):
            found = kind.item
        elif isinstance(kind, OptionalType) and isinstance(required(kind), ListType):
            place.inference().check(item.among, required(kind), known, " to go through")
        elif kind != UNKNOWN:
            message = f"`each` goes through a list, this is {described(kind)}"
            place.reporter.error("type-mismatch", item.among, message, "name a field of type `list of …`")
        if self._items.get(name) != found:
            self._items[name] = found
            for inner in self._structure.inside(name):
                self._within.pop(inner, None)
