"""Words taken from the source as they stand: documentation comments, and expressions as text."""

import re

from journeyc.source import Source

_LONGEST_SHOWN = 80
_STRINGS = re.compile(r'("(?:\\.|[^"\\\n])*")|\s+|#[^\n]*')


def shortened(text: str) -> str:
    """A text as a message can show it: of one line, and not long."""
    line = " ".join(text[: 2 * _LONGEST_SHOWN].split())
    return line if line == text and len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}…"


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
