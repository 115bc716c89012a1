"""Something the journey remembers for nobody."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts, JourneyFacts
from journeyc.compiler.facts.fields import Write

NAME = "unread-field"


def check(facts: Facts) -> None:
    """Say fields of the context that nothing reads."""
    for journey in facts.journeys:
        readers, writers = journey.fields.readers("context"), journey.fields.writers()
        for field in journey.node.context:
            name = field.name.text
            # Who counts reads the last number only to write the next.
            if all(read.into == name for read in readers[name]):
                _say(journey, field, writers[name])


def _say(journey: JourneyFacts, field: syntax.Field, writes: list[Write]) -> None:
    name = field.name.text
    if not writes:
        journey.say(NAME, field.name, f"`{name}` is neither set nor read", "take it out, or use it")
        return
    # Who works on a step is shown what the run knows.
    if any(write.to in journey.before_workers for write in writes):
        return
    asked = [write.node for write in writes if isinstance(write.node, syntax.AskItem)]
    first = asked[0] if asked else writes[0].node
    label = journey.label(first, f"it is {'asked' if asked else 'set'} here")
    message = f"customers are asked for `{name}`, and nothing reads it" if asked else ""
    cure = "use it: in a condition, a text, a `note`, or in what is sent or emitted; or take it out"
    journey.say(NAME, field.name, message or f"`{name}` is set, and nothing reads it", cure, labels=(label,))
