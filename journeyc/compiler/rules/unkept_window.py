"""A window of a business rule that holds more than is remembered of a customer, or nothing at all."""

from journeyc.compiler.clauses import MOST_TIMES
from journeyc.compiler.names import Declared, Names, business_rules, calendar_of
from journeyc.compiler.reporter import Reporter, span_of
from journeyc.compiler.syntax import Calendar, Journey, Pattern
from journeyc.expression.syntax import BusinessTime, Constant, Expression, Word
from journeyc.expression.values import MAXIMUM_COUNTED, MAXIMUM_WINDOW, Duration
from journeyc.grammar.keywords import UNITS

NAME = "unkept-window"
_MOST = MAXIMUM_WINDOW.total_seconds


def check_rules(names: Names) -> None:
    """Say counts that are never reached or left out, and windows that are too long or of no time."""
    for rule, reporter, journey in business_rules(names):
        if rule.pattern.kind == "repeated" and rule.pattern.count is None:
            _uncounted(reporter, rule.pattern)
        if rule.pattern.count is not None:
            _count(reporter, rule.pattern.count)
        if rule.pattern.within is not None:
            least = _least(rule.pattern.within, names, journey)
            if least is not None:
                _length(reporter, rule.pattern.within, least)


def _uncounted(reporter: Reporter, pattern: Pattern) -> None:
    name = pattern.events[0].text
    message = f"`{name}` within some time says nothing: one of them is enough at any time"
    reporter.error(
        NAME, pattern, message, f"say how many, such as `3 {name} within …`, or leave out `within`"
    )


def _count(reporter: Reporter, count: Word) -> None:
    if count.text and MAXIMUM_COUNTED < int(count.text[:12]) <= MOST_TIMES:
        message = (
            f"`{count.text}` is more than the {MAXIMUM_COUNTED:,} events that are remembered of a customer"
        )
        cure = f"count to {MAXIMUM_COUNTED:,} at most, or let a system that counts send an event"
        reporter.error(NAME, count, message, cure)


def _length(reporter: Reporter, within: Expression, least: int) -> None:
    shown, most = reporter.source.slice(span_of(within)), f"{MAXIMUM_WINDOW.months} months"
    if least > _MOST:
        message = f"`{shown}` is longer than the {most} that a rule looks back or waits"
        cure = f"write `{most}` at most, or let a system that remembers longer send an event"
        reporter.error(NAME, within, message, cure)
    elif not least:
        message = f"nothing happens within `{shown}`"
        reporter.error(NAME, within, message, "say how long the rule looks back or waits, such as `2 days`")


def _least(within: Expression, names: Names, journey: Journey | None) -> int | None:
    """How many seconds a window is long at least; None where only a run knows."""
    match within:
        case Constant(value=Duration() as by):
            return by.total_seconds
        case BusinessTime(amount=amount, unit=unit):
            calendar = calendar_of(journey, names) if journey is not None else None
            if calendar is None:
                return None  # which is said already
            # Even a calendar that is always open makes it no shorter than so many days or hours.
            least = int(amount) * (86_400 if unit in UNITS["day"] else 3_600)
            return max(least, _by_calendar(within, calendar)) if 0 < least <= _MOST else least
    return None


def _by_calendar(within: BusinessTime, calendar: Declared[Calendar]) -> int:
    """How many seconds business time takes at least; 0 where that is not known, as of a faulty calendar."""
    # Few rules count business time, and these load all that lint rules ask.
    from journeyc.compiler.facts.lengths import length
    from journeyc.compiler.facts.openings import Openings

    node, reporter = calendar
    found = length(within, Openings(node)) if reporter.intact(node) and reporter.clean(node) else None
    return found.least if found is not None else 0
