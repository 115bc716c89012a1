"""A step that no one can leave."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.structure import KINDS

NAME = "dead-end"


def check(flow: JourneyFlow) -> None:
    """Say steps that customers come to and stay in for ever, and stages that end and lead nowhere."""
    reachable, structure = flow.reachable, flow.structure
    left = {edge.source for edge in flow.edges if edge.target != edge.source and edge.kind != "first"}
    left |= flow.returning
    interrupted = any(
        isinstance(place, syntax.Anytime) and name in reachable and _leads_out(flow, name)
        for name, place in flow.places.items()
    )
    for name, place in flow.places.items():
        if name not in reachable or interrupted or any(around in left for around in structure.around(name)):
            continue
        if isinstance(place, syntax.Step) and name not in left:
            message = f"no one can leave the step `{name}`"
            cure = "add a way out (`on … -> …` or `after … -> …`), or make it an `end`"
            flow.reporter.error(NAME, place.name, message, cure)
        elif isinstance(place, syntax.End) and not structure.ends_journey(place):
            around = structure.parent(name)
            message = f"the {KINDS[type(flow.places[around])]} `{around}` ends here, and nothing goes on"
            cure = f"say what follows: `on {around}.done -> …` in `{around}` or around it"
            flow.reporter.error(NAME, place.name, message, cure)


def _leads_out(flow: JourneyFlow, name: str) -> bool:
    """Whether the event that begins an interrupt leads past its own steps, to the journey around it."""
    inside = {name, *flow.structure.inside(name)}
    return any(edge.source == name and edge.target not in inside for edge in flow.edges)
