"""The neutral picture as JSON, for others who draw it."""

import json
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from journeyc.compiler.diagram.picture import Picture

FORMAT, FORMAT_VERSION = "journeyc.picture", 1


def to_json(picture: Picture) -> str:
    """The picture as JSON, always the same for the same picture: all fields, in written order."""
    whole = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(picture)}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def picture_schema() -> dict[str, Any]:
    """The JSON Schema of a picture."""
    schema = TypeAdapter(Picture).json_schema(mode="serialization")
    head = {"format": {"const": FORMAT}, "format_version": {"const": FORMAT_VERSION}}
    record = {
        "record": {"type": "string", "description": "What a file was drawn of and how, and two hashes."}
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "properties": {**head, **record, **schema["properties"]},
        "required": [*head, *schema["properties"]],
    }
