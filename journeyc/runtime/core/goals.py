"""Goals: what a run is measured by; they never change where it goes."""

from journeyc.expression.values import to_instant
from journeyc.runtime.core.documents import GoalMet
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import GoalPlan
from journeyc.runtime.core.timers import due_of


def measure(step: Macrostep) -> list[str]:
    """Note the goals that this macrostep met; their names."""
    run = step.run
    known = run.get("goals", {})
    step.look_at({})
    met = {
        goal.name: GoalMet(at=step.now_text, in_time=_in_time(step, goal))
        for goal in step.plan.goals
        if goal.name not in known and _is_met(step, goal)
    }
    if met:
        run["goals"] = {**known, **met}
    return list(met)


def _is_met(step: Macrostep, goal: GoalPlan) -> bool:
    if goal.reached is not None:
        return goal.reached in step.reached
    return goal.guard is not None and bool(step.evaluate(goal.guard))


def _in_time(step: Macrostep, goal: GoalPlan) -> bool:
    if goal.within is None:
        return True
    started = to_instant(step.run["started_at"])
    return step.now_text[:-1] <= due_of(step, goal.within, started)[:-1]
