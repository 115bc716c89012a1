"""Where things are told: the page and the place of each, and how a page links to them."""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from journeyc.documentation.addresses import Address
from journeyc.documentation.collection import Collection, Entry, Key, key_of
from journeyc.documentation.phrases import Resolve
from journeyc.documentation.shelf import Shelf, said
from journeyc.ir.model import Decision, Declarations, Notification
from journeyc.story import Kind

#: What is told on the page of a journey, or on that of the customer's rules.
_ON_PAGES: frozenset[Kind] = frozenset({"step", "message", "decision", "rule"})
#: What several of them may tell of.
_SHARED: tuple[Kind, ...] = ("message", "decision")


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Addresses:
    """The files that pages go to; `suffix` is that of the form."""

    index: str
    glossary: str
    rules: str
    suffix: str

    def journey(self, entry: Entry) -> str:
        return f"journeys/{entry.page}{self.suffix}" if entry.page else self.rules


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links from any page to everything that is told somewhere."""

    shelf: Shelf
    addresses: Addresses
    #: The journeys by what is one with them, whatever file speaks of them.
    _journeys: Mapping[Key, Entry]
    #: The first page that tells of a message or a decision, by its name and what it says.
    _pages: Mapping[tuple[Kind, str, str], Entry]

    @classmethod
    def of(cls, collection: Collection, shelf: Shelf, addresses: Addresses) -> "Links":
        pages: dict[tuple[Kind, str, str], Entry] = {}
        for entry in (*collection.customers, *collection.entries):
            for kind in _SHARED:
                for item in _declared(entry.definition.declarations, kind):
                    pages.setdefault((kind, item.name, said(item)), entry)
        return cls(shelf, addresses, {entry.key: entry for entry in collection.entries}, pages)

    def resolver(self, entry: Entry, page: str) -> Resolve:
        """How a page links what is spoken of in the words of a journey."""

        def resolve(kind: Kind, name: str, journey: str) -> str | None:
            found = self._find(entry, kind, name, journey)
            return relative(page, *found) if found else None

        return resolve

    def to(self, entry: Entry, page: str, kind: Kind, name: str) -> str | None:
        """The link of a page to one thing."""
        return self.resolver(entry, page)(kind, name, "")

    def journey(self, entry: Entry, page: str, anchor: str) -> Address:
        """The link of a page to a place on the page of a journey."""
        return relative(page, self.addresses.journey(entry), anchor)

    def _find(self, entry: Entry, kind: Kind, name: str, journey: str) -> tuple[str, str] | None:
        if kind == "journey" or journey:
            meant = entry.names.journeys.get(journey or name)
            other = self._journeys.get(key_of(meant)) if meant else None
            if other is None:
                return None
            at = other.place("step", name) if journey and name in other.names.nodes else ""
            return self.addresses.journey(other), at
        if kind in _ON_PAGES:
            return self._on_page(entry, kind, name)
        anchor = self.shelf.anchor(entry.package, kind, name)
        return (self.addresses.glossary, anchor) if anchor else None

    def _on_page(self, entry: Entry, kind: Kind, name: str) -> tuple[str, str] | None:
        if name in _own(entry, kind):
            return self.addresses.journey(entry), entry.place(kind, name)
        # What a journey does not use itself is told where one does that means the same by it.
        for item in _declared(entry.package.declarations, kind):
            if item.name == name and (other := self._pages.get((kind, name, said(item)))):
                return self.addresses.journey(other), other.place(kind, name)
        return None


def _own(entry: Entry, kind: Kind) -> Iterable[str]:
    """What is told of one kind on the page of a journey, by name."""
    if kind == "step":
        return entry.names.nodes
    told = entry.journey.rules if kind == "rule" else _declared(entry.definition.declarations, kind)
    return [item.name for item in told]


def _declared(declared: Declarations, kind: Kind) -> Sequence[Notification | Decision]:
    """What of a kind has a place on the pages of those who use it."""
    if kind == "message":
        return declared.notifications
    return declared.decisions if kind == "decision" else ()


def relative(page: str, target: str, anchor: str = "") -> Address:
    """The link from one file to a place in another."""
    way = "" if target == page else posixpath.relpath(target, posixpath.dirname(page) or ".")
    return Address(f"{way}#{anchor}" if anchor else way or posixpath.basename(page))
