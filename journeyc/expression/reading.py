"""One reader of text for each type and language: what people type, say or key in becomes a value (semantics
rule 13).
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import NamedTuple

from journeyc.expression.language import Language, language_of
from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type
from journeyc.expression.validation import validate
from journeyc.expression.values import (
    DECODERS,
    Duration,
    Json,
    Money,
    Value,
    ValueProblem,
    at_wall_clock,
    encode,
    to_decimal,
)

_CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "dollar": "USD", "dollars": "USD",
    "£": "GBP", "pound": "GBP", "pounds": "GBP", "pfund": "GBP", "¥": "JPY", "yen": "JPY",
    "fr": "CHF", "franken": "CHF", "francs": "CHF",
}  # fmt: skip
_AMOUNT = re.compile(
    r"(?P<before>[^\d\s,.'+-]*)\s*(?P<number>[-+]?[\d.,' ]*\d)\s*(?P<after>[^\d\s,.'+-]*)\.?\Z"
)
_CODE = re.compile(r"[A-Z]{3}\Z")
_NUMERIC_DATE = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4})\Z")
_WORDED_DATE = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th)?\s+([^\W\d]+)\.?,?\s+(\d{4})\Z")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|uhr|h|o'clock)?\Z")
_PART = re.compile(r"\s*(\d{1,9})\s*([^\W\d]+)\.?(?:\s*(?:,|and|und))?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(?:([.,' ])\d{3})+\Z")


class _Reader(NamedTuple):
    language: Language
    currency: str | None
    zone: tzinfo

    def problem(self, key: str, *shown: str) -> ValueProblem:
        return ValueProblem(self.language.cannot_read[key].format(*shown))


def read(
    text: str, declared: Type, language: str | None, *, currency: str | None = None, zone: tzinfo = UTC
) -> Json:
    """The value that a person's text stands for, in its JSON form; ValueProblem says in their language why
    not.

    `currency` is that of an amount written without one; `zone` that of a day and time written without an
    offset.
    """
    return _read(" ".join(text.split()), declared, _Reader(language_of(language), currency, zone))


def _read(text: str, declared: Type, reader: _Reader) -> Json:
    if isinstance(declared, OptionalType):
        return _read(text, declared.value, reader)
    if not text:
        raise reader.problem("empty")
    if isinstance(declared, EnumType):
        return _member(text, declared, reader)
    if isinstance(declared, ListType):
        return [
            _read(part.strip(), declared.item, reader) for part in re.split(r"[,;]", text) if part.strip()
        ]
    if isinstance(declared, RecordType) or declared.name not in _READERS:
        raise reader.problem("other", declared.name)
    value, faults = validate(encode(_READERS[declared.name](text, reader)), declared)
    if faults:
        raise reader.problem("text", text[:40], faults[0].problem)
    return value


def _member(text: str, declared: EnumType, reader: _Reader) -> str:
    """A member in any case, with spaces for underscores, or by its number on the keys of a phone."""
    wanted = text.casefold().replace(" ", "_").replace("-", "_")
    for member in declared.members:
        if member.casefold() == wanted:
            return member
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= len(declared.members):
        return declared.members[int(text[:9]) - 1]
    choices = ", ".join(f"{number} {member}" for number, member in enumerate(declared.members[:12], 1))
    raise reader.problem("enum", text[:40], choices)


def _bool(text: str, reader: _Reader) -> bool:
    word = text.casefold().rstrip(".!")
    if word in reader.language.yes:
        return True
    if word in reader.language.no:
        return False
    raise reader.problem("bool", text[:40])


def _number(text: str, reader: _Reader, kind: str) -> Decimal:
    """A number with either decimal sign: three digits after the language's grouping sign are a group, else
    decimals.
    """
    digits = text.replace("−", "-").removeprefix("+")
    grouped = _GROUPED.match(digits)
    if grouped and (grouped[1] != reader.language.decimal or digits.count(grouped[1]) > 1):
        digits = digits.replace(grouped[1], "")
    else:
        last = max(digits.rfind("."), digits.rfind(","))
        whole, rest = (digits[:last], digits[last + 1 :]) if last != -1 else (digits, "")
        if last != -1 and (separator := _GROUPED.match(whole)) and separator[1] != digits[last]:
            whole = whole.replace(separator[1], "")
        digits = f"{whole}.{rest}" if rest else whole
    try:
        return to_decimal(digits)
    except ValueProblem:
        raise reader.problem(kind, text[:40]) from None


def _decimal(text: str, reader: _Reader) -> Decimal:
    return _number(text, reader, "decimal")


def _int(text: str, reader: _Reader) -> int:
    value = _number(text, reader, "int")
    if value != value.to_integral_value():
        raise reader.problem("int", text[:40])
    return int(value)


def _percent(text: str, reader: _Reader) -> Decimal:
    bare = re.sub(r"\s*(%|percent|per cent|prozent)\Z", "", text, flags=re.IGNORECASE)
    return _number(bare, reader, "percent")


def _money(text: str, reader: _Reader) -> Money:
    found = _AMOUNT.match(text)
    if not found or (found["before"] and found["after"]):
        raise reader.problem("money", text[:40])
    written = found["before"] or found["after"]
    currency = _CURRENCIES.get(written.casefold(), written.upper()) if written else reader.currency
    if currency is None:
        raise reader.problem("currency", text[:40])
    if not _CODE.match(currency):
        raise reader.problem("money", text[:40])
    return Money(_number(found["number"], reader, "money"), currency)


def _date(text: str, reader: _Reader) -> date:
    try:
        if re.match(r"\d{4}-\d{2}-\d{2}\Z", text):
            return date.fromisoformat(text)
        if found := _NUMERIC_DATE.match(text):
            day, month = int(found[1]), int(found[3])
            # 03/04/2026 is April in one country and March in another, so it is asked again.
            if (
                found[2] == "/"
                and reader.language.code == "en"
                and day <= 12
                and month <= 12
                and day != month
            ):
                raise reader.problem("date", text[:40])
            return date(int(found[4]), month, day) if month <= 12 else date(int(found[4]), day, month)
        if found := _WORDED_DATE.match(text):
            months = [name.casefold() for name in reader.language.months]
            word = found[2].casefold()
            near = [
                number for number, name in enumerate(months, 1) if len(word) >= 3 and name.startswith(word)
            ]
            if len(near) == 1:
                return date(int(found[3]), near[0], int(found[1]))
    except ValueError:
        pass
    raise reader.problem("date", text[:40])


def _time(text: str, reader: _Reader) -> time:
    found = _CLOCK.match(text.casefold())
    # `8` alone may be anything; a time has minutes or a word that makes it one.
    if not found or not (found[2] or found[3]):
        raise reader.problem("time", text[:40])
    hour, minute, word = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if word in {"a", "p"}:
        if not 1 <= hour <= 12:
            raise reader.problem("time", text[:40])
        hour = hour % 12 + (12 if word == "p" else 0)
    if hour > 23 or minute > 59:
        raise reader.problem("time", text[:40])
    return time(hour, minute)


def _instant(text: str, reader: _Reader) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        day, _, clock = text.replace(",", " ").replace(" um ", " ").replace(" at ", " ").rpartition(" ")
        if clock.casefold() in {"uhr", "am", "pm"}:
            day, _, hour = day.rpartition(" ")
            clock = f"{hour} {clock}"
        try:
            moment = datetime.combine(_date(day.strip(), reader), _time(clock, reader))
        except ValueProblem:
            raise reader.problem("instant", text[:40]) from None
    if re.match(r"\d{4}-\d{2}-\d{2}\Z", text):
        raise reader.problem("instant", text)
    return moment.astimezone(UTC) if moment.tzinfo else at_wall_clock(moment, reader.zone)


def _duration(text: str, reader: _Reader) -> Duration:
    if text.startswith("P"):
        value = DECODERS["duration"](text)
        if isinstance(value, Duration):
            return value
    months = days = seconds = at = 0
    while at < len(text):
        found = _PART.match(text, at)
        unit = found and _unit(found[2], reader.language)
        if not found or not unit:
            raise reader.problem("duration", text[:40])
        count, at = int(found[1]), found.end()
        months += count * (unit == "month")
        days += count * {"day": 1, "week": 7}.get(unit, 0)
        seconds += count * {"second": 1, "minute": 60, "hour": 3600}.get(unit, 0)
    return Duration(months, days, seconds)


def _unit(word: str, language: Language) -> str | None:
    for unit, names in language.units.items():
        if word.casefold() in (name.casefold() for name in names):
            return unit
    return None


_READERS: dict[str, Callable[[str, _Reader], Value]] = {
    "text": lambda text, _: text,
    "id": lambda text, _: text,
    "bool": _bool,
    "int": _int,
    "decimal": _decimal,
    "percent": _percent,
    "money": _money,
    "date": _date,
    "time": _time,
    "instant": _instant,
    "duration": _duration,
}
