"""Words taken from the source as they stand: documentation comments, and expressions as text."""

import re

from journeyc.source import Source

_STRINGS = re.compile(r'("(?:\\.|[^"\\\n])*")|\s+|#[^\n]*')


def spaced(text: str) -> str:
    """An expression as written, on one line with single spaces; what is in quotes stays as it is."""
    return _STRINGS.sub(lambda found: found[1] or " ", text).strip()


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
