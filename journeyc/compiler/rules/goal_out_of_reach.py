"""A goal that no run can meet, because nothing ever sets what it asks for."""

from journeyc.compiler.exclusion import ANYTHING, where
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.conditions import verdict
from journeyc.compiler.facts.settled import settled

NAME = "goal-out-of-reach"


def check(facts: Facts) -> None:
    """Say goals whose condition needs values that the fields of the journey never have."""
    for journey in facts.journeys:
        goals = [goal for goal in journey.node.goals if goal.condition is not None]
        # Runs that come from an older version may bring other values.
        if not goals or journey.node.migrations:
            continue
        cases = list(ANYTHING)
        for fact in settled(journey.flow):
            cases = where(cases, fact, truth=True)
        for goal in goals:
            condition = goal.condition
            if condition is not None and verdict(condition) is None and verdict(condition, cases) is False:
                message = f"the goal `{goal.name.text}` is never met: nothing sets what it asks for"
                cure = "set it where that is achieved: `{ set … = … }`"
                journey.say(NAME, condition, message, cure)
