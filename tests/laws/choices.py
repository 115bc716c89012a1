"""Choices out of bytes: what draws journeys and inputs, so that what is drawn can be repeated and shrunk.

Every choice takes a byte. A byte of 0, and every byte behind the last, is the simplest choice: the first of
several, no more than there must be. So fewer and smaller bytes are a simpler journey.
"""

import random
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from hypothesis import strategies as st

Item = TypeVar("Item")


class Choices:
    """The choices for one thing that is drawn, in the order in which they are made."""

    def __init__(self, chunk: bytes = b"") -> None:
        self._bytes = iter(chunk)

    def below(self, bound: int) -> int:
        """A number from 0 up to but without `bound`."""
        return next(self._bytes, 0) % bound

    def often(self, percent: int) -> bool:
        """Whether something more is drawn, in so many of a hundred cases."""
        return next(self._bytes, 0) * 100 >= (100 - percent) * 256

    def one(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def weighted(self, items: Sequence[tuple[int, Item]]) -> Item:
        """One of several, each with how often it is drawn; the weights add up to no more than 256."""
        bounds = list(accumulate(weight for weight, _ in items))
        number = self.below(bounds[-1])
        return next(item for bound, (_, item) in zip(bounds, items, strict=True) if number < bound)

    def several(self, items: Sequence[Item], most: int, least: int = 0) -> list[Item]:
        """Different ones of several, in the order in which they are drawn."""
        left = list(items)
        count = min(len(left), least + self.below(most - least + 1))
        return [left.pop(self.below(len(left))) for _ in range(count)]


class Supply:
    """Chunks of bytes, one for each thing that is drawn; when there is none left, nothing more is drawn."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = list(reversed(chunks))

    def __bool__(self) -> bool:
        return bool(self._chunks)

    def next(self) -> Choices:
        return Choices(self._chunks.pop() if self._chunks else b"")


def chunks(size: int, least: int, most: int) -> st.SearchStrategy[list[bytes]]:
    """What a supply is made of."""
    return st.lists(st.binary(min_size=size, max_size=size), min_size=least, max_size=most)


def chunks_of(seed: int, size: int, count: int) -> list[bytes]:
    """The same from a seed, where no examples are shrunk."""
    draw = random.Random(seed)  # noqa: S311  # journeys that repeat, not secrets
    return [draw.randbytes(size) for _ in range(count)]
