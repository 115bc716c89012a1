"""JSON Schemas (draft 2020-12) of what journeys take and tell, in one document with `$defs`.

What a schema takes, the runtime takes; and it takes the canonical JSON form of every value. The runtime takes
some forms besides: instants as ISO 8601 has them in other ways, blanks around money.
"""

import json
from collections.abc import Iterable
from typing import Any

from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type, required
from journeyc.expression.values import MAXIMUM_INTEGER, MAXIMUM_ITEMS, MAXIMUM_TEXT
from journeyc.generating.heading import heading
from journeyc.generating.outline import IN_PLACE, Outline, Slot
from journeyc.ir.types import CUSTOMER

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
#: So many digits fit a number of the language, before and behind the point.
_NUMBER = r"-?[0-9]{1,20}(\.[0-9]{1,14})?"
_TEXT = {"type": "string", "maxLength": MAXIMUM_TEXT, "pattern": r"^[^\u0000]*$"}

_PRIMITIVES: dict[str, dict[str, Any]] = {
    "text": _TEXT,
    "id": {**_TEXT, "allOf": [{"pattern": r"\S"}]},
    "bool": {"type": "boolean"},
    "int": {"type": "integer", "minimum": -MAXIMUM_INTEGER, "maximum": MAXIMUM_INTEGER},
    "decimal": {
        "anyOf": [
            {"type": "string", "pattern": f"^{_NUMBER}$"},
            {"type": "number", "minimum": -MAXIMUM_INTEGER, "maximum": MAXIMUM_INTEGER},
        ],
    },
    "money": {"type": "string", "pattern": f"^{_NUMBER} [A-Z]{{3}}$"},
    "date": {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    "time": {"type": "string", "pattern": f"^{_CLOCK}(:[0-5][0-9])?$"},
    "instant": {
        "type": "string",
        "format": "date-time",
        "pattern": rf"^{_DAY}T{_CLOCK}:[0-5][0-9](\.[0-9]{{1,6}})?(Z|[+-]{_CLOCK})$",
    },
    "duration": {
        "type": "string",
        "pattern": r"^P(?!$)(-?[0-9]{1,9}M)?(-?[0-9]{1,9}D)?(T-?[0-9]{1,12}S)?$",
    },
}
_PRIMITIVES["percent"] = _PRIMITIVES["decimal"]


def schema_document(outline: Outline) -> str:
    """The document, as text."""
    definitions = {**_types(outline), **_events(outline), **_journeys(outline), **_services(outline)}
    names = ", ".join(journey.name for journey in outline.journeys)
    document = {
        "$schema": _DIALECT,
        "$comment": " ".join(heading("jsonschema", outline)),
        "title": f"What is told to and by {names}" if names else "What is told to and by journeys",
        "$defs": definitions,
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _type(declared: Type) -> dict[str, Any]:
    match declared:
        case OptionalType():
            return {"anyOf": [_type(declared.value), {"type": "null"}]}
        case ListType():
            return {"type": "array", "items": _type(declared.item), "maxItems": MAXIMUM_ITEMS}
        case EnumType() if declared.name.startswith(IN_PLACE):
            return {"enum": [*declared.members]}
        case EnumType() | RecordType():
            return {"$ref": f"#/$defs/{declared.name}"}
        case _:
            return _PRIMITIVES[declared.name]


def _object(slots: Iterable[Slot], doc: str = "", *, partly: bool = False) -> dict[str, Any]:
    """An object with just these fields: all that have to be there, or `partly` none of them."""
    slots = [*slots]
    properties = {
        slot.name: {**_type(slot.type), **({"description": slot.doc} if slot.doc else {})} for slot in slots
    }
    wanted = [
        slot.name
        for slot in slots
        if not partly and not slot.has_default and required(slot.type) is slot.type
    ]
    return {
        **({"description": doc} if doc else {}),
        "type": "object",
        "properties": properties,
        **({"required": wanted} if wanted else {}),
        "additionalProperties": False,
    }


def _types(outline: Outline) -> dict[str, Any]:
    found: dict[str, Any] = {"channel": {"enum": [*outline.channels]}}
    for enum in outline.enums:
        if not enum.name.startswith(IN_PLACE):
            found[enum.name] = {"enum": [*enum.members]}
    for record in outline.records:
        whole = [slot._replace(has_default=False) for slot in record.slots]
        found[record.name] = _object(whole, record.doc)
    found[CUSTOMER] = _object([slot._replace(has_default=False) for slot in outline.customer])
    found["profile"] = _object(
        outline.customer, "What is known of a customer; null clears a field.", partly=True
    )
    return found


def _events(outline: Outline) -> dict[str, Any]:
    return {f"event.{event.name}": _object(event.slots, event.doc) for event in outline.events}


def _journeys(outline: Outline) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for journey in outline.journeys:
        found[f"context.{journey.name}"] = _object(journey.context, journey.doc, partly=True)
        if journey.begins:
            found[f"parameters.{journey.name}"] = _object(journey.parameters)
        for step in journey.asking:
            asked = _object(step.slots, step.doc, partly=True)
            found[f"answers.{journey.name}.{step.name}"] = {**asked, "minProperties": 1}
    return found


def _services(outline: Outline) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for service in outline.services:
        name = f"service.{service.name}"
        found[f"{name}.parameters"] = _object(service.parameters, service.doc)
        if service.gives is not None:
            found[f"{name}.gives"] = _type(service.gives)
        if service.failures:
            found[f"{name}.failure"] = {"enum": [*service.failures]}
    return found
