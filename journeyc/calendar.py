"""Calendar arithmetic that journeys need beyond plain durations: zones by name, business time, schedules."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice
from typing import Literal, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from journeyc.expression.values import ValueProblem, at_wall_clock, to_date, to_time

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: About three centuries; what takes longer is an error, as nobody means it.
_MOST_DAYS = 110_000
_BUSINESS_TIME = re.compile(r"([0-9]+) business (hour|day)s?\Z")

Unit = Literal["hour", "day"]
Moment = TypeVar("Moment", int, time)


class CalendarProblem(ValueError):
    """Business time that never passes; the text says which calendar and why."""


class BusinessTime(NamedTuple):
    """So many business hours or business days."""

    amount: int
    unit: Unit


def to_business_time(text: str) -> BusinessTime:
    """Read the form that literals of business time have, e.g. `3 business days`."""
    found = _BUSINESS_TIME.match(text)
    if not found:
        message = f"`{text[:40]}` is not a business time such as `3 business days`"
        raise ValueProblem(message)
    return BusinessTime(int(found[1]), "day" if found[2] == "day" else "hour")


class Opening(Protocol):
    """Business hours of a weekday, `first` up to but without `last` (`08:00`)."""

    @property
    def weekday(self) -> str: ...
    @property
    def first(self) -> str: ...
    @property
    def last(self) -> str: ...


class Closed(Protocol):
    """Dates without business hours, both ends included (`2026-12-25`)."""

    @property
    def first(self) -> str: ...
    @property
    def last(self) -> str: ...


class Written(Protocol):
    """A calendar as declared: `journeyc.ir` has one."""

    @property
    def name(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def hours(self) -> Sequence[Opening]: ...
    @property
    def closed(self) -> Sequence[Closed]: ...


class BusinessCalendar:
    """When a company works, as days and hours on the wall of one zone; it never changes.

    A business day is a day of the zone's calendar on which it opens, however briefly.
    """

    __slots__ = ("_closed", "_name", "_week", "_zone")

    def __init__(self, written: Written) -> None:
        self._name = written.name
        self._zone = zone_named(written.zone)
        self._week = tuple(
            _joined([(to_time(one.first), to_time(one.last)) for one in written.hours if one.weekday == day])
            for day in WEEKDAYS
        )
        self._closed = _joined(
            [(to_date(one.first).toordinal(), to_date(one.last).toordinal() + 1) for one in written.closed]
        )

    def after(self, instant: datetime, amount: int, unit: Unit) -> datetime:
        """The UTC instant at which so much business time has passed since an instant; none leaves it as it
        is.

        Business hours are over at the first instant by which they have passed: what fills a day up is over
        when it closes, not when it opens again. Of business days, the day of the instant itself never counts,
        whether it is open or not: it ends at the same time of day on the last of the open days that follow,
        also where that time lies outside the opening hours. Days are those of the calendar's zone. Opening
        and closing times that daylight saving skips or repeats are moved as all wall-clock times are.
        CalendarProblem: the calendar is never open, or not for so long within about three centuries.
        """
        if amount < 0:
            message = f"business time cannot be negative: {amount} business {unit}s"
            raise CalendarProblem(message)
        start = instant.astimezone(UTC)
        if amount == 0:
            return start
        end = None
        try:
            if amount <= _MOST_DAYS * 24:
                end = self._days(start, amount) if unit == "day" else self._hours(start, amount)
        except OverflowError:
            pass
        if end is None:
            raise CalendarProblem(self._never(amount, unit))
        return end

    def _days(self, start: datetime, amount: int) -> datetime | None:
        wall = start.astimezone(self._zone).replace(tzinfo=None)
        following = (day for day in self._open_days(wall.date()) if day > wall.date())
        last = next(islice(following, amount - 1, None), None)
        return at_wall_clock(datetime.combine(last, wall.time()), self._zone) if last else None

    def _hours(self, start: datetime, amount: int) -> datetime | None:
        left = timedelta(hours=amount)
        for day in self._open_days(start.astimezone(self._zone).date()):
            for first, last in self._week[day.weekday()]:
                begin = max(start, at_wall_clock(datetime.combine(day, first), self._zone))
                passed = at_wall_clock(datetime.combine(day, last), self._zone) - begin
                if passed >= left:
                    return begin + left
                left -= max(passed, timedelta(0))
        return None

    def _open_days(self, first: date) -> Iterator[date]:
        """The days on which it opens, from one on and including it, as far as they are looked at."""
        number, last = first.toordinal(), min(first.toordinal() + _MOST_DAYS, date.max.toordinal())
        while any(self._week) and number <= last:
            day = date.fromordinal(number)
            closed = self._closed_until(number)
            if closed is None and self._week[day.weekday()]:
                yield day
            number = closed or number + 1

    def _closed_until(self, number: int) -> int | None:
        """The day after those that are closed together with this one; None where it is not closed."""
        index = bisect_right(self._closed, number, key=lambda days: days[0]) - 1
        return self._closed[index][1] if index >= 0 and number < self._closed[index][1] else None

    def _never(self, amount: int, unit: Unit) -> str:
        if not any(self._week):
            return f"calendar `{self._name}` has no hours, so business time never passes"
        counted = f"{amount} business {unit}{'' if amount == 1 else 's'}"
        return f"calendar `{self._name}` is not open for {counted} in the next {_MOST_DAYS // 365} years"


def _joined(spans: list[tuple[Moment, Moment]]) -> tuple[tuple[Moment, Moment], ...]:
    """Spans in order, those that overlap or touch as one; what ends before it begins is none."""
    joined: list[tuple[Moment, Moment]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        elif first < last:
            joined.append((first, last))
    return tuple(joined)


def next_tick(after: datetime, weekdays: Collection[str], at: time, zone: tzinfo) -> datetime:
    """The next UTC instant, later than `after`, at which a schedule on these weekdays (none: every day) is
    due.

    On a day whose clocks skip the time it is the first instant after the gap; of a time that comes twice, the
    first. CalendarProblem: there is none before the year 10000.
    """
    try:
        today = after.astimezone(zone).date()
        for number in range(8):
            day = today + timedelta(days=number)
            if weekdays and WEEKDAYS[day.weekday()] not in weekdays:
                continue
            tick = at_wall_clock(datetime.combine(day, at), zone)
            if tick > after:
                return tick
    except OverflowError:
        pass
    message = f"nothing is due at {at:%H:%M} after {after:%Y-%m-%d}"
    raise CalendarProblem(message)


def zone_named(name: str | None) -> tzinfo:
    """The zone of an IANA name; UTC where the name is missing or unknown, so that no timer is ever lost for
    a bad name.
    """
    return known_zone(name) or UTC


def known_zone(name: object) -> tzinfo | None:
    """The zone of an IANA name, None where it is none."""
    return _zone(name) if name and isinstance(name, str) else None


@lru_cache(maxsize=512)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
