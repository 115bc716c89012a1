"""A file as it is given to be examined."""

from typing import NamedTuple

from journeyc.linting.releases import Releases
from journeyc.selection import Selection


class Opened(NamedTuple):
    """The name of a file, its content, the rules that count there, and what is released already."""

    name: str
    raw: bytes
    selection: Selection
    released: Releases = Releases()
