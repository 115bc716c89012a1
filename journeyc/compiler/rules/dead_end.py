"""A step that no one can leave."""

from journeyc.compiler import syntax
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.leaving import stranded, stuck
from journeyc.compiler.reporter import span_of
from journeyc.compiler.structure import KINDS
from journeyc.diagnostic import Label

NAME = "dead-end"


def check(flow: JourneyFlow) -> None:
    """Say steps that customers come to and stay in for ever, and stages that end and lead nowhere."""
    names = [*stuck(flow)]
    _say_places(flow, names)
    for name, outcome in stranded(flow):
        if name in names:
            continue
        row = (
            outcome.kind
            if outcome.name is None or outcome.kind == "ok"
            else f"{outcome.kind} {outcome.name.text}"
        )
        message = f"no one can leave the step `{name}` after `{row}`"
        cure = f"say where that leads (`{row} -> …`), or add a way out (`after … -> …`)"
        flow.reporter.error(NAME, outcome, message, cure)


def _say_places(flow: JourneyFlow, names: list[str]) -> None:
    ends: dict[str, list[syntax.End]] = {}
    for name in names:
        place = flow.places[name]
        if isinstance(place, syntax.Step):
            message = f"no one can leave the step `{name}`"
            cure = "add a way out (`on … -> …` or `after … -> …`), or make it an `end`"
            flow.reporter.error(NAME, place.name, message, cure)
        elif isinstance(place, syntax.End):
            ends.setdefault(flow.structure.parent(name), []).append(place)
    for around, (first, *others) in ends.items():
        kind = KINDS[type(flow.places[around])]
        message = f"the {kind} `{around}` ends here, and nothing goes on"
        cure = f"say what follows: `on {around}.done -> …` in `{around}` or around it"
        labels = tuple(Label(flow.reporter.source, span_of(end.name), "here, too") for end in others)
        flow.reporter.error(NAME, first.name, message, cure, labels)
