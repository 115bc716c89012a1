"""A message that comes too soon after others for a policy to let it through."""

from collections.abc import Iterator
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.categories import category_of, holds_for
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.messages import quiet_seconds
from journeyc.compiler.facts.times import Planned, plans
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Constant
from journeyc.expression.values import Duration

NAME = "capped-message"


class _Limit(NamedTuple):
    """A cap with its count, the seconds it is for, and where it is written."""

    cap: syntax.Cap
    most: int
    seconds: int
    label: Label

    def counts(self, kind: str) -> bool:
        """Whether messages of a category count."""
        return self.cap.category is None or self.cap.category.text == kind


def check(facts: Facts) -> None:
    """Say messages that a journey itself plans too close to others for a cap."""
    limits = list(_limits(facts))
    if not limits:
        return
    quiet, fewest = quiet_seconds(facts.names), min(limit.most for limit in limits)
    for journey in facts.journeys:
        said: set[int] = set()
        for plan in plans(journey.node, journey.places, journey.moves):
            for limit in limits if len(plan) > fewest else ():
                late = _beyond(journey, plan, limit, quiet)
                if late is not None and id(late.cause) not in said:
                    said.add(id(late.cause))
                    _say(journey, late, limit)


def _limits(facts: Facts) -> Iterator[_Limit]:
    for policy in facts.names.policies.values():
        for item in policy.node.items:
            if isinstance(item, syntax.Cap) and isinstance(item.per, Constant):
                per = item.per.value
                if isinstance(per, Duration):
                    label = Label(policy.reporter.source, span_of(item), "the policy allows no more")
                    yield _Limit(item, int(item.count.text), per.total_seconds, label)


def _beyond(journey: JourneyFacts, plan: list[Planned], limit: _Limit, quiet: int) -> Planned | None:
    """The first message of a plan that comes after as many as are allowed in that time."""
    plan = _distinct(journey, plan)
    kinds = [category_of(journey.names.notifications[one.name.text].node) for one in plan]
    counted = [(one, kind) for one, kind in zip(plan, kinds, strict=True) if limit.counts(kind)]
    for (first, _), (late, kind) in zip(counted, counted[limit.most :], strict=False):
        apart = late.seconds - first.seconds
        # A later one may have to wait until the quiet hours are over, and then be far enough from the first.
        if holds_for(limit.cap, kind) and (not apart or apart + quiet < limit.seconds):
            return late
    return None


def _distinct(journey: JourneyFacts, plan: list[Planned]) -> list[Planned]:
    """A plan without what it sends a second time at the same moment: other rules say that."""
    found: dict[tuple[object, ...], Planned] = {}
    for one in plan:
        given = one.cause.arguments if isinstance(one.cause, syntax.NotifyEffect | syntax.Remind) else []
        found.setdefault((one.seconds, one.name.text, *sorted(map(journey.written, given))), one)
    return [*found.values()]


def _say(journey: JourneyFacts, late: Planned, limit: _Limit) -> None:
    policy = f"at most {limit.cap.count.text}"
    if limit.cap.category is not None:
        policy += f" {limit.cap.category.text}"
    message = f"{listed([late.name.text])} is not sent here: it comes too soon for `{policy} …`"
    cure = "leave more time between them, or leave one out"
    journey.say(NAME, late.at, message, cure, labels=(limit.label,))
