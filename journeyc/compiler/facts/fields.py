"""Where the fields of a journey are read and written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, get_args

from journeyc.compiler import syntax
from journeyc.compiler.facts.walk import HOLDING
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
    does, and `customer` for all of theirs. `shown` is whether a text shows it to somebody.
    """

    root: str
    path: tuple[str, ...]
    at: Span
    place: str
    into: str
    shown: bool


class Write(NamedTuple):
    """Something that writes a field of the context, or of the customer: an effect, or a question whose answer
    is kept.

    `path` is the dotted name, `customer` included. `place` is what it stands in; `to` is where the customer
    is just after it, empty where that cannot be told.
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
        """What writes each field of the context, or inside it, by its name; the customer is as one."""
        found: dict[str, list[Write]] = defaultdict(list)
        for write in self.writes:
            found[write.path[0]].append(write)
        return found


class _Where(NamedTuple):
    """What a node stands in."""

    place: str = ""
    to: str = ""
    into: str = ""


_NOWHERE = _Where()


def fields_in(node: Node, roots: Mapping[str, str]) -> Fields:
    """What a node reads and writes; `roots` says what the names in its texts are. Names that `roots` does not
    have are local, or those of records.
    """
    found = Fields([], [])
    roots = {**roots, "customer": "customer", "event": "event"}
    pending: list[tuple[Any, _Where]] = [(node, _NOWHERE)]
    while pending:
        item, where = pending.pop()
        kind = type(item)
        if kind is list or kind is tuple:
            pending += [(part, where) for part in reversed(item)]
        elif (names := HOLDING[kind]) is not None:
            if kind in _INSIDE:
                where = _INSIDE[kind](item, where)
            if kind in _NOTING:
                _NOTING[kind](item, where, roots, found)
            if kind is syntax.SetEffect:
                where = _Where(where.place, where.to, item.path[0].text)
            for name in names:
                part = getattr(item, name)
                if part:
                    pending.append((part, where))
    return found


# ── what a node stands in ────────────────────────────────────────────────────────────────────────────


def _place(item: syntax.Place, _: _Where) -> _Where:
    return _Where(item.name.text, item.name.text)


def _boundary(item: syntax.Boundary, where: _Where) -> _Where:
    return where if item.kind == "enter" else _Where(where.place, "", where.into)


def _tail(item: syntax.Tail, where: _Where) -> _Where:
    target = item.target
    if target is None:
        return where
    return _Where(where.place, target.name.text if target.kind == "place" else "", where.into)


_INSIDE: dict[type, Callable[[Any, _Where], _Where]] = {
    **dict.fromkeys(get_args(syntax.Place), _place),
    syntax.Boundary: _boundary,
    syntax.Tail: _tail,
}


# ── what is noted of a node ──────────────────────────────────────────────────────────────────────────


def _path(item: Path, where: _Where, _: Mapping[str, str], found: Fields) -> None:
    if item.root and not item.member:
        path = dotted_words(item.words)
        found.reads.append(Read(item.root, path, span_of(item), where.place, where.into, shown=False))


def _text(
    item: syntax.Say | syntax.NoteEffect | syntax.Message,
    where: _Where,
    roots: Mapping[str, str],
    found: Fields,
) -> None:
    if "{" in item.text.value:
        found.reads.extend(_shown(item.text, where, roots))


def _write(
    item: syntax.SetEffect | syntax.AskItem, where: _Where, _: Mapping[str, str], found: Fields
) -> None:
    found.writes.append(Write(dotted_words(item.path), item, where.place, where.to))


def _journey(item: syntax.Journey, _: _Where, roots: Mapping[str, str], found: Fields) -> None:
    for key in item.one_run_per:
        path = dotted_words(key)
        root = roots.get(path[0], "local")
        found.reads.append(Read(root, path, span_of(key[0]), "", "", shown=False))


_NOTING: dict[type, Callable[[Any, _Where, Mapping[str, str], Fields], None]] = {
    Path: _path,
    syntax.Say: _text,
    syntax.NoteEffect: _text,
    syntax.Message: _text,
    syntax.SetEffect: _write,
    syntax.AskItem: _write,
    syntax.Journey: _journey,
}


def _shown(text: syntax.Text, where: _Where, roots: Mapping[str, str]) -> Iterator[Read]:
    for named in text_reads(text.value):
        root, at = roots.get(named.names[0], "local"), text_span(text, named.start, named.end)
        yield Read(root, named.names, at, where.place, where.into, named.shown)


def dotted_words(words: list[Word]) -> tuple[str, ...]:
    """The names of a path."""
    return tuple(word.text for word in words)
