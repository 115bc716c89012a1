"""Steps that lead to each other, and from none of them to an end of the journey."""

from journeyc.compiler import syntax
from journeyc.compiler.effects import listed
from journeyc.compiler.facts import Facts, JourneyFacts

NAME = "no-way-out"
#: More names than that nobody reads.
_MOST_SHOWN = 4


def check(facts: Facts) -> None:
    """Say groups of places that customers come to and never leave, where the journey ends elsewhere."""
    for journey in facts.journeys:
        graph = journey.graph
        trapped = [
            name
            for name in journey.places
            if name in journey.reachable and name not in graph.ending and name not in graph.interrupt
        ]
        for knot in knots(journey, trapped) if graph.ends else ():
            message = f"who comes to {shown(knot)} never gets to an end of the journey"
            cure = "lead out of there (`on … -> …` or `after … -> …`), to what leads to an end"
            journey.say(NAME, journey.places[knot[0]].name, message, cure)
        _say_shares(journey)


def _say_shares(journey: JourneyFacts) -> None:
    """Say shares of splits that lead back to the split, and to an end only by way of other shares."""
    graph = journey.graph
    for split in journey.every(syntax.Split):
        name = split.name.text
        if name not in journey.reachable or name not in graph.ending or name in graph.ending_anyhow:
            continue
        for share in split.shares:
            target = share.tail.target
            leads = target.name.text if target is not None and target.kind == "place" else ""
            if leads in graph.ending and leads not in graph.ending_anyhow and name in graph.after([leads]):
                message = (
                    f"who falls into `{share.name.text}` may never get to an end of the journey: "
                    f"they come back to `{name}`, and fall into it again"
                )
                cure = "lead out of there (`on … -> …` or `after … -> …`), and not back to the split"
                journey.say(NAME, share.name, message, cure)


def knots(journey: JourneyFacts, trapped: list[str]) -> list[list[str]]:
    """The groups that nobody gets out of, among some places, but those of which it is said already; in each
    the steps, in written order.
    """
    if not trapped:
        return []
    order = {name: at for at, name in enumerate(journey.places)}
    found = [sorted(knot, key=order.__getitem__) for knot in journey.graph.knots(trapped)]
    steps = [
        [name for name in knot if name in journey.steps] for knot in found if journey.stuck.isdisjoint(knot)
    ]
    return sorted((knot for knot in steps if knot), key=lambda knot: order[knot[0]])


def shown(names: list[str]) -> str:
    """One or another of some names; the first of them, and how many more there are."""
    more = len(names) - _MOST_SHOWN
    if more > 0:
        return f"{listed(names[:_MOST_SHOWN])} or one of {more} more"
    return " or ".join(listed(part) for part in (names[:-1], names[-1:]) if part)
