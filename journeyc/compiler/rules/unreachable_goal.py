"""A goal that is too early: nobody can reach it in time."""

from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.lengths import CLOCK_CHANGE, in_words

NAME = "unreachable-goal"


def check(facts: Facts) -> None:
    """Say goals with a time that is over before any way leads to what is aimed at."""
    for journey in facts.journeys:
        for goal in journey.node.goals:
            within = journey.timing.length(goal.within)
            if goal.reached is None or goal.within is None or within is None:
                continue
            soonest = journey.soonest.get(goal.reached.text)
            latest = within.most + (0 if within.kinds == {"clock"} else CLOCK_CHANGE)
            if soonest is not None and soonest.real > latest:
                message = (
                    f"`{goal.name.text}` cannot be met: every way to `{goal.reached.text}` takes at least "
                )
                message += f"{in_words(soonest.wall)}, not {journey.written(goal.within)}"
                journey.say(NAME, goal.within, message, "allow more time, or let customers get there earlier")
