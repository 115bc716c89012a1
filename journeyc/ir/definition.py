"""One journey cut out of its package, and the two hashes that say whether it changed."""

import hashlib
import json
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import Any

from pydantic import BaseModel

from journeyc.expression.tree import Literal, Read
from journeyc.ir.model import (
    Channel,
    CustomerField,
    Declarations,
    Definition,
    Handler,
    Journey,
    Notification,
    Notify,
    Package,
    Place,
    Remind,
    Start,
    Step,
)
from journeyc.ir.types import CHANNEL, field_types, type_table, used_types
from journeyc.ir.walk import parts


def definition_of(package: Package, journey: Journey) -> Definition:
    """The journey with the events, notifications and types it uses; touchpoints and the customer stay
    whole.
    """
    declared = package.declarations
    table = type_table(declared)
    nodes = list(parts(journey))
    event_names = {name for node in nodes if isinstance(node, Handler) for name in node.events}
    event_names |= {node.event for node in nodes if isinstance(node, Start)}
    notification_names = {node.notification for node in nodes if isinstance(node, Notify | Remind)}
    events = tuple(event for event in declared.events if event.name in event_names)
    notifications = tuple(item for item in declared.notifications if item.name in notification_names)
    field_groups = [declared.customer.fields, journey.context]
    field_groups += [event.fields for event in events] + [item.parameters for item in notifications]
    roots = [value for group in field_groups for value in field_types(group, table).values()]
    cut = Declarations(
        touchpoints=declared.touchpoints,
        types=used_types(roots, declared.types),
        customer=declared.customer,
        events=events,
        notifications=notifications,
    )
    return Definition(declarations=cut, journey=journey)


def meaning_hash(definition: Definition) -> str:
    """A hash of what the journey does: unchanged by texts, titles, layout, and by declarations it does not
    use.

    Returned as `sha256:` and 64 hexadecimal digits. A field that has its default value does not count, so
    that a later format with more fields gives the same hash for the same journey.
    """
    return _hash(_meaning(definition))


def wording_hash(definition: Definition) -> str:
    """A hash of what the journey does and says: also changes with texts, titles and documentation, never
    with layout.
    """
    return _hash(_normal(definition, words=True))


def _meaning(definition: Definition) -> Any:
    nodes = list(parts((definition.journey, definition.declarations.notifications)))
    fields_read = {node.path[0] for node in nodes if isinstance(node, Read) and node.root == "customer"}
    channels = {
        name
        for node in nodes
        if isinstance(node, Step | Handler | Start | Notification)
        for name in node.channels
    }
    channels |= {node.value for node in nodes if isinstance(node, Literal) and node.type == CHANNEL}
    customer = definition.declarations.customer

    def counts(node: BaseModel) -> bool:
        if isinstance(node, Channel):
            return node.name in channels
        if isinstance(node, CustomerField):
            return node.name in fields_read or node.name == customer.key
        return True

    normal = _normal(definition, words=False, counts=counts)
    reached = used_types(
        (
            value
            for group in (
                [field for field in customer.fields if counts(field)],
                definition.journey.context,
                *(event.fields for event in definition.declarations.events),
                *(item.parameters for item in definition.declarations.notifications),
            )
            for value in field_types(group, type_table(definition.declarations)).values()
        ),
        definition.declarations.types,
    )
    names = {declaration.name for declaration in reached}
    shared = normal["declarations"]
    shared["types"] = [declaration for declaration in shared.get("types", []) if declaration["name"] in names]
    # Where a channel stands does not matter, only what it can do.
    places = shared.pop("touchpoints", [])
    shared["channels"] = sorted(
        (c for place in places for c in place.get("channels", [])), key=lambda channel: channel["name"]
    )
    return normal


def _normal(value: Any, *, words: bool, counts: Any = None) -> Any:
    if isinstance(value, BaseModel):
        return {
            name: _normal(getattr(value, name), words=words, counts=counts)
            for name, field in type(value).model_fields.items()
            if not isinstance(getattr(value, name), Place)
            and (
                words
                or not (isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("wording"))
            )
            and (name in {"kind", "format"} or getattr(value, name) != field.default)
        }
    if isinstance(value, tuple | list):
        return [
            _normal(item, words=words, counts=counts)
            for item in value
            if counts is None or not isinstance(item, BaseModel) or counts(item)
        ]
    if is_dataclass(value):
        return {
            f.name: _normal(getattr(value, f.name), words=words, counts=counts)
            for f in dataclass_fields(value)
        }
    return value


def _hash(normal: Any) -> str:
    text = json.dumps(normal, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
