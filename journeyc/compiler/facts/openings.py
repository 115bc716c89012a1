"""How long business time takes by the clock: on the weeks of a calendar and around the days it is closed."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, time
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.expression.syntax import Constant, Expression
from journeyc.grammar.keywords import WEEKDAYS

DAY = 86_400
#: A Monday: a calendar without closed days is the same in all weeks.
_SOME_MONDAY = date(2026, 1, 5).toordinal()
#: More days than this, about three centuries, are not looked at: nobody means them.
_MOST_DAYS = 110_000


class Stretch(NamedTuple):
    """How long some business time takes at least and at most, in seconds of clocks on the wall; `longest` is
    a day on which the longest begins.
    """

    least: int
    most: int
    longest: date


class Openings:
    """When a calendar is open: the hours of each weekday, and the days on which it is closed all the same."""

    def __init__(self, calendar: syntax.Calendar) -> None:
        self.week: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
        for opening in calendar.openings:
            for number in numbers(opening.days):
                self.week[number] += [between(hours) for hours in opening.hours]
        for hours in self.week:
            hours.sort()
        self.closed = list(_closed(calendar))
        self.days = lru_cache(self._days)
        self.hours = lru_cache(self._hours)

    def _days(self, count: int) -> Stretch | None:
        """So many business days: the same time of day on the last of them; None where that is too far."""
        each_week = sum(map(bool, self.week))
        opened = self._open_days(count // each_week + 3) if each_week else []
        if len(opened) <= count + 1:
            return None
        longest = max(range(len(opened) - count), key=lambda first: opened[first + count] - opened[first])
        most = opened[longest + count] - opened[longest]
        # The shortest begins on the day before an open one.
        least = 1 + min(
            last - first for first, last in zip(opened[1:], opened[count:], strict=False) if last >= first
        )
        return Stretch(least * DAY, most * DAY, date.fromordinal(opened[longest]))

    def _hours(self, count: int) -> Stretch | None:
        """So many business hours: those that pass while it is open; None where that is too far."""
        each_week = sum(last - first for hours in self.week for first, last in hours)
        opened = self._open_days(count * 3600 // each_week + 3) if each_week else []
        spans = [
            (day * DAY + first, day * DAY + last)
            for day in opened
            for first, last in self.week[(day - 1) % len(WEEKDAYS)]
        ]
        passed = [0, *accumulate(last - first for first, last in spans)]

        def over(after: int) -> int | None:
            """When so much has passed since the first of all openings."""
            index = bisect_left(passed, after)
            return spans[index - 1][1] - (passed[index] - after) if 0 < index < len(passed) else None

        # What begins when it closes takes longest, what begins when it opens is over first.
        most, begins, least = 0, 0, 0
        for index, (first, last) in enumerate(spans):
            soon, late = over(passed[index] + count * 3600), over(passed[index + 1] + count * 3600)
            if soon is not None:
                least = min(least or soon - first, soon - first)
            if late is not None and late - last > most:
                most, begins = late - last, last
        return Stretch(least, most, date.fromordinal(begins // DAY)) if most else None

    def _open_days(self, weeks: int) -> list[int]:
        """The days it is open, around all days it is closed and so many weeks before and after."""
        first = last = _SOME_MONDAY + 7 * weeks
        if self.closed:
            first, last = min(one for one, _ in self.closed), max(other for _, other in self.closed)
        first, last = max(1, first - 7 * weeks), min(date.max.toordinal(), last + 7 * weeks)
        if last - first > _MOST_DAYS:
            return []
        closed = {day for one, other in self.closed for day in range(one, other + 1)}
        return [
            day
            for day in range(first, last + 1)
            if self.week[(day - 1) % len(WEEKDAYS)] and day not in closed
        ]


def _closed(calendar: syntax.Calendar) -> Iterator[tuple[int, int]]:
    for closed in calendar.closed:
        for days in closed.days:
            ends = [day.value for day in (days.first, days.last or days.first) if isinstance(day, Constant)]
            if len(ends) == 2 and all(isinstance(end, date) for end in ends):
                yield ends[0].toordinal(), ends[1].toordinal()  # type: ignore[union-attr]  # both are dates


def numbers(days: list[syntax.Weekdays]) -> Iterator[int]:
    """Weekdays by their numbers, from 0 for Monday."""
    for one in days:
        first = WEEKDAYS.index(one.first.text)
        yield from range(first, WEEKDAYS.index((one.last or one.first).text) + 1)


def between(hours: syntax.Hours) -> tuple[int, int]:
    """The seconds of the day at which hours begin and end."""
    return _second(hours.first), _second(hours.last)


def _second(value: Expression) -> int:
    if isinstance(value, Constant) and isinstance(value.value, time):
        return (value.value.hour * 60 + value.value.minute) * 60 + value.value.second
    return 0
