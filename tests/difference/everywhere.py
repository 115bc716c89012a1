"""Every single thing in a definition, changed by itself: whether or not a journey could say it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic import BaseModel

from journeyc.ir.base import Place

#: What tells models apart; another is another model.
_TAGS = frozenset({"kind", "op", "format", "format_version"})


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value is with one thing in it changed, and where that is."""
    if isinstance(value, Place):
        return
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            if name not in _TAGS:
                for where, other in changed(getattr(value, name)):
                    yield f"{type(value).__name__}.{name} {where}", value.model_copy(update={name: other})
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _TAGS:
                for where, other in changed(getattr(value, field.name)):
                    yield f"{field.name} {where}", replace(value, **{field.name: other})
    elif isinstance(value, tuple):
        yield from _of_items(value)
    else:
        yield from _of_leaf(value)


def _of_items(items: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for number, item in enumerate(items):
        for where, other in changed(item):
            yield where, (*items[:number], other, *items[number + 1 :])
    if items:
        yield "less", items[:-1]
    if len(items) > 1:
        yield "turned", items[::-1]


def _of_leaf(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "not", not value
    elif isinstance(value, int):
        yield "more", value + 1
    elif isinstance(value, str):
        yield "longer", f"{value}x"
        # Nothing but words may be empty, so nothing else is told by being so.
        yield "other", "zzz"
