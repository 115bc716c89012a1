"""Where things are told: the page and the place of each, and how a page links to them."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from journeyc.documentation.addresses import Address
from journeyc.documentation.collection import Collection, Entry
from journeyc.documentation.phrases import Resolve
from journeyc.documentation.shelf import Shelf
from journeyc.story import Kind

#: What is told on the page of a journey, or on that of the customer's rules.
_ON_PAGES: frozenset[Kind] = frozenset({"step", "message", "decision", "rule"})


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

    collection: Collection
    shelf: Shelf
    addresses: Addresses

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
            other = self.collection.entry(entry.package, journey or name)
            if other is None:
                return None
            at = other.place("step", name) if journey and name in other.names.nodes else ""
            return self.addresses.journey(other), at
        if kind in _ON_PAGES:
            return self._on_page(entry, kind, name)
        anchor = self.shelf.anchor(entry.package, kind, name)
        return (self.addresses.glossary, anchor) if anchor else None

    def _on_page(self, entry: Entry, kind: Kind, name: str) -> tuple[str, str] | None:
        for other in (entry, *self.collection.customers, *self.collection.entries):
            if name in told_on(other)[kind] and (other is entry or _same(entry, other, kind, name)):
                return self.addresses.journey(other), other.place(kind, name)
        return None


def told_on(entry: Entry) -> Mapping[Kind, frozenset[str]]:
    """What the page of a journey tells."""
    declared = entry.definition.declarations
    return {
        "step": frozenset(entry.names.nodes),
        "message": frozenset(item.name for item in declared.notifications),
        "decision": frozenset(item.name for item in declared.decisions),
        "rule": frozenset(item.name for item in entry.journey.rules),
    }


def _same(entry: Entry, other: Entry, kind: Kind, name: str) -> bool:
    """Whether two journeys mean the same by a name."""
    if kind == "message":
        mine = [item for item in entry.package.declarations.notifications if item.name == name]
        theirs = [item for item in other.package.declarations.notifications if item.name == name]
        return mine == theirs
    if kind == "decision":
        given = [item for item in entry.package.declarations.decisions if item.name == name]
        return given == [item for item in other.package.declarations.decisions if item.name == name]
    return False


def relative(page: str, target: str, anchor: str = "") -> Address:
    """The link from one file to a place in another."""
    way = "" if target == page else posixpath.relpath(target, posixpath.dirname(page) or ".")
    return Address(f"{way}#{anchor}" if anchor else way or posixpath.basename(page))
