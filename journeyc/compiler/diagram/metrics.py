"""How wide words are in Helvetica, so that a picture fits whatever fonts its machine has, and where to
break them.
"""

import unicodedata
from functools import lru_cache

# Advance widths of the characters from space to tilde, in thousandths of the font size (Adobe's
# metrics of Helvetica; Arial and Liberation Sans have the same).
_PLAIN = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 "
    "778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 "
    "556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 "
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 "
    "556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 "
    "667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 "
    "611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 "
)
_SIGNS = {
    "\N{NO-BREAK SPACE}": 278, "·": 278, "≤": 549, "≥": 549, "≠": 549, "…": 1000, "●": 604,
    "▲": 990, "▼": 990, "►": 990, "×": 584, "−": 584, "ß": 611, "€": 556, "–": 556,
    "—": 1000, "‘": 222, "’": 222, "“": 333, "”": 333, "•": 350,
}  # fmt: skip


def _table(widths: str) -> dict[str, int]:
    return {chr(32 + index): int(width) for index, width in enumerate(widths.split())} | _SIGNS


_TABLES = {False: _table(_PLAIN), True: _table(_BOLD)}

#: What a character outside the tables is taken for: as wide as an M, for a wide one as a square.
_UNKNOWN = 833
_WIDE = 1000


def known(text: str) -> bool:
    """Whether the width of every character is known exactly."""
    return all(_base(character) in _TABLES[False] for character in text)


@lru_cache(4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in the unit of the font size."""
    table = _TABLES[bold]
    return sum(table.get(_base(character)) or _guess(character) for character in text) * size / 1000


def _base(character: str) -> str:
    """The letter an accent stands on: it is as wide as the accented one."""
    return character if character.isascii() else unicodedata.normalize("NFD", character)[0]


def _guess(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in "WF" else _UNKNOWN


def wrap(text: str, limit: int, lines: int) -> tuple[str, ...]:
    """The text in at most so many lines of about `limit` characters; what does not fit ends in `…`."""
    rows: list[str] = []
    row = ""
    for word in _pieces(text, limit):
        if row and len(row) + 1 + len(word) > limit:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    rows.append(row)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], rows[lines - 1][: limit - 1].rstrip() + "…"]
    return tuple(rows)


def _pieces(text: str, limit: int) -> list[str]:
    """The words of a text, those that are too long cut into pieces."""
    return [word[start : start + limit] for word in text.split(" ") for start in range(0, len(word), limit)]
