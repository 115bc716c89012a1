"""Every single thing in a definition, changed by itself, whether or not a journey could say it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic import BaseModel

from journeyc.ir.base import Place

#: What tells models apart, or is one of a few words: another is another model.
_FIXED = frozenset({"kind", "op", "format", "format_version", "way", "root", "weekday", "policy", "outcome"})


def changed(value: Any) -> Iterator[Any]:
    """What a value is with one thing in it changed."""
    if isinstance(value, Place):
        return
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _FIXED:
                yield from (value.model_copy(update={name: one}) for one in changed(getattr(value, name)))
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            # Values are written in the form of their type.
            if field.name not in _FIXED and (field.name, getattr(value, "op", "")) != ("value", "literal"):
                yield from (
                    replace(value, **{field.name: one}) for one in changed(getattr(value, field.name))
                )
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from ((*value[:number], one, *value[number + 1 :]) for one in changed(item))
        # A name and its value belong together.
        if value and not (isinstance(value[0], str) and is_dataclass(value[-1])):
            yield value[:-1]
            if len(value) > 1:
                yield value[::-1]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}x"
