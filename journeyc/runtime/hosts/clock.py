"""The clock of the machine, and one that begins at another moment."""

from datetime import UTC, datetime, timedelta

from journeyc.runtime.ports import Clock


class SystemClock:
    """Now, as the operating system has it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ClockFrom:
    """A clock that another sets going at a moment of its own: as much later as it is by the other."""

    def __init__(self, moment: datetime, other: Clock) -> None:
        self._moment = moment
        self._other = other
        self._began = other.now()

    def now(self) -> datetime:
        return self._moment + max(self._other.now() - self._began, timedelta())
