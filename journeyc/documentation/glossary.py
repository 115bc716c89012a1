"""The glossary: what journeys share, who begins with it, waits for it, raises, asks, reads or writes it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from journeyc.documentation.collection import Entry
from journeyc.documentation.links import Link, Links, relative
from journeyc.documentation.phrases import phrase
from journeyc.documentation.shelf import KINDS, Item
from journeyc.documentation.telling import Teller
from journeyc.documentation.uses import ASKS, BEGINS, LISTENS, RAISES, READS, WORKS, WRITES
from journeyc.documentation.views import ItemView, SectionView
from journeyc.expression.tree import Read
from journeyc.ir.model import (
    Bot,
    Calendar,
    Channel,
    CustomerField,
    Definition,
    Event,
    FieldDeclaration,
    Journey,
    Package,
    Place,
    Policy,
    Queue,
    Segment,
    Service,
    Weekday,
)
from journeyc.ir.walk import parts
from journeyc.story import Kind, Names, Words, held_back, within
from journeyc.story.doings import condition, value
from journeyc.story.names import title
from journeyc.story.spoken import clean, day, spoken
from journeyc.story.words import Part, Span, listed, words

_SECTIONS: Mapping[Kind, tuple[str, str]] = {
    "event": (
        "Events",
        "What happens: said by customers, by the people who work for us, and by other systems.",
    ),
    "channel": ("Channels", "How customers and company meet."),
    "worker": ("Queues and bots", "Who works on steps."),
    "service": ("Systems", "What is asked, and what it answers."),
    "segment": ("Segments", "Customers of whom something is true."),
    "field": ("What is known of a customer", "Kept beyond any journey."),
    "policy": ("When we write", "What holds messages back, whichever journey sends them."),
    "calendar": ("Business hours", "What business hours and business days are counted by."),
}
_ROLES: Mapping[str, str] = {
    BEGINS: "Begins",
    LISTENS: "Waited for by",
    RAISES: "Raised by",
    ASKS: "Asked by",
    WORKS: "Used by",
    READS: "Read by",
    WRITES: "Written by",
}
_ABILITIES = {
    "show": "shows what we say",
    "speak": "speaks what we say",
    "ask": "takes answers",
    "push": "brings messages that the customer did not ask for",
    "agent": "is where our people work",
}
#: More places than these are a number, and no help as links.
_MOST = 40


@dataclass(frozen=True, slots=True)
class Glossary:
    """Makes the sections; `tellers` are those of all journeys, and of the customer's rules."""

    links: Links
    tellers: Sequence[Teller]

    def sections(self) -> tuple[SectionView, ...]:
        """A section for each kind of which there is anything."""
        items = self.links.shelf.items
        packages = {id(item.package): item.package for item in items}
        entries = {key: _nobody(package) for key, package in packages.items()}
        found = []
        for kind in KINDS:
            views = tuple(self._item(item, entries[id(item.package)]) for item in items if item.kind == kind)
            if views:
                heading, about = _SECTIONS[kind]
                found.append(SectionView(f"{kind}s", heading, about, views))
        return tuple(found)

    def _item(self, item: Item, entry: Entry) -> ItemView:
        resolve = self.links.resolver(entry, self.links.addresses.glossary)
        facts = tuple((label, phrase(said, resolve)) for label, said in _facts(item, entry.names))
        given = getattr(item.declared, "title", "")
        return ItemView(
            item.anchor,
            title(given, item.name),
            item.name,
            clean(getattr(item.declared, "doc", "")),
            facts,
            tuple(self._uses(item)),
        )

    def _uses(self, item: Item) -> Iterator[tuple[str, tuple[Link, ...]]]:
        page = self.links.addresses.glossary
        for role, label in _ROLES.items():
            found: list[Link] = []
            for teller in self.tellers:
                if self.links.shelf.anchor(teller.entry.package, item.kind, item.name) != item.anchor:
                    continue
                journey = teller.entry.journey
                whose = title(journey.title, journey.name) if journey.name else "Rules of the customer"
                places = teller.where(teller.uses.of((item.kind, item.name), role), page)
                found += [Link(f"{whose}: {one.text}", one.href) for one in places]
            if found:
                counted = f" (the first {_MOST} of {len(found)})" if len(found) > _MOST else ""
                yield f"{label}{counted}", tuple(found[:_MOST])
        if item.kind == "field" and (policies := tuple(self._policies(item))):
            yield "Asked before we write by", policies

    def _policies(self, item: Item) -> Iterator[Link]:
        """The policies that hold messages back by a field of the customer."""
        shelf, page = self.links.shelf, self.links.addresses.glossary
        for other in shelf.items:
            if other.kind != "policy" or shelf.anchor(other.package, "field", item.name) != item.anchor:
                continue
            if any(
                isinstance(part, Read) and part.path[:1] == (item.name,) for part in parts(other.declared)
            ):
                yield Link(title("", other.name), relative(page, page, other.anchor))


