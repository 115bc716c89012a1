"""A choice or decision that comes to the same whichever row is taken."""

from journeyc.compiler import syntax
from journeyc.compiler.claims import key
from journeyc.compiler.facts import Facts

NAME = "pointless-choice"


def check(facts: Facts) -> None:
    """Say choices all rows of which do the same, and decisions all rows of which give the same."""
    # What a missing row leads to is not written yet.
    gaps = {found.span.start for found in facts.found("missing-otherwise")}
    for journey in facts.journeys:
        for place in journey.places.values():
            if not isinstance(place, syntax.Choice) or place.name.start in gaps:
                continue
            alone = len(place.rows) == 1 and place.rows[0].condition is None
            if alone or _same([row.tail for row in place.rows]):
                message = f"`{place.name.text}` decides nothing: all its rows do the same"
                if alone:
                    message = f"`{place.name.text}` decides nothing: it has one row"
                cure = "lead on without it, or let the rows differ"
                journey.say(NAME, place.name, message, cure)
    for decision in facts.of_kind(syntax.Decision):
        collects = decision.policy is not None and decision.policy.name == "collect"
        if decision.name.start not in gaps and not collects and _same([row.value for row in decision.rows]):
            message = f"`{decision.name.text}` decides nothing: all its rows give the same"
            facts.say(NAME, decision.name, message, "let the rows differ, or use the value itself")


def _same(parts: list[syntax.Tail] | list[syntax.Expression]) -> bool:
    return len(parts) > 1 and len({key(part) for part in parts}) == 1
