"""Why a scenario cannot go on, whatever it expects."""

from typing import TYPE_CHECKING

from journeyc.ir import model
from journeyc.ir.walk import parts
from journeyc.report.reasons import listed
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.plan import node_name
from journeyc.testing.path import path_of
from journeyc.testing.played import Failure

if TYPE_CHECKING:
    from journeyc.testing.virtual import Play

#: Of what goes on without end, so much is shown.
_LAST = 10


def without_stub(play: "Play", service: str, place: str, run: str) -> Failure:
    """A service is called, and nobody stands in for it."""
    journey = play.open[run]["journey"] if run in play.open else play.plan.journey
    step = node_name(place)
    written = _call(play.prepared.journeys[journey], service, step)
    declared = play.prepared.services[service]
    ways = [f"stub {service} {'gives …' if declared.gives else 'is ok'}"]
    ways += [f"stub {service} fails {failure}" for failure in declared.failures]
    ways.append(f"stub {service} is silent")
    shown = ", ".join(f"`{way}`" for way in ways[:-1])
    return Failure(
        play.step,
        f"`{service}` is called, and nobody stands in for it",
        help=f"say at the top of the scenario what comes of it: {shown} or `{ways[-1]}`",
        also=((written, f"it is called here, by `{step}` of `{journey}`"),) if written else (),
        path=path_of(play),
    )


def _call(journey: model.Journey, service: str, step: str) -> model.Place | None:
    """Where a step calls a service."""
    for node in parts(journey.nodes):
        if isinstance(node, model.Step) and node.name == step:
            return next((call.place for call in node.calls if call.service == service), node.place)
    return None


def incident(play: "Play", told: Incident) -> Failure:
    """The run could not do what it was to do: in production that is an incident."""
    expression = f"`{told['expression']}`: " if told["expression"] else ""
    values = listed(told["values"])
    place = _place(told["place"])
    return Failure(
        play.step,
        f"an incident: {expression}{told['problem']}",
        actual=values and f"it read {values}",
        help="whoever runs this journey would have to look into it: mend the journey, or what is given",
        also=((place, "it happened here"),) if place else (),
        path=path_of(play),
    )


def _place(text: str) -> model.Place | None:
    """A place written as `file:line:column`; None for one that is written otherwise."""
    file, _, rest = text.rpartition(":")
    file, _, line = file.rpartition(":")
    if file and line.isdecimal() and rest.isdecimal():
        return model.Place(file=file, line=int(line), column=int(rest))
    return None


def endless(play: "Play", problem: str) -> Failure:
    """So much happens that it would never end."""
    path = path_of(play)[-_LAST:]
    return Failure(
        play.step,
        f"{problem}, the last is: {path[-1].what}" if path else problem,
        help="something leads back to itself without any time in between, or far too often",
        path=path,
    )
