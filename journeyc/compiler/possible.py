"""What a value can still be, when comparisons of it with constants are known to hold."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any, NamedTuple

from journeyc.expression.types import BOOL, DATE, INT, UNKNOWN, EnumType, Type, required
from journeyc.expression.values import Duration, Money, number_text

#: How far a value that is not excluded is looked for, step by step.
_MOST_STEPS = 100
#: What names the values that are left, or those that are not.
_COUNTED = frozenset({"==", "in", "!=", "not in"})


class Bound(NamedTuple):
    """Where values begin or end, and whether the value there is one of them."""

    value: Any
    inclusive: bool


class Possible(NamedTuple):
    """The values left: those `among`, if they can be counted, else those from `low` to `high`; but never
    those `without`. `unit` is the currency, once one was named. Of what is not `exact` there may be less.
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
        return cls(kind, frozenset({True, False}) if kind == BOOL else None)

    def where(self, operator: str, values: tuple[Any, ...]) -> "Possible":
        """What is left where a comparison holds; nothing is left out where it cannot be computed."""
        units, lengths, measures = {self.unit} - {""}, False, []
        for value in values:
            if isinstance(value, Money):
                units.add(value.currency)
            lengths = lengths or isinstance(value, Duration)
            measures.append(_measure(value))
        if len(units) > 1 or (lengths and operator.endswith("in")):
            return self._replace(exact=False)
        unit = next(iter(units), "")
        if operator not in _COUNTED:
            bounded = self._bounded(operator, measures[0])
            return bounded if bounded.unit == unit else bounded._replace(unit=unit)
        kind, among, without, low, high, _, exact = self
        if operator in {"==", "in"}:
            wanted = frozenset(measures) - without
            among = wanted if among is None else among & wanted
        elif among is not None:
            among = among.difference(measures)
        else:
            without = without.union(measures)
        return Possible(kind, among, without, low, high, unit, exact)

    def _bounded(self, operator: str, value: Any) -> "Possible":
        inclusive = operator.endswith("=")
        if self.kind == INT and isinstance(value, int | Decimal):
            # Between two whole numbers there is none.
            upward = operator in {">=", "<"}
            value = (ceil(value) if upward else floor(value)) + (0 if inclusive else -1 if upward else 1)
            inclusive = True
        elif self.kind == DATE and not inclusive and date.min < value < date.max:
            # Nor is there a moment between two days.
            value, inclusive = value + timedelta(1 if operator == ">" else -1), True
        if operator[0] == ">":
            low = self.low
            higher = low is None or (value, not inclusive) > (low.value, not low.inclusive)
            return self._replace(low=Bound(value, inclusive)) if higher else self
        high = self.high
        lower = high is None or (value, inclusive) < (high.value, high.inclusive)
        return self._replace(high=Bound(value, inclusive)) if lower else self

    @property
    def empty(self) -> bool:
        """Whether it is certain that no value is left."""
        low, high = self.low, self.high
        if self.among is not None:
            bounded = self.without or low is not None or high is not None
            return not any(map(self._has, self.among)) if bounded else not self.among
        if low is None or high is None or low.value < high.value:
            return self._all_excluded()
        touching = low.value == high.value and low.inclusive and high.inclusive
        return not touching or low.value in self.without

    def _has(self, value: Any) -> bool:
        low, high = self.low, self.high
        return (
            value not in self.without
            and (low is None or low.value < value or (low.inclusive and low.value == value))
            and (high is None or value < high.value or (high.inclusive and high.value == value))
        )

    def _all_excluded(self) -> bool:
        """Whether all of some values that can be counted are excluded, one by one."""
        if self.low is None or self.high is None or self.kind not in {INT, DATE}:
            return False
        span = self.high.value - self.low.value
        count = (span.days if isinstance(span, timedelta) else span) + 1
        return count <= len(self.without) and not any(
            self._has(value) for value in _steps(self.low.value, 1, count)
        )

    def example(self) -> str:
        """One of the values left, as it is written; empty where none can be named."""
        if self.among is not None:
            members = self.kind.members if isinstance(self.kind, EnumType) else sorted(self.among, key=str)
            return next((self._shown(one) for one in members if one in self.among and self._has(one)), "")
        low, high = self.low, self.high
        candidates: list[Any] = []
        try:
            if low is not None and high is not None and self.kind not in {INT, DATE}:
                between = (low.value + high.value) / Decimal(2)
                candidates = [low.value, high.value, between, (low.value + between) / Decimal(2)]
            elif low is not None:
                candidates = [*_steps(low.value, 1, _MOST_STEPS)]
            elif high is not None:
                candidates = [*_steps(high.value, -1, _MOST_STEPS)]
            elif self.kind == INT or (self.without and all(isinstance(one, Decimal) for one in self.without)):
                candidates = [*_steps(0, 1, _MOST_STEPS)]
        except (TypeError, OverflowError):
            return ""  # what cannot be counted with, and no need
        return next((self._shown(value) for value in candidates if self._has(value)), "")

    def _shown(self, value: Any) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case int() | Decimal():
                number = number_text(Decimal(value))
                unit = f" {self.unit}" if self.unit else "%" if self.kind.name == "percent" else ""
                return "" if self.kind.name == "duration" else f"{number}{unit}"
            case str():
                return value if isinstance(self.kind, EnumType) else f'"{value}"'
            case date() if self.kind == DATE:
                return value.isoformat()
        return ""


def _steps(first: Any, by: int, count: int) -> Iterable[Any]:
    step: Any = timedelta(by) if isinstance(first, date) else by
    return (first + number * step for number in range(count))


def _measure(value: Any) -> Any:
    """What is compared of a value."""
    if isinstance(value, Money):
        return value.amount
    return value.total_seconds if isinstance(value, Duration) else value
