"""Names, numbers and lengths of time as people say them."""

import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from journeyc.expression.language import ENGLISH
from journeyc.expression.values import DECODERS, Duration
from journeyc.template.display import Display

_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
#: Words in names that are spelled out in capitals.
_CAPITALS = frozenset(
    {"sms", "mms", "rcs", "tv", "ivr", "vip", "crm", "api", "pdf", "iban", "qr", "pin", "url"}
)
#: What changes the direction of the text around it: it could make one name look like another.
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")
#: How days are told, which are those of no zone.
_EVERYWHERE = Display(ENGLISH, UTC)
_MINUTE, _HOUR, _WEEK = 60, 3600, 7
#: From so many days on, full weeks are told in weeks.
_IN_WEEKS = 21


def clean(text: str) -> str:
    """An author's text on one line, without characters that are no text or that reorder what is around."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    kept = (
        character
        for character in whole
        if character not in _OVERRIDES and (character.isspace() or unicodedata.category(character) != "Cc")
    )
    return " ".join("".join(kept).split())


def spoken(name: str) -> str:
    """A name as words: `app_push` is `app push`, `sms` is `SMS`."""
    parts = clean(name.replace("_", " ").replace(".", " ")).split()
    return " ".join(part.upper() if part in _CAPITALS else part for part in parts) or "·"


def number(count: int) -> str:
    """A count in words up to twelve, in digits beyond."""
    return _NUMBERS[count] if 0 < count < len(_NUMBERS) else f"{count:,}"


def counted(count: int, word: str, several: str = "") -> str:
    """`one day`, `three days`."""
    return f"{number(count)} {word if count == 1 else several or f'{word}s'}"


def times(count: int) -> str:
    """`once`, `twice`, `three times`."""
    return {1: "once", 2: "twice"}.get(count) or f"{number(count)} times"


def length(written: str) -> str:
    """A duration in its JSON form, such as `P1DT1800S`: `one day and 30 minutes`."""
    value = DECODERS["duration"](written)
    if not isinstance(value, Duration):
        return written
    parts: list[str] = []
    if value.months:
        parts += _whole(value.months, 12, "year", "month")
    if value.days:
        weeks = value.days >= _IN_WEEKS and not value.days % _WEEK
        parts.append(counted(value.days // _WEEK, "week") if weeks else counted(value.days, "day"))
    hours, rest = divmod(value.seconds, _HOUR)
    minutes, seconds = divmod(rest, _MINUTE)
    for count, word in ((hours, "hour"), (minutes, "minute"), (seconds, "second")):
        parts += [counted(count, word)] if count else []
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:]))) or "no time"


def _whole(count: int, size: int, large: str, small: str) -> list[str]:
    full, rest = divmod(count, size)
    return (
        [counted(full, large), *([counted(rest, small)] if rest else [])] if full else [counted(rest, small)]
    )


def business_time(written: str) -> str:
    """`3 business days` as `three business days`."""
    digits, _, unit = written.partition(" ")
    return f"{number(int(digits))} {unit}" if digits.isdecimal() else clean(written)


def day(written: str) -> str:
    """A date such as `2026-11-23`: `23 November 2026`."""
    return _EVERYWHERE.date(datetime.fromisoformat(written).date())


def instant(written: str, zone: str = "") -> str:
    """A moment such as `2026-11-23T09:00:00`, with `Z` in UTC: `23 November 2026, 09:00`. One in UTC is told
    by the clocks of a time zone, such as `Europe/Berlin`, where one is named.
    """
    moment = datetime.fromisoformat(written)
    if moment.tzinfo is not None and zone:
        moment = moment.astimezone(ZoneInfo(zone))
    in_utc = " UTC" if moment.tzinfo is not None and not zone else ""
    return f"{_EVERYWHERE.date(moment.date())}, {moment:%H:%M}{in_utc}"
