"""A goal that every run meets at once."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts

NAME = "goal-met-at-start"


def check(facts: Facts) -> None:
    """Say goals that are reached where every run begins."""
    for journey in facts.journeys:
        begun = [_begun(journey, start) for start in journey.node.starts]
        always = set.intersection(*begun) if begun else set()
        for goal in journey.node.goals:
            if goal.reached is not None and goal.reached.text in always:
                reached = goal.reached.text
                message = f"every run begins at `{reached}`, so the goal `{goal.name.text}` is met at once"
                cure = "name what customers are to get to"
                journey.say(NAME, goal.reached, message, cure)


def _begun(journey: JourneyFacts, start: syntax.Start) -> set[str]:
    """The places that a run is at, or has passed, as soon as it has begun."""
    target = start.tail.target
    found: set[str] = set()
    pending = [target.name.text] if target is not None and target.kind == "place" else []
    while pending:
        name = pending.pop()
        if name not in found:
            found.update((name, *journey.structure.around(name)))
            pending += journey.structure.initial(name)
    return found
