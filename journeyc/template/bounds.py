"""How long a text may grow, and how much it may go through for that, whatever it says."""

from collections.abc import Iterable, Iterator
from typing import Any

from journeyc.expression.values import MAXIMUM_TEXT

#: How many items all loops and filters of one rendering may visit, so that nested ones end soon.
MAXIMUM_VISITS = 100_000

#: So many characters that a filter works on count as one item: about as long as it takes to show one.
_CHARACTERS_AN_ITEM = 100


class TemplateError(Exception):
    """A text that could not be rendered; the message says why."""


def joined(chunks: Iterable[str], separator: str = "") -> str:
    """The pieces one after the other; TemplateError as soon as they are longer than a text may be."""
    parts: list[str] = []
    length = -len(separator)
    for chunk in chunks:
        length += len(separator) + len(chunk)
        if length > MAXIMUM_TEXT:
            message = f"the text grew beyond {MAXIMUM_TEXT:,} characters"
            raise TemplateError(message)
        parts.append(chunk)
    return separator.join(parts)


class Visits:
    """How many items one rendering has visited."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0

    def add(self, items: int) -> None:
        """Count items; TemplateError where they are too many."""
        self.count += items
        if self.count > MAXIMUM_VISITS:
            message = f"the text goes through more than {MAXIMUM_VISITS:,} items"
            raise TemplateError(message)

    def read(self, text: str) -> None:
        """Count what a filter reads of a text."""
        self.add(len(text) // _CHARACTERS_AN_ITEM)


class Items(list[Any]):
    """A list that counts how often its items are visited, together with all lists of one rendering."""

    __slots__ = ("visits",)

    def __init__(self, items: list[Any], visits: Visits) -> None:
        super().__init__(items)
        self.visits = visits

    def __iter__(self) -> Iterator[Any]:
        for item in super().__iter__():
            self.visits.add(1)
            yield item
