"""A window of a business rule that holds more than is remembered of a customer, or nothing at all."""

from journeyc.compiler.clauses import MOST_TIMES
from journeyc.compiler.facts.lengths import length
from journeyc.compiler.facts.openings import DAY, Openings
from journeyc.compiler.names import Names, business_rules, calendar_of
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.compiler.syntax import Journey
from journeyc.expression.syntax import BusinessTime, Constant, Expression, Word
from journeyc.expression.values import MAXIMUM_COUNTED, MAXIMUM_WINDOW, Duration
from journeyc.grammar.keywords import UNITS

NAME = "unkept-window"


def check_rules(names: Names) -> None:
    """Say counts that are never reached, and windows that are too long or of no time."""
    for rule, reporter, journey in business_rules(names):
        if rule.pattern.count is not None:
            _count(reporter, rule.pattern.count)
        if rule.pattern.within is not None:
            least = _least(rule.pattern.within, _openings(names, journey))
            if least is not None:
                _length(reporter, rule.pattern.within, least)


def _count(reporter: Reporter, count: Word) -> None:
    if count.text and MAXIMUM_COUNTED < int(count.text[:12]) <= MOST_TIMES:
        message = (
            f"`{count.text}` is more than the {MAXIMUM_COUNTED:,} events that are remembered of a customer"
        )
        cure = f"count to {MAXIMUM_COUNTED:,} at most, or let a system that counts send an event"
        reporter.error(NAME, count, message, cure)


def _length(reporter: Reporter, within: Expression, least: int) -> None:
    shown, most = reporter.source.slice(span_of(within)), f"{MAXIMUM_WINDOW.months} months"
    if least > MAXIMUM_WINDOW.total_seconds:
        message = f"`{shown}` is longer than the {most} that a rule looks back or waits"
        cure = f"write `{most}` at most, or let a system that remembers longer send an event"
        reporter.error(NAME, within, message, cure)
    elif not least:
        message = f"nothing happens within `{shown}`"
        reporter.error(NAME, within, message, "say how long the rule looks back or waits, such as `2 days`")


def _openings(names: Names, journey: Journey | None) -> Openings | None:
    """The opening hours by which business time is counted; None where they are at fault themselves."""
    declared = calendar_of(journey, names) if journey is not None else None
    if declared is None:
        return None
    node, reporter = declared
    return Openings(node) if reporter.intact(node) and reporter.clean(node) else None


def _least(within: Expression, openings: Openings | None) -> int | None:
    """How many seconds a window is long at least; None where only a run knows."""
    match within:
        case Constant(value=Duration() as by):
            return by.total_seconds
        case BusinessTime(amount=amount, unit=unit):
            # Even a calendar that is always open makes it no shorter than so many days or hours.
            least = int(amount) * (DAY if unit in UNITS["day"] else 3600)
            found = length(within, openings) if 0 < least <= MAXIMUM_WINDOW.total_seconds else None
            return found.least if found is not None else least
    return None
