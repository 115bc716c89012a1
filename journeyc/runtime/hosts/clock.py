"""The clock of the machine, and one that stands still."""

from datetime import UTC, datetime


class SystemClock:
    """Now, as the operating system has it."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class StoppedClock:
    """Always the same moment."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        return self._moment
