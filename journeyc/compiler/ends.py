"""What a condition tells about the end by which a stage or a branch is done."""

from journeyc.expression.narrowing import dotted
from journeyc.expression.syntax import Expression, ListValue, Operation, Path


def may_be(guard: Expression | None, end: str) -> bool:
    """Whether a condition may hold where `event.end` is this end."""
    match guard:
        case Operation(operator="and", operands=[left, right]):
            return may_be(left, end) and may_be(right, end)
        case Operation(operator="or", operands=[left, right]):
            return may_be(left, end) or may_be(right, end)
        case Operation(operator="==" | "!=" as operator, operands=[Path() as left, Path() as right]):
            names = {dotted(left), dotted(right)}
            return "event.end" not in names or (end in names) == (operator == "==")
        case Operation(
            operator="in" | "not in" as operator, operands=[Path() as path, ListValue(items=items)]
        ):
            names = {dotted(item) for item in items if isinstance(item, Path)}
            return dotted(path) != "event.end" or (end in names) == (operator == "in")
        case Operation(operator="not", operands=[Operation(operator="==" | "in") as inner]):
            opposite = "!=" if inner.operator == "==" else "not in"
            return may_be(Operation(inner.start, inner.end, opposite, inner.operands), end)
    return True
