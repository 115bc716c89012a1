"""A flaw worked into an example, so that a rule has something to find in a whole journey."""

from typing import NamedTuple


class Flaw(NamedTuple):
    """The rule that finds it, the example, and the words there with their flawed variant."""

    rule: str
    example: str
    old: str
    new: str
