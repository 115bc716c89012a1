"""Everything written in something."""

from collections.abc import Iterator

from journeyc.expression.node import Node


def within(node: Node) -> Iterator[Node]:
    """A node and all it is made of, each node before its parts, in written order."""
    pending: list[object] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, Node):
            yield item
            pending += reversed([getattr(item, name) for name in item.__match_args__])
        elif isinstance(item, list | tuple):
            pending += reversed(item)
