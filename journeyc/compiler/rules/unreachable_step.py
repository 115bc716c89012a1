"""A step, choice or end that no way leads to."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.reporter import span_of
from journeyc.compiler.rules.missing_otherwise import has_gap
from journeyc.compiler.settings import never_paused
from journeyc.compiler.structure import KINDS, hollow
from journeyc.diagnostic import Label, Severity

NAME = "unreachable-step"


def check(flow: JourneyFlow) -> None:
    """Say places that no customer can ever come to."""
    if any(edge.target not in flow.places for edge in flow.edges):
        return  # a way leads to a misspelt name, probably of one of them
    structure = flow.structure
    unpaused = any(never_paused(pause) for pause in flow.node.pauses)
    if not flow.node.starts or unpaused or hollow(structure) or len(structure.every) > len(structure.places):
        return  # what is missing, or has a name that is taken, may be what leads there
    reachable = flow.reachable
    # The row that is missing in a choice may be the one that leads to an end.
    gap = any(has_gap(place.rows) for place in flow.places.values() if isinstance(place, syntax.Choice))
    aims = [goal.reached for goal in flow.node.goals if goal.reached is not None]
    for name, place in flow.places.items():
        if gap and isinstance(place, syntax.End):
            continue
        # What stands in a stage nobody comes to is not said once more.
        if any(around not in reachable for around in flow.structure.around(name)):
            continue
        if name not in reachable and name not in flow.reporter.lost:
            kind = KINDS[type(place)]
            message = f"no way leads to the {kind} `{name}`"
            cure = f"lead to it from somewhere (`-> {name}`) or remove it"
            labels = tuple(
                Label(flow.reporter.source, span_of(aim), "so this is never reached")
                for aim in aims
                if name in {aim.text, *structure.around(aim.text)}
            )
            flow.reporter.error(NAME, place.name, message, cure, labels, severity=Severity.WARNING)
