"""Something that is asked as if it could change, and cannot."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import Label
from journeyc.source import Span

NAME = "unchanging-field"


def check(facts: Facts) -> None:
    """Say fields that are always missing, and those with one value that conditions ask for."""
    for journey in facts.journeys:
        readers = journey.fields.readers("context")
        tested = {test.field: span_of(test.node) for test in reversed(journey.tests)}
        for field in journey.node.context:
            name = field.name.text
            values = journey.held.get(name)
            if values is None:
                continue
            if not values and field.type.optional and readers[name]:
                _say(journey, field, "missing", readers[name][0].at)
            elif len(values) == 1 and field.default is not None and name in tested:
                shown = f"`{facts.source.slice(span_of(field.default))}`"
                _say(journey, field, shown, tested[name])


def _say(journey: JourneyFacts, field: syntax.Field, always: str, at: Span) -> None:
    name = field.name.text
    message = f"nothing sets `{name}` to anything else, so it is always {always}"
    if always == "missing":
        message = f"nothing sets `{name}`, so it is always missing"
    cure = f"set it where that changes, or take out what asks for `{name}`"
    label = Label(journey.reporter.source, at, "it is read here")
    journey.say(NAME, field.name, message, cure, labels=(label,))
