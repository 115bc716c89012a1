"""What depends on a journey alone is worked out once."""

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")

#: How much is remembered of one thing; more is worked out anew each time.
MAXIMUM_REMEMBERED = 10_000


class Remembered(dict[K, V]):
    """The results of a pure function by its argument, each worked out when it is first asked for."""

    __slots__ = ("work_out",)

    def __init__(self, work_out: Callable[[K], V]) -> None:
        super().__init__()
        self.work_out = work_out

    def __missing__(self, key: K) -> V:
        value = self.work_out(key)
        if len(self) < MAXIMUM_REMEMBERED:
            self[key] = value
        return value
