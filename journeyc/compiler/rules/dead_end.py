"""A step that no one can leave."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow

NAME = "dead-end"


def check(flow: JourneyFlow) -> None:
    """Say steps that customers come to and stay in for ever."""
    reachable = flow.reachable
    left = {edge.source for edge in flow.edges if edge.target != edge.source}
    for name, place in flow.places.items():
        if not isinstance(place, syntax.Step) or name not in reachable:
            continue
        if name not in left:
            message = f"no one can leave the step `{name}`"
            cure = "add a way out (`on … -> …` or `after … -> …`), or make it an `end`"
            flow.reporter.error(NAME, place.name, message, cure)
