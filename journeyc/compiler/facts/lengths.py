"""How long constant times take: months, business days and changing clocks make them ranges."""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from journeyc.compiler.facts.openings import DAY, Openings, Stretch
from journeyc.expression.syntax import BusinessTime, Constant
from journeyc.expression.values import Duration
from journeyc.grammar.keywords import UNITS

#: Days are counted on the wall, hours exactly: clocks change by an hour between them, in few places by two.
CLOCK_CHANGE = 7_200
#: The years in which months are measured: with one leap year.
_YEARS = range(2025, 2029)


class Length(NamedTuple):
    """How long a constant time takes at least and at most, in seconds of clocks on the wall.

    `by` is what is counted: months, days and seconds, or business days and business hours; `longest` is a day
    on which business time that takes longest begins.
    """

    least: int
    most: int
    by: tuple[int, ...]
    business: bool
    longest: date | None = None

    @property
    def kinds(self) -> set[str]:
        """What moves it: the clock itself, days on the wall, or a calendar, which has a zone of its own."""
        if self.business:
            return {"calendar"}
        return {kind for kind, here in (("wall", any(self.by[:2])), ("clock", self.by[2])) if here}


def length(value: object, openings: Openings | None = None) -> Length | None:
    """How long a time takes; None where it is not constant, or business time without a calendar."""
    match value:
        case Constant(value=Duration() as by):
            return _of(by)
        case BusinessTime(amount=amount, unit=unit) if openings is not None:
            days = unit in UNITS["day"]
            return _counted(openings, int(amount), days=days)
    return None


def times(one: Length, count: int, openings: Openings | None) -> Length | None:
    """A time that begins anew so often."""
    if one.business:
        days, hours = one.by
        return _counted(openings, (days or hours) * count, days=bool(days)) if openings else None
    return _of(Duration(*(part * count for part in one.by)))


def no_later(one: Length, other: Length) -> bool:
    """Whether a time is never over later than another that begins with it, or after it."""
    return _in_order(one, other) or one.most + _change(one, other) <= other.least


def earlier(one: Length, other: Length) -> bool:
    """Whether a time is always over before another that begins with it, or after it."""
    if one.business == other.business and one.by == other.by:
        return False
    return _in_order(one, other) or one.most + _change(one, other) < other.least


def _in_order(one: Length, other: Length) -> bool:
    """Whether both count the same, one no more of each than the other."""
    return one.business == other.business and all(a <= b for a, b in zip(one.by, other.by, strict=True))


def _change(one: Length, other: Length) -> int:
    kinds = one.kinds | other.kinds
    return CLOCK_CHANGE if len(kinds) > 1 else 0


def _of(by: Duration) -> Length:
    least, most = _months(by.months)
    rest = by.days * DAY + by.seconds
    return Length(least * DAY + rest, most * DAY + rest, by, business=False)


def _counted(openings: Openings, count: int, *, days: bool) -> Length | None:
    stretch: Stretch | None = openings.days(count) if days else openings.hours(count)
    if stretch is None:
        return None
    by = (count, 0) if days else (0, count)
    return Length(stretch.least, stretch.most, by, business=True, longest=stretch.longest)


@lru_cache(maxsize=256)
def _months(count: int) -> tuple[int, int]:
    """The fewest and the most days of so many months; the end of a long month may fall on that of a short."""
    whole, rest = divmod(count, 48)
    spans = [0]
    if rest:
        spans = [
            _day(year, month + rest, day) - _day(year, month, day)
            for year in _YEARS
            for month in range(12)
            for day in (1, 28, 29, 30, 31)
        ]
    # Of every hundred years one may lack its leap day.
    missing = whole // 25 + 1 if whole else 0
    return min(spans) + whole * 1461 - missing, max(spans) + whole * 1461


def _day(year: int, month: int, day: int) -> int:
    year, month = year + month // 12, month % 12 + 1
    last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
    return min(date(year, month, 1).toordinal() + day - 1, last)


def in_words(seconds: int) -> str:
    """So many seconds in the largest unit that fits, such as `36 hours`."""
    for unit, length_of in (("day", DAY), ("hour", 3600), ("minute", 60)):
        if seconds >= length_of and seconds % length_of == 0:
            count = seconds // length_of
            return f"{count} {unit}{'s' if count != 1 else ''}"
    return f"{seconds} seconds"
