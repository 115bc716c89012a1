"""The declarations of a project by name, with their types: what resolving knows when journeys are checked."""

from collections.abc import Collection, Iterator
from typing import Generic, NamedTuple, TypeVar

from journeyc.compiler import syntax
from journeyc.compiler.project import Project
from journeyc.compiler.reporter import Reporter
from journeyc.expression.cures import TYPES_ELSEWHERE
from journeyc.expression.environment import Signature
from journeyc.expression.functions import CALLABLE
from journeyc.expression.syntax import Word
from journeyc.expression.types import PRIMITIVES, UNKNOWN, EnumType, ListType, RecordType, Type, optional

Node = TypeVar("Node")

CHANNEL = "channel"
CUSTOMER = "Customer"
#: What the text of a notification can show beside its parameters and the customer.
RESUME_LINK = "resume_link"
#: Lists in lists: nobody means more, and what reads types must not lose its way.
MAXIMUM_LISTS = 5
#: What every event carries beside its payload.
ENVELOPE = {"id": PRIMITIVES["id"], "at": PRIMITIVES["instant"], "customer": PRIMITIVES["id"]}
SYSTEM_EVENTS = ("answered", "paused", "resumed")
#: What becomes of a notification, and what happens to a customer in a segment: events with dots.
NOTIFICATION_OUTCOMES = ("sent", "delivered", "opened", "clicked", "failed", "suppressed")
SUPPRESSED_BECAUSE = ("no_consent", "quiet_hours", "capped", "expired", "no_address")
SEGMENT_EVENTS = ("entered", "left")


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
        self.services: dict[str, Declared[syntax.Service]] = {}
        self.queues: dict[str, Declared[syntax.Worker]] = {}
        self.bots: dict[str, Declared[syntax.Worker]] = {}
        self.segments: dict[str, Declared[syntax.Segment]] = {}
        self.policies: dict[str, Declared[syntax.Policy]] = {}
        self.calendars: dict[str, Declared[syntax.Calendar]] = {}
        self.decisions: dict[str, Declared[syntax.Decision]] = {}
        self.rules: dict[str, Declared[syntax.Rule]] = {}
        self.journeys: dict[str, Declared[syntax.Journey]] = {}
        self.scenarios: list[Declared[syntax.Scenario]] = []
        #: What is called, with the types of what it takes and gives.
        self.service_types: dict[str, Signature] = {}
        self.decision_types: dict[str, Signature] = {}
        self.journey_types: dict[str, Signature] = {}
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
            reporter.once(use.members, "member", "leave the second one out")
            name = "one of " + ", ".join(word.text for word in use.members)
            found: Type = self.enums_in_place.setdefault(
                name, EnumType(name, tuple(word.text for word in use.members))
            )
        elif use.name.text in self.types:
            found = self.types[use.name.text]
        else:
            cure = "declare it: `type Name one of …` or `type Name { … }`"
            if use.name.text == "number":
                cure = "write `int` for a whole number, `decimal` for any other"
            meant = TYPES_ELSEWHERE.get(use.name.text)
            reporter.undefined(use.name, "type", self.types, cure, meant=meant)
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
        for _ in range(depth if kind is not UNKNOWN else 0):
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
    if not project.complete:
        names.decision_types[""] = Signature({})  # what could not be read may declare the one that is meant
    return names


def _declare(names: Names, declaration: syntax.Declaration, reporter: Reporter) -> None:
    match declaration:
        case syntax.Touchpoint():
            _add(names.touchpoints, declaration, "touchpoint", reporter)
            for channel in declaration.channels:
                _add(names.channels, channel, "channel", reporter)
                reporter.once(channel.abilities, "ability", "leave the second one out")
        case syntax.Enum():
            _taken(declaration.name, {CUSTOMER}, "is the type of the customer", reporter)
            _add(names.type_nodes, declaration, "type", reporter)
            reporter.once(declaration.members, "member", "leave the second one out")
            names.types.setdefault(
                declaration.name.text,
                EnumType(declaration.name.text, tuple(w.text for w in declaration.members)),
            )
        case syntax.Record():
            _taken(declaration.name, {CUSTOMER}, "is the type of the customer", reporter)
            _add(names.type_nodes, declaration, "type", reporter)
            names.types.setdefault(declaration.name.text, RecordType(declaration.name.text, {}))
        case syntax.Customer():
            if names.customer:
                reporter.repeated(
                    _keyword(declaration),
                    "the customer is declared twice",
                    _keyword(names.customer.node),
                    "keep one `customer { … }` in the project",
                    names.customer.reporter.source,
                )
            names.customer = names.customer or Declared(declaration, reporter)
        case syntax.Event():
            _taken(declaration.name, SYSTEM_EVENTS, "is an event that comes by itself", reporter)
            _add(names.events, declaration, "event", reporter)
        case syntax.Notification():
            _add(names.notifications, declaration, "notification", reporter)
        case syntax.Service():
            _add(names.services, declaration, "service", reporter)
        case syntax.Worker(kind="queue"):
            _add(names.queues, declaration, "queue", reporter)
        case syntax.Worker():
            _add(names.bots, declaration, "bot", reporter)
        case syntax.Segment():
            _add(names.segments, declaration, "segment", reporter)
        case syntax.Policy():
            _add(names.policies, declaration, "policy", reporter)
        case syntax.Calendar():
            _add(names.calendars, declaration, "calendar", reporter)
        case syntax.Decision():
            _taken(declaration.name, CALLABLE, "is a function of the language", reporter)
            _add(names.decisions, declaration, "decision", reporter)
        case syntax.Rule():
            _add(names.rules, declaration, "rule", reporter)
        case syntax.Journey():
            _add(names.journeys, declaration, "journey", reporter)
        case syntax.Scenario():
            names.scenarios.append(Declared(declaration, reporter))


