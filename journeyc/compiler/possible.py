"""What a value can still be, when comparisons of it with constants are known to hold."""

from datetime import date, datetime, time
from decimal import Decimal
from math import ceil, floor
from typing import Any, NamedTuple

from journeyc.expression.types import (
    BOOL,
    DATE,
    DURATION,
    INT,
    TIME,
    UNKNOWN,
    EnumType,
    Type,
    required,
)
from journeyc.expression.values import MAXIMUM_INTEGER, Duration, Money

#: What names the values that are left, or those that are not.
_COUNTED = frozenset({"==", "in", "!=", "not in"})
#: Types between two neighbours of which there is nothing, with the first and the last value, if there is one.
#: Days are counted as `date.toordinal` does, lengths and times of day in seconds.
STEPPED: dict[Type, tuple[int, int] | None] = {
    INT: (-MAXIMUM_INTEGER, MAXIMUM_INTEGER),
    DATE: (date.min.toordinal(), date.max.toordinal()),
    TIME: (0, 86_399),
    DURATION: None,
}


class Bound(NamedTuple):
    """Where values begin or end, and whether the value there is one of them."""

    value: Any
    inclusive: bool


class Possible(NamedTuple):
    """The values left: those `among`, if they can be counted, else those from `low` to `high`; but never
    those `without`. `unit` is the currency of the bounds, once one was named. Of what is not `exact` there
    may be less.
    """

    kind: Type = UNKNOWN
    among: frozenset[Any] | None = None
    without: frozenset[Any] = frozenset()
    low: Bound | None = None
    high: Bound | None = None
    unit: str = ""
    exact: bool = True

    @classmethod
    def of(cls, kind: Type) -> "Possible":
        """All values of a type."""
        kind = required(kind)
        if isinstance(kind, EnumType):
            return cls(kind, frozenset(kind.members))
        if ends := STEPPED.get(kind):
            return cls(kind, low=Bound(ends[0], inclusive=True), high=Bound(ends[1], inclusive=True))
        return cls(kind, frozenset({True, False}) if kind == BOOL else None)

    def where(self, operator: str, values: tuple[Any, ...]) -> "Possible":
        """What is left where a comparison holds; nothing is left out where it cannot be computed."""
        if operator not in _COUNTED:
            (value,) = values
            unit = value.currency if isinstance(value, Money) else ""
            if unit and self.unit not in {"", unit}:
                return self._replace(exact=False)
            return self._bounded(operator, amount_of(_measure(value)))._replace(unit=unit)
        measures = map(_measure, values)
        if operator in {"!=", "not in"}:
            if self.among is not None:
                return self._replace(among=self.among.difference(measures))
            return self._replace(without=self.without.union(measures))
        wanted = frozenset(one for one in measures if self.kind != INT or one == int(one)) - self.without
        return self._replace(among=wanted if self.among is None else self.among & wanted)

    def _bounded(self, operator: str, value: Any) -> "Possible":
        inclusive = operator.endswith("=")
        if self.kind in STEPPED:
            upward = operator in {">=", "<"}
            value = (ceil(value) if upward else floor(value)) + (0 if inclusive else -1 if upward else 1)
            inclusive = True
        elif isinstance(value, int):
            value = Decimal(value)
        bound = Bound(value, inclusive)
        if operator[0] == ">":
            return self._replace(low=_higher(self.low, bound))
        return self._replace(high=_lower(self.high, bound))

    def both(self, other: "Possible") -> "Possible":
        """What is left of two of the same type together."""
        if self.unit and other.unit not in {"", self.unit}:
            return self._replace(exact=False)
        among = self.among
        if other.among is not None:
            among = other.among if among is None else among & other.among
        return Possible(
            self.kind,
            among,
            self.without | other.without,
            _higher(self.low, other.low),
            _lower(self.high, other.high),
            self.unit or other.unit,
            self.exact and other.exact,
        )

    @property
    def empty(self) -> bool:
        """Whether it is certain that no value is left."""
        low, high = self.low, self.high
        if self.among is not None:
            bounded = self.without or low is not None or high is not None
            return not any(map(self.has, self.among)) if bounded else not self.among
        if low is None or high is None:
            return False
        if self.kind in STEPPED:
            values = high.value - low.value + 1
            return values <= len(self.without) and not any(
                self.has(value) for value in range(low.value, high.value + 1)
            )
        return low.value > high.value or (low.value == high.value and not self.has(self.whole(low.value)))

    def has(self, value: Any) -> bool:
        """Whether a value is left."""
        low, high, amount = self.low, self.high, amount_of(value)
        return (
            value not in self.without
            and (not self.unit or value.currency == self.unit)
            and (low is None or low.value < amount or (low.inclusive and low.value == amount))
            and (high is None or amount < high.value or (high.inclusive and high.value == amount))
        )

    def whole(self, amount: Any) -> Any:
        """A value by its amount: money is in a currency."""
        return Money(amount, self.unit) if self.unit else amount


def _higher(one: Bound | None, other: Bound | None) -> Bound | None:
    """Of two beginnings the one behind the other."""
    if one is None or other is None:
        return one or other
    return other if (other.value, not other.inclusive) > (one.value, not one.inclusive) else one


def _lower(one: Bound | None, other: Bound | None) -> Bound | None:
    """Of two ends the one before the other."""
    if one is None or other is None:
        return one or other
    return min(one, other)


def _measure(value: Any) -> Any:
    """What a value is counted by."""
    match value:
        case Duration():
            return value.total_seconds
        case date() if not isinstance(value, datetime):
            return value.toordinal()
        case time():
            return value.hour * 3600 + value.minute * 60 + value.second
    return value


def amount_of(measure: Any) -> Any:
    """What of a measure has an order."""
    return measure.amount if isinstance(measure, Money) else measure
