"""The canonical layout of a text: the same for everybody, and the same however it was written.

Tokens stay as they are but for units, which are written out; comments stay where they are, and of blank lines
between clauses one. The syntax tree stays the same. `docs/format.md` says what the layout is.
"""

from typing import NamedTuple

from journeyc.compiler.format.kept import is_kept
from journeyc.compiler.format.layout import Layout
from journeyc.compiler.format.reading import Reading
from journeyc.compiler.syntax_faults import describe
from journeyc.diagnostic import Diagnostic
from journeyc.grammar.tokens import Tokens
from journeyc.source import Source

__all__ = ["Formatted", "format_source", "is_kept"]


class Formatted(NamedTuple):
    """A text in its layout; or as it was, with what keeps it from being read."""

    text: str
    diagnostics: list[Diagnostic]


def format_source(source: Source) -> Formatted:
    """Lay a text out anew; one with faults of syntax stays as it is."""
    tokens = Tokens(source.text)
    reading = Reading(tokens)
    if reading.faults:
        return Formatted(source.text, [describe(source, fault) for fault in reading.faults])
    return Formatted(Layout(tokens, reading).text(), [])
