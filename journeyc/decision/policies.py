"""Which of the true rows of a decision count, and what they give together."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any, Protocol, TypeVar

from journeyc.expression import tree
from journeyc.expression.evaluation import applied, equal
from journeyc.expression.functions import TABLE, EvaluationError
from journeyc.expression.types import EnumType, OptionalType, Type, required
from journeyc.expression.values import Duration, Money, encode, to_money
from journeyc.ir.model import Decision


class Ruled(Protocol):
    """What a policy sees of a row: where it stands, and its value as written."""

    @property
    def line(self) -> int: ...
    @property
    def text(self) -> str: ...


Row = TypeVar("Row", bound=Ruled)
#: From rows, of which there is at least one, and the way to their values, to a value and the rows it is of.
Count = Callable[[Sequence[Row], Callable[[Row], Any]], tuple[Any, Sequence[Row]]]

#: The sum of nothing; that of money depends on its currency.
_NOTHING: dict[str, Any] = {"int": 0, "decimal": Decimal(0), "percent": Decimal(0), "duration": Duration()}


def counting(policy: str, aggregation: str | None, gives: Type) -> Count[Any]:
    """The function of a hit policy for decisions of a type."""
    kind = required(gives)
    match policy, aggregation:
        case "first", _:
            return _first
        case "any", _:
            return _any
        case "priority", _:
            return _priority(kind)
        case "collect", None:
            return lambda rows, value: ([encode(value(row)) for row in rows], rows)
        case "collect", "count":
            return lambda rows, _: (len(rows), rows)
        case "collect", "sum":
            return _sum(kind)
        case "collect", _:
            return _extreme(kind, "<" if aggregation == "min" else ">")
    return _unique


def of_no_row(decision: Decision, gives: Type) -> Callable[[], Any]:
    """What a decision gives when no row is true and it has no `otherwise`."""
    kind = required(gives)
    match decision.policy, decision.aggregation:
        case "collect", None:
            return list
        case "collect", "count":
            return lambda: 0
        case "collect", "sum" if kind.name in _NOTHING:
            return lambda: _NOTHING[kind.name]
        case "collect", "sum":
            found = (_currency(row.value) for row in decision.rows)
            if code := next(filter(None, found), None):
                return lambda: Money(Decimal(0), code)
            if isinstance(gives, OptionalType):
                return lambda: None
            return _refusal("no row is true, so the sum has no currency; it has no `otherwise`")
    return _refusal("no row is true, and it has no `otherwise`")


def _refusal(problem: str) -> Callable[[], Any]:
    def refuse() -> Any:
        raise EvaluationError(problem)

    return refuse


def _first(rows: Sequence[Row], value: Callable[[Row], Any]) -> tuple[Any, Sequence[Row]]:
    return value(rows[0]), rows[:1]


def _unique(rows: Sequence[Row], value: Callable[[Row], Any]) -> tuple[Any, Sequence[Row]]:
    if len(rows) > 1:
        raise EvaluationError(f"{_together(rows)} true, and only one may be")
    return value(rows[0]), rows


def _any(rows: Sequence[Row], value: Callable[[Row], Any]) -> tuple[Any, Sequence[Row]]:
    found = value(rows[0])
    for row in rows[1:]:
        if not equal(value(row), found):
            said = f"`{rows[0].text}` and `{row.text}`"
            raise EvaluationError(f"{_together((rows[0], row))} true, and say two things: {said}")
    return found, rows


def _priority(kind: Type) -> Count[Any]:
    members = kind.members if isinstance(kind, EnumType) else ()
    order = {member: rank for rank, member in enumerate(members)}

    def count(rows: Sequence[Row], value: Callable[[Row], Any]) -> tuple[Any, Sequence[Row]]:
        values = [value(row) for row in rows]
        best = min(range(len(rows)), key=lambda index: order.get(values[index], len(order)))
        return values[best], [row for row, found in zip(rows, values, strict=True) if found == values[best]]

    return count


def _sum(kind: Type) -> Count[Any]:
    plus = TABLE["+", (kind.name, kind.name)].apply

    def count(rows: Sequence[Row], value: Callable[[Row], Any]) -> tuple[Any, Sequence[Row]]:
        values = [found for row in rows if (found := value(row)) is not None]
        return reduce(lambda left, right: applied(plus, left, right), values) if values else None, rows

    return count


def _extreme(kind: Type, order: str) -> Count[Any]:
    """The smallest or largest value; of equal ones the first that is written."""
    before = TABLE[order, (kind.name, kind.name)].apply

    def count(rows: Sequence[Row], value: Callable[[Row], Any]) -> tuple[Any, Sequence[Row]]:
        best, taken = None, rows
        for row in rows:
            found = value(row)
            if found is not None and (best is None or before(found, best)):
                best, taken = found, [row]
            elif found is not None and best is not None and equal(found, best):
                taken = [*taken, row]
        return best, taken

    return count


def _together(rows: Sequence[Ruled]) -> str:
    *others, last = (str(row.line) for row in rows)
    every = "all" if len(rows) > 2 else "both"
    return f"the rows in lines {', '.join(others)} and {last} are {every}"


def _currency(value: tree.Expression) -> str | None:
    """The currency of an amount, where its expression tells."""
    match value:
        case tree.Literal(value=str(written), type="money"):
            return to_money(written).currency
        case tree.Apply(function="+" | "-" | "else", arguments=(left, right)):
            return _currency(left) or _currency(right)
        case tree.Apply(function="*" | "/" | "negate", arguments=arguments):
            amounts = [argument for argument in arguments if argument.type.removesuffix("?") == "money"]
            return _currency(amounts[0]) if len(amounts) == 1 else None
    return None
