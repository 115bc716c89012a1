"""How long times take, held against every beginning there is: slow and simple beside fast."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from journeyc.compiler import syntax
from journeyc.compiler.facts.clocks import odd_day, oddity
from journeyc.compiler.facts.lengths import Length, earlier, in_words, length, no_later
from journeyc.compiler.facts.openings import DAY, Openings
from journeyc.compiler.parse import parse
from journeyc.expression.syntax import Constant
from journeyc.expression.types import DURATION
from journeyc.expression.values import Duration, shift
from journeyc.source import Source

BERLIN = ZoneInfo("Europe/Berlin")
CALENDARS = [
    "monday to friday from 09:00 to 17:00",
    """monday to friday from 08:00 to 12:00, 13:00 to 17:00 saturday from 09:00 to 13:00
    closed 2026-12-24 to 2027-01-01""",
    "wednesday from 10:00 to 11:00 closed 2026-05-06, 2026-05-20",
]


def openings(text: str) -> Openings:
    tree = parse(Source("c.journey", f"calendar c {{ {text} }}")).tree
    (calendar,) = tree.declarations
    assert isinstance(calendar, syntax.Calendar)
    return Openings(calendar)


def measured(months: int = 0, days: int = 0, seconds: int = 0) -> Length:
    found = length(Constant(0, 0, Duration(months, days, seconds), DURATION))
    assert found is not None
    return found


def opened(calendar: Openings, day: date) -> list[tuple[int, int]]:
    closed = any(first <= day.toordinal() <= last for first, last in calendar.closed)
    return [] if closed else calendar.week[day.weekday()]


@pytest.mark.parametrize("text", CALENDARS)
@pytest.mark.parametrize("count", [1, 2, 5, 11])
def test_business_days(text: str, count: int) -> None:
    """From every day around those that are closed."""
    calendar = openings(text)
    spans = []
    for start in range(date(2026, 1, 1).toordinal(), date(2027, 6, 1).toordinal()):
        day, left = start, count
        while left:
            day += 1
            left -= bool(opened(calendar, date.fromordinal(day)))
        spans.append(day - start)
    found = calendar.days(count)
    assert found is not None
    assert (found.least, found.most) == (min(spans) * DAY, max(spans) * DAY)
    assert spans[found.longest.toordinal() - date(2026, 1, 1).toordinal()] == max(spans)


@pytest.mark.parametrize("text", CALENDARS)
@pytest.mark.parametrize("count", [1, 3, 20])
def test_business_hours(text: str, count: int) -> None:
    """From every full hour around the days that are closed; all hours of these calendars are full."""
    calendar = openings(text)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    hours = []
    for number in range(24 * 800):
        at = first + timedelta(hours=number)
        second = at.hour * 3600
        hours.append(any(begin <= second < end for begin, end in opened(calendar, at.date())))
    opens = [number for number, is_open in enumerate(hours) if is_open]
    spans, index = [], 0
    for start in range(24 * 600):
        while opens[index] < start:
            index += 1
        spans.append(opens[index + count - 1] + 1 - start)
    found = calendar.hours(count)
    assert found is not None
    assert (found.least, found.most) == (min(spans) * 3600, max(spans) * 3600)


@pytest.mark.parametrize("months", [1, 2, 6, 12, 14, 48, 60])
def test_months(months: int) -> None:
    """From every day of eight years."""
    spans = [
        (shift(start, Duration(months), UTC) - start).days
        for start in (datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(8 * 365))
    ]
    found = measured(months)
    # A hundred years may lack a leap day, which these do not.
    assert found.least // DAY <= min(spans) <= max(spans) == found.most // DAY
    assert min(spans) - found.least // DAY <= 1


TIMES = [
    measured(*parts)
    for parts in [
        (1, 0, 0),
        (0, 28, 0),
        (0, 31, 0),
        (0, 1, 0),
        (0, 0, DAY),
        (0, 0, 93_600),
        (0, 1, 60),
        (1, 1, 0),
    ]
]


@pytest.mark.parametrize("one", TIMES)
@pytest.mark.parametrize("other", TIMES)
def test_what_is_said_of_two_times_holds(one: Length, other: Length) -> None:
    """In a zone with summer time, whenever they begin."""
    for day in range(800):
        start = datetime(2026, 1, 1, 1, 30, tzinfo=UTC) + timedelta(days=day)
        ends = [shift(start, Duration(*time.by), BERLIN) for time in (one, other)]
        assert not no_later(one, other) or ends[0] <= ends[1]
        assert not earlier(one, other) or ends[0] < ends[1]


def test_times_that_clocks_skip_or_repeat() -> None:
    """Forward in March, back in October; on weekdays that are asked for."""
    assert oddity(datetime(2026, 3, 29, 2, 30), BERLIN) == "skipped"  # noqa: DTZ001  # a wall clock has no zone
    assert oddity(datetime(2026, 10, 25, 2, 30), BERLIN) == "repeated"  # noqa: DTZ001  # as above
    assert oddity(datetime(2026, 3, 29, 3, 0), BERLIN) == ""  # noqa: DTZ001  # as above
    assert odd_day(time(2, 30), "Europe/Berlin", range(7)) == (date(2026, 3, 29), "skipped")
    assert odd_day(time(2, 30), "Europe/Berlin", {0}) is None
    assert odd_day(time(1, 30), "America/New_York", range(7)) == (date(2026, 11, 1), "repeated")
    assert odd_day(time(2, 30), "UTC", range(7)) is None


def test_seconds_in_words() -> None:
    """In the largest unit that fits."""
    assert [in_words(count) for count in (DAY, 2 * DAY, 36 * 3600, 3600, 90 * 60, 61)] == [
        "1 day",
        "2 days",
        "36 hours",
        "1 hour",
        "90 minutes",
        "61 seconds",
    ]
