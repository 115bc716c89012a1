"""How values read in a text, per language: `12.50 EUR` or `12,50 EUR`, `23 November 2026` or `23. November
2026`.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from journeyc.expression.language import Language
from journeyc.expression.values import Duration, Money, exponent, on_the_clock
from journeyc.template.bounds import joined

_WEEK = 7
_MINUTE, _HOUR = 60, 3600


class Percent(Decimal):
    """A share, so that it is shown with its sign."""

    __slots__ = ()


class Display:
    """Shows values in one language and one time zone."""

    __slots__ = ("language", "zone")

    def __init__(self, language: Language, zone: dt.tzinfo) -> None:
        self.language = language
        self.zone = zone

    def show(self, value: Any) -> str:
        """A value as people read it; nothing for what is missing."""
        match value:
            case None:
                return ""
            case bool():
                return self.language.yes[0] if value else self.language.no[0]
            case Money():
                return f"{self.number(value.amount, max(2, -exponent(value.amount)))} {value.currency}"
            case Percent():
                return self.language.percent.format(self.number(value))
            case int() | Decimal():
                return self.number(Decimal(value))
            case dt.datetime():
                return f"{self.date(value)}, {self.time(value)}"
            case dt.date():
                return self.date(value)
            case dt.time():
                return self.time(value)
            case Duration():
                return self.duration(value)
            case list():
                return joined((self.show(item) for item in value), ", ")
            case _:
                return str(value)

    def number(self, value: Decimal, places: int | None = None) -> str:
        """A number with the language's signs, in groups of three digits."""
        places = max(0, -exponent(value)) if places is None else places
        plain = f"{value:,.{places}f}"
        return plain.translate(str.maketrans(",.", self.language.group + self.language.decimal))

    def date(self, value: dt.date) -> str:
        """A calendar day in words; that of an instant is the day in the zone."""
        day = self._day(value)
        month = self.language.months[day.month - 1]
        return self.language.long_date.format(day=day.day, month=month, year=day.year)

    def short_date(self, value: dt.date) -> str:
        """A calendar day in figures."""
        day = self._day(value)
        return f"{day:%d.%m.%Y}" if self.language.code == "de" else day.isoformat()

    def time(self, value: dt.datetime | dt.time) -> str:
        """A time of day; that of an instant is the time in the zone."""
        moment = on_the_clock(value, self.zone) if isinstance(value, dt.datetime) else value
        return self.language.clock.format(f"{moment:%H:%M}")

    def duration(self, value: Duration) -> str:
        """A length of time in the largest units that fit it."""
        weeks, days = divmod(value.days, _WEEK) if value.days % _WEEK == 0 else (0, value.days)
        hours, rest = divmod(value.seconds, _HOUR)
        minutes, seconds = divmod(rest, _MINUTE)
        counted = {
            "month": value.months,
            "week": weeks,
            "day": days,
            "hour": hours,
            "minute": minutes,
            "second": seconds,
        }
        shown = [self._unit(count, unit) for unit, count in counted.items() if count]
        return " ".join(shown) or self._unit(0, "second")

    def _unit(self, count: int, unit: str) -> str:
        one, many, *_ = self.language.units[unit]
        return f"{self.number(Decimal(count))} {one if count == 1 else many}"

    def _day(self, value: dt.date) -> dt.date:
        return on_the_clock(value, self.zone).date() if isinstance(value, dt.datetime) else value
