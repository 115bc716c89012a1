"""Every part of a document, whatever its shape."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import BaseModel

from journeyc.ir.nodes import Branch, Composite, Interrupt, Node, Parallel


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


def every_node(nodes: Iterable[Node | Branch]) -> Iterator[Node | Branch]:
    """Nodes with all that stand in them, at whatever depth: each before what stands in it, in written
    order.
    """
    for node in nodes:
        yield node
        if isinstance(node, Composite | Parallel | Interrupt):
            yield from every_node(node.nodes)
