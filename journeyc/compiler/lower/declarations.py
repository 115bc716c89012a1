"""What a project declares beside journeys, lowered."""

from datetime import UTC
from typing import Any, TypeVar

from journeyc.compiler import syntax
from journeyc.compiler.lower.clauses import ClauseLowering
from journeyc.compiler.lower.ground import Ground, settings_of, title_of, words
from journeyc.compiler.lower.office import lower_calendar, lower_policy
from journeyc.compiler.names import Declared, Names, field_types
from journeyc.compiler.places import Place
from journeyc.expression.syntax import Expression, Word
from journeyc.expression.types import DURATION, ListType, Type, required
from journeyc.ir import model

Node = TypeVar("Node")


def lower_declarations(names: Names) -> model.Declarations:
    """All declarations of a project."""
    return model.Declarations(
        touchpoints=tuple(_touchpoint(names, declared) for declared in names.touchpoints.values()),
        types=tuple(sorted(_types(names), key=lambda declaration: declaration.name)),
        customer=_customer(names),
        events=tuple(_event(names, declared) for declared in _sorted(names.events)),
        notifications=tuple(_notification(names, declared) for declared in _sorted(names.notifications)),
        services=tuple(_service(names, declared) for declared in _sorted(names.services)),
        queues=tuple(model.Queue(**_worker(names, declared)) for declared in _sorted(names.queues)),
        bots=tuple(model.Bot(**_worker(names, declared)) for declared in _sorted(names.bots)),
        segments=tuple(_segment(names, declared) for declared in _sorted(names.segments)),
        policies=tuple(lower_policy(names, declared) for declared in _sorted(names.policies)),
        calendars=tuple(lower_calendar(names, declared) for declared in _sorted(names.calendars)),
        decisions=tuple(_decision(names, declared) for declared in _sorted(names.decisions)),
        rules=tuple(_rule(names, declared) for declared in names.rules.values()),
    )


def _sorted(table: dict[str, Declared[Node]]) -> list[Declared[Node]]:
    return [declared for _, declared in sorted(table.items())]


def _touchpoint(names: Names, declared: Declared[syntax.Touchpoint]) -> model.Touchpoint:
    node, ground = declared.node, Ground(names, declared.reporter)
    channels = (
        model.Channel(
            name=channel.name.text, abilities=words(channel.abilities), place=ground.at(channel.name)
        )
        for channel in node.channels
    )
    return model.Touchpoint(
        name=node.name.text,
        title=title_of(node.title, node.name),
        channels=tuple(channels),
        place=ground.at(node.name),
    )


def _types(names: Names) -> list[model.EnumDeclaration | model.RecordDeclaration]:
    found: list[model.EnumDeclaration | model.RecordDeclaration] = []
    for name, declared in names.type_nodes.items():
        ground = Ground(names, declared.reporter)
        place = ground.at(declared.node.name)
        if isinstance(declared.node, syntax.Enum):
            members = words(declared.node.members)
            found.append(model.EnumDeclaration(name=name, members=members, place=place))
        else:
            types = field_types(names, declared.node.fields, declared.reporter)
            fields = ground.fields(declared.node.fields, types)
            found.append(model.RecordDeclaration(name=name, fields=fields, place=place))
    found += [
        model.EnumDeclaration(name=name, members=kind.members) for name, kind in names.enums_in_place.items()
    ]
    return found


def _customer(names: Names) -> model.Customer:
    if names.customer is None:
        return model.Customer(key="id", fields=(model.CustomerField(name="id", type="id"),))
    node, reporter = names.customer
    plain = Ground(names, reporter).fields(node.fields, names.customer_type.fields)
    fields = tuple(
        model.CustomerField(
            name=field.name,
            type=field.type,
            default=field.default,
            place=field.place,
            alias=written.alias,
            private=written.private,
        )
        for written, field in zip(node.fields, plain, strict=True)
    )
    return model.Customer(key=next(field.name.text for field in node.fields if field.key), fields=fields)


def _event(names: Names, declared: Declared[syntax.Event]) -> model.Event:
    node, ground = declared.node, Ground(names, declared.reporter)
    return model.Event(
        name=node.name.text,
        fields=ground.fields(node.fields, names.payloads[node.name.text]),
        keep=ground.optional(node.keep, DURATION),
        to_all_runs=node.to_all,
        doc=ground.doc(node),
        place=ground.at(node.name),
    )


