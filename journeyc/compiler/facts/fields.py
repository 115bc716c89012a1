"""Where the fields of a journey are read and written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.facts.walk import LEAVES, parts
from journeyc.compiler.places import text_span
from journeyc.compiler.reporter import span_of
from journeyc.expression.node import Node
from journeyc.expression.syntax import Path, Word
from journeyc.source import Span
from journeyc.template.reading import reads as text_reads


class Read(NamedTuple):
    """Something that reads a value: of the `context`, a `parameter`, the `customer`, an `event`, or what is
    `local` to a clause.

    `path` is the dotted name, `customer` and `event` included. `place` is the step or what else it stands in,
    empty for the journey itself. `into` is the field of the context whose new value it helps to make, if it
    does. `shown` is whether a text shows it to somebody.
    """

    root: str
    path: tuple[str, ...]
    at: Span
    place: str
    into: str
    shown: bool


class Write(NamedTuple):
    """Something that writes a field of the context: an effect, or a question whose answer is kept.

    `path` is the dotted name. `place` is what it stands in; `to` is where the customer is just after it,
    empty where that cannot be told.
    """

    path: tuple[str, ...]
    node: syntax.SetEffect | syntax.AskItem
    place: str
    to: str


class Fields(NamedTuple):
    """What a journey, or a part of one, reads and writes, in written order."""

    reads: list[Read]
    writes: list[Write]

    def readers(self, root: str) -> dict[str, list[Read]]:
        """What reads each field or parameter of a root, by its name."""
        found: dict[str, list[Read]] = defaultdict(list)
        for read in self.reads:
            if read.root == root:
                found[read.path[0]].append(read)
        return found

    def writers(self) -> dict[str, list[Write]]:
        """What writes each field of the context, or something inside it, by its name."""
        found: dict[str, list[Write]] = defaultdict(list)
        for write in self.writes:
            found[write.path[0]].append(write)
        return found


class _Where(NamedTuple):
    """What a node stands in."""

    place: str = ""
    to: str = ""
    into: str = ""


def fields_in(node: Node, roots: Mapping[str, str]) -> Fields:
    """What a node reads and writes; `roots` says what the names in its texts are. Names that `roots` does not
    have are local, or those of records.
    """
    found = Fields([], [])
    roots = {**roots, "customer": "customer", "event": "event"}
    pending: list[tuple[object, _Where]] = [(node, _Where())]
    while pending:
        item, where = pending.pop()
        if isinstance(item, list | tuple):
            pending += [(part, where) for part in reversed(item)]
        elif isinstance(item, Node):
            where = _inside(item, where)
            _note(item, where, roots, found)
            if isinstance(item, syntax.SetEffect):
                where = where._replace(into=item.path[0].text)
            if not isinstance(item, LEAVES):
                pending += [(part, where) for part in parts(item)]
    return found


def _inside(item: Node, where: _Where) -> _Where:
    match item:
        case syntax.Step() | syntax.Choice() | syntax.Split() | syntax.End() | syntax.Composite():
            return _Where(item.name.text, item.name.text)
        case syntax.Boundary(kind="leave" | "undo"):
            return where._replace(to="")
        case syntax.Tail(target=syntax.Target() as target):
            return where._replace(to=target.name.text if target.kind == "place" else "")
    return where


def _note(item: Node, where: _Where, roots: Mapping[str, str], found: Fields) -> None:
    match item:
        case Path(member=False) if item.root:
            path = dotted_words(item.words)
            found.reads.append(Read(item.root, path, span_of(item), where.place, where.into, shown=False))
        case syntax.Say() | syntax.NoteEffect() | syntax.Message():
            found.reads.extend(_shown(item.text, where, roots))
        case syntax.SetEffect() | syntax.AskItem():
            found.writes.append(Write(dotted_words(item.path), item, where.place, where.to))
        case syntax.Journey():
            for key in item.one_run_per:
                path = dotted_words(key)
                root = roots.get(path[0], "local")
                found.reads.append(Read(root, path, span_of(key[0]), "", "", shown=False))


def _shown(text: syntax.Text, where: _Where, roots: Mapping[str, str]) -> Iterator[Read]:
    for named in text_reads(text.value):
        root, at = roots.get(named.names[0], "local"), text_span(text, named.start, named.end)
        yield Read(root, named.names, at, where.place, where.into, named.shown)


def dotted_words(words: list[Word]) -> tuple[str, ...]:
    """The names of a path."""
    return tuple(word.text for word in words)
