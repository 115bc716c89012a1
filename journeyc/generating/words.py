"""Words of authors, as they may stand in comments."""

import textwrap


def cleaned(text: str) -> str:
    """Words without what is none, as control characters and the line ends of other worlds."""
    lines = ["".join(c if c.isprintable() else " " for c in line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip()


def lines_of(text: str, width: int) -> list[str]:
    """Words as lines of about this width: a word that is longer stays whole."""
    return [
        part
        for line in text.split("\n")
        for part in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
    ]
