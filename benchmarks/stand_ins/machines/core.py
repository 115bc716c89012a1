"""The pure core: one customer and one input to documents, effects and a full report, as a host calls it."""

import json
import os
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from journeyc import load
from journeyc.expression.values import instant_text
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import State
from journeyc.runtime.core.inputs import EventInput
from journeyc.runtime.plan import Directory, directory_of, plans_of

from .workloads import Seen, Workload, timed

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def directory(path: Path) -> Directory:
    """The journey of a file, which messages name as seen from here."""
    return directory_of(plans_of(load(os.path.relpath(path))))


def begun(known: Directory) -> State:
    """A customer whose run is at its first step."""
    given = EventInput("0", START, "opened", {}, "web")
    decision = decide(known, State(new_customer("anna", instant_text(START)), ()), given)
    return State(decision.customer, decision.changed)


class Journey:
    """A run and its customer, two documents that each input replaces; each input has an id and a time."""

    def __init__(self, workload: Workload) -> None:
        self.workload = workload
        self.directory = directory(Path(__file__).with_name(f"{workload.name}.journey"))
        self.state = begun(self.directory)
        self.ids = map(str, count(1))
        self.at = START
        self.sends = [partial(self.send, one.event, one.number) for one in workload.inputs]

    def send(self, event: str, number: int) -> None:
        self.at += SECOND
        given = EventInput(next(self.ids), self.at, event, {self.workload.carries: number}, "web")
        decision = decide(self.directory, self.state, given)
        self.state = State(decision.customer, decision.changed)

    def play(self, rounds: int) -> float:
        return timed(self.sends, rounds)

    def seen(self) -> Seen:
        (run,) = self.state.runs
        context = run["context"]
        return Seen(
            frozenset(run["configuration"]),
            {name: int(str(context[name])) for name in self.workload.fields},
        )


class TextJourney(Journey):
    """The same where both documents are JSON text between inputs, as a store keeps them."""

    def __init__(self, workload: Workload) -> None:
        super().__init__(workload)
        self.kept = self.written()

    def written(self) -> tuple[str, str]:
        customer, runs = self.state
        return json.dumps(customer), json.dumps(runs)

    def send(self, event: str, number: int) -> None:
        customer, runs = self.kept
        self.state = State(json.loads(customer), tuple(json.loads(runs)))
        super().send(event, number)
        self.kept = self.written()
