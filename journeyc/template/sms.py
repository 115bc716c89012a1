"""How many parts a text message is sent in, by the rules of GSM networks.

A text of characters of the GSM 7-bit default alphabet takes 7 bits for each, those of its extension table
twice that; any other character makes the whole text UCS-2, 16 bits for each code unit of UTF-16. A message
has 140 bytes. A longer text is sent in parts, of which each gives 6 bytes to a header that says which part
it is, and no character is cut in two.

Source: 3GPP TS 23.038, 6.2.1 (alphabets), and TS 23.040, 9.2.3.24.1 (parts with an 8-bit reference number).
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()+*,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")

#: Units of a text that is one message, and of each part of a longer one.
_ROOM = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
_LARGEST_UNIT = 0xFFFF


class Sms(NamedTuple):
    """The alphabet of a text, what it takes of it (septets, or units of 16 bits), and in how many parts."""

    alphabet: Literal["GSM-7", "UCS-2"]
    units: int
    parts: int


def sms(text: str) -> Sms:
    """How a text is sent as SMS; an empty one is one part."""
    alphabet: Literal["GSM-7", "UCS-2"] = "GSM-7" if set(text) <= _BASIC | _EXTENDED else "UCS-2"
    taken = [_units(character, alphabet) for character in text]
    one, several = _ROOM[alphabet]
    units = sum(taken)
    return Sms(alphabet, units, 1 if units <= one else _parts(taken, several))


def _units(character: str, alphabet: str) -> int:
    if alphabet == "GSM-7":
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > _LARGEST_UNIT else 1


def _parts(taken: Sequence[int], room: int) -> int:
    """Into how many parts characters go one after the other, none of them cut."""
    parts, left = 1, room
    for units in taken:
        if units > left:
            parts, left = parts + 1, room
        left -= units
    return parts
