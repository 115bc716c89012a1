"""Which declarations files have and use: plain data, to judge many files without reading them again."""

from collections.abc import Collection
from typing import NamedTuple, TypeAlias, TypedDict

from journeyc.catalogue import CATALOGUE
from journeyc.diagnostic import Diagnostic
from journeyc.source import Source, Span

RULE = "unused-declaration"
#: The file, the kind and the name of a declaration.
Key: TypeAlias = tuple[str, str, str]


class Summary(TypedDict):
    """What a file has to do with others, as plain data; paths are normal ones (`a/b.journey`).

    `imports` are the files it takes in. `begins` is whether a journey in it starts by itself: on an event,
    for a segment or at a time; a file in which none does is there for others. `acts` is whether something in
    it has a meaning without being named. `declared` are kind, name and offsets of the name, `used` the
    declarations of this and other files that something else in this file names.
    """

    file: str
    imports: list[str]
    begins: bool
    acts: bool
    declared: list[tuple[str, str, int, int]]
    used: list[Key]


class Unused(NamedTuple):
    """A declaration that nothing uses: its file, and the offsets of its name."""

    file: str
    kind: str
    name: str
    start: int
    end: int


def unused_in(summaries: Collection[Summary]) -> list[Unused]:
    """What nothing uses in all files of a run, in the order of the files.

    A file in which no journey starts by itself is there for others: something is said of what it declares
    only if one of them is in the run.
    """
    used = {tuple(key) for one in summaries for key in one["used"]}
    taken_in = {path for one in summaries for path in one["imports"]}
    return [
        Unused(one["file"], kind, name, start, end)
        for one in summaries
        if one["begins"] or one["file"] in taken_in
        for kind, name, start, end in one["declared"]
        if (one["file"], kind, name) not in used
    ]


def finding(unused: Unused, source: Source) -> Diagnostic:
    """What is said of a declaration that nothing uses, in the text of its file."""
    message = f"nothing uses the {unused.kind} `{unused.name}`"
    span = Span(unused.start, unused.end)
    return Diagnostic(RULE, CATALOGUE[RULE].severity, message, source, span, "take it out, or use it")
