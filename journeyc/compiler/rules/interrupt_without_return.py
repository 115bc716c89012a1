"""An interrupt that some customers never come back from."""

from journeyc.compiler import syntax
from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.graph import within
from journeyc.compiler.rules.no_way_out import knots, shown

NAME = "interrupt-without-return"


def check(facts: Facts) -> None:
    """Say steps of interrupts from which no way leads back, nor to an end, nor to a place outside."""
    for journey in facts.journeys:
        graph, places = journey.graph, journey.places
        inside: dict[str, list[str]] = {}
        for name, interrupt in graph.interrupt.items():
            inside.setdefault(interrupt, []).append(name)
        out = graph.before([*graph.ends, *(name for name in places if name not in graph.interrupt)])
        for interrupt, names in inside.items():
            around = {*names, *map(within, names)}
            back = graph.before([name for name in names if name in graph.returning], around)
            lost = [
                name
                for name in names
                if name in journey.reachable
                and name not in out
                and name not in back
                and not isinstance(places[name], syntax.Anytime)
            ]
            for knot in knots(journey, lost):
                message = f"who comes to {shown(knot)} never gets back from the interrupt `{interrupt}`"
                cure = "lead back (`-> back`), to an end, or to a place outside"
                journey.say(NAME, places[knot[0]].name, message, cure)
