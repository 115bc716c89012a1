"""Rows of a decision that may be true together, where only one may be."""

from journeyc.compiler import syntax
from journeyc.compiler.claims import differ
from journeyc.compiler.exclusion import ANYTHING, Case, example, faulty, simplest, together, where
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Expression

NAME = "overlapping-rows"
#: Every way in which a row is true is compared with those of all before it; more, nobody would wait for.
_MOST_COMPARED = 1_000


def check_decisions(names: Names) -> None:
    """Say rows of `unique` decisions that are not certain to exclude all rows before them, and those of `any`
    that certainly say two things at times.
    """
    for decision, reporter in names.decisions.values():
        policy = decision.policy.name if decision.policy else "unique"
        if policy in {"unique", "any"} and reporter.intact(decision):
            _compare(decision, reporter, unique=policy == "unique")


def _compare(decision: syntax.Decision, reporter: Reporter, *, unique: bool) -> None:
    before: list[tuple[syntax.DecisionRow, Expression, list[Case]]] = []
    compared, said = 0, False
    for row in decision.rows:
        condition = row.condition
        if condition is None or faulty(condition) or not reporter.clean(condition):
            continue
        cases = where(ANYTHING, condition, truth=True)
        compared += len(cases)
        if compared > _MOST_COMPARED:
            if unique and not said:
                message = f"`{decision.name.text}` has too many rows to be sure that no two are true together"
                reporter.error(NAME, decision.name, message, _cure(decision, reporter, "split it, or where"))
            return
        for other, others, theirs in before:
            # Those of `any` may be true together, as long as they say the same.
            both = together(theirs, cases) if unique or differ(other.value, row.value) else None
            shown = example([simplest(both, [others, condition])]) if both else ""
            if both and (unique or shown):
                _say(decision, reporter, condition, others, shown, unique=unique)
                said = True
                break
        before.append((row, condition, cases))


def _say(  # the two conditions, and an example in which both are true
    decision: syntax.Decision,
    reporter: Reporter,
    condition: Expression,
    other: Expression,
    shown: str,
    *,
    unique: bool,
) -> None:
    such_as = f", such as when {shown}" if shown else ""
    message = f"two rows of `{decision.name.text}` may be true together{such_as}"
    label, cure = "this may be true at the same time", "let one exclude the other; where"
    if not unique:
        message = f"two rows of `{decision.name.text}` say two things where both are true{such_as}"
        label, cure = "this says something else at the same time", f"let both say the same, or {cure}"
    labels = (Label(reporter.source, span_of(other), label),)
    reporter.error(NAME, condition, message, _cure(decision, reporter, cure), labels)


def _cure(decision: syntax.Decision, reporter: Reporter, otherwise: str) -> str:
    gives = reporter.source.slice(span_of(decision.gives))
    return f"{otherwise} the first one counts, write `gives {gives} first`"
