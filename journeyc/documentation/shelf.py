"""What journeys share, each thing once: events, channels, workers, systems, segments, customer fields."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from journeyc.documentation.addresses import Address, place
from journeyc.ir.hashes import normal
from journeyc.ir.model import Declarations, Package
from journeyc.story import Kind

#: The kinds in the order in which they are listed.
KINDS: tuple[Kind, ...] = ("event", "channel", "worker", "service", "segment", "field", "policy", "calendar")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing, from one of the packages that declare it; `anchor` is its place in the glossary."""

    kind: Kind
    name: str
    anchor: str
    declared: Any
    package: Package


@dataclass(slots=True)
class Shelf:
    """All items by kind and name; where files declare different things by one name, each is an item."""

    items: tuple[Item, ...] = ()
    _anchors: Mapping[tuple[int, Kind, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, packages: Sequence[Package]) -> "Shelf":
        found: dict[tuple[Kind, str, str], Item] = {}
        anchors: dict[tuple[int, Kind, str], str] = {}
        number: dict[tuple[Kind, str], int] = {}
        for package in packages:
            for kind, name, declared in declared_in(package.declarations):
                key = (kind, name, said(declared))
                if key not in found:
                    count = number[kind, name] = number.get((kind, name), 0) + 1
                    anchor = Address(place(kind, name) + (f"--{count}" if count > 1 else ""))
                    found[key] = Item(kind, name, anchor, declared, package)
                anchors[id(package), kind, name] = found[key].anchor
        order = {kind: index for index, kind in enumerate(KINDS)}
        items = sorted(found.values(), key=lambda item: (order[item.kind], item.name.casefold(), item.anchor))
        return cls(tuple(items), anchors)

    def anchor(self, package: Package, kind: Kind, name: str) -> str | None:
        """Where the glossary tells of what a package means by a name."""
        return self._anchors.get((id(package), kind, name))


def said(declared: BaseModel) -> str:
    """What a declaration says: files that say the same mean the same, wherever it stands in them."""
    return json.dumps(normal(declared, words=True), sort_keys=True)


def declared_in(declared: Declarations) -> Iterator[tuple[Kind, str, Any]]:
    """The things that are declared, with their kind and name."""
    channels = tuple(channel for touchpoint in declared.touchpoints for channel in touchpoint.channels)
    several: tuple[tuple[Kind, tuple[Any, ...]], ...] = (
        ("event", declared.events),
        ("channel", channels),
        ("worker", (*declared.queues, *declared.bots)),
        ("service", declared.services),
        ("segment", declared.segments),
        ("policy", declared.policies),
        ("calendar", declared.calendars),
        ("field", declared.customer.fields),
    )
    for kind, items in several:
        for item in items:
            yield kind, item.name, item
