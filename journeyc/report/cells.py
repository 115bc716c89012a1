"""What a character looks like in a terminal, and how many columns it takes there."""

import unicodedata

TAB_COLUMNS = 4


def seen(character: str) -> str:
    """A character as it may be printed: one that drives a terminal or hides itself is shown by its code."""
    if character.isprintable():
        return character
    return f"<{ord(character):02X}>" if character.isascii() else f"<U+{ord(character):04X}>"


def plain(text: str) -> str:
    """A text that is safe to print; line breaks and tabs stay, and every space is one."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character in "\n\t"
        else " "
        if unicodedata.category(character) == "Zs"
        else seen(character)
        for character in text
    )


def in_line(text: str) -> str:
    """A text that is safe to print in one line."""
    return text if text.isprintable() else "".join(map(seen, text))


def columns(text: str) -> int:
    """How many columns a terminal gives to a printable text."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    # Terminals differ on "ambiguous" characters; outside East Asian settings they are narrow.
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in {"Mn", "Me"} else 1


def laid_out(line: str) -> list[str]:
    """What is printed for each character of a line, tabs as the spaces up to their stop."""
    pieces: list[str] = []
    at = 0
    for character in line:
        piece = " " * (TAB_COLUMNS - at % TAB_COLUMNS) if character == "\t" else seen(character)
        pieces.append(piece)
        at += columns(piece)
    return pieces
