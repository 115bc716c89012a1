"""A call that is tried again when nobody waits for its answer any more."""

from bisect import bisect_left
from decimal import Decimal

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.lengths import Length, length
from journeyc.expression.syntax import Constant, Expression
from journeyc.expression.values import Duration

NAME = "late-retry"
#: A million years: waits that grow further are no longer added up.
_MOST_SECONDS = 10**13


def check(facts: Facts) -> None:
    """Say retries of which a deadline of the step or around it is first, even if every try fails at once."""
    for journey in facts.journeys:
        for name, place in journey.places.items():
            if isinstance(place, syntax.Step) and name in journey.reachable:
                for item in place.items:
                    if isinstance(item, syntax.ServiceCall) and item.retry is not None:
                        _check(journey, name, item, item.retry)


def _check(journey: JourneyFacts, name: str, call: syntax.ServiceCall, retry: syntax.Retry) -> None:
    every, growth, most = length(retry.every), _growth(retry.backoff), int(retry.times.text)
    if every is None or growth is None:
        return
    begins = every.least
    deadline = journey.timing.over_by(name, _waited(begins, growth, most), strictly=True)
    if deadline is None:
        return
    come = bisect_left(
        range(1, most),
        True,  # noqa: FBT003  # the first retry of which it holds
        key=lambda count: bool(journey.timing.over_by(name, _waited(begins, growth, count), strictly=True)),
    )
    written = journey.written(deadline.timer.when)
    message = (
        f"of {most} retries of `{call.service.text}` {f'at most {come}' if come else 'none'} can be made"
    )
    message += f": `{name}` is left after {written}"
    cure = "try less often, wait less between the tries, or let the step wait longer"
    labels = (journey.label(deadline.timer, "left here"),)
    journey.say(NAME, retry.times, message, cure, labels=labels)


def _waited(begins: int, growth: float, count: int) -> Length:
    """How long all waits before a retry take together."""
    try:
        grown = count if growth == 1 else (growth**count - 1) / (growth - 1)
    except OverflowError:
        grown = _MOST_SECONDS
    seconds = int(min(begins * grown, _MOST_SECONDS))
    return Length(seconds, seconds, Duration(seconds=seconds), business=False)


def _growth(backoff: Expression | None) -> float | None:
    """By how much each wait is longer than the one before; None where only a run knows."""
    if backoff is None:
        return 1
    value = backoff.value if isinstance(backoff, Constant) else None
    return float(value) if isinstance(value, int | Decimal) else None
