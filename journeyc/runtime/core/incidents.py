"""Incidents that no macrostep had: what could not begin, what was stopped, and what is only told."""

from typing import Any

from journeyc.expression.values import instant_text
from journeyc.runtime.core.documents import BeginEffect, CustomerDocument, Incident, NotifyEffect
from journeyc.runtime.core.failure import failure, incident_of
from journeyc.runtime.core.inputs import DeliveryInput, Input, TimerDue, Together
from journeyc.runtime.core.retried import incident_id
from journeyc.runtime.core.starting import start_of
from journeyc.runtime.core.transition import next_run

#: The kind of what is kept where nothing failed that could be tried again.
NOTHING = "nothing"
#: The kind of what is kept where a message was not sent: its effect, which can be decided anew.
EFFECT = "effect"
#: The kind of what is kept where a message was given up, or has failed after it was sent: its id, by which
#: the host has it. Its words and its address are not for everybody who looks at incidents.
UNDELIVERED = "undelivered"


def customer_of_unborn(run: str) -> str:
    """The customer of a run that never came into being, from its id: `journey/customer/number`."""
    return run.partition("/")[2].rpartition("/")[0]


def not_begun(customer: CustomerDocument, effect: BeginEffect, given: str, problem: str) -> Incident:
    """A run that another one asked for could not begin: under the id that it would have had, with its start
    to be tried again; `given` is the id of the input.
    """
    run = next_run(customer, effect["journey"])
    return incident_of(
        failure(problem, effect["place"]), incident_id(run, given), run, start_of(effect, given)
    )


def told(run: str, place: str, problem: str, given: Input | Together, stopped: TimerDue | None) -> Incident:
    """A timer that was `stopped` and can be tried again, or what can only be told."""
    name = incident_id(run, given.id, place)
    found = incident_of(failure(problem, place), name, run, stopped or given)
    if stopped is None:
        found["input"] = {"id": given.id, "at": instant_text(given.at), "kind": NOTHING}
    return found


def returned(run: str, given: DeliveryInput, problem: str) -> Incident:
    """A message of which nothing else is kept was sent, and somebody says later that it has failed."""
    return Incident(
        id=f"{given.id}/message",
        run=run,
        input={"id": given.effect, "at": instant_text(given.at), "kind": UNDELIVERED},
        at=instant_text(given.at),
        problem=problem,
        expression="",
        values={},
        place="",
    )


def unsent(effect: NotifyEffect, problem: str, at: str) -> Incident:
    """A message that nobody carries, as was found `at` an instant; the run itself went on. It has its own
    incident each time that it is tried again.
    """
    again = f"/{effect['again']}" if "again" in effect else ""
    kept: Any = {**effect}
    return Incident(
        id=f"{effect['id']}/message{again}",
        run=effect["run"],
        input={"id": effect["id"], "at": effect["at"], "kind": EFFECT, "effect": kept},
        at=at,
        problem=problem,
        expression="",
        values={},
        place="",
    )
