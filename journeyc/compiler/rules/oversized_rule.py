"""A business rule that is too large for the engine which looks at rules."""

from collections.abc import Iterator

from journeyc.compiler.names import Names, business_rules
from journeyc.expression.syntax import Expression, Malformed, Operation
from journeyc.matching.contract import MAXIMUM_CONDITIONS, MAXIMUM_EVENTS

NAME = "oversized-rule"


def check_rules(names: Names) -> None:
    """Say sequences of too many events, and conditions of too many parts."""
    for rule, reporter, _ in business_rules(names):
        name, events = rule.name.text, rule.pattern.events
        if len(events) > MAXIMUM_EVENTS:
            message = f"`{name}` waits for {len(events)} events in a row, and {MAXIMUM_EVENTS} are the most"
            cure = (
                "let a first rule `set` a field when the first of them have come, and a second one ask for it"
            )
            reporter.error(NAME, events[MAXIMUM_EVENTS], message, cure)
        parts = list(_parts(rule.guard)) if rule.guard is not None else []
        # Where conditions stand in each other too deeply, that is said already.
        if len(parts) > MAXIMUM_CONDITIONS and not isinstance(parts[0], Malformed):
            message = (
                f"the condition of `{name}` has {len(parts)} parts, and {MAXIMUM_CONDITIONS} are the most"
            )
            cure = "let a decision ask for some of them, or make two rules of it"
            reporter.error(NAME, parts[MAXIMUM_CONDITIONS], message, cure)


def _parts(condition: Expression) -> Iterator[Expression]:
    """What all has to be true, in written order."""
    pending = [condition]
    while pending:
        match pending.pop():
            case Operation(operator="and", operands=operands):
                pending += reversed(operands)
            case part:
                yield part
