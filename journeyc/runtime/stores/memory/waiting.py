"""What waits for its time, in memory."""

from collections.abc import Hashable
from datetime import datetime
from heapq import heapify, heappop, heappush
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

#: How much of a heap may be out of date before it is made anew.
_MOST_OLD = 64


class Waiting(Generic[K]):
    """Keys in the order of their time and, at one time, of themselves; the next is at hand however many wait.

    A key that was taken out, or has another time now, stays in the heap until it would come up.
    """

    def __init__(self) -> None:
        self._known: dict[K, tuple[datetime, K]] = {}
        self._heap: list[tuple[datetime, K]] = []

    def put(self, key: K, at: datetime) -> None:
        """Let a key wait until this time, whatever it has waited for."""
        self._known[key] = entry = at, key
        heappush(self._heap, entry)
        if len(self._heap) > 2 * len(self._known) + _MOST_OLD:
            self._heap = list(self._known.values())
            heapify(self._heap)

    def drop(self, key: K) -> None:
        """Let a key wait no longer, if it does."""
        self._known.pop(key, None)

    def waiting(self) -> list[K]:
        """All that wait, in no order."""
        return list(self._known)

    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._known

    def all(self) -> list[tuple[datetime, K]]:
        """All that wait, with their times, in no order."""
        return list(self._known.values())

    def first(self) -> tuple[datetime, K] | None:
        """What comes next."""
        while self._heap:
            if self._known.get(self._heap[0][1]) is self._heap[0]:
                return self._heap[0]
            heappop(self._heap)
        return None

    def until(self, at: datetime, limit: int) -> list[tuple[datetime, K]]:
        """What comes until this time, so much of it; it goes on waiting."""
        found: list[tuple[datetime, K]] = []
        while len(found) < limit and (first := self.first()) is not None and first[0] <= at:
            found.append(heappop(self._heap))
        for entry in found:
            heappush(self._heap, entry)
        return found
