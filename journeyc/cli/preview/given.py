"""What a preview is shown for: the customer, the arguments and the time, from a file or made of the types."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from journeyc.cli.ending import Failure
from journeyc.cli.files import named, read_raw
from journeyc.cli.given_json import json_in
from journeyc.cli.preview.found import Found
from journeyc.expression.samples import LINK, MOMENT, sample_fields
from journeyc.expression.types import INSTANT, TEXT, RecordType, Type, optional
from journeyc.expression.validation import validate_fields
from journeyc.expression.values import Json, to_instant
from journeyc.ir.profile import customer_defaults
from journeyc.ir.types import field_types, type_table
from journeyc.reading import Unreadable, decode

_SHAPE = '`{"customer": {…}, "arguments": {…}, "at": "2026-11-23T09:00:00Z", "resume_link": "…"}`'
#: Who the customer is if the file does not say.
SOMEBODY = "customer"


class Given(NamedTuple):
    """What texts are filled with, in its JSON form: the `profile` of the customer with the defaults, the
    arguments as they are sent; `file` is where it is from, None where it is made up.
    """

    profile: dict[str, Json]
    arguments: dict[str, Json]
    at: datetime
    link: str
    file: str | None


def given(found: Found, file: str | None) -> Given:
    """What a preview is filled with; Failure where the file does not fit, with all that is wrong with it."""
    declared = found.package.declarations
    types = type_table(declared)
    customer = field_types(declared.customer.fields, types)
    parameters = field_types(found.notification.parameters, types)
    with_default = {field.name for field in found.notification.parameters if field.default is not None}
    known = customer_defaults(declared.customer)
    if file is None:
        made = sample_fields({name: type_ for name, type_ in customer.items() if name not in known}, MOMENT)
        asked = {name: type_ for name, type_ in parameters.items() if name not in with_default}
        return Given({**known, **made}, sample_fields(asked, MOMENT), MOMENT, LINK, None)
    fields = {name: optional(type_) if name in with_default else type_ for name, type_ in parameters.items()}
    told = _read(file, customer, fields, found.notification.name)
    profile = {**known, declared.customer.key: SOMEBODY, **told.customer}
    return Given(profile, told.arguments, told.at, told.link, named(file))


class _Told(NamedTuple):
    customer: Mapping[str, Json]
    arguments: dict[str, Json]
    at: datetime
    link: str


def _read(file: str, customer: Mapping[str, Type], parameters: Mapping[str, Type], name: str) -> _Told:
    value = _object(file)
    # Of a customer as much is known as somebody has said, and no more.
    profile = RecordType("Customer", {field: optional(declared) for field, declared in customer.items()})
    shape: dict[str, Type] = {
        "customer": optional(profile),
        "arguments": RecordType(name, dict(parameters)),
        "at": optional(INSTANT),
        "resume_link": optional(TEXT),
    }
    if isinstance(value, dict):
        value.setdefault("arguments", {})
    fields, faults = validate_fields(value, shape)
    if faults:
        problem = f"`{named(file)}` does not fit `{name}`: {'; '.join(map(str, faults))}"
        raise Failure(problem, f"it holds {_SHAPE}")
    at, known, arguments = fields.get("at"), fields.get("customer"), fields["arguments"]
    return _Told(
        {key: part for key, part in known.items() if part is not None} if isinstance(known, dict) else {},
        dict(arguments) if isinstance(arguments, dict) else {},
        to_instant(at) if isinstance(at, str) else MOMENT,
        str(fields.get("resume_link") or LINK),
    )


def _object(file: str) -> object:
    try:
        text = decode(read_raw(file))
    except Unreadable as problem:
        raise Failure(f"`{named(file)}` cannot be read: {problem}") from None
    return json_in(text, named(file), f"it holds {_SHAPE}")
