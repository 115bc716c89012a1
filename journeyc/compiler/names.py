"""The declarations of a project by name, with their types: what resolving knows when journeys are checked."""

from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

from journeyc.compiler import syntax
from journeyc.compiler.project import Project
from journeyc.compiler.reporter import Reporter
from journeyc.expression.syntax import Word
from journeyc.expression.types import PRIMITIVES, UNKNOWN, EnumType, ListType, RecordType, Type, optional

Node = TypeVar("Node")

CHANNEL = "channel"
CUSTOMER = "Customer"
#: Lists in lists: nobody means more, and what reads types must not lose its way.
MAXIMUM_LISTS = 5
#: What every event carries beside its payload.
ENVELOPE = {"id": PRIMITIVES["id"], "at": PRIMITIVES["instant"], "customer": PRIMITIVES["id"]}
SYSTEM_EVENTS = ("answered", "paused", "resumed")


class Declared(NamedTuple, Generic[Node]):
    """A declaration, with the reporter of the file it stands in."""

    node: Node
    reporter: Reporter


class Names:
    """Everything that can be referred to by name in a project."""

    def __init__(self) -> None:
        self.reporters: list[Reporter] = []
        self.touchpoints: dict[str, Declared[syntax.Touchpoint]] = {}
        self.channels: dict[str, Declared[syntax.Channel]] = {}
        self.types: dict[str, Type] = dict(PRIMITIVES)
        self.type_nodes: dict[str, Declared[syntax.Enum | syntax.Record]] = {}
        self.customer: Declared[syntax.Customer] | None = None
        self.customer_type = RecordType(CUSTOMER, {})
        self.events: dict[str, Declared[syntax.Event]] = {}
        self.payloads: dict[str, dict[str, Type]] = {}
        self.notifications: dict[str, Declared[syntax.Notification]] = {}
        self.parameters: dict[str, dict[str, Type]] = {}
        self.journeys: dict[str, Declared[syntax.Journey]] = {}
        #: Enums written in place (`one of a, b`), by their written form.
        self.enums_in_place: dict[str, EnumType] = {}

    def abilities(self, channel: str) -> frozenset[str]:
        """What a channel can do; an unknown channel can do nothing."""
        declared = self.channels.get(channel)
        return frozenset(word.text for word in declared.node.abilities) if declared else frozenset()

    def from_customer(self, channel: str) -> bool:
        """Whether what comes over a channel comes from the customer and not from an agent."""
        return channel in self.channels and "agent" not in self.abilities(channel)

    def type_of(self, use: syntax.TypeUse, reporter: Reporter) -> Type:
        """The type that a use stands for; an unknown one is said."""
        if use.item is not None:
            return self._list_of(use, reporter)
        if use.name is None:
            name = "one of " + ", ".join(word.text for word in use.members)
            found: Type = self.enums_in_place.setdefault(
                name, EnumType(name, tuple(word.text for word in use.members))
            )
        elif use.name.text in self.types:
            found = self.types[use.name.text]
        else:
            cure = "declare it: `type Name one of …` or `type Name { … }`"
            reporter.undefined(use.name, "type", self.types, cure)
            return UNKNOWN
        return optional(found) if use.optional else found

    def _list_of(self, use: syntax.TypeUse, reporter: Reporter) -> Type:
        inner, depth = use, 0
        while inner.item is not None:
            inner, depth = inner.item, depth + 1
        if depth > MAXIMUM_LISTS:
            message = f"lists are nested more than {MAXIMUM_LISTS} deep"
            reporter.error("deep-nesting", use, message, "make a record of what belongs together")
            return UNKNOWN
        kind = self.type_of(inner, reporter)
        for _ in range(depth):
            kind = ListType(kind)
        return kind


def resolve(project: Project) -> Names:
    """Gather the declarations of all files; names that are taken twice and types that are not there are
    said.
    """
    names = Names()
    units = []
    lost = frozenset().union(*(file.lost for file in project.files))
    for file in project.files:
        reporter = Reporter(file.source, lost, file.unread)
        reporter.incomplete = not project.complete
        names.reporters.append(reporter)
        units.append((file.tree, reporter))
    for tree, reporter in units:
        for declaration in tree.declarations:
            _declare(names, declaration, reporter)
    members = tuple(names.channels)
    names.types[CHANNEL] = EnumType(CHANNEL, members)
    names.types[CUSTOMER] = names.customer_type
    _fill(names)
    return names


