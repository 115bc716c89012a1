"""A choice where no row may be true."""

from collections.abc import Sequence

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.exclusion import Case, example, faulty, uncovered
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter
from journeyc.expression.currency import currency
from journeyc.expression.narrowing import dotted
from journeyc.expression.syntax import Operation, Path
from journeyc.expression.types import MONEY, EnumType, Type, required

NAME = "missing-otherwise"


def check(flow: JourneyFlow) -> None:
    """Say choices without `otherwise`, unless their rows are certain to cover everything."""
    for choice in flow.intact(syntax.Choice):
        # A row with a fault may be the one that covers the rest.
        left = _gap(choice.rows)
        if left and flow.reporter.clean(choice):
            message = f"`{choice.name.text}` does not say what happens when no row is true{_such_as(left)}"
            flow.reporter.error(
                NAME, choice.name, message, f"add a last row: `otherwise -> …`{_left(choice.rows)}"
            )
        _otherwise_last(flow.reporter, choice.rows)


def check_decisions(names: Names) -> None:
    """Say decisions that may give nothing; those that collect give an empty list then, or none."""
    for name, (decision, reporter) in names.decisions.items():
        if not reporter.intact(decision):
            continue
        gives = names.decision_types[name].result
        left = _gap(decision.rows) if decision.rows and not _may_be_empty(decision, gives) else []
        if left and reporter.clean(decision):
            message = f"`{name}` does not say what it gives when no row is true{_such_as(left)}"
            reporter.error(
                NAME, decision.name, message, f"add a last row: `otherwise => …`{_left(decision.rows)}"
            )
        _otherwise_last(reporter, decision.rows)


def _may_be_empty(decision: syntax.Decision, gives: Type | None) -> bool:
    """Whether something comes of no row: an empty list, the count or the sum 0; of money, 0 in the currency
    that a row names.
    """
    if decision.policy is None or decision.policy.name != "collect":
        return False
    if decision.policy.aggregation == "sum" and gives == MONEY:
        return any(currency(row.value) for row in decision.rows)
    return decision.policy.aggregation in {"", "count", "sum"}


def _otherwise_last(reporter: Reporter, rows: Sequence[syntax.Row | syntax.DecisionRow]) -> None:
    plain = [row for row in rows if row.condition is None]
    if plain and plain[0] is not rows[-1]:
        message = "no row after `otherwise` is ever taken"
        reporter.error(NAME, plain[0], message, "move `otherwise` to the end")


def has_gap(rows: Sequence[syntax.Row | syntax.DecisionRow]) -> bool:
    """Whether it may happen that no row is true."""
    return bool(_gap(rows))


def _gap(rows: Sequence[syntax.Row | syntax.DecisionRow]) -> list[Case]:
    """What may happen where no row is true."""
    conditions = [row.condition for row in rows if row.condition]
    if len(conditions) < len(rows) or any(faulty(condition) for condition in conditions):
        return []
    return uncovered(conditions)


def _such_as(left: list[Case]) -> str:
    shown = example(left)
    return f", such as when {shown}" if shown else ""


def _left(rows: Sequence[syntax.Row | syntax.DecisionRow]) -> str:
    """The members of an enum that no row names, where every row compares one and the same field with one."""
    fields: dict[str, EnumType] = {}
    named: set[str] = set()
    for row in rows:
        match row.condition:
            case Operation(operator="==", operands=[Path() as field, Path(member=True) as member]):
                kind = required(field.type)
                if isinstance(kind, EnumType):
                    fields[dotted(field)] = kind
                    named.add(member.words[-1].text)
                    continue
        return ""
    kinds = list(fields.values())
    left = [member for member in kinds[0].members if member not in named] if len(kinds) == 1 else []
    return f", or rows for {listed(left)}" if left else ""
