"""The days on which clocks of a zone change, and the times they skip or show twice then."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Literal, TypeAlias

from journeyc.calendar import zone_named

#: The years that times of every day are looked at in: what a zone has decided for later may still change.
YEARS = (2026, 2035)

Oddity: TypeAlias = Literal["", "skipped", "repeated"]


def oddity(wall: datetime, zone: tzinfo) -> Oddity:
    """Whether clocks of a zone skip a moment or show it twice."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first == second or first is None or second is None:
        return ""
    return "skipped" if first < second else "repeated"


def odd_day(at: time, zone: str, weekdays: Collection[int]) -> tuple[date, Oddity] | None:
    """The first day in `YEARS` on which clocks skip a time of day, else the first on which it comes twice;
    of certain weekdays, from 0 for Monday.
    """
    found = [
        (day, odd)
        for day in _changes(zone)
        if day.weekday() in weekdays and (odd := oddity(datetime.combine(day, at), zone_named(zone)))
    ]
    return min(found, key=lambda one: (one[1] != "skipped", one[0]), default=None)


@lru_cache(maxsize=64)
def _changes(zone: str) -> list[date]:
    """The days on which the clocks of a zone change."""
    clocks, day, found = zone_named(zone), date(YEARS[0], 1, 1), []
    before = datetime.combine(day, time(), clocks).utcoffset()
    while day.year <= YEARS[1]:
        following = day + timedelta(days=1)
        # At midnight itself clocks may show a moment twice: the second time is behind the change.
        after = datetime.combine(following, time(fold=1), clocks).utcoffset()
        if before != after:
            found += [day, following] if oddity(datetime.combine(following, time()), clocks) else [day]
        day, before = following, after
    return found
