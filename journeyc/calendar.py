"""Calendar arithmetic that journeys need beyond plain durations: zones by name, and later business time."""

from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=512)
def zone_named(name: str | None) -> tzinfo:
    """The zone of an IANA name; UTC where the name is missing or unknown, so that no timer is ever lost for
    a bad name.
    """
    if not name:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
