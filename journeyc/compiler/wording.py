"""Words taken from the source: documentation comments as they stand, and expressions as text."""

from journeyc.compiler.format.words import CLOSE_BEFORE, CLOSE_BEHIND, unit_written
from journeyc.grammar.tokens import Tokens
from journeyc.source import Source

#: A `-` behind one of these is a sign, and a `(` no call.
_OPERATORS = frozenset(
    [
        *(
            "AND",
            "OR",
            "NOT",
            "IN",
            "ELSE",
            "EQUALS",
            "SAME",
            "DIFFERENT",
            "AT_MOST",
            "LESS",
            "AT_LEAST",
            "MORE",
        ),
        *("PLUS", "MINUS", "STAR", "SLASH", "COMMA", "LPAR", "LSQUARE", "LBRACE"),
    ]
)


def spaced(text: str) -> str:
    """An expression on one line, with the spaces and units of the layout, however it is written."""
    tokens = Tokens(text)
    written, before, sign = "", "LPAR", False
    for kind, word in zip(tokens.kinds, tokens.words, strict=True):
        if kind == "$END":
            break
        close = sign or before in CLOSE_BEFORE or kind in CLOSE_BEHIND - {"LPAR"}
        if kind == "LPAR":
            close = sign or before in CLOSE_BEFORE or before not in _OPERATORS
        if kind == "UNIT" and before == "INT":
            word = unit_written(written.rpartition(" ")[2].lstrip("([-"), word)  # noqa: PLW2901  # as it is written
        written += word if close else f" {word}"
        sign = kind == "MINUS" and before in _OPERATORS
        before = kind
    return written


def documentation(source: Source, start: int) -> str:
    """The `##` lines directly above a declaration, as one text."""
    line, _ = source.position(start)
    lines: list[str] = []
    while line > 1:
        line -= 1
        above = source.line(line).strip()
        if not above.startswith("##"):
            break
        lines.insert(0, above[2:].strip())
    return "\n".join(lines)
