"""Values in Python and in JSON, and how time is counted in a zone."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from journeyc.expression.values import (
    ARITHMETIC,
    DECODERS,
    Duration,
    Money,
    ValueProblem,
    at_wall_clock,
    encode,
    instant_text,
    shift,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [BERLIN, UTC, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia"), ZoneInfo("Australia/Lord_Howe")]

#: Numbers as computing leaves them: at most 34 digits, within the range of the arithmetic.
NUMBERS = some.builds(
    lambda digits, power: ARITHMETIC.create_decimal(Decimal(digits).scaleb(power)),
    some.integers(-(10**34) + 1, 10**34 - 1),
    some.integers(-60, 60),
)
CURRENCIES = some.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3)
VALUES: dict[str, some.SearchStrategy[Any]] = {
    "decimal": NUMBERS,
    "percent": NUMBERS,
    "money": some.builds(Money, NUMBERS, CURRENCIES),
    "duration": some.builds(
        Duration,
        some.integers(-(10**9) + 1, 10**9 - 1),
        some.integers(-(10**9) + 1, 10**9 - 1),
        some.integers(-(10**12) + 1, 10**12 - 1),
    ),
    "instant": some.datetimes(timezones=some.just(UTC)),
    "date": some.dates(),
    "time": some.times().map(lambda moment: moment.replace(microsecond=0)),
}


@given(some.data())
def test_every_value_reads_back_as_it_was_written(data: some.DataObject) -> None:
    """Decoding undoes encoding, and equal values give equal JSON."""
    name = data.draw(some.sampled_from(sorted(VALUES)))
    value = data.draw(VALUES[name])
    written = encode(value)
    assert isinstance(written, str)
    read = DECODERS[name](written)
    assert read == value
    assert encode(read) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0"), "0"),
        (Money(Decimal("12.5"), "EUR"), "12.50 EUR"),
        (Money(Decimal("1.005"), "EUR"), "1.005 EUR"),
        (Money(Decimal("-0"), "EUR"), "0.00 EUR"),
        (Money(Decimal("1E+2"), "JPY"), "100.00 JPY"),
        (Duration(), "PT0S"),
        (Duration(1, 2, 3), "P1M2DT3S"),
        (Duration(0, 0, -5), "PT-5S"),
        (datetime(2026, 11, 23, 9, tzinfo=BERLIN), "2026-11-23T08:00:00Z"),
        (datetime(2026, 11, 23, 9, 0, 0, 5000, UTC), "2026-11-23T09:00:00.005000Z"),
        (date(2026, 11, 23), "2026-11-23"),
        (time(20), "20:00:00"),
        (True, True),
        (None, None),
    ],
)
def test_values_have_one_written_form(value: Any, written: Any) -> None:
    """The canonical JSON form."""
    assert encode(value) == written


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("decimal", "1e5"),
        ("decimal", "NaN"),
        ("decimal", "Infinity"),
        ("decimal", " 1"),
        ("decimal", "٣"),
        ("decimal", "9" * 101),
        ("money", "12.50"),
        ("money", "12,50 EUR"),
        ("money", "12.50 eur"),
        ("duration", "P"),
        ("duration", "2 days"),
        ("instant", "2026-11-23T09:00:00"),
        ("instant", "2026-11-23"),
        ("instant", "0001-01-01T00:00:00+05:00"),
        ("instant", "9999-12-31T23:59:59-05:00"),
        ("date", "2026-02-30"),
        ("time", "24:00"),
        ("time", "9:00"),
    ],
)
def test_other_texts_are_refused(kind: str, text: str) -> None:
    """A value problem in words, whatever the text."""
    with pytest.raises(ValueProblem, match="`"):
        DECODERS[kind](text)


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-11-23T09:00", BERLIN, "2026-11-23T08:00:00Z"),
        ("2026-03-29T02:30", BERLIN, "2026-03-29T01:00:00Z"),  # skipped: the next valid instant is 03:00
        ("2026-03-29T02:00", BERLIN, "2026-03-29T01:00:00Z"),
        ("2026-03-29T03:00", BERLIN, "2026-03-29T01:00:00Z"),
        ("2026-10-25T02:30", BERLIN, "2026-10-25T00:30:00Z"),  # ambiguous: the first
        ("2026-03-08T02:59", ZoneInfo("America/New_York"), "2026-03-08T07:00:00Z"),
        ("2011-12-30T12:00", ZoneInfo("Pacific/Apia"), "2011-12-30T10:00:00Z"),  # a whole day is skipped
        ("2026-10-04T02:15", ZoneInfo("Australia/Lord_Howe"), "2026-10-03T15:30:00Z"),  # half an hour is
    ],
)
def test_skipped_times_move_to_the_next_valid_instant_and_ambiguous_ones_are_the_first(
    wall: str, zone: ZoneInfo, instant: str
) -> None:
    """Rule 9 of the semantics."""
    assert instant_text(at_wall_clock(datetime.fromisoformat(wall), zone)) == instant


#: What clocks show; a wall clock has no zone of its own.
WALLS = some.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1))  # noqa: DTZ001


@given(WALLS, some.sampled_from(ZONES))
def test_a_wall_clock_shows_the_time_or_the_end_of_the_gap(wall: datetime, zone: ZoneInfo) -> None:
    """No earlier instant shows the time or a later one."""
    instant = at_wall_clock(wall, zone)
    shown = instant.astimezone(zone).replace(tzinfo=None)
    assert shown >= wall
    if shown != wall:
        just_before = (instant - timedelta(microseconds=1)).astimezone(zone).replace(tzinfo=None)
        assert just_before < wall


@pytest.mark.parametrize(
    ("start", "by", "zone", "sign", "end"),
    [
        ("2026-03-28T01:30:00Z", Duration(days=1), BERLIN, 1, "2026-03-29T01:00:00Z"),
        ("2026-03-28T01:30:00Z", Duration(seconds=86_400), BERLIN, 1, "2026-03-29T01:30:00Z"),
        ("2026-10-24T10:00:00Z", Duration(days=1), BERLIN, 1, "2026-10-25T11:00:00Z"),
        ("2026-01-31T12:00:00Z", Duration(months=1), UTC, 1, "2026-02-28T12:00:00Z"),
        ("2024-02-29T12:00:00Z", Duration(months=12), UTC, 1, "2025-02-28T12:00:00Z"),
        ("2026-03-31T12:00:00Z", Duration(months=1), UTC, -1, "2026-02-28T12:00:00Z"),
        ("2026-01-01T00:00:00Z", Duration(1, 1, 1), UTC, -1, "2025-11-29T23:59:59Z"),
    ],
)
def test_months_and_days_follow_the_calendar_and_seconds_the_clock(
    start: str, by: Duration, zone: ZoneInfo, sign: int, end: str
) -> None:
    """A day is a calendar day in the zone; a month ends where the shorter one ends."""
    moment = DECODERS["instant"](start)
    assert isinstance(moment, datetime)
    assert instant_text(shift(moment, by, zone, sign)) == end
