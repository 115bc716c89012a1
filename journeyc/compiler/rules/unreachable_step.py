"""A step, choice or end that no way leads to."""

from collections.abc import Iterator

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.reporter import span_of
from journeyc.compiler.rules.missing_otherwise import has_gap
from journeyc.compiler.settings import never_paused
from journeyc.compiler.structure import KINDS, hollow
from journeyc.diagnostic import Label, Severity

NAME = "unreachable-step"
#: More places that are not reached for the same reason nobody looks at.
_MOST_LABELS = 5


def check(flow: JourneyFlow) -> None:
    """Say places that no customer can ever come to, but for those that only such places lead to."""
    if any(edge.target not in flow.places for edge in flow.edges):
        return  # a way leads to a misspelt name, probably of one of them
    structure = flow.structure
    unpaused = any(never_paused(pause) for pause in flow.node.pauses)
    if not flow.node.starts or unpaused or hollow(structure) or len(structure.every) > len(structure.places):
        return  # what is missing, or has a name that is taken, may be what leads there
    # The row that is missing in a choice may be the one that leads to an end.
    gap = any(has_gap(place.rows) for place in flow.places.values() if isinstance(place, syntax.Choice))
    # What stands in a stage nobody comes to is not said once more.
    lost = [
        name
        for name in flow.places
        if name not in flow.reachable and all(around in flow.reachable for around in structure.around(name))
    ]
    for first, *behind in _groups(flow, lost) if lost else ():
        place = flow.places[first]
        if first not in flow.reporter.lost and not (gap and isinstance(place, syntax.End)):
            message = f"no way leads to the {KINDS[type(place)]} `{first}`"
            cure = f"lead to it from somewhere (`-> {first}`) or remove it"
            labels = (*_goals(flow, {first, *behind}), *_behind(flow, behind))
            flow.reporter.error(NAME, place.name, message, cure, labels, severity=Severity.WARNING)


def _groups(flow: JourneyFlow, lost: list[str]) -> Iterator[list[str]]:
    """Places that nobody comes to: the first of a circle or a way, and all that only it leads to."""
    from journeyc.compiler.facts.graph import components

    order = {name: at for at, name in enumerate(flow.places)}
    among = dict.fromkeys(lost)
    onward: dict[str, list[str]] = {}
    for edge in flow.edges:
        around = [[name, *flow.structure.around(name)] for name in (edge.source, edge.target) if name]
        ends = [next((one for one in chain if one in among), None) for chain in around]
        if len(ends) == 2 and ends[0] and ends[1]:
            onward.setdefault(ends[0], []).append(ends[1])
    said = set[str]()
    # Each part comes after those that it leads to, so the last of them is where a way begins.
    for part in reversed([*components(lost, lambda name: onward.get(name, ()), among)]):
        if said.isdisjoint(part):
            first = min(part, key=order.__getitem__)
            found, pending = {first}, [first]
            while pending:
                new = {*onward.get(pending.pop(), ())} - found - said
                found |= new
                pending += new
            said |= found
            yield [first, *sorted(found - {first}, key=order.__getitem__)]


def _goals(flow: JourneyFlow, lost: set[str]) -> Iterator[Label]:
    """The goals that nobody meets because of it."""
    for goal in flow.node.goals:
        aim = goal.reached
        if aim is not None and not lost.isdisjoint([aim.text, *flow.structure.around(aim.text)]):
            yield Label(flow.reporter.source, span_of(aim), "so this is never reached")


def _behind(flow: JourneyFlow, names: list[str]) -> Iterator[Label]:
    for name in names[:_MOST_LABELS]:
        yield Label(flow.reporter.source, span_of(flow.places[name].name), "so nobody comes here, either")
