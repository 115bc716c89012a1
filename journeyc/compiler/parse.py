"""Text to syntax tree. What does not parse is said, and reading goes on."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from journeyc.collecting import uncollected
from journeyc.compiler.reporter import MOST_LABELS
from journeyc.compiler.syntax import File
from journeyc.compiler.syntax_faults import describe, is_reserved
from journeyc.compiler.tree_builder import TreeBuilder
from journeyc.diagnostic import Diagnostic, Label, Severity
from journeyc.expression.types import PRIMITIVES
from journeyc.grammar.fault import Fault
from journeyc.grammar.parser import Parsed
from journeyc.grammar.parser import parse as parse_tokens
from journeyc.grammar.tokens import Tokens
from journeyc.source import Source, Span


class ParsedFile(NamedTuple):
    """A source with its tree.

    `lost` are words in what could not be read, which nobody misses twice; `unread` are the lines with a
    fault, on which nothing else is judged. It is `whole` where every fault could be mended and nothing was
    left out.
    """

    source: Source
    tree: File
    lost: frozenset[str]
    unread: frozenset[int]
    whole: bool
    diagnostics: list[Diagnostic]


def parse(source: Source) -> ParsedFile:
    """Read a source; the tree holds everything that could be read."""
    parsed = _recognised(source.text)
    diagnostics = [describe(source, fault) for fault in parsed.faults]
    unread = frozenset(_lines(source, diagnostics))
    words = {word for line in unread for word in _WORD.findall(source.line(line))}
    diagnostics = _once(parsed.faults, diagnostics)
    diagnostics += _half_character(source, diagnostics)
    whole = parsed.lost <= {""} and not any(fault.suggestion == "NAME" for fault in parsed.faults)
    for fault in parsed.faults:
        words.update((fault.suggestion, fault.suggestion.replace("_", "")))
    lost = parsed.lost | words
    if diagnostics:
        lost |= _run_together(lost, {*PRIMITIVES, *_WORD.findall(source.text)})
    return ParsedFile(source, parsed.value, lost, unread, whole, diagnostics)


def _once(faults: list[Fault], diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """What is said; of a reserved word that stands for a name in many places once, at the first of them."""
    first: dict[str, Diagnostic] = {}
    places: dict[str, list[Label]] = {}
    kept: list[Diagnostic] = []
    for fault, found in zip(faults, diagnostics, strict=True):
        if not is_reserved(fault) or first.setdefault(fault.found, found) is found:
            kept.append(found)
        else:
            places.setdefault(fault.found, []).append(Label(found.source, found.span, "here too"))
    for word, labels in places.items():
        kept[kept.index(first[word])] = first[word]._replace(labels=tuple(labels[:MOST_LABELS]))
    return kept


def _half_character(source: Source, said: list[Diagnostic]) -> Iterator[Diagnostic]:
    """Say the first half of a character, which no document can hold: files have none, but a text that comes
    from elsewhere may.
    """
    try:
        source.text.encode()
    except UnicodeEncodeError as error:
        at = error.start
        if all(found.span.start != at for found in said):
            message = f"the character U+{ord(source.text[at]):04X} is half of one, and so no text"
            cure = "write the whole character, or leave it out"
            yield Diagnostic("syntax-error", Severity.ERROR, message, source, Span(at, at + 1), cure)


@uncollected
def _recognised(text: str) -> Parsed:
    tokens = Tokens(text)
    return parse_tokens(tokens, TreeBuilder(tokens))


#: Nobody writes longer names.
_LONGEST = 80
_SHORTEST = 2


def _run_together(lost: frozenset[str], words: set[str]) -> set[str]:
    """Names between which a space or sign was lost: `amountmoney` for `amount: money`.

    A name ran together with a word of the text, or with one letter that stands where a sign was.
    """
    return {
        name
        for word in lost
        if len(word) <= _LONGEST
        for at in range(1, len(word))
        for name, other in ((word[:at], word[at:]), (word[at:], word[:at]))
        if len(name) >= _SHORTEST and (len(other) == 1 or other in words)
    }


_WORD = re.compile(r"[A-Za-z_]\w*")


def _lines(source: Source, diagnostics: list[Diagnostic]) -> set[int]:
    """The lines with faults; what is missing before the first word of a line is missing in the line above."""
    found = set()
    for diagnostic in diagnostics:
        line, column = source.position(diagnostic.span.start)
        found.add(line)
        if not source.line(line)[: column - 1].strip():
            above = (
                number for number in range(line - 1, max(0, line - 10), -1) if source.line(number).strip()
            )
            found.update(itertools.islice(above, 1))
    return found
