"""One journey cut out of its package, with just what it uses."""

from collections.abc import Iterable
from typing import Any, TypeVar

from journeyc.expression.tree import Decide
from journeyc.expression.types import Type
from journeyc.ir.base import FieldDeclaration, Place
from journeyc.ir.clauses import Call, Handler, Pattern, Remind
from journeyc.ir.declarations import Decision, Declarations, Event, Segment
from journeyc.ir.effects import Emit, Notify, Raise
from journeyc.ir.journey import Journey, ScheduleStart, SegmentStart, Start
from journeyc.ir.model import Definition, Package
from journeyc.ir.nodes import BestChannel, WorkedBy
from journeyc.ir.types import field_types, type_table, used_types
from journeyc.ir.walk import parts

Declaration = TypeVar("Declaration")


def definition_of(package: Package, journey: Journey) -> Definition:
    """The journey with the declarations it uses; touchpoints and the customer stay whole.

    Other journeys stay names: a sub-journey has a definition of its own. Rules of the customer are no
    journey's. Policies are there where the journey sends anything.
    """
    return _cut(package, journey)


def _cut(
    package: Package, journey: Journey, events: tuple[Event, ...] = (), segments: tuple[Segment, ...] = ()
) -> Definition:
    """A journey with what it uses, and with these events and segments if it uses them or not."""
    declared = package.declarations
    nodes = list(parts(journey))
    notifications = _named(declared.notifications, _notification_names(nodes, declared))
    policies = declared.policies if notifications else ()
    segments = segments or _named(declared.segments, _segment_names(nodes))
    queues = _named(declared.queues, _worker_names(nodes, "queue"))
    bots = _named(declared.bots, _worker_names(nodes, "bot"))
    nodes += [*parts(notifications), *parts(policies), *parts(segments), *parts(events)]
    nodes += [*parts(queues), *parts(bots)]
    cut = Declarations(
        touchpoints=declared.touchpoints,
        customer=declared.customer,
        events=events or _named(declared.events, _event_names(nodes)),
        notifications=notifications,
        services=_named(declared.services, {node.service for node in nodes if isinstance(node, Call)}),
        queues=queues,
        bots=bots,
        segments=segments,
        policies=policies,
        calendars=_named(declared.calendars, {journey.calendar}),
        decisions=_decisions(nodes, declared.decisions),
    )
    table = type_table(declared)
    roots = roots_of(cut, journey, table)
    whole = cut.model_copy(update={"types": used_types(roots, declared.types)})
    return Definition(declarations=whole, journey=journey)


def customer_definition(package: Package) -> Definition | None:
    """What a package declares for the customer, whatever journey they are in: its rules, with all events and
    segments, as those of a journey that nobody can be in. None where there is nothing of it.
    """
    declared = package.declarations
    if not (declared.rules or declared.events or declared.segments):
        return None
    place = declared.rules[0].place if declared.rules else Place(file="", line=1, column=1)
    nobody = Journey(name="", title="", starts=(), nodes=(), rules=declared.rules, place=place)
    return _cut(package, nobody, events=declared.events, segments=declared.segments)


def field_groups(declared: Declarations, journey: Journey) -> list[tuple[FieldDeclaration, ...]]:
    """The fields of everything in a definition that has fields."""
    return [
        declared.customer.fields,
        journey.context,
        journey.parameters,
        *(event.fields for event in declared.events),
        *(item.parameters for item in declared.notifications),
        *(service.parameters for service in declared.services),
        *(decision.parameters for decision in declared.decisions),
    ]


def roots_of(declared: Declarations, journey: Journey, table: dict[str, Type]) -> list[Type]:
    """The types that the declarations of a definition name directly."""
    fields = [
        value for group in field_groups(declared, journey) for value in field_types(group, table).values()
    ]
    results = [service.gives for service in declared.services if service.gives]
    results += [decision.gives for decision in declared.decisions]
    given = [FieldDeclaration(name=kind, type=kind) for kind in results]
    return [*fields, *field_types(given, table).values()]


def _named(declarations: tuple[Declaration, ...], names: Iterable[str | None]) -> tuple[Declaration, ...]:
    wanted = set(names)
    return tuple(item for item in declarations if item.name in wanted)  # type: ignore[attr-defined]  # all have a name


def _event_names(nodes: list[Any]) -> set[str]:
    names = {name for node in nodes if isinstance(node, Handler | Pattern) for name in node.events}
    return names | {node.event for node in nodes if isinstance(node, Start | Raise | Emit)}


def _notification_names(nodes: list[Any], declared: Declarations) -> set[str]:
    """What is sent, and what is waited for: `come_back.clicked` speaks of `come_back`."""
    sent = {node.notification for node in nodes if isinstance(node, Notify | Remind)}
    known = {item.name for item in declared.notifications}
    return sent | {name.partition(".")[0] for name in _event_names(nodes) if "." in name} & known


def _segment_names(nodes: list[Any]) -> set[str | None]:
    """What starts are for, and what is waited for: `at_risk.entered` speaks of `at_risk`."""
    heard = {name.partition(".")[0] for name in _event_names(nodes) if "." in name}
    return heard | {node.segment for node in nodes if isinstance(node, SegmentStart | ScheduleStart)}


def _worker_names(nodes: list[Any], kind: str) -> set[str]:
    return {node.name for node in nodes if isinstance(node, WorkedBy) and node.kind == kind}


def _decisions(nodes: list[Any], declared: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """The decisions that are asked, and those they ask."""
    found: set[str] = set()
    pending = nodes
    while pending:
        asked = {node.decision for node in pending if isinstance(node, Decide | BestChannel)} - found
        found |= asked
        pending = list(parts(_named(declared, asked)))
    return _named(declared, found)
