"""Everything written in something."""

from collections.abc import Iterable
from typing import Any

from journeyc.compiler.syntax import Text, Word
from journeyc.expression.node import Node

#: These are made of letters alone; nobody looks for one but in what it stands in.
_LETTERS = (Text, Word)


class _Holding(dict[type, tuple[str, ...] | None]):
    """Which attributes of a class may hold nodes, the last first, by its annotations; None for what is no
    node, and for names and texts.
    """

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names = None
        if issubclass(kind, Node) and kind not in _LETTERS:
            written: dict[str, object] = {}
            for base in kind.__mro__:
                written |= vars(base).get("__annotations__", {})
            names = tuple(name for name in reversed(kind.__match_args__) if _may_hold(written[name]))
        self[kind] = names
        return names


HOLDING = _Holding()


def _may_hold(annotation: Any) -> bool:
    """Whether something so annotated may be a node, or a list of some; in doubt it may."""
    if isinstance(annotation, type) and issubclass(annotation, Node):
        return annotation not in _LETTERS
    parts = getattr(annotation, "__args__", ())
    return any(map(_may_hold, parts)) or annotation is object or isinstance(annotation, str)


def within(node: Node) -> list[Node]:
    """A node and all it is made of but names and texts, each node before its parts, in written order."""
    found: list[Node] = []
    pending: list[Any] = [node]
    holding = HOLDING
    while pending:
        item = pending.pop()
        kind = type(item)
        if kind is list or kind is tuple:
            pending += item[::-1]
        elif (names := holding[kind]) is not None:
            found.append(item)
            for name in names:
                part = getattr(item, name)
                if part:
                    pending.append(part)
    return found


def by_class(nodes: Iterable[Node]) -> dict[type[Node], list[Node]]:
    """Nodes by their class, in their order."""
    found: dict[type[Node], list[Node]] = {}
    for node in nodes:
        kind = type(node)
        if kind in found:
            found[kind].append(node)
        else:
            found[kind] = [node]
    return found
