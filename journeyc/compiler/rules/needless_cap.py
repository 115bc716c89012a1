"""A limit that never holds anything back, because another one allows no more."""

from collections.abc import Iterable

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.lengths import CLOCK_CHANGE, Length, length
from journeyc.expression.node import Node

NAME = "needless-cap"


def check(facts: Facts) -> None:
    """Say caps of a policy, and of how often customers come again, that never hold anything back."""
    caps = [
        item
        for policy in facts.of_kind(syntax.Policy)
        for item in policy.items
        if isinstance(item, syntax.Cap)
    ]
    for cap in caps:
        other = next((one for one in caps if one is not cap and _reached_before(one, cap)), None)
        if other is not None:
            message = (
                f"`{facts.written(cap)}` never holds anything back: `{facts.written(other)}` allows no more"
            )
            labels = (facts.label(other, "this goes first"),)
            facts.say(NAME, cap, message, "leave it out, or check the numbers of both", labels=labels)
    for journey in facts.journeys:
        for reenter in journey.node.reenter:
            _reenter(facts, reenter)


def _reached_before(one: syntax.Cap, cap: syntax.Cap) -> bool:
    """Whether a cap never lets as many messages pass as another allows."""
    counted = one.category is None or (cap.category is not None and one.category.text == cap.category.text)
    short, long = length(one.per), length(cap.per)
    if not counted or short is None or long is None or not short.least:
        return False
    # The longer time is covered by so many of the shorter one, each with so many messages.
    most = -(-(long.most + _change([short, long])) // short.least) * int(one.count.text)
    if (
        most == int(cap.count.text)
        and short.by == long.by
        and (one.category is None) == (cap.category is None)
    ):
        return one.start < cap.start
    return most <= int(cap.count.text)


def _reenter(facts: Facts, reenter: syntax.Reenter) -> None:
    """Say a number of times that the wait between them does not allow anyway."""
    wait, per = length(reenter.after), length(reenter.per)
    if reenter.times is None or wait is None or per is None:
        return
    count = int(reenter.times.text)
    if wait.least * count > per.most + _change([wait, per]):
        message = f"nobody comes more than {count} times in {_written(facts, reenter.per)} anyway: "
        message += f"{_written(facts, reenter.after)} lie between two"
        facts.say(NAME, reenter.times, message, "leave the number out, or check both times")


def _change(lengths: Iterable[Length]) -> int:
    kinds = set[str]().union(*(one.kinds for one in lengths))
    return CLOCK_CHANGE if len(kinds) > 1 else 0


def _written(facts: Facts, node: Node | None) -> str:
    return facts.written(node) if node is not None else ""
