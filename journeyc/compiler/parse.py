"""Text to syntax tree. What does not parse is said, and reading goes on."""

from typing import NamedTuple

from journeyc.compiler.syntax import File
from journeyc.compiler.syntax_faults import describe
from journeyc.compiler.tree_builder import TreeBuilder
from journeyc.diagnostic import Diagnostic
from journeyc.grammar.parser import parse as parse_tokens
from journeyc.grammar.tokens import Tokens
from journeyc.source import Source


class ParsedFile(NamedTuple):
    """A source with its tree; `lost` are words in what could not be read: nobody misses them twice."""

    source: Source
    tree: File
    lost: frozenset[str]
    diagnostics: list[Diagnostic]


def parse(source: Source) -> ParsedFile:
    """Read a source; the tree holds everything that could be read."""
    tokens = Tokens(source.text)
    parsed = parse_tokens(tokens, TreeBuilder(tokens).actions())
    return ParsedFile(source, parsed.value, parsed.lost, [describe(source, fault) for fault in parsed.faults])
