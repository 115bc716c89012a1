"""What a system gives, without what nobody has asked for: systems add fields to their answers."""

from collections.abc import Mapping
from typing import Any

from journeyc.expression.types import ListType, OptionalType, RecordType, Type


def declared_only(value: Any, declared: Type) -> Any:
    """A value without the fields that its type does not have; the rest is as it was, right or wrong."""
    match declared:
        case OptionalType():
            return declared_only(value, declared.value)
        case RecordType() if isinstance(value, Mapping):
            fields = declared.fields
            return {name: declared_only(part, fields[name]) for name, part in value.items() if name in fields}
        case ListType() if isinstance(value, list):
            return [declared_only(part, declared.item) for part in value]
        case _:
            return value