def _notification(names: Names, declared: Declared[syntax.Notification]) -> model.Notification:
    node, ground = declared.node, Ground(names, declared.reporter)
    settings = settings_of(node.settings)
    category, expires = settings.get("category"), settings.get("expires")
    return model.Notification(
        name=node.name.text,
        title=title_of(node.title, node.name),
        parameters=ground.fields(node.parameters, names.parameters[node.name.text]),
        channels=words(node.channels),
        category=category.text if isinstance(category, Word) else "service",  # type: ignore[arg-type]  # typing checked it
        expires=ground.expression(expires, DURATION) if isinstance(expires, Expression) else None,
        texts=tuple(text for message in node.messages for text in _texts(message, ground)),
        doc=ground.doc(node),
        place=ground.at(node.name),
    )


def _texts(message: syntax.Message, ground: Ground) -> list[model.MessageText]:
    """A text for each of its channels, or one for all."""
    channels: list[str | None] = [word.text for word in message.channels]
    return [
        model.MessageText(
            part=message.part,  # type: ignore[arg-type]  # the grammar has these parts only
            language=message.language.text if message.language else None,
            channel=channel,
            template=message.text.value,
            place=ground.at(message),
        )
        for channel in channels or [None]
    ]


def _service(names: Names, declared: Declared[syntax.Service]) -> model.Service:
    node, ground = declared.node, Ground(names, declared.reporter)
    signature = names.service_types[node.name.text]
    return model.Service(
        name=node.name.text,
        parameters=ground.fields(node.parameters, signature.parameters),
        gives=signature.result.name if signature.result else None,
        failures=words(node.failures),
        doc=ground.doc(node),
        place=ground.at(node.name),
    )


def _titled(names: Names, declared: Declared[syntax.Worker] | Declared[syntax.Segment]) -> dict[str, Any]:
    node, ground = declared.node, Ground(names, declared.reporter)
    return {
        "name": node.name.text,
        "title": title_of(node.title, node.name),
        "doc": ground.doc(node),
        "place": ground.at(node.name),
    }


def _worker(names: Names, declared: Declared[syntax.Worker]) -> dict[str, Any]:
    node, ground = declared.node, Ground(names, declared.reporter)
    within = {
        f"{deadline.kind}_within": ground.expression(deadline.within, DURATION) for deadline in node.deadlines
    }
    return {**_titled(names, declared), "sees": tuple(sorted(path[1].text for path in node.sees)), **within}


def _segment(names: Names, declared: Declared[syntax.Segment]) -> model.Segment:
    guard = Ground(names, declared.reporter).condition(declared.node.condition)
    return model.Segment(guard=guard, **_titled(names, declared))


def _decision(names: Names, declared: Declared[syntax.Decision]) -> model.Decision:
    node, ground = declared.node, Ground(names, declared.reporter)
    signature = names.decision_types[node.name.text]
    gives = signature.result
    policy, aggregation = (node.policy.name, node.policy.aggregation) if node.policy else ("unique", "")
    return model.Decision(
        name=node.name.text,
        parameters=ground.fields(node.parameters, signature.parameters),
        gives=gives.name if gives else "",
        policy=policy,  # type: ignore[arg-type]  # the grammar has these only
        aggregation=aggregation or None,  # type: ignore[arg-type]  # as above
        rows=tuple(_decision_row(ground, row, _row_type(gives, policy, aggregation)) for row in node.rows),
        doc=ground.doc(node),
        place=ground.at(node.name),
    )


def _row_type(gives: Type | None, policy: str, aggregation: str) -> Type | None:
    """What each row gives: with `collect` an item of the list; what is only counted can be anything."""
    if policy != "collect" or gives is None:
        return gives
    if aggregation:
        return None if aggregation == "count" else gives
    whole = required(gives)
    return whole.item if isinstance(whole, ListType) else gives


def _decision_row(ground: Ground, row: syntax.DecisionRow, kind: Type | None) -> model.DecisionRow:
    return model.DecisionRow(
        guard=ground.guard(row.condition),
        value=ground.expression(row.value, kind),
        text=ground.text(row.value),
        place=ground.at(row),
    )


def _rule(names: Names, declared: Declared[syntax.Rule]) -> model.Rule:
    place = Place(names, declared.reporter, {}, root="customer")
    return ClauseLowering(place, declared.reporter, UTC).rule(declared.node)
