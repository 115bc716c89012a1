"""How long something has lasted, in words."""

from datetime import timedelta

from journeyc.report.counted import counted

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def lasting(time: timedelta, units: int = 1) -> str:
    """A length of time in its largest units, rounded down: `3 days`, `1 hour`, `0 seconds`; in two of them
    `2 days 3 hours`.
    """
    rest = int(time.total_seconds())
    parts: list[str] = []
    for unit, seconds in _UNITS:
        count, rest = divmod(max(rest, 0), seconds)
        if count:
            parts.append(counted(count, unit))
        elif parts:
            break
    return " ".join(parts[:units]) or "0 seconds"
