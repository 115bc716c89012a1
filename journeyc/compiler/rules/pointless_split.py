"""An experiment all of whose shares do the same."""

from journeyc.compiler import syntax
from journeyc.compiler.claims import key
from journeyc.compiler.facts import Facts

NAME = "pointless-split"


def check(facts: Facts) -> None:
    """Say splits that lead everybody to one place and do the same on the way."""
    for journey in facts.journeys:
        for place in journey.places.values():
            if not isinstance(place, syntax.Split) or len(place.shares) == 1:
                continue
            if len({key(share.tail) for share in place.shares}) == 1:
                message = f"`{place.name.text}` tries nothing out: all its shares do the same"
                cure = "let one of them differ, or lead on without it"
                journey.say(NAME, place.name, message, cure)
