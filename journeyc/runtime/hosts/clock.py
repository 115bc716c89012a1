"""The clock of the machine, one that begins at another moment, and one that stands still."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo

from journeyc.calendar import known_zone
from journeyc.expression.types import DURATION, INSTANT
from journeyc.expression.values import ValueProblem, instant_text, shift, to_duration, to_instant
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Clock

#: When time begins that nobody has set: on a Monday morning, always the same one.
BEGINNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


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


class VirtualClock:
    """A clock that stands still until it is told to go on, and never goes back. Threads may share it.

    It begins at a moment: an aware datetime, or a text such as `"2026-11-23T09:00"`, which is a time in the
    `zone`, and so are days and months that pass. The zone is a tzinfo or its name, UTC if it is not said.
    UsageError for what is no moment and no zone.
    """

    def __init__(self, begins: datetime | str = BEGINNING, zone: tzinfo | str = UTC) -> None:
        found = known_zone(zone) if isinstance(zone, str) else zone
        if not isinstance(found, tzinfo):
            raise UsageError(f"there is no zone `{zone}`", 'name one such as `"Europe/Berlin"`')
        self.zone: tzinfo = found
        self._now = self.moment(begins)

    def now(self) -> datetime:
        """The moment at which it stands, in UTC."""
        return self._now

    def advance(self, how_long: timedelta | str) -> datetime:
        """Go on for so long: a timedelta, or a text such as `"3 days"` or `"1 hour 30 minutes"`. Gives the
        moment at which it stands then. UsageError for what is no length of time.
        """
        return self.go_to(self.later(how_long))

    def go_to(self, moment: datetime | str) -> datetime:
        """Go on to a moment, which it gives in UTC; UsageError for one that is over."""
        found = self.moment(moment)
        if found < self._now:
            raise UsageError(
                f"`{instant_text(found)}` is over: this clock stands at `{instant_text(self._now)}`",
                "time does not go back; begin with a new clock",
            )
        self._now = found
        return found

    def later(self, how_long: timedelta | str) -> datetime:
        """The moment so long after now, as `advance` reads it."""
        from journeyc.expression.reading import read

        with suppress(ValueError, OverflowError):
            if isinstance(how_long, timedelta) and how_long >= timedelta():
                return self._now + how_long
            if isinstance(how_long, str):
                return shift(self._now, to_duration(str(read(how_long, DURATION, "en"))), self.zone)
        raise UsageError(
            f"`{how_long}` is no time that can pass", 'give a timedelta, or a text such as `"3 days"`'
        )

    def moment(self, given: datetime | str) -> datetime:
        """A moment in UTC, of a datetime or of a text, as it is given to this clock."""
        from journeyc.expression.reading import read

        with suppress(ValueProblem):
            if isinstance(given, datetime) and given.tzinfo is not None:
                return given.astimezone(UTC)
            if isinstance(given, str):
                return to_instant(str(read(given, INSTANT, "en", zone=self.zone)))
        raise UsageError(
            f"`{given}` is no moment",
            'give a datetime with a zone, or a text such as `"2026-11-23T09:00"`',
        )
