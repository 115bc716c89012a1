"""What of journeys meets the world outside: what all generated code is made from.

Everything is sorted by name but fields, members, steps and ends, which keep their written order.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from journeyc.expression.tree import Read
from journeyc.expression.types import Type, parse_type, required
from journeyc.generating.words import cleaned
from journeyc.ir.effects import Emit, Raise
from journeyc.ir.model import (
    CustomerField,
    Declarations,
    End,
    EnumDeclaration,
    FieldDeclaration,
    Journey,
    Package,
    PlainStart,
    RecordDeclaration,
    Step,
)
from journeyc.ir.private import private_fields
from journeyc.ir.types import type_table
from journeyc.ir.walk import every_node, parts

#: An enum that was written in place is called so in the IR.
IN_PLACE = "one of "
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[a-z][a-z0-9_]*)*|one of [a-z][a-z0-9_]*(, [a-z][a-z0-9_]*)*")


class OutlineError(ValueError):
    """Journeys no code can be made of; `help` says how to mend it."""

    def __init__(self, problem: str, cure: str) -> None:
        super().__init__(problem)
        self.help = cure


class Slot(NamedTuple):
    """A field: `name` is a path for what a step asks. One that is `private` holds a private value of the
    customer, or may hold a copy.
    """

    name: str
    type: Type
    doc: str = ""
    has_default: bool = False
    private: bool = False


class Enumeration(NamedTuple):
    """A closed set of names."""

    name: str
    members: tuple[str, ...]


class Fields(NamedTuple):
    """A record, an event, or the answers to a step, by its name."""

    name: str
    slots: tuple[Slot, ...]
    doc: str = ""


class ServiceOutline(NamedTuple):
    """A system that is called; `gives` is None where it gives nothing."""

    name: str
    parameters: tuple[Slot, ...]
    gives: Type | None
    failures: tuple[str, ...]
    doc: str = ""


class JourneyOutline(NamedTuple):
    """A journey; one that `begins` is begun by programs, with its parameters."""

    name: str
    title: str
    doc: str
    steps: tuple[str, ...]
    ends: tuple[str, ...]
    context: tuple[Slot, ...]
    parameters: tuple[Slot, ...]
    begins: bool
    asking: tuple[Fields, ...]


class Outline(NamedTuple):
    """All of it; `outlets` are the channels that carry messages."""

    journeys: tuple[JourneyOutline, ...] = ()
    enums: tuple[Enumeration, ...] = ()
    records: tuple[Fields, ...] = ()
    customer: tuple[Slot, ...] = ()
    events: tuple[Fields, ...] = ()
    services: tuple[ServiceOutline, ...] = ()
    channels: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    notifications: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """`sha256:` and 64 hexadecimal digits: the same as long as nothing that is generated changes, however
        journeys are laid out and wherever they lead.
        """
        text = json.dumps(_plain(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def outline_of(packages: Iterable[Package]) -> Outline:
    """What packages show to the outside, together; OutlineError where two of them call different things by
    one name.
    """
    found = Outline()
    for package in packages:
        try:
            one = _outline(package)
        except KeyError as unknown:
            raise OutlineError(f"there is no type {unknown}", "compile the journey again") from None
        found = _together(found, one)
    return found


def _outline(package: Package) -> Outline:
    declared = package.declarations
    _require_names(package)
    table = type_table(declared)
    told = {field for journey in package.journeys for field in _told_privately(journey, declared)}

    def slots(root: str, fields: Iterable[FieldDeclaration], hidden: Collection[Any] = ()) -> Any:
        return tuple(
            Slot(
                field.name,
                parse_type(field.type, table),
                cleaned(field.doc),
                field.default is not None,
                (root, field.name) in hidden or (isinstance(field, CustomerField) and field.private),
            )
            for field in fields
        )

    return Outline(
        journeys=tuple(_journey(journey, declared, slots, table) for journey in _by_name(package.journeys)),
        enums=tuple(
            Enumeration(one.name, one.members) for one in declared.types if isinstance(one, EnumDeclaration)
        ),
        records=tuple(
            Fields(one.name, slots("", one.fields))
            for one in declared.types
            if isinstance(one, RecordDeclaration)
        ),
        customer=slots("customer", declared.customer.fields),
        events=tuple(
            Fields(one.name, slots(one.name, one.fields, told), cleaned(one.doc)) for one in declared.events
        ),
        services=tuple(
            ServiceOutline(
                one.name,
                slots("", one.parameters),
                None if one.gives is None else parse_type(one.gives, table),
                one.failures,
                cleaned(one.doc),
            )
            for one in declared.services
        ),
        channels=tuple(sorted(channel.name for one in declared.touchpoints for channel in one.channels)),
        outlets=tuple(sorted({channel for one in declared.notifications for channel in one.channels})),
        notifications=_names(declared.notifications),
        queues=_names(declared.queues),
        bots=_names(declared.bots),
        segments=_names(declared.segments),
    )


def _journey(journey: Journey, declared: Declarations, slots: Any, table: dict[str, Type]) -> JourneyOutline:
    hidden = private_fields(journey, declared)
    nodes = [*every_node(journey.nodes)]
    asking = [
        Fields(
            node.name,
            tuple(
                Slot(
                    ".".join(ask.path),
                    # An answer is a value, also to a field that may be missing.
                    required(parse_type(ask.type, table)),
                    private=("context", ask.path[0]) in hidden,
                )
                for ask in {".".join(ask.path): ask for ask in node.asks}.values()
            ),
            cleaned(node.doc or node.title),
        )
        for node in nodes
        if isinstance(node, Step) and node.asks
    ]
    return JourneyOutline(
        journey.name,
        cleaned(journey.title),
        cleaned(journey.doc),
        tuple(node.name for node in nodes if isinstance(node, Step)),
        tuple(node.name for node in nodes if isinstance(node, End)),
        slots("context", journey.context, hidden),
        slots("parameter", journey.parameters, hidden),
        any(isinstance(start, PlainStart) for start in journey.starts),
        tuple(asking),
    )


def _told_privately(journey: Journey, declared: Declarations) -> Iterator[tuple[str, str]]:
    """The fields of events that a journey brings about with something private in them."""
    hidden = private_fields(journey, declared)
    for effect in parts(journey):
        if isinstance(effect, Emit | Raise):
            for name, value in effect.arguments:
                read = [node for node in parts(value) if isinstance(node, Read)]
                if any((node.root, *node.path[:1]) in hidden for node in read):
                    yield effect.event, name


# ── several packages ─────────────────────────────────────────────────────────────────────────────────

_Item = TypeVar("_Item", JourneyOutline, Enumeration, Fields, ServiceOutline, Slot)


def _together(first: Outline, second: Outline) -> Outline:
    if first == Outline():
        return second
    merged: dict[str, Any] = {}
    for name in Outline._fields:
        one, other = getattr(first, name), getattr(second, name)
        kind = _KINDS.get(name)
        merged[name] = tuple(sorted({*one, *other})) if kind is None else _merged(kind, one, other)
    return Outline(**merged)


#: What may differ between packages, in the words of messages; all else are names.
_KINDS = {
    "journeys": "journey",
    "enums": "type",
    "records": "type",
    "customer": "field of the customer",
    "events": "event",
    "services": "service",
}


def _merged(kind: str, first: tuple[_Item, ...], second: tuple[_Item, ...]) -> tuple[_Item, ...]:
    found = {one.name: one for one in first}
    for other in second:
        known = found.get(other.name)
        if known is not None and _plain(known, private=False) != _plain(other, private=False):
            raise OutlineError(
                f"the {kind} `{other.name}` is not the same in all files",
                "write them to a folder, where each has a file of its own",
            )
        if known is None or _plain(known) < _plain(other):
            # What only differs in what is private is so if it is so anywhere.
            found[other.name] = other
    return tuple(found[name] for name in (found if kind.startswith("field") else sorted(found)))


def _plain(value: Any, *, private: bool = True) -> Any:
    """As lists and texts, which are equal where all is."""
    if isinstance(value, Type):
        return value.name
    if isinstance(value, Slot) and not private:
        value = value._replace(private=False)
    if isinstance(value, tuple):
        return [_plain(item, private=private) for item in value]
    return value


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def _require_names(package: Package) -> None:
    """OutlineError for a name that no author can write, of a document that no compiler wrote: it would become
    code.
    """
    declared = package.declarations
    named: list[Any] = [
        *declared.types, *declared.events, *declared.services, *declared.queues, *declared.bots,
        *declared.segments, *declared.notifications, *declared.customer.fields, *package.journeys,
        *(channel for one in declared.touchpoints for channel in one.channels),
        *(field for one in (*declared.events, *declared.types) for field in getattr(one, "fields", ())),
        *(field for one in declared.services for field in one.parameters),
    ]  # fmt: skip
    names = [one.name for one in named]
    names += [name for one in declared.notifications for name in one.channels]
    names += [name for one in declared.services for name in one.failures]
    names += [name for one in declared.types for name in getattr(one, "members", ())]
    for journey in package.journeys:
        nodes = [*every_node(journey.nodes)]
        names += [field.name for field in (*journey.context, *journey.parameters)]
        names += [node.name for node in nodes]
        names += [name for node in nodes if isinstance(node, Step) for ask in node.asks for name in ask.path]
    for name in names:
        if not _NAME.fullmatch(name):
            raise OutlineError(f"`{name[:60]}` is no name", "compile the journey again")


def _by_name(items: Iterable[Any]) -> list[Any]:
    return sorted(items, key=lambda item: item.name)


def _names(items: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted(item.name for item in items))