def _add(table: dict[str, Declared[Node]], node: Node, kind: str, reporter: Reporter) -> None:
    word: Word = node.name  # type: ignore[attr-defined]  # every declaration that is added has a name
    first = table.setdefault(word.text, Declared(node, reporter))
    if first.node is not node:
        reporter.duplicate(word, kind, first.node.name, first.reporter.source)  # type: ignore[attr-defined]  # as above


def _taken(word: Word, words: Collection[str], what: str, reporter: Reporter) -> None:
    """Say a name that stands for something of the language."""
    if word.text in words:
        reporter.error("ambiguous-name", word, f"`{word.text}` {what}", "call it otherwise")


def parameter_names(fields: list[syntax.Field], words: Collection[str], reporter: Reporter) -> None:
    """Say parameters whose names stand for something else where they are read."""
    for field in fields:
        _taken(field.name, words, "is the name of something else", reporter)


def _fill(names: Names) -> None:
    """Give records, events and notifications the types of their fields."""
    for name, record in names.type_nodes.items():
        kind = names.types[name]
        if isinstance(record.node, syntax.Record) and isinstance(kind, RecordType):
            kind.fields = field_types(names, record.node.fields, record.reporter)
            kind.whole = record.reporter.intact(record.node)
    if names.customer:
        names.customer_type.fields = field_types(names, names.customer.node.fields, names.customer.reporter)
        names.customer_type.whole = names.customer.reporter.intact(names.customer.node)
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
        taken = {"customer", RESUME_LINK}
        parameter_names(notification.node.parameters, taken, notification.reporter)
        names.parameters[name] = field_types(
            names, notification.node.parameters, notification.reporter, "parameter"
        )
    for name, service in names.services.items():
        names.service_types[name] = _signature(names, service, service.node.gives)
        service.reporter.once(service.node.failures, "failure", "leave the second one out")
    for name, decision in names.decisions.items():
        names.decision_types[name] = _signature(names, decision, decision.node.gives)
    for name, journey in names.journeys.items():
        parameter_names(journey.node.parameters, {"customer", "event"}, journey.reporter)
        names.journey_types[name] = _signature(names, journey, None)


def _signature(
    names: Names,
    declared: Declared[syntax.Service] | Declared[syntax.Decision] | Declared[syntax.Journey],
    gives: syntax.TypeUse | None,
) -> Signature:
    node, reporter = declared
    parameters = field_types(names, node.parameters, reporter, "parameter")
    result = names.type_of(gives, reporter) if gives else None
    return Signature(parameters, result, optional_fields(node.parameters))


def optional_fields(fields: list[syntax.Field]) -> frozenset[str]:
    """The fields that need not be given: those with a default, and those that may be missing."""
    return frozenset(field.name.text for field in fields if field.default is not None or field.type.optional)


def field_types(
    names: Names, fields: list[syntax.Field], reporter: Reporter, kind: str = "field"
) -> dict[str, Type]:
    """The types of declared fields by name; a name that is taken twice is said."""
    found: dict[str, Type] = {}
    first: dict[str, Word] = {}
    for field in fields:
        if first.setdefault(field.name.text, field.name) is not field.name:
            reporter.duplicate(field.name, kind, first[field.name.text], reporter.source)
            continue
        found[field.name.text] = names.type_of(field.type, reporter)
    return found


def _keyword(customer: syntax.Customer) -> Word:
    """The word `customer` itself: the declaration has no name to point at."""
    return Word(customer.start, customer.start + len("customer"), "customer")


def _check_customer(customer: Declared[syntax.Customer]) -> None:
    keys = [field for field in customer.node.fields if field.key]
    if not keys:
        cure = "mark the field that is the identity: `key id: id`"
        customer.reporter.missing(customer.node, _keyword(customer.node), "the customer has no key", cure)
    for field in keys[1:]:
        customer.reporter.repeated(
            field, "the customer has two keys", keys[0], "keep one; others can be `alias`"
        )


def calendar_of(node: syntax.Journey, names: Names) -> Declared[syntax.Calendar] | None:
    """The calendar by which a journey counts business time."""
    for setting in node.settings:
        if setting.name == "calendar" and isinstance(setting.value, Word):
            return names.calendars.get(setting.value.text)
    return None


def business_rules(names: Names) -> Iterator[tuple[syntax.Rule, Reporter, syntax.Journey | None]]:
    """All business rules, each with the reporter of its file and the journey it stands in."""
    for node, reporter in names.rules.values():
        yield node, reporter, None
    for journey, reporter in names.journeys.values():
        for node in journey.rules:
            yield node, reporter, journey


def languages(names: Names) -> list[str]:
    """The languages that some journey of the project declares, in written order."""
    return list(
        dict.fromkeys(
            word.text
            for journey in names.journeys.values()
            for setting in journey.node.settings
            if setting.name == "languages" and isinstance(setting.value, list)
            for word in setting.value
        )
    )
