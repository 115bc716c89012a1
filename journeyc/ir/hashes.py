"""The two hashes that say whether a journey changed: in what it does, or in what it says."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from dataclasses import is_dataclass
from typing import Any

from pydantic import BaseModel

from journeyc.expression.tree import Decide, Literal, Read
from journeyc.ir.base import Place
from journeyc.ir.clauses import Handler, Pattern
from journeyc.ir.declarations import Channel, Customer, CustomerField, Decision, Notification
from journeyc.ir.definition import roots_of
from journeyc.ir.journey import Start
from journeyc.ir.model import Definition
from journeyc.ir.nodes import BestChannel, Step
from journeyc.ir.types import CHANNEL, CUSTOMER, type_table, used_types
from journeyc.ir.walk import parts

#: Models that once had no `kind`: it counts for nothing there, so that hashes written down then still hold.
_ONCE_WITHOUT_KIND = (Start,)


def meaning_hash(definition: Definition) -> str:
    """A hash of what the journey does: unchanged by texts, titles, layout, and by declarations it does not
    use; nor by contact policies, which are the company's and hold for every version.

    Returned as `sha256:` and 64 hexadecimal digits. A field that has its default value does not count, so
    that a later format with more fields gives the same hash for the same journey.
    """
    return _hash(meaning(definition))


def wording_hash(definition: Definition) -> str:
    """A hash of what the journey does and says: also changes with texts, titles and documentation, never
    with layout.
    """
    return _hash(normal(definition, words=True))


def meaning(definition: Definition) -> Any:
    """What the journey does, as plain data: what the hash of its meaning is made of."""
    declared = definition.declarations.model_copy(update={"policies": ()})
    definition = definition.model_copy(update={"declarations": declared})
    used = (declared.notifications, declared.segments, declared.decisions, declared.queues, declared.bots)
    nodes = list(parts((definition.journey, *used)))
    channels, fields_read = _channels_used(nodes), _customer_read(nodes, declared.customer)
    customer = declared.customer

    def counts(node: BaseModel) -> bool:
        if isinstance(node, Channel):
            return channels is None or node.name in channels
        if isinstance(node, CustomerField):
            return node.name in fields_read or node.name == customer.key
        return True

    whole = normal(definition, words=False, counts=counts)
    narrow = customer.model_copy(
        update={"fields": tuple(field for field in customer.fields if counts(field))}
    )
    read = declared.model_copy(update={"customer": narrow})
    reached = used_types(roots_of(read, definition.journey, type_table(read)), declared.types)
    names = {declaration.name for declaration in reached}
    shared = whole["declarations"]
    shared["types"] = [declaration for declaration in shared.get("types", []) if declaration["name"] in names]
    # Where a channel stands does not matter, only what it can do.
    places = shared.pop("touchpoints", [])
    shared["channels"] = sorted(
        (c for place in places for c in place.get("channels", [])), key=lambda channel: channel["name"]
    )
    return whole


def _channels_used(nodes: list[Any]) -> set[str] | None:
    """The channels that are named; None where a decision chooses among all."""
    if any(isinstance(node, BestChannel) for node in nodes):
        return None
    named = Step | Handler | Start | Notification | Pattern
    channels = {name for node in nodes if isinstance(node, named) for name in node.channels}
    return channels | {node.value for node in nodes if isinstance(node, Literal) and node.type == CHANNEL}


def _customer_read(nodes: list[Any], customer: Customer) -> set[str]:
    """The fields of the customer that are read, also by the decisions that get the customer as a whole."""
    reads = [node for node in nodes if isinstance(node, Read) and node.root == "customer"]
    found = {read.path[0] for read in reads if read.path}
    whole = sum(not read.path for read in reads)
    handed = sum(_is_whole(argument) for argument in _arguments(nodes))
    for decision in (node for node in nodes if isinstance(node, Decision)):
        given = {field.name for field in decision.parameters if field.type.removesuffix("?") == CUSTOMER}
        inner = [node for node in parts(decision.rows) if isinstance(node, Read) and node.path[:1]]
        mine = [read for read in inner if read.root == "parameter" and read.path[0] in given]
        found |= {read.path[1] for read in mine if len(read.path) > 1}
        whole += sum(len(read.path) == 1 for read in mine)
        handed += sum(
            isinstance(argument, Read) and argument in mine and len(argument.path) == 1
            for argument in _arguments(list(parts(decision.rows)))
        )
    # Used as a whole by anything but a decision, every field of it matters.
    return found if whole == handed else {field.name for field in customer.fields}


def _arguments(nodes: list[Any]) -> list[Any]:
    return [value for node in nodes if isinstance(node, Decide | BestChannel) for value in node.arguments]


def _is_whole(argument: Any) -> bool:
    return isinstance(argument, Read) and argument.root == "customer" and not argument.path


def normal(value: Any, *, words: bool, counts: Callable[[BaseModel], bool] | None = None) -> Any:
    """What a part of a document says, as plain data without places and defaults; without `words`, what it
    means. Two parts are the same where this is. `counts` leaves out items of lists.
    """
    if isinstance(value, BaseModel):
        return {
            name: normal(getattr(value, name), words=words, counts=counts)
            for name, field in type(value).model_fields.items()
            if not isinstance(getattr(value, name), Place)
            and (
                words
                or not (isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("wording"))
            )
            and (_is_tag(value, name) or getattr(value, name) != field.default)
        }
    if isinstance(value, tuple | list):
        return [
            normal(item, words=words, counts=counts)
            for item in value
            if counts is None or not isinstance(item, BaseModel) or counts(item)
        ]
    if is_dataclass(value):
        return {
            f.name: normal(getattr(value, f.name), words=words, counts=counts)
            for f in dataclass_fields(value)
        }
    return value


def _is_tag(value: BaseModel, name: str) -> bool:
    return name == "format" or (name == "kind" and not isinstance(value, _ONCE_WITHOUT_KIND))


def _hash(plain: Any) -> str:
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
