"""Business rules, ready to look at events."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from journeyc.calendar import BusinessCalendar, CalendarProblem
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.values import MAXIMUM_WINDOW, Duration, shift
from journeyc.ir import model
from journeyc.runtime.core.nodes import Formula, RulePlan
from journeyc.runtime.planning.ground import Ground, Stand

#: Days are those of a zone: a window that begins at one instant ends at different ones.
_ZONES = timedelta(days=2)
#: The longest window, and the days by which months may be longer than the 30 days that they are compared as.
_LONGEST = MAXIMUM_WINDOW._replace(days=MAXIMUM_WINDOW.days + 7)
_NEVER = datetime.max.replace(tzinfo=UTC)


def rule_plans(
    ground: Ground, rules: Iterable[model.Rule], calendar: BusinessCalendar | None
) -> tuple[RulePlan, ...]:
    """The rules in written order."""
    return tuple(_rule(ground, rule, calendar) for rule in rules)


def _rule(ground: Ground, rule: model.Rule, calendar: BusinessCalendar | None) -> RulePlan:
    pattern = rule.pattern
    # What did not happen cannot be read: there it is the event before.
    completing = pattern.events[0] if pattern.kind == "absence" else pattern.events[-1]
    stand = Stand(event=ground.event_fields((completing,)))
    within = None
    if pattern.within is not None:
        within = ground.formula(pattern.within, pattern.text, rule.place)
    words = (
        f"rule {rule.name}: on {pattern.text}",
        f"when {rule.guard.text}" if rule.guard else "",
        f"(line {rule.place.line})",
    )
    return RulePlan(
        name=rule.name,
        label=" ".join(word for word in words if word),
        kind=pattern.kind,
        events=pattern.events,
        count=pattern.count or 1,
        channels=frozenset(pattern.channels) or None,
        within=within,
        guard=ground.guard(rule.guard),
        actions=ground.actions(rule.effects, stand),
        reach=_reach(within, calendar),
    )


def _reach(within: Formula | None, calendar: BusinessCalendar | None) -> Callable[[datetime], datetime]:
    """The end of the longest window: where its length is computed for each run, of the longest there is."""
    if within is None:
        return lambda at: at
    business = within.business
    if business is not None and calendar is not None:
        return lambda at: _guarded(lambda: calendar.after(at, *business))
    length = _constant(within)
    if length is None:
        return lambda at: _guarded(lambda: shift(at, _LONGEST, UTC))
    slack = _ZONES if length.days or length.months else timedelta(0)
    return lambda at: _guarded(lambda: shift(at, length, UTC) + slack)


def _constant(within: Formula) -> Duration | None:
    """The length of a window where it is the same for all."""
    if not within.constant:
        return None
    try:
        length = within.compute(Scope({}, {}, {}, _NEVER, UTC))
    except EvaluationError:
        return None
    return length if isinstance(length, Duration) else None


def _guarded(end: Callable[[], datetime]) -> datetime:
    try:
        return end()
    except (CalendarProblem, OverflowError, ValueError):
        return _NEVER
