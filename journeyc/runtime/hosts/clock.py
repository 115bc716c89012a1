"""The clock of the machine."""

from datetime import UTC, datetime


class SystemClock:
    """Now, as the operating system has it."""

    def now(self) -> datetime:
        return datetime.now(UTC)
