"""Documents in and out: JSON text that reads back to equal models, and its published JSON Schema."""

import json
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from journeyc.ir.model import FORMAT_VERSION, Definition, Package

Document = TypeVar("Document", Package, Definition)


class DocumentError(ValueError):
    """A text that is not a document of the kind asked for; the message says why."""


def to_json(document: Package | Definition) -> str:
    """The document as JSON text, two spaces deep."""
    return document.model_dump_json(indent=2) + "\n"


def from_json(text: str | bytes, kind: type[Document]) -> Document:
    """Read a document back; DocumentError for another format, a newer version, or a field that does not
    fit.
    """
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        message = "this is not JSON"
        raise DocumentError(message) from None
    wanted = kind.model_fields["format"].default
    if not isinstance(raw, dict) or raw.get("format") != wanted:
        message = f"this is not a `{wanted}` document; `journeyc compile` makes one"
        raise DocumentError(message)
    version = raw.get("format_version")
    if isinstance(version, int) and version > FORMAT_VERSION:
        message = (
            f"this document has format version {version}, written by a newer journeyc; "
            f"this one reads up to {FORMAT_VERSION}"
        )
        raise DocumentError(message)
    try:
        return kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        message = f"`{place}`: {first['msg'][:1].lower()}{first['msg'][1:]}"
        raise DocumentError(message) from None


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of packages and definitions."""
    schema = TypeAdapter(Package | Definition).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "journeyc IR", **schema}
