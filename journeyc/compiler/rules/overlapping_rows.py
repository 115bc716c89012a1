"""Rows of a decision that may be true together, where only one may be."""

from collections.abc import Sequence

from journeyc.compiler import syntax
from journeyc.compiler.exclusion import ANYTHING, Case, example, faulty, simplest, together, where
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Expression

NAME = "overlapping-rows"
#: Every way in which a row is true is compared with those of all before it; more, nobody would wait for.
_MOST_COMPARED = 1_000


def check_decisions(names: Names) -> None:
    """Say rows of `unique` decisions that are not certain to exclude all rows before them."""
    for decision, reporter in names.decisions.values():
        unique = decision.policy is None or decision.policy.name == "unique"
        if not unique or not reporter.intact(decision):
            continue
        conditions = [
            row.condition
            for row in decision.rows
            if row.condition and not faulty(row.condition) and reporter.clean(row.condition)
        ]
        _compare(decision, reporter, conditions)


def _compare(decision: syntax.Decision, reporter: Reporter, conditions: Sequence[Expression]) -> None:
    rows: list[tuple[Expression, list[Case]]] = []
    compared, said = 0, False
    for condition in conditions:
        cases = where(ANYTHING, condition, truth=True)
        compared += len(cases)
        if compared > _MOST_COMPARED:
            if not said:
                message = f"`{decision.name.text}` has too many rows to be sure that no two are true together"
                reporter.error(NAME, decision.name, message, _cure(decision, reporter, "split it, or where"))
            return
        overlaps = ((other, together(theirs, cases)) for other, theirs in rows)
        if found := next(((other, both) for other, both in overlaps if both), None):
            _say(decision, reporter, condition, *found)
            said = True
        rows.append((condition, cases))


def _say(
    decision: syntax.Decision, reporter: Reporter, condition: Expression, other: Expression, both: Case
) -> None:
    shown = example([simplest(both, [other, condition])])
    such_as = f", such as when {shown}" if shown else ""
    message = f"two rows of `{decision.name.text}` may be true together{such_as}"
    labels = (Label(reporter.source, span_of(other), "this may be true at the same time"),)
    cure = _cure(decision, reporter, "let one exclude the other; where")
    reporter.error(NAME, condition, message, cure, labels)


def _cure(decision: syntax.Decision, reporter: Reporter, otherwise: str) -> str:
    gives = reporter.source.slice(span_of(decision.gives))
    return f"{otherwise} the first one counts, write `gives {gives} first`"
