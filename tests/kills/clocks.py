"""Clocks that many programs share: time that passes faster than outside, and time that jumps."""

import random
from datetime import UTC, datetime, timedelta
from time import time

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
JUMPS = (timedelta(), timedelta(hours=-5), timedelta(minutes=-20), timedelta(hours=3), timedelta(days=2))


class PacedClock:
    """So many seconds pass in each second since `began`, the same for all programs that are told the same."""

    def __init__(self, began: float, pace: float) -> None:
        self._began = began
        self._pace = pace

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=(time() - self._began) * self._pace)


class JumpingClock(PacedClock):
    """Now and then, also while a tick is under way, somebody sets it hours back or days ahead, or right."""

    def __init__(self, began: float, pace: float, seed: str) -> None:
        super().__init__(began, pace)
        self._chance = random.Random(seed)  # noqa: S311  # it chooses when to jump
        self._off = timedelta()

    def now(self) -> datetime:
        if self._chance.random() < 0.03:
            self._off = self._chance.choice(JUMPS)
        return super().now() + self._off


class FixedClock:
    """The same time until somebody sets another."""

    def __init__(self, time: datetime) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time
