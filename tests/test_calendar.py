"""Business time and schedules, row by row and against a walk through all minutes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as some

from journeyc.calendar import (
    WEEKDAYS,
    BusinessCalendar,
    BusinessTime,
    CalendarProblem,
    Unit,
    next_tick,
    to_business_time,
    zone_named,
)
from journeyc.expression.values import ValueProblem
from journeyc.ir import model
from journeyc.ir.base import Weekday

PLACE = model.Place(file="office.journey", line=1, column=1)
MINUTE = timedelta(minutes=1)
#: How far the walk goes.
WALKED = timedelta(days=16)

#: Zones and a day in each on which clocks change, at night and at midnight, by an hour, half an hour, a day.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Santiago", date(2026, 4, 5)),
    ("America/St_Johns", date(2005, 10, 30)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Asia/Kathmandu", date(2026, 1, 1)),
    ("UTC", date(2026, 12, 31)),
]


def calendar(
    hours: dict[str, list[str]], closed: tuple[str, ...] = (), zone: str = "Europe/Berlin"
) -> BusinessCalendar:
    """A calendar from hours such as `08:00-12:00` by weekday, and closed days such as `2026-12-25`."""
    return BusinessCalendar(
        model.Calendar(
            name="office",
            zone=zone,
            hours=tuple(
                model.Opening(weekday=day, first=span[:5], last=span[6:])  # type: ignore[arg-type]  # a weekday
                for day, spans in hours.items()
                for span in spans
            ),
            closed=tuple(model.Closed(first=days[:10], last=days[-10:]) for days in closed),
            place=PLACE,
        )
    )


OFFICE = {day: ["08:00-18:00"] for day in WEEKDAYS[:5]}
WORKSHOP = {day: ["08:00-12:00", "13:00-17:00"] for day in WEEKDAYS[:4]} | {"friday": ["08:00-12:00"]}


def wall(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "passed", "end"),
    [
        # Monday morning, at noon, before it opens, after it closes, on a Sunday.
        ("2026-11-23T09:00", "3 business hours", "2026-11-23T12:00"),
        ("2026-11-23T09:00", "9 business hours", "2026-11-23T18:00"),
        ("2026-11-23T09:00", "10 business hours", "2026-11-24T09:00"),
        ("2026-11-23T06:00", "1 business hour", "2026-11-23T09:00"),
        ("2026-11-23T18:00", "1 business hour", "2026-11-24T09:00"),
        ("2026-11-22T12:00", "20 business hours", "2026-11-24T18:00"),
        ("2026-11-27T17:30:00.250", "1 business hour", "2026-11-30T08:30:00.250"),
        ("2026-11-23T09:00", "3 business days", "2026-11-26T09:00"),
        ("2026-11-23T23:00", "1 business day", "2026-11-24T23:00"),
        ("2026-11-27T09:00", "1 business day", "2026-11-30T09:00"),
        ("2026-11-27T09:00", "6 business days", "2026-12-07T09:00"),
        ("2026-11-28T09:00", "1 business day", "2026-11-30T09:00"),
        ("2026-11-29T23:00", "5 business days", "2026-12-04T23:00"),
        # None is no time at all, whether it is open or not.
        ("2026-11-29T23:00", "0 business days", "2026-11-29T23:00"),
        ("2026-11-29T23:00", "0 business hours", "2026-11-29T23:00"),
    ],
)
def test_business_time_passes(start: str, passed: str, end: str) -> None:
    """Hours pass while it is open; days are counted from the day after, at the same time of day."""
    assert calendar(OFFICE).after(wall(start), *to_business_time(passed)) == wall(end)


@pytest.mark.parametrize(
    ("start", "passed", "end"),
    [
        ("2026-12-23T16:00", "1 business hour", "2026-12-23T17:00"),
        ("2026-12-23T16:00", "2 business hours", "2027-01-04T09:00"),
        ("2026-12-23T16:00", "1 business day", "2027-01-04T16:00"),
        ("2026-12-27T16:00", "2 business days", "2027-01-05T16:00"),
        ("2026-11-23T11:00", "2 business hours", "2026-11-23T14:00"),
    ],
)
def test_closed_days_and_breaks_do_not_count(start: str, passed: str, end: str) -> None:
    shut = ("2026-12-24 to 2026-12-31", "2026-12-30 to 2027-01-01")
    assert calendar(WORKSHOP, shut).after(wall(start), *to_business_time(passed)) == wall(end)


@pytest.mark.parametrize(
    ("hours", "start", "passed", "end"),
    [
        # 29 March 2026: after 01:59 comes 03:00.
        ("01:00-05:00", "2026-03-29T00:00", "2 business hours", "2026-03-29T04:00"),
        ("02:00-02:30", "2026-03-29T00:00", "1 business hour", "2026-03-31T02:30"),
        ("02:15-09:00", "2026-03-28T02:30", "1 business day", "2026-03-29T03:00"),
        # 25 October 2026: after the first 02:59 comes 02:00 again.
        ("02:00-03:00", "2026-10-25T00:00", "2 business hours", "2026-10-25T03:00"),
        ("02:00-02:30", "2026-10-25T00:00", "1 business hour", "2026-10-26T02:30"),
        ("02:00-09:00", "2026-10-24T02:30", "1 business day", "2026-10-25T02:30"),
    ],
)
def test_clocks_change(hours: str, start: str, passed: str, end: str) -> None:
    """Skipped times are the end of the gap, repeated ones the first of the two; an hour is an hour."""
    found = calendar({day: [hours] for day in WEEKDAYS}).after(wall(start), *to_business_time(passed))
    assert found == wall(end)


def test_days_are_those_of_the_calendars_zone() -> None:
    """Sunday evening in Berlin is Monday morning in Tokyo, where a day counts from there."""
    tokyo = calendar(OFFICE, zone="Asia/Tokyo")
    assert tokyo.after(wall("2026-11-22T20:00"), 1, "day") == wall("2026-11-24T04:00", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("hours", "closed", "amount", "unit", "words"),
    [
        ({}, (), 1, "day", "`office` has no hours"),
        ({}, (), 1, "hour", "`office` has no hours"),
        ({"monday": ["09:00-09:00"]}, (), 1, "hour", "`office` has no hours"),
        (OFFICE, ("2000-01-01 to 9999-12-31",), 1, "day", "not open for 1 business day in"),
        (OFFICE, ("2000-01-01 to 9999-12-31",), 2, "hour", "not open for 2 business hours in"),
        (OFFICE, (), 10**30, "day", "is not open for"),
        (OFFICE, (), 10**30, "hour", "is not open for"),
        (OFFICE, (), 90_000, "day", "is not open for"),
        (OFFICE, (), 800_000, "hour", "is not open for"),
        (OFFICE, (), -1, "hour", "negative"),
    ],
)
def test_what_never_passes_is_said(
    hours: dict[str, list[str]], closed: tuple[str, ...], amount: int, unit: Unit, words: str
) -> None:
    with pytest.raises(CalendarProblem, match=words):
        calendar(hours, closed).after(wall("2026-11-23T09:00"), amount, unit)


def test_the_end_of_all_years_is_said() -> None:
    late = datetime(9999, 12, 31, 20, tzinfo=UTC)
    for zone in ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati"):
        for amount, unit in ((1, "day"), (10, "hour")):
            with pytest.raises(CalendarProblem):
                calendar(OFFICE, zone=zone).after(late, amount, unit)  # type: ignore[arg-type]  # units
        with pytest.raises(CalendarProblem):
            next_tick(late, ["monday"], time(9), ZoneInfo(zone))


def test_reads_what_literals_of_business_time_hold() -> None:
    assert to_business_time("1 business day") == BusinessTime(1, "day")
    assert to_business_time("36 business hours") == BusinessTime(36, "hour")
    for text in ("1 day", "business day", "1 business week", "1 business days ago", "-1 business days", ""):
        with pytest.raises(ValueProblem, match="not a business time"):
            to_business_time(text)


def test_weekdays_are_those_of_the_documents() -> None:
    assert get_args(Weekday) == WEEKDAYS


def test_unknown_zones_are_utc() -> None:
    assert zone_named("Europe/Berlin") == ZoneInfo("Europe/Berlin")
    for name in (None, "", "Mars/Olympus", "../etc"):
        assert zone_named(name) is UTC


@pytest.mark.parametrize(
    ("after", "weekdays", "at", "tick"),
    [
        ("2026-11-23T08:59", ["monday"], "09:00", "2026-11-23T09:00"),
        ("2026-11-23T09:00", ["monday"], "09:00", "2026-11-30T09:00"),
        ("2026-11-23T09:00", [], "09:00", "2026-11-24T09:00"),
        ("2026-11-23T09:00", ["friday", "tuesday"], "08:00", "2026-11-24T08:00"),
        ("2026-03-28T02:30", [], "02:30", "2026-03-29T03:00"),
        ("2026-03-29T03:00", [], "02:30", "2026-03-30T02:30"),
        ("2026-10-24T12:00", [], "02:30", "2026-10-25T02:30"),
        ("2026-10-25T02:30", [], "02:30", "2026-10-26T02:30"),
    ],
)
def test_the_next_tick_of_a_schedule(after: str, weekdays: list[str], at: str, tick: str) -> None:
    """It is later than what is asked for, and once a day also when clocks change."""
    found = next_tick(wall(after), weekdays, time.fromisoformat(at), ZoneInfo("Europe/Berlin"))
    assert found == wall(tick)
    assert found.tzinfo is UTC


class Minute(NamedTuple):
    """A minute as the walk meets it: `day` and `reached` are the latest that clocks have shown so far."""

    instant: datetime
    day: date
    reached: time
    first: bool


def walk(start: datetime, zone: ZoneInfo) -> Iterator[Minute]:
    """All minutes from three days before an instant on; `first` is one that shows a later time than all
    before. Where clocks go back, over midnight too, nothing that has begun begins again.
    """
    instant = start - timedelta(days=3)
    reached = (instant - timedelta(days=1)).replace(tzinfo=None)
    while instant <= start + WALKED:
        shown = instant.astimezone(zone).replace(tzinfo=None)
        first = shown > reached
        reached = max(shown, reached)
        yield Minute(instant, reached.date(), reached.time(), first)
        instant += MINUTE


TIMES = some.builds(time, some.integers(0, 23), some.sampled_from([0, 1, 15, 30, 59]))
SPANS = some.lists(TIMES, min_size=2, max_size=4, unique=True).map(
    lambda times: list(zip(sorted(times)[::2], sorted(times)[1::2], strict=False))
)
STARTS = some.builds(
    lambda change, minutes: (
        change[0],
        datetime.combine(change[1], time(), UTC) + timedelta(minutes=minutes),
    ),
    some.sampled_from(CHANGES),
    some.integers(-2 * 1440, 2 * 1440),
)


class Case(NamedTuple):
    zone: str
    start: datetime
    week: dict[str, list[tuple[time, time]]]
    closed: frozenset[date]

    @property
    def calendar(self) -> BusinessCalendar:
        hours = {
            day: [f"{first:%H:%M}-{last:%H:%M}" for first, last in spans] for day, spans in self.week.items()
        }
        return calendar(hours, tuple(str(day) for day in self.closed), self.zone)

    def opens(self, day: date) -> bool:
        return bool(self.week.get(WEEKDAYS[day.weekday()])) and day not in self.closed


@some.composite
def cases(draw: some.DrawFn) -> Case:
    zone, start = draw(STARTS)
    week = draw(some.dictionaries(some.sampled_from(WEEKDAYS), SPANS, min_size=1))
    shut = draw(some.frozensets(some.integers(-2, 6), max_size=3))
    return Case(zone, start, week, frozenset(start.date() + timedelta(days=number) for number in shut))


#: Clocks there went back a minute after midnight, into Saturday.
SUNDAY_TWICE = Case(
    "America/St_Johns", datetime(2005, 10, 30, tzinfo=UTC), {"sunday": [(time(0), time(0, 30))]}, frozenset()
)


@given(cases(), some.integers(1, 60))
@example(SUNDAY_TWICE, 1)
def test_business_hours_are_those_that_a_walk_counts(case: Case, amount: int) -> None:
    """It is open from the first moment that shows the opening time or a later one of its day."""
    left = amount * 60
    found = case.calendar.after(case.start, amount, "hour") if any(case.week.values()) else None
    for minute in walk(case.start, ZoneInfo(case.zone)):
        if minute.instant < case.start or not case.opens(minute.day):
            continue
        for first, last in case.week[WEEKDAYS[minute.day.weekday()]]:
            if first <= minute.reached < last:
                left -= 1
        if left == 0:
            assert found == minute.instant + MINUTE
            return
    assert found is None or found > case.start + WALKED


@given(cases(), some.integers(1, 8))
def test_business_days_are_those_that_a_walk_counts(case: Case, amount: int) -> None:
    """The same time of day, or the first after it that the day shows, so many open days later."""
    zone = ZoneInfo(case.zone)
    shown = case.start.astimezone(zone)
    found = case.calendar.after(case.start, amount, "day")
    assert found > case.start
    days: list[date] = []
    for minute in walk(case.start, zone):
        if minute.day > shown.date() and case.opens(minute.day) and minute.day not in days:
            days.append(minute.day)
        if days[amount - 1 :] == [minute.day] and minute.first and minute.reached >= shown.time():
            # A day that a zone leaves out altogether is nowhere in the walk.
            assume(case.zone != "Pacific/Apia")
            assert found == minute.instant
            return
    assert case.zone == "Pacific/Apia" or found > case.start + WALKED


@given(STARTS, some.frozensets(some.sampled_from(WEEKDAYS)), TIMES)
def test_ticks_are_those_that_a_walk_meets(
    begin: tuple[str, datetime], weekdays: frozenset[str], at: time
) -> None:
    """The first moment of a day that shows the time or, where it is skipped, a later one."""
    name, start = begin
    assume(name != "Pacific/Apia")
    found = next_tick(start, weekdays, at, ZoneInfo(name))
    due: set[date] = set()
    for minute in walk(start, ZoneInfo(name)):
        if minute.day not in due and minute.reached >= at:
            due.add(minute.day)
            if minute.instant > start and (not weekdays or WEEKDAYS[minute.day.weekday()] in weekdays):
                assert found == minute.instant
                return
    pytest.fail("every schedule is due within a week")


@given(cases(), some.integers(0, 40), some.integers(0, 40))
def test_business_hours_add_up(case: Case, one: int, other: int) -> None:
    """Waiting twice is waiting for both together."""
    assume(any(case.week.values()))
    office = case.calendar
    both = office.after(case.start, one + other, "hour")
    assert office.after(office.after(case.start, one, "hour"), other, "hour") == both
