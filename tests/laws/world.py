"""A customer in drawn journeys: the documents, what came in and what went out."""

import copy
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from journeyc.expression.values import instant_text
from journeyc.ir import Package
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import CustomerDocument, Decision, Effect, Incident, Run, State
from journeyc.runtime.core.inputs import (
    CallInput,
    DeliveryInput,
    Input,
    OperatorInput,
    OutcomeInput,
    TaskInput,
)
from journeyc.runtime.core.plan import Directory
from journeyc.runtime.plan import directory_of, plans_of
from tests.laws.compiling import package_of

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CUSTOMER = "anna"


class Compiled(NamedTuple):
    """A text ready to run; `package` is what it was compiled to."""

    text: str
    package: Package
    directory: Directory


def compiled(text: str) -> Compiled | None:
    package = package_of(text)
    return Compiled(text, package, directory_of(plans_of(package))) if package else None


def effect_run(given: Input) -> str | None:
    """The run whose effect an input answers."""
    match given:
        case CallInput(call=key) | TaskInput(task=key) | DeliveryInput(effect=key):
            return key.rsplit("/", 2)[0]
        case _:
            return None


def written(document: Any) -> str:
    """A document as it would be stored, to be compared byte for byte."""
    return json.dumps(document)


def plain(document: Any) -> str:
    """A document to be compared with one that was put together in another order."""
    return json.dumps(document, sort_keys=True)


class World:
    """A customer, their runs, and all that came in and went out.

    `stored`: every document goes through JSON between two inputs, and no input may change what it was given.
    """

    def __init__(self, directory: Directory, *, stored: bool = False) -> None:
        self.directory = directory
        self.stored = stored
        self.now = START
        self.customer: CustomerDocument = new_customer(CUSTOMER, instant_text(START))
        self.runs: dict[str, Run] = {}
        self.effects: list[Effect] = []
        self.incidents: list[Incident] = []
        self.inputs: list[Input] = []
        self.decisions: list[Decision] = []

    @property
    def open_runs(self) -> list[Run]:
        return [run for run in self.runs.values() if run["status"] != "ended"]

    def state(self, given: Input) -> State:
        """What a host reads: the runs that have not ended, and the one that the input names."""
        named = {given.run} if isinstance(given, OperatorInput | OutcomeInput) else {effect_run(given)}
        runs = [run for run in self.runs.values() if run["status"] != "ended" or run["id"] in named]
        return State(self.customer, tuple(runs))

    def apply(self, given: Input) -> Decision:
        state = self.state(given)
        before = copy.deepcopy(state) if self.stored else state
        decision = decide(self.directory, state, given)
        if self.stored:
            assert state == before, "an input changed what it was given"
            decision = Decision(*json.loads(json.dumps(decision)))
        self.now = max(self.now, given.at)
        self.customer = decision.customer
        self.runs |= {run["id"]: run for run in decision.changed}
        self.effects += decision.effects
        self.incidents += decision.incidents
        self.inputs.append(given)
        self.decisions.append(decision)
        return decision

    def due(self) -> str | None:
        """When the next timer is due."""
        timers = [run["timers"][0]["due"] for run in self.open_runs if run["timers"]]
        timers += [entry["due"] for entry in self.customer.get("timers", [])]
        return min(timers, default=None)


def replayed(directory: Directory, inputs: Sequence[Input], *, stored: bool = False) -> World:
    """Another customer to whom the same happens."""
    world = World(directory, stored=stored)
    for given in inputs:
        world.apply(given)
    return world
