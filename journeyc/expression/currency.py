"""The currency of money, where it can be told before anything runs: two of them never meet."""

from journeyc.expression.syntax import Constant, Expression, ListValue, Operation
from journeyc.expression.types import MONEY, required
from journeyc.expression.values import Money

_SUMS = frozenset({"+", "-"})
_SCALES = frozenset({"*", "/", "negate"})


def currency(expression: Expression) -> str | None:
    """The one currency an amount can have, or None: what a field or a call holds is known only later."""
    match expression:
        case Constant(value=Money(currency=code)):
            return code
        case Operation(operator=operator, operands=[left, right]) if operator in _SUMS or operator == "else":
            return None if clash(left, right) else currency(left) or currency(right)
        case Operation(operator=operator, operands=operands) if operator in _SCALES:
            # One side is a number; of two amounts the quotient is one, and has no currency.
            amounts = [operand for operand in operands if required(operand.type) == MONEY]
            return currency(amounts[0]) if len(amounts) == 1 else None
    return None


def clash(left: Expression, right: Expression) -> tuple[str, str] | None:
    """The two currencies that would meet, if they are two."""
    if isinstance(right, ListValue):
        return next((found for item in right.items if (found := clash(left, item))), None)
    one, other = currency(left), currency(right)
    return (one, other) if one and other and one != other else None
