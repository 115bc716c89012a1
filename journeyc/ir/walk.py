"""Every part of a document, whatever its shape."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel


def parts(node: Any) -> Iterator[Any]:
    """The models and expression nodes a value is made of, itself included, outermost first."""
    if isinstance(node, BaseModel):
        yield node
        for name in type(node).model_fields:
            yield from parts(getattr(node, name))
    elif isinstance(node, tuple | list):
        for item in node:
            yield from parts(item)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from parts(getattr(node, field.name))