def _declare(names: Names, declaration: syntax.Declaration, reporter: Reporter) -> None:
    match declaration:
        case syntax.Touchpoint():
            _add(names.touchpoints, declaration, "touchpoint", reporter)
            for channel in declaration.channels:
                _add(names.channels, channel, "channel", reporter)
        case syntax.Enum():
            _add(names.type_nodes, declaration, "type", reporter)
            _members_once(declaration.members, reporter)
            names.types.setdefault(
                declaration.name.text,
                EnumType(declaration.name.text, tuple(w.text for w in declaration.members)),
            )
        case syntax.Record():
            _add(names.type_nodes, declaration, "type", reporter)
            names.types.setdefault(declaration.name.text, RecordType(declaration.name.text, {}))
        case syntax.Customer():
            if names.customer:
                reporter.error(
                    "duplicate-name",
                    declaration,
                    "the customer is declared twice",
                    "keep one `customer { … }` in the project",
                )
            names.customer = names.customer or Declared(declaration, reporter)
        case syntax.Event():
            _add(names.events, declaration, "event", reporter)
        case syntax.Notification():
            _add(names.notifications, declaration, "notification", reporter)
        case syntax.Journey():
            _add(names.journeys, declaration, "journey", reporter)


def _add(table: dict[str, Declared[Node]], node: Node, kind: str, reporter: Reporter) -> None:
    word: Word = node.name  # type: ignore[attr-defined]  # every declaration that is added has a name
    first = table.setdefault(word.text, Declared(node, reporter))
    if first.node is not node:
        reporter.duplicate(word, kind, first.node.name, first.reporter.source)  # type: ignore[attr-defined]  # as above


def _members_once(members: list[Word], reporter: Reporter) -> None:
    first: dict[str, Word] = {}
    for member in members:
        if first.setdefault(member.text, member) is not member:
            reporter.duplicate(member, "member", first[member.text], reporter.source)


def _fill(names: Names) -> None:
    """Give records, events and notifications the types of their fields."""
    for name, record in names.type_nodes.items():
        kind = names.types[name]
        if isinstance(record.node, syntax.Record) and isinstance(kind, RecordType):
            kind.fields = field_types(names, record.node.fields, record.reporter)
    if names.customer:
        names.customer_type.fields = field_types(names, names.customer.node.fields, names.customer.reporter)
        _check_customer(names.customer)
    for name, event in names.events.items():
        names.payloads[name] = field_types(names, event.node.fields, event.reporter)
        for field in event.node.fields:
            if field.name.text in {*ENVELOPE, CHANNEL}:
                message = f"every event has `{field.name.text}` already"
                event.reporter.error(
                    "duplicate-name", field.name, message, "call the field of the payload something else"
                )
    for name, notification in names.notifications.items():
        names.parameters[name] = field_types(names, notification.node.parameters, notification.reporter)


def field_types(names: Names, fields: list[syntax.Field], reporter: Reporter) -> dict[str, Type]:
    """The types of declared fields by name; a name that is taken twice is said."""
    found: dict[str, Type] = {}
    first: dict[str, Word] = {}
    for field in fields:
        if first.setdefault(field.name.text, field.name) is not field.name:
            reporter.duplicate(field.name, "field", first[field.name.text], reporter.source)
            continue
        found[field.name.text] = names.type_of(field.type, reporter)
    return found


def _check_customer(customer: Declared[syntax.Customer]) -> None:
    keys = [field for field in customer.node.fields if field.key]
    if not keys:
        cure = "mark the field that is the identity: `key id: id`"
        customer.reporter.missing(customer.node, customer.node, "the customer has no key", cure)
    for field in keys[1:]:
        customer.reporter.error(
            "duplicate-name", field, "the customer has two keys", "keep one; others can be `alias`"
        )


def all_journeys(names: Names) -> Iterator[Declared[syntax.Journey]]:
    """The journeys of the project in the order they were read."""
    yield from names.journeys.values()
