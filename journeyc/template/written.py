"""Values in the language's own syntax, for people who read what happened."""

import json
from datetime import tzinfo

from journeyc.expression.language import ENGLISH
from journeyc.expression.types import EnumType, ListType, RecordType, Type, required
from journeyc.expression.values import (
    DECODERS,
    Duration,
    Json,
    number_text,
    on_the_clock,
    to_decimal,
    to_instant,
)
from journeyc.template.display import Display


def written(value: Json, declared: Type, zone: tzinfo) -> str:
    """A value as an author would write it."""
    match required(declared):
        case RecordType(fields=fields) if isinstance(value, dict):
            inside = [
                f"{name} = {written(part, fields[name], zone)}"
                for name, part in value.items()
                if name in fields and part is not None
            ]
            return f"{{ {', '.join(inside)} }}" if inside else "{}"
        case ListType(item=item) if isinstance(value, list):
            return f"[{', '.join(written(part, item, zone) for part in value)}]"
        case EnumType():
            return str(value)
        case other:
            return _scalar(value, other.name, zone)


def _scalar(value: Json, name: str, zone: tzinfo) -> str:
    if name in {"text", "id"}:
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "missing"}[value]
    if name == "percent":
        return f"{number_text(to_decimal(str(value)))}%"
    if name == "duration" and isinstance(duration := DECODERS[name](str(value)), Duration):
        return Display(ENGLISH, zone).duration(duration)
    if name == "instant":
        return f"{on_the_clock(to_instant(str(value)), zone):%Y-%m-%dT%H:%M}"
    return str(value)