def _nobody(package: Package) -> Entry:
    """A journey that nobody is in, to speak of what a package declares."""
    at = Place(file="", line=1, column=1)
    journey = Journey(name="", title="", starts=(), nodes=(), place=at)
    declared = package.declarations
    bare = declared.model_copy(update={"notifications": (), "decisions": ()})
    names = Names.of(journey, declared, package.journeys)
    return Entry(journey, package, Definition(declarations=bare, journey=journey), names, (), "")


def _facts(item: Item, names: Names) -> Iterator[tuple[str, Words]]:
    declared = item.declared
    match declared:
        case Event():
            if declared.fields:
                yield "Brings", _fields(declared.fields, names)
            if declared.keep is not None:
                yield "Waits", words("for ", value(declared.keep, names), " for somebody who takes it")
            if declared.to_all_runs:
                yield "Goes to", words("all runs of a journey at once")
        case Channel():
            touchpoint = next(place for place in names.declared.touchpoints if declared in place.channels)
            yield "Touchpoint", words(title(touchpoint.title, touchpoint.name))
            yield "Can do", listed([_ABILITIES.get(one) or spoken(one) for one in declared.abilities])
        case Queue() | Bot():
            yield "Kind", words("people" if isinstance(declared, Queue) else "a bot")
            if declared.sees:
                yield "Sees", listed([Span(spoken(name), "field", name) for name in declared.sees])
            for said in within(declared.claim_within, declared.answer_within, names):
                yield "In time", said
        case Service():
            if declared.parameters:
                yield "Is told", _fields(declared.parameters, names)
            if declared.gives:
                yield "Answers", words(names.type(declared.gives))
            if declared.failures:
                yield "May refuse", listed([f"“{spoken(name)}”" for name in declared.failures], "or")
        case Segment():
            yield "Holds", words("customers of whom this is true: ", condition(declared.guard, names))
        case CustomerField():
            yield from _customer_field(declared, names)
        case Policy():
            for said in held_back(declared, names):
                yield "Says", said
        case Calendar():
            yield from _hours(declared)


def _customer_field(item: CustomerField, names: Names) -> Iterator[tuple[str, Words]]:
    yield "Is", words(names.type(item.type))
    told = ["the identity of a customer"] if item.name == names.declared.customer.key else []
    told += ["identifies a customer too"] if item.alias else []
    told += ["private: masked wherever people read who need not know it"] if item.private else []
    if told:
        yield "Note", listed([*told])
    if item.default is not None:
        yield "At first", value(item.default, names)


def _hours(item: Calendar) -> Iterator[tuple[str, Words]]:
    """The hours of a week: days in a row that have the same stand together."""
    rows: list[tuple[list[str], str]] = []
    for weekday in dict.fromkeys(opening.weekday for opening in item.hours):
        open_at = ", ".join(
            f"{one.first[:5]} to {one.last[:5]}" for one in item.hours if one.weekday == weekday
        )
        if rows and rows[-1][1] == open_at and _follows(rows[-1][0][-1], weekday):
            rows[-1][0].append(weekday)
        else:
            rows.append(([weekday], open_at))
    for days, open_at in rows:
        yield " to ".join(dict.fromkeys((days[0].capitalize(), days[-1].capitalize()))), words(open_at)
    yield "By the clocks of", words(clean(item.zone))
    closed = [" to ".join(dict.fromkeys((day(one.first), day(one.last)))) for one in item.closed]
    if closed:
        yield "Closed", listed([*closed])


def _follows(one: str, other: str) -> bool:
    week = get_args(Weekday)
    return bool(week.index(other) == week.index(one) + 1)


def _fields(declared: Sequence[FieldDeclaration], names: Names) -> Words:
    said: list[Part] = [
        words(Span(spoken(field.name), "field"), f" ({names.type(field.type)})") for field in declared
    ]
    return listed(said)
