"""Something that is declared and that nothing uses."""

from collections.abc import Collection
from typing import NamedTuple

from journeyc.catalogue import CATALOGUE
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.uses import Summary
from journeyc.diagnostic import Diagnostic
from journeyc.source import Source, Span

NAME = "unused-declaration"


class Unused(NamedTuple):
    """A declaration that nothing uses: its file, and the offsets of its name."""

    file: str
    kind: str
    name: str
    start: int
    end: int


def check(facts: Facts) -> None:
    """Say what nothing in the file uses, as far as that can be told from the file and what it imports."""
    own = next(reversed(facts.summaries))
    for one in check_run(list(facts.summaries.values())):
        if one.file == own and facts.summaries[own]["begins"]:
            found = finding(one, facts.source)
            facts.say(NAME, found.span, found.message, found.help)


def check_run(summaries: Collection[Summary]) -> list[Unused]:
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
    return Diagnostic(NAME, CATALOGUE[NAME].severity, message, source, span, "take it out, or use it")
