"""Markdown in which words that others wrote stay words: no mention, no link, no HTML.

They stand in code only: a span within a line, or a block between fences that are longer than any in it.
"""

import re

from journeyc.report.cells import in_line, plain

_TICKS = re.compile("`+")


def code(text: str) -> str:
    """Words in a line, as they were written."""
    shown = in_line(" ".join(text.split())) or " "
    ticks = "`" * (_longest(shown) + 1)
    # A space keeps the words' own backticks from those around them.
    room = " " if shown[0] in "` " or shown[-1] == "`" else ""
    return f"{ticks}{room}{shown}{room}{ticks}"


def block(text: str, language: str = "text") -> list[str]:
    """The lines of a block of code."""
    fence = "`" * max(3, _longest(text) + 1)
    return [f"{fence}{language}", *plain(text).rstrip("\n").split("\n"), fence]


def cell(markdown: str) -> str:
    """What may stand in a table: a stroke would begin another cell, in code too."""
    return markdown.replace("|", "\\|")


def _longest(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)
