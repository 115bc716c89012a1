"""An experiment in a journey that measures nothing."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts

NAME = "unmeasured-split"


def check(facts: Facts) -> None:
    """Say splits of journeys without a goal."""
    for journey in facts.journeys:
        splits = [place for place in journey.places.values() if isinstance(place, syntax.Split)]
        if splits and not journey.node.goals:
            name = splits[0].name
            message = f"`{name.text}` tries something out, and the journey has no goal to tell what is better"
            cure = "say what is aimed at: `goal … when reached … within …`"
            journey.say(NAME, name, message, cure)
