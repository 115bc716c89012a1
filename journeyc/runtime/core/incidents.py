"""Incidents that no macrostep had: what could not begin, what was stopped, and what is only told."""

from collections.abc import Mapping

from journeyc.expression.values import Json, to_instant
from journeyc.runtime.core.documents import BeginEffect, CustomerDocument, Incident
from journeyc.runtime.core.inputs import RunStart
from journeyc.runtime.core.starting import parent_of, record_of
from journeyc.runtime.core.written import input_document

#: The kind of what is kept where nothing failed that could be tried again.
NOTHING = "nothing"


def incident(name: str, run: str, at: str, place: str, problem: str, kept: Mapping[str, Json]) -> Incident:
    """An incident without an expression; what is `kept` is tried again by `retry`."""
    return Incident(
        id=name,
        run=run,
        input=dict(kept),
        at=at,
        problem=problem,
        expression="",
        values={},
        place=place,
    )


def not_begun(customer: CustomerDocument, effect: BeginEffect, given: str, at: str, problem: str) -> Incident:
    """A run that another one asked for could not begin: under the id that it would have had."""
    journey = effect["journey"]
    run = f"{journey}/{customer['id']}/{record_of(customer, journey)['begun'] + 1}"
    start = RunStart(given, to_instant(effect["at"]), "plain", effect["arguments"], None, parent_of(effect))
    return incident(f"{run}/{given}", run, at, effect["place"], problem, input_document(start))
