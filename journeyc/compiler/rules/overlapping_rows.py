"""Rows of a decision that may be true together, where only one may be."""

from collections.abc import Sequence

from journeyc.compiler import syntax
from journeyc.compiler.exclusion import ANYTHING, Case, example, faulty, simplest, together, where
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Expression

NAME = "overlapping-rows"
#: Every row is compared with all before it; behind so many nobody would wait for it.
_MOST_ROWS = 1_000


def check_decisions(names: Names) -> None:
    """Say rows of `unique` decisions that are not certain to exclude all rows before them."""
    for name, (decision, reporter) in names.decisions.items():
        if decision.policy is not None and decision.policy.name != "unique":
            continue
        conditions = [row.condition for row in decision.rows if row.condition and not faulty(row.condition)]
        if not reporter.intact(decision):
            continue
        if len(conditions) > _MOST_ROWS:
            message = (
                f"`{name}` has {len(conditions):,} rows, too many to be sure that no two are true together"
            )
            reporter.error(NAME, decision.name, message, _cure(decision, reporter, "split it, or where"))
            continue
        _compare(decision, reporter, conditions)


def _compare(decision: syntax.Decision, reporter: Reporter, conditions: Sequence[Expression]) -> None:
    before: list[tuple[Expression, list[Case]]] = []
    for condition in conditions:
        cases = where(ANYTHING, condition, truth=True)
        overlaps = ((other, together(theirs, cases)) for other, theirs in before)
        other, both = next(((other, both) for other, both in overlaps if both), (condition, None))
        before.append((condition, cases))
        if both is None:
            continue
        shown = example([simplest(both, [other, condition])])
        message = f"two rows of `{decision.name.text}` may be true together"
        labels = (Label(reporter.source, span_of(other), "this may be true at the same time"),)
        cure = _cure(decision, reporter, "let one exclude the other; where")
        reporter.error(NAME, condition, message + (f", such as when {shown}" if shown else ""), cure, labels)


def _cure(decision: syntax.Decision, reporter: Reporter, otherwise: str) -> str:
    gives = reporter.source.slice(span_of(decision.gives))
    return f"{otherwise} the first one counts, write `gives {gives} first`"
