"""A row that is never taken, because the rows before it take everything it could."""

from collections.abc import Iterator, Sequence

from journeyc.compiler import syntax
from journeyc.compiler.exclusion import ANYTHING, Case, where
from journeyc.compiler.facts import Facts, Said
from journeyc.compiler.facts.conditions import verdict
from journeyc.expression.syntax import Expression, Path
from journeyc.expression.types import EnumType, required

NAME = "hidden-row"
Rows = Sequence[syntax.Row] | Sequence[syntax.DecisionRow]


def check(facts: Facts) -> None:
    """Say rows of choices and decisions that can never be taken."""
    # Where a row is missing, what it lacks is said, and one that is written wrongly may be the one.
    gaps = {found.span.start for found in facts.found("missing-otherwise")}
    for journey in facts.journeys:
        for place in journey.places.values():
            if isinstance(place, syntax.Choice) and place.name.start not in gaps:
                _check(journey, place.name.text, place.rows)
    for decision in facts.of_kind(syntax.Decision):
        if decision.name.start in gaps:
            continue
        policy = decision.policy.name if decision.policy else "unique"
        if policy == "priority":
            _check(facts, decision.name.text, _by_priority(decision), order="more important")
        else:
            _check(facts, decision.name.text, decision.rows, ordered=policy == "first")


def _check(said: Said, name: str, rows: Rows, *, ordered: bool = True, order: str = "earlier") -> None:
    """Go through rows as they are asked; without an order, only `otherwise` is behind the others."""
    left, before = list(ANYTHING), list[Expression]()
    for row in rows:
        condition = row.condition
        if condition is None:
            if before and not left:
                message = f"`otherwise` of `{name}` is never taken: the other rows take everything"
                said.say(NAME, row, message, "leave it out, or look for a row that takes too much")
            return
        if verdict(condition) is not None:
            continue  # what is always true, or never, is said as that
        if ordered and left and not where(left, condition, truth=True):
            message = f"this row of `{name}` is never taken: {order} rows take all it could"
            labels = tuple(said.label(one, "this takes a part of it") for one in _taking(before, condition))
            if len(labels) == 1:
                labels = (labels[0]._replace(text="this takes all of it"),)
            cure = "put it before them, or leave it out"
            if order != "earlier":
                cure = "name its value earlier in the type, where the first one counts, or leave it out"
            said.say(NAME, condition, message, cure, labels=labels)
        left = where(left, condition, truth=False)
        before.append(condition)


def _taking(before: list[Expression], condition: Expression) -> Iterator[Expression]:
    """The row that takes all of a condition, or else those that take a part."""
    parts = []
    for other in before:
        both: list[Case] = where(where(ANYTHING, condition, truth=True), other, truth=True)
        if not where(where(ANYTHING, condition, truth=True), other, truth=False):
            yield other
            return
        if both:
            parts.append(other)
    yield from parts


def _by_priority(decision: syntax.Decision) -> list[syntax.DecisionRow]:
    """The rows of a `priority` decision as they count: by the member each gives, the most important first;
    no rows where one gives something that only a run knows.
    """
    ranks = []
    for row in decision.rows:
        kind = required(row.value.type)
        if not (isinstance(row.value, Path) and row.value.member and isinstance(kind, EnumType)):
            return []
        ranks.append(kind.members.index(row.value.words[-1].text) if row.condition else len(kind.members))
    return [decision.rows[at] for at in sorted(range(len(ranks)), key=lambda at: (ranks[at], at))]
