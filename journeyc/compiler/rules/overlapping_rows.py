"""Rows of a decision that may be true together, where only one may be."""

from journeyc.compiler.exclusion import exclude, faulty
from journeyc.compiler.names import Names
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label

NAME = "overlapping-rows"
#: Rows are compared with each other, and nobody writes more of them.
_MOST_COMPARED = 200


def check_decisions(names: Names) -> None:
    """Say rows of `unique` decisions that are not certain to exclude all rows before them."""
    for name, (decision, reporter) in names.decisions.items():
        if decision.policy is not None and decision.policy.name != "unique":
            continue
        conditions = [row.condition for row in decision.rows if row.condition and not faulty(row.condition)]
        for index, condition in enumerate(conditions[:_MOST_COMPARED]):
            other = next((one for one in conditions[:index] if not exclude(one, condition)), None)
            if other is not None and reporter.intact(decision):
                labels = (Label(reporter.source, span_of(other), "this may be true at the same time"),)
                message = f"two rows of `{name}` may be true together"
                gives = reporter.source.slice(span_of(decision.gives))
                cure = f"let one exclude the other; where the first one counts, write `gives {gives} first`"
                reporter.error(NAME, condition, message, cure, labels)
