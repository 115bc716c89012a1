"""A choice where no row may be true."""

from collections.abc import Sequence

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter
from journeyc.expression.narrowing import dotted
from journeyc.expression.syntax import Constant, Expression, Operation, Path
from journeyc.expression.types import EnumType, required

NAME = "missing-otherwise"


def check(flow: JourneyFlow) -> None:
    """Say choices without `otherwise`, unless their rows are certain to cover everything."""
    for choice in flow.intact(syntax.Choice):
        # A row with a fault may be the one that covers the rest.
        if has_gap(choice.rows) and flow.reporter.clean(choice):
            message = f"`{choice.name.text}` does not say what happens when no row is true"
            flow.reporter.error(NAME, choice.name, message, "add a last row: `otherwise -> …`")
        _otherwise_last(flow.reporter, choice.rows)


def check_decisions(names: Names) -> None:
    """Say decisions that may give nothing; those that collect give an empty list then, or none."""
    for name, (decision, reporter) in names.decisions.items():
        if not reporter.intact(decision):
            continue
        policy = decision.policy
        empty = policy is not None and policy.name == "collect" and policy.aggregation in {"", "count", "sum"}
        if decision.rows and not empty and has_gap(decision.rows) and reporter.clean(decision):
            message = f"`{name}` does not say what it gives when no row is true"
            reporter.error(NAME, decision.name, message, "add a last row: `otherwise => …`")
        _otherwise_last(reporter, decision.rows)


def _otherwise_last(reporter: Reporter, rows: Sequence[syntax.Row | syntax.DecisionRow]) -> None:
    plain = [row for row in rows if row.condition is None]
    if plain and plain[0] is not rows[-1]:
        message = "no row after `otherwise` is ever taken"
        reporter.error(NAME, plain[0], message, "move `otherwise` to the end")


def has_gap(rows: Sequence[syntax.Row | syntax.DecisionRow]) -> bool:
    """Whether it may happen that no row is true."""
    conditions = [row.condition for row in rows if row.condition]
    return len(conditions) == len(rows) and not _total(conditions)


def _total(conditions: list[Expression]) -> bool:
    """Whether a field and its negation, or all members of one enum, are among the conditions."""
    seen: set[str] = set()
    members: dict[str, set[str]] = {}
    for condition in conditions:
        if isinstance(condition, Constant) and condition.value is True:
            return True
        text, negated = _literal(condition)
        if text and _opposite(text, negated=negated) in seen:
            return True
        seen.add(f"{'not ' if negated else ''}{text}")
        member = _member(condition)
        if member:
            path, kind, name = member
            members.setdefault(path, set()).add(name)
            if members[path] == set(kind.members):
                return True
    return False


def _literal(condition: Expression) -> tuple[str, bool]:
    match condition:
        case Path():
            return dotted(condition), False
        case Operation(operator="not", operands=[Path() as path]):
            return dotted(path), True
        case Operation(operator="is set" | "is missing", operands=[Path() as path]):
            return f"{dotted(path)} is set", condition.operator == "is missing"
    return "", False


def _opposite(text: str, *, negated: bool) -> str:
    return text if negated else f"not {text}"


def _member(condition: Expression) -> tuple[str, EnumType, str] | None:
    match condition:
        case Operation(operator="==", operands=[Path() as path, Path(member=True) as member]):
            kind = required(path.type)
            if isinstance(kind, EnumType):
                return dotted(path), kind, dotted(member)
    return None
