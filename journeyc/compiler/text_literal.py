"""Text literals: from what stands between the quotes to the text meant, with the place of every character."""

import re

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def read_text(raw: str, start: int) -> tuple[str, list[int] | None]:
    """The text of a literal that stands at an offset, quotes included.

    The second value holds the offset in the source of each character; None where they simply follow the
    opening quote.
    """
    if raw.startswith('"""'):
        return _block(raw[3:-3], start + 3)
    inner = raw[1:-1]
    if "\\" not in inner:
        return inner, None
    return _unescaped(inner, list(range(start + 1, start + 1 + len(inner))))


def _unescaped(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    characters: list[str] = []
    kept: list[int] = []
    at = 0
    for found in _ESCAPE.finditer(text):
        characters += text[at : found.start()]
        kept += offsets[at : found.start()]
        characters.append(_ESCAPES.get(found[1], found[0][0]))
        kept.append(offsets[found.start()])
        at = found.end() if found[1] in _ESCAPES else found.start() + 1
        if found[1] not in _ESCAPES:
            characters.append(found[1])
            kept.append(offsets[found.start() + 1])
            at = found.end()
    return "".join([*characters, text[at:]]), kept + offsets[at:]


def _block(inner: str, start: int) -> tuple[str, list[int]]:
    """A block: common indentation removed, the line breaks next to the quotes too."""
    lines = inner.split("\n")
    margins = [len(line) - len(line.lstrip(" \t")) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    pieces: list[str] = []
    offsets: list[int] = []
    at = start
    for number, line in enumerate(lines):
        skip = margin if number and line.strip() else (len(line) if number and not line.strip() else 0)
        kept = line[skip:].rstrip("\r")
        last = number == len(lines) - 1
        blank_edge = not kept.strip() and (number == 0 or last) and len(lines) > 1
        if not blank_edge:
            pieces.append(kept)
            offsets += range(at + skip, at + skip + len(kept))
            if not last:
                pieces.append("\n")
                offsets.append(at + len(line))
        at += len(line) + 1
    text = "".join(pieces)
    if text.endswith("\n"):
        text, offsets = text[:-1], offsets[:-1]
    return text, offsets
