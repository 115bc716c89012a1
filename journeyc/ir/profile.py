"""What is known of a customer before anything is said of them."""

from datetime import UTC, datetime

from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import Json, encode
from journeyc.ir.declarations import Customer


def customer_defaults(customer: Customer) -> dict[str, Json]:
    """The first values of profile fields; they are constants, so they need no customer to be computed."""
    nothing = Scope({}, {}, {}, datetime.fromtimestamp(0, UTC), UTC)
    values: dict[str, Json] = {}
    for field in customer.fields:
        if field.default is not None:
            try:
                values[field.name] = encode(compile_expression(field.default)(nothing))
            except EvaluationError:
                continue
    return values
