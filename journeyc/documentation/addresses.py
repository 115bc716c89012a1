"""Names of pages and of places in them, safe whatever an author writes."""

import re
from collections.abc import Collection

_UNSAFE = re.compile(r"[^a-z0-9_]+")
_PLAIN = re.compile(r"[A-Za-z0-9]")
#: No file name is longer; systems that count in bytes allow 255, with the suffix.
_LONGEST = 60
#: Windows keeps these names for devices, whatever their suffix.
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))]
)


class Address(str):
    """A link, or the id of a place, made of safe signs alone: it is shown as it is."""

    __slots__ = ()


def page_name(name: str, taken: Collection[str]) -> str:
    """A file name without suffix for a page, of small letters, digits and `_` alone, so that no system takes
    two for one; unlike those that are `taken`.
    """
    plain = _UNSAFE.sub("-", name.lower()).strip("-_")[:_LONGEST] or "page"
    plain = f"journey-{plain}" if plain in _DEVICES else plain
    found, number = plain, 1
    while found in taken:
        number += 1
        found = f"{plain}-{number}"
    return found


def place(kind: str, name: str) -> Address:
    """The id of a place in a page: `step-intake`. Signs but for letters, digits and `_` become their code."""
    safe = "".join(sign if sign == "_" or _PLAIN.fullmatch(sign) else f"-{ord(sign):x}-" for sign in name)
    return Address(f"{kind}-{safe}")
