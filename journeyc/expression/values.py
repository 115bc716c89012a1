"""Values of the language: as Python objects while computing, as JSON while kept.

| type                      | Python                    | JSON                                   |
| ------------------------- | ------------------------- | -------------------------------------- |
| text, id, channel, enums  | `str`                     | string                                 |
| bool, int                 | `bool`, `int`             | true/false, number                     |
| decimal, percent          | `Decimal`                 | string, `"12.5"` (percent in percent)  |
| money                     | `Money`                   | string, `"12.50 EUR"`                  |
| duration                  | `Duration`                | string, ISO 8601, `"P1DT1800S"`        |
| instant                   | aware UTC `datetime`      | string, `"2026-11-23T08:00:00Z"`       |
| date, time                | `date`, naive `time`      | string, ISO 8601                       |
| records, lists            | the JSON form itself      | object, array                          |
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Clamped, Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, Union

#: A value as JSON has it.
Json: TypeAlias = bool | int | str | list["Json"] | dict[str, "Json"] | None
Value: TypeAlias = Union[Json, Decimal, "Money", "Duration", datetime, date, time]

#: 34 digits as in IEEE 754 decimal128, in a range where every number can be written out; what does not fit is
#: an error.
ARITHMETIC = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emax=99,
    Emin=-99,
    capitals=1,
    clamp=0,
    traps=[DivisionByZero, InvalidOperation, Overflow],
    flags=[Clamped],
)

MAXIMUM_TEXT = 100_000
MAXIMUM_ITEMS = 10_000
MAXIMUM_INTEGER = 2**53 - 1
#: How deep records and lists stand in each other, and how many fields and items they have in all.
MAXIMUM_DEPTH = 50
MAXIMUM_PARTS = 100_000
#: How many events a pattern may count: so many of a customer are remembered.
MAXIMUM_COUNTED = 1_000


class Money(NamedTuple):
    """An exact amount in one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        whole, _, cents = number_text(self.amount).partition(".")
        return f"{whole}.{cents:0<2} {self.currency}"


class Duration(NamedTuple):
    """A length of time: calendar months and days, and exact seconds.

    A day is 24 hours where durations are compared and a calendar day (same time of day) where one is added to
    an instant in a zone; a month compares as 30 days.
    """

    months: int = 0
    days: int = 0
    seconds: int = 0

    @property
    def total_seconds(self) -> int:
        """The length used for comparison, in seconds."""
        return (self.months * 30 + self.days) * 86_400 + self.seconds

    def times(self, number: int) -> "Duration":
        """The length of so many of them, one after the other."""
        return Duration(self.months * number, self.days * number, self.seconds * number)

    def __str__(self) -> str:
        date_part = (f"{self.months}M" if self.months else "") + (f"{self.days}D" if self.days else "")
        time_part = f"T{self.seconds}S" if self.seconds or not date_part else ""
        return f"P{date_part}{time_part}"


#: How long the window of a rule may be, as durations are compared: contracts and warranties run for five
#: years, and to what a customer did before there is nothing left to answer.
MAXIMUM_WINDOW = Duration(months=60)


class ValueProblem(ValueError):
    """A value that is not of its type; the text says why, for the person who sent it."""


def exponent(number: Decimal) -> int:
    """The power of ten of the last digit that is not a trailing zero: -1 for 12.50."""
    value = ARITHMETIC.normalize(number).as_tuple().exponent
    return value if isinstance(value, int) else 0


