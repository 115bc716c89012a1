"""A cap that another one never lets come into effect."""

from collections.abc import Iterator
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.diagnostic import Label
from journeyc.expression.syntax import Constant
from journeyc.expression.values import Duration

NAME = "idle-cap"


class _Cap(NamedTuple):
    """A cap in figures: so many in so many seconds, of a category or (empty) of all."""

    node: syntax.Cap
    reporter: Reporter
    most: int
    seconds: int
    category: str


def check(facts: Facts) -> None:
    """Say caps of this file that cannot be reached, because another one is reached before."""
    caps = list(_caps(facts))
    for place, cap in enumerate(caps):
        if cap.reporter is not facts.reporter:
            continue
        for other_place, other in enumerate(caps):
            # Of two that say the same, the second one is idle.
            mutual = _covers(cap, other) and place < other_place
            if other is not cap and _covers(other, cap) and not mutual:
                message = f"`at most {cap.most}` is never reached: another cap allows no more than that"
                labels = (Label(other.reporter.source, span_of(other.node), "this one is reached before"),)
                facts.say(NAME, cap.node, message, "leave it out, or allow fewer", labels=labels)
                break


def _caps(facts: Facts) -> Iterator[_Cap]:
    for policy in facts.names.policies.values():
        for item in policy.node.items:
            if isinstance(item, syntax.Cap) and isinstance(item.per, Constant):
                per = item.per.value
                # Months differ in length.
                if isinstance(per, Duration) and not per.months:
                    category = item.category.text if item.category else ""
                    yield _Cap(item, policy.reporter, int(item.count.text), per.total_seconds, category)


def _covers(one: _Cap, other: _Cap) -> bool:
    """Whether one cap never lets more through than the other allows, in any stretch of time."""
    stretches = -(-other.seconds // one.seconds)
    return one.category in {"", other.category} and one.most * stretches <= other.most
