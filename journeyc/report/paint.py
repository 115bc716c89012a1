"""Colour, or none: what a terminal shows in another ink."""

from typing import Literal, NamedTuple

Ink = Literal["error", "warning", "help", "quiet", "strong", "added", "removed", "changed"]

_CODES: dict[Ink, str] = {
    "error": "1;31",
    "warning": "1;33",
    "help": "1;36",
    "quiet": "2",
    "strong": "1",
    "added": "32",
    "removed": "31",
    "changed": "36",
}


class Paint(NamedTuple):
    """Paints words where there is colour; the words say the same without."""

    colour: bool = False

    def __call__(self, text: str, ink: Ink) -> str:
        return f"\x1b[{_CODES[ink]}m{text}\x1b[0m" if self.colour and text else text
