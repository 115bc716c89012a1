"""A journey that can fail and cannot succeed."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts

NAME = "no-success"


def check(facts: Facts) -> None:
    """Say journeys of which no end is a success, though some end is a failure."""
    for journey in facts.journeys:
        ends = [journey.places[name] for name in journey.places if name in journey.graph.ends]
        kinds = {end.outcome.text for end in ends if isinstance(end, syntax.End) and end.outcome}
        # One that only ends neutrally judges nothing; a success that nobody comes to is said as that.
        if "failure" in kinds and "success" not in kinds:
            message = f"`{journey.node.name.text}` can fail, and no end of it is a success"
            cure = "say which end is what the journey is for: `end … success`"
            journey.say(NAME, journey.node.name, message, cure)
