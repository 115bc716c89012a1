"""How long something has lasted, in words."""

from datetime import timedelta

from journeyc.report.counted import counted

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def lasting(time: timedelta) -> str:
    """A length of time in its largest unit, rounded down: `3 days`, `1 hour`, `0 seconds`."""
    seconds = int(time.total_seconds())
    for name, length in _UNITS:
        if seconds >= length:
            return counted(seconds // length, name)
    return "0 seconds"
