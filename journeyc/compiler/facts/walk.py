"""Everything written in something."""

from collections.abc import Iterator

from journeyc.compiler.syntax import Text, Word
from journeyc.expression.node import Node

#: These are made of letters alone, and there are most of them.
LEAVES = (Text, Word)
_PLAIN = frozenset({int, str, bool, type(None)})


def within(node: Node) -> Iterator[Node]:
    """A node and all it is made of, each node before its parts, in written order."""
    pending: list[object] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, Node):
            yield item
            if not isinstance(item, LEAVES):
                pending += parts(item)
        elif isinstance(item, list | tuple):
            pending += reversed(item)


def parts(node: Node) -> list[object]:
    """What a node is made of, the last first."""
    found = [getattr(node, name) for name in reversed(node.__match_args__)]
    return [part for part in found if type(part) not in _PLAIN]
