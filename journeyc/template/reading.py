"""Which values a text reads."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from journeyc.expression.values import Json
from journeyc.template.syntax import (
    Both,
    Compare,
    Expression,
    Filtered,
    For,
    If,
    IsSet,
    Node,
    Not,
    Output,
    Path,
    SyntaxProblem,
    parse,
)


class Named(NamedTuple):
    """A value that a text reads: its dotted name, where that stands in the text, and whether the text shows
    it or only asks something about it.
    """

    names: tuple[str, ...]
    start: int
    end: int
    shown: bool


def always_shown(text: str) -> set[str]:
    """The values that every reader of a text sees, by their dotted names; a text that is wrong shows none."""
    if "{" not in text:
        return set()
    try:
        nodes = parse(text)
    except (SyntaxProblem, RecursionError):
        return set()
    values = (node.value for node in nodes if isinstance(node, Output))
    return {".".join(path.names) for value in values if (path := _path(value)) is not None}


def _path(value: Expression) -> Path | None:
    while isinstance(value, Filtered):
        value = value.operand
    return value if isinstance(value, Path) else None


#: What the names of loops stand for; nothing for `loop`, which is of the loop itself.
_Items = Mapping[str, tuple[str, ...]]


def reads(text: str) -> list[Named]:
    """The values that a text reads, in written order; items of its loops by the name of their list.

    A text that is wrong reads nothing.
    """
    if "{" not in text:
        return []
    try:
        nodes = parse(text)
    except (SyntaxProblem, RecursionError):
        return []
    return list(_body(nodes, {}))


def missing(text: str, values: Mapping[str, Json]) -> list[tuple[str, ...]]:
    """The values that a text shows, somewhere, and that are not there, in written order and each once."""
    shown = dict.fromkeys(named.names for named in reads(text) if named.shown)
    return [names for names in shown if _lacks(values, names)]


def _lacks(value: Json | Mapping[str, Json], names: tuple[str, ...]) -> bool:
    """Whether a value, or one of the items of a list, is missing at the end of a path."""
    if isinstance(value, list):
        return any(_lacks(item, names) for item in value)
    if not names:
        return value is None
    return not isinstance(value, Mapping) or _lacks(value.get(names[0]), names[1:])


def _body(nodes: list[Node], items: _Items) -> Iterator[Named]:
    for node in nodes:
        match node:
            case Output(value):
                yield from _values(value, items, shown=True)
            case If(branches):
                for condition, inner in branches:
                    if condition is not None:
                        yield from _values(condition, items, shown=False)
                    yield from _body(inner, items)
            case For():
                yield from _values(node.items, items, shown=False)
                inside = {**items, node.name: _outer(node.items.names, items), "loop": ()}
                yield from _body(node.body, inside)
                yield from _body(node.otherwise, items)


def _values(value: Expression, items: _Items, *, shown: bool) -> Iterator[Named]:
    match value:
        case Path():
            names = _outer(value.names, items)
            if names:
                yield Named(names, value.start, value.end, shown)
        case Filtered():
            yield from _values(value.operand, items, shown=shown)
        case IsSet() | Not():
            yield from _values(value.operand, items, shown=False)
        case Compare() | Both():
            yield from _values(value.left, items, shown=False)
            yield from _values(value.right, items, shown=False)


def _outer(names: tuple[str, ...], items: _Items) -> tuple[str, ...]:
    """A name as it is known outside of the loops."""
    outside = items.get(names[0])
    if outside is None:
        return names
    return (*outside, *names[1:]) if outside else ()
