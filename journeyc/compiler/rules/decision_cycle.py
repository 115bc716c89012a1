"""Decisions that ask each other for ever."""

from collections.abc import Iterator

from journeyc.compiler.names import Names
from journeyc.compiler.reporter import span_of
from journeyc.compiler.rules.cycle_without_wait import circles
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Call, Expression, ListValue, Operation, RecordValue

NAME = "decision-cycle"


def check_decisions(names: Names) -> None:
    """Say decisions whose rows call each other in a circle, at one of the calls."""
    calls: dict[str, dict[str, Call]] = {name: {} for name in names.decisions}
    for name, declared in names.decisions.items():
        for row in declared.node.rows:
            for expression in (row.condition, row.value):
                for call in _calls(expression):
                    if call.name.text in calls:
                        calls[name].setdefault(call.name.text, call)
    said: set[str] = set()
    for circle in circles({name: list(called) for name, called in calls.items()}):
        if said.intersection(circle):
            continue
        said.update(circle)
        at = circle.index(min(circle, key=list(calls).index))
        way = [*circle[at:], *circle[:at]]
        last = names.decisions[way[-1]]
        shown = " asks ".join(f"`{name}`" for name in [*way, way[0]])
        first = names.decisions[way[0]]
        labels = (Label(first.reporter.source, span_of(first.node.name), "declared here"),)
        last.reporter.error(
            NAME,
            calls[way[-1]][way[0]].name,
            f"a decision would never be made: {shown}",
            "let one of them decide by its own parameters alone",
            labels,
        )


def _calls(expression: Expression | None) -> Iterator[Call]:
    """The calls in an expression, at any depth."""
    pending: list[Expression] = [expression] if expression is not None else []
    while pending:
        match pending.pop():
            case Call() as call:
                yield call
                pending += call.arguments
            case Operation(operands=operands):
                pending += operands
            case ListValue(items=items):
                pending += items
            case RecordValue(fields=fields):
                pending += [value for _, value in fields]
