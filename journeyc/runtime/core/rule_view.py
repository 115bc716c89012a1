"""How far business rules have come for a customer, and what they wait for, for those who show it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from journeyc.expression.values import Json
from journeyc.runtime.core.customer_rules import CustomerMacrostep
from journeyc.runtime.core.documents import CustomerDocument, RecentEvent, Run, TimerEntry
from journeyc.runtime.core.failure import Failure, values_read
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import RulePlan
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.rules import awaited, reaches, scope_of
from journeyc.runtime.core.timers import end_of, order
from journeyc.runtime.core.windows import MAXIMUM_RECENT, gathered, time_of


class RuleNow(NamedTuple):
    """How far a rule has come. `run` is empty for a rule of the customer.

    `events` are the ids of those that count, oldest first, and `wanted` how many complete the pattern; where
    as many and more have come, it fires with each further one. A rule for what must not happen waits behind
    each of them. There are none while the length of the window cannot be computed. `until` is when the first
    of those that are needed counts no longer, or when such a rule fires. `holds` says whether the condition
    is true now; it is None where there is none, and where it cannot be said, as of a condition that reads an
    event that has not come. `values` are what it reads, private ones masked.
    """

    rule: str
    label: str
    run: str
    events: tuple[str, ...]
    wanted: int
    until: str | None
    condition: str
    holds: bool | None
    values: dict[str, Json]


def rules_of_run(plan: Plan, run: Run, customer: CustomerDocument, at: datetime) -> Iterator[RuleNow]:
    """The rules of a run, as they are at a time, in written order."""
    if plan.rules:
        yield from _rules(Macrostep(plan, run, customer, at, None), run["id"])


def rules_of_customer(plans: Iterable[Plan], customer: CustomerDocument, at: datetime) -> Iterator[RuleNow]:
    """The same for the rules of a customer."""
    for plan in plans:
        yield from _rules(CustomerMacrostep(plan, customer, EventInput("", at, "", {}), 0), "")


def _rules(step: Macrostep, run: str) -> Iterator[RuleNow]:
    for rule in step.plan.rules:
        events = _counting(step, rule)
        holds, values = _condition(step, rule, events)
        yield RuleNow(
            rule=rule.name,
            label=rule.label,
            run=run,
            events=tuple(event["id"] for event in events),
            wanted=rule.wanted,
            until=_until(step, rule, events),
            condition=rule.guard.text if rule.guard else "",
            holds=holds,
            values=values,
        )


def _counting(step: Macrostep, rule: RulePlan) -> list[RecentEvent]:
    """What would count if the event that comes next in the pattern came now."""
    if rule.kind == "absence":
        return [event for entry in _waits(step, rule) if (event := entry.get("event"))]
    within = rule.within
    if within is None:
        return []
    at, channel = time_of(step.document, step.now_text), next(iter(rule.channels or [None]))
    now = RecentEvent(id="", name=rule.events[-1], at=at, payload={}, channel=channel)
    with suppress(Failure):
        for part in _beginnings(rule):
            earlier = reversed(step.document.get("recent", ()))
            found = gathered(part, earlier, now, lambda first: reaches(step, within, first, now), step.counts)
            if len(found) == part.wanted or rule.kind == "repeated":
                return found[:-1]
    return []


def _beginnings(rule: RulePlan) -> Iterator[RulePlan]:
    """The rule as if only its first events were wanted before the last, from all of them to one; one that
    counts, as if it wanted all there are.
    """
    if rule.kind == "repeated":
        yield replace(rule, count=MAXIMUM_RECENT + 1)
    *before, last = rule.events
    for count in range(len(before), 0, -1):
        yield replace(rule, events=(*before[:count], last))


def _waits(step: Macrostep, rule: RulePlan) -> list[TimerEntry]:
    """The timers of a rule for what must not happen, also those of a run that an operator holds."""
    suspended = step.run.get("suspended")
    timers = [*step.run["timers"], *(suspended["timers"] if suspended else ())]
    return sorted(awaited(timers, rule), key=order)


def _until(step: Macrostep, rule: RulePlan, events: list[RecentEvent]) -> str | None:
    if not events or rule.within is None:
        return None
    if rule.kind == "absence":
        return _waits(step, rule)[0]["due"]
    needed = events[1 - rule.wanted :]
    return end_of(step, rule.within, needed[0]["at"])


def _condition(
    step: Macrostep, rule: RulePlan, events: list[RecentEvent]
) -> tuple[bool | None, dict[str, Json]]:
    """Whether the condition is true, and what it reads; a rule that waits has the event that it will read."""
    if rule.guard is None:
        return None, {}
    known = rule.kind == "absence" and events
    if rule.guard.reads_event and not known:
        return None, {}
    step.look_at(scope_of(step, events[0]) if known else {})
    step.stand_outside(rule.name)
    values = values_read(rule.guard, step.scope, step.plan.private)
    try:
        return bool(step.evaluate(rule.guard)), values
    except Failure:
        return None, values
