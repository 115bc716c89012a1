"""One of the values that are left, as it is written."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, count, islice
from typing import Any

from journeyc.compiler.possible import STEPPED, Possible
from journeyc.diagnostic import shortened
from journeyc.expression.types import DATE, DURATION, ID, INSTANT, INT, PERCENT, TEXT, TIME, EnumType, Type
from journeyc.expression.values import Duration, Money, number_text
from journeyc.template.written import written

#: Where a value is looked for when nothing is known of the ends.
_COMMON: dict[Type, Any] = {
    INT: 0,
    DATE: date(2026, 1, 1).toordinal(),
    TIME: 0,
    DURATION: 0,
    INSTANT: datetime(2026, 1, 1),  # noqa: DTZ001  # as authors write it: the zone is that of who reads
}
_DAY, _MINUTE = 86_400, 60
#: A text that is none of those that are named.
_OTHER = "other"
#: Beside the values that are excluded, so many tried may be none: the ends, and a whole minute behind one.
_MISSED = 3


def sample(left: Possible) -> str:
    """One of the values left; empty where none can be written."""
    kind, among = left.kind, left.among
    if among is not None:
        members = kind.members if isinstance(kind, EnumType) else sorted(among, key=str)
        return next((_shown(one, kind) for one in members if one in among and left.has(one)), "")
    named = next((one.currency for one in sorted(left.without, key=str) if isinstance(one, Money)), "")
    if named and not left.unit:
        left = left._replace(unit=named)
    tried = map(left.whole, islice(_candidates(left), len(left.without) + _MISSED + 1))
    try:
        return next((_shown(one, kind) for one in tried if left.has(one)), "")
    except OverflowError:
        return ""  # there is no later day


def _candidates(left: Possible) -> Iterator[Any]:
    """Amounts in the bounds, each another one; those come first that people think of."""
    kind = left.kind
    if kind in {TEXT, ID}:
        return (f"{_OTHER} {number}" if number > 1 else _OTHER for number in count(1))
    low, high = (bound.value if bound else None for bound in (left.low, left.high))
    first, last = STEPPED.get(kind) or (None, None)
    if low in {None, first} and high in {None, last}:
        low = _COMMON.get(kind, Decimal(0))
    elif low == first:
        low = None
    if kind == TIME and low is not None:
        # Seconds cannot be written.
        return chain((-(-low // _MINUTE) * _MINUTE,), count(low))
    if kind in STEPPED or low is None or high is None:
        step = timedelta(hours=1) if kind == INSTANT else 1
        return _steps(high, -step) if low is None else _steps(low, step)
    return chain((low, high), (low + (high - low) / 2**halved for halved in count(1)))


def _steps(first: Any, by: Any) -> Iterator[Any]:
    return (first + number * by for number in count())


def _shown(value: Any, kind: Type) -> str:
    if kind == DATE:
        return date.fromordinal(value).isoformat()
    if kind == TIME:
        hours, rest = divmod(value, 60 * _MINUTE)
        return time(hours, *divmod(rest, _MINUTE)).isoformat().removesuffix(":00")
    if kind == DURATION:
        # Nobody can write a length below nothing.
        days, seconds = divmod(value, _DAY)
        return written(str(Duration(days=days, seconds=seconds)), DURATION, UTC) if value >= 0 else ""
    match value:
        case bool():
            return "true" if value else "false"
        case Money(amount=amount, currency=currency):
            return f"{number_text(amount)} {currency}"
        case int() | Decimal():
            return f"{number_text(Decimal(value))}{'%' if kind == PERCENT else ''}"
        case str():
            return shortened(written(value, kind, UTC))
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M}" if value.second == value.microsecond == 0 else ""
    return ""
