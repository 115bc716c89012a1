"""A share of an experiment in which nobody is, or beside which nobody is."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.expression.syntax import Constant

NAME = "empty-share"


def check(facts: Facts) -> None:
    """Say shares of 0 %, and splits with one share only."""
    for journey in facts.journeys:
        for place in journey.places.values():
            if not isinstance(place, syntax.Split):
                continue
            name = place.name.text
            if len(place.shares) == 1:
                message = f"`{name}` has one share, so there is nothing to compare it with"
                journey.say(NAME, place.name, message, "add another share, or lead on without the split")
                continue
            for share in place.shares:
                if isinstance(share.percent, Constant) and not share.percent.value:
                    message = f"nobody is in the share `{share.name.text}` of `{name}`"
                    journey.say(NAME, share, message, "give it more than 0%, or leave it out")
