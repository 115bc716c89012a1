"""What a condition tells about fields that may be missing."""

from journeyc.expression.environment import NOTHING, Known
from journeyc.expression.syntax import Expression, Operation, Path


def dotted(path: Path) -> str:
    """A path as it is written: `dispute.amount`."""
    return ".".join(word.text for word in path.words)


def narrowed(condition: Expression, *, truth: bool) -> Known:
    """The paths that are certain to be set where a condition is true (or false)."""
    if not isinstance(condition, Operation):
        return NOTHING
    operands = condition.operands
    match condition.operator:
        case "is set" | "is missing":
            tested = operands[0]
            if isinstance(tested, Path) and (condition.operator == "is set") == truth:
                return frozenset({dotted(tested)})
        case "not":
            return narrowed(operands[0], truth=not truth)
        case "and" | "or":
            left, right = (narrowed(operand, truth=truth) for operand in operands)
            return left | right if (condition.operator == "and") == truth else left & right
    return NOTHING