def shift(moment: datetime, by: Duration, zone: tzinfo, sign: int = 1) -> datetime:
    """The instant a duration later (or earlier): months and days by the zone's calendar, seconds exactly.

    A wall-clock time that the zone skips moves to the next valid instant; an ambiguous one is the first.
    """
    if by.months or by.days:
        wall = moment.astimezone(zone)
        if by.months:
            index = wall.year * 12 + wall.month - 1 + sign * by.months
            wall = _clamped(wall, index // 12, index % 12 + 1)
        wall += timedelta(days=sign * by.days)
        moment = at_wall_clock(wall, zone)
    return moment.astimezone(UTC) + timedelta(seconds=sign * by.seconds)


def on_the_clock(moment: datetime, zone: tzinfo) -> datetime:
    """What clocks in a zone show at an instant, to be read by people; those of UTC where that is in a year
    that no clock shows: systems write `9999-12-31T23:59:59Z` for what never ends.
    """
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.astimezone(UTC)


def at_wall_clock(wall: datetime, zone: tzinfo) -> datetime:
    """The first UTC instant at which clocks in the zone show this time, whatever its own zone, or the end of
    the gap that skips it.
    """
    wall = wall.replace(tzinfo=zone, fold=0)
    instant = wall.astimezone(UTC)
    # Times of one and the same zone are compared as clocks show them.
    if instant.astimezone(zone) == wall:
        return instant
    # The offset after the change lands before the gap, the one before it behind; zones change at whole
    # seconds.
    before = wall.replace(fold=1, microsecond=0).astimezone(UTC)
    after = instant.replace(microsecond=0) + timedelta(seconds=1)
    offset = before.astimezone(zone).utcoffset()
    while (step := (after - before) // timedelta(seconds=2)) > 0:
        middle = before + timedelta(seconds=step)
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == offset else (before, middle)
    return after


def _clamped(wall: datetime, year: int, month: int) -> datetime:
    following = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001  # a wall clock has no zone
    last = (following - timedelta(days=1)).day
    return wall.replace(year=year, month=month, day=min(wall.day, last))


def number_text(number: Decimal) -> str:
    """A decimal as text: plain digits, no trailing zeros, no exponent."""
    normal = ARITHMETIC.normalize(number)
    return f"{normal:f}" if normal else "0"


_MONEY = re.compile(r"\s*(-?[0-9]+(?:\.[0-9]+)?)\s*([A-Z]{3})\s*\Z")
_NUMBER = re.compile(r"-?[0-9]{1,100}(?:\.[0-9]{1,132})?\Z")
_DURATION = re.compile(r"P(?:(-?[0-9]{1,9})M)?(?:(-?[0-9]{1,9})D)?(?:T(-?[0-9]{1,12})S)?\Z")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?\Z")


def to_decimal(text: str) -> Decimal:
    """Read plain digits; ValueProblem for anything else, exponents and infinities included."""
    if not _NUMBER.match(text):
        message = f"`{text[:40]}` is not a decimal number"
        raise ValueProblem(message)
    try:
        return ARITHMETIC.create_decimal(text)
    except ArithmeticError:
        message = f"`{text[:40]}` is too large a number"
        raise ValueProblem(message) from None


def to_money(text: str) -> Money:
    """Read an amount and a currency, e.g. `12.50 EUR`."""
    found = _MONEY.match(text)
    if not found:
        message = f"`{text[:40]}` is not an amount of money such as `12.50 EUR`"
        raise ValueProblem(message)
    return Money(to_decimal(found[1]), found[2])


def to_duration(text: str) -> Duration:
    """Read the ISO 8601 form that `str(Duration)` writes."""
    found = _DURATION.match(text)
    if not found or text in {"P", "PT"}:
        message = f"`{text[:40]}` is not a duration such as `P1DT1800S`"
        raise ValueProblem(message)
    months, days, seconds = (int(part or 0) for part in found.groups())
    return Duration(months, days, seconds)


def to_instant(text: str) -> datetime:
    """Read an ISO 8601 date and time with an offset; the result is in UTC."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = f"`{text[:40]}` is not an instant such as `2026-11-23T09:00:00Z` (an offset is required)"
    raise ValueProblem(message)


#: Most instants are of few days.
_day_text = lru_cache(maxsize=1_000)(date.isoformat)
#: The instant that was written last, and how: the same is often asked for again at once.
_last: list[tuple[datetime | None, str]] = [(None, "")]


def instant_text(moment: datetime) -> str:
    """An instant as text in UTC, to the microsecond only where there are any."""
    known, text = _last[0]
    if moment is known:
        return text
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    text = f"{_day_text(utc.date())}T{utc.time().isoformat()}Z"
    _last[0] = moment, text
    return text


def to_date(text: str) -> date:
    """Read `2026-11-23`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"`{text[:40]}` is not a date such as `2026-11-23`"
        raise ValueProblem(message) from None


def to_time(text: str) -> time:
    """Read `20:00`."""
    if not _TIME.match(text):
        message = f"`{text[:40]}` is not a time of day such as `20:00`"
        raise ValueProblem(message)
    return time.fromisoformat(text)


def same(value: Json) -> Value:
    """Return the value itself: the Python form is the JSON form."""
    return value


#: From the JSON form to the Python form, by type name; types that are absent are themselves.
DECODERS: dict[str, Callable[[str], Value]] = {
    "decimal": to_decimal,
    "percent": to_decimal,
    "money": to_money,
    "duration": to_duration,
    "instant": to_instant,
    "date": to_date,
    "time": to_time,
}


#: From the Python form to the JSON form; types that are absent are themselves.
ENCODERS: dict[type, Callable[[Any], Json]] = {
    Money: str,
    Duration: str,
    Decimal: number_text,
    datetime: instant_text,
    date: date.isoformat,
    time: time.isoformat,
}


def excess(value: Json, around: int = 0) -> str:
    """What a value has too much of, empty where it is not too large; `around` counts what it stands in."""
    parts, level = 0, [value]
    while level := [one for one in level if isinstance(one, dict | list)]:
        around += 1
        parts += sum(map(len, level))
        if around > MAXIMUM_DEPTH:
            return f"a value is nested more than {MAXIMUM_DEPTH} deep"
        if parts > MAXIMUM_PARTS:
            return f"a value has more than {MAXIMUM_PARTS:,} parts"
        level = [part for one in level for part in (one.values() if isinstance(one, dict) else one)]
    return ""


#: The types whose Python form is the JSON form; most values have one of them.
_PLAIN = frozenset({type(None), bool, int, str, list, dict})


def encode(value: Value) -> Json:
    """The canonical JSON form of a value: equal values give equal JSON."""
    kind = type(value)
    if kind not in _PLAIN:
        for base in kind.__mro__:
            if base in ENCODERS:
                return ENCODERS[base](value)
    return value  # type: ignore[return-value]  # what has no encoder is its own JSON form
