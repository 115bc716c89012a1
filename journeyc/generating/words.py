"""Words of authors, as they may stand in comments."""

import textwrap


def lines_of(text: str, width: int) -> list[str]:
    """Words as lines of about this width; without what is none, as control characters and the line ends of
    other worlds.
    """
    lines = ["".join(c if c.isprintable() else " " for c in line) for line in text.strip().split("\n")]
    return [
        part
        for line in lines
        for part in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    ]
