"""A file as it is given to be examined."""

from typing import NamedTuple

from journeyc.selection import Selection


class Opened(NamedTuple):
    """The name of a file, its content, and the rules that count there."""

    name: str
    raw: bytes
    selection: Selection
