"""A customer on the pure core: what a host reads for an input, and what it keeps of the decision."""

import copy
import json
from datetime import UTC, datetime

from journeyc.expression.values import instant_text, to_instant
from journeyc.runtime.core.contact_log import senders
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import CustomerDocument, Decision, Effect, Incident, Run, State
from journeyc.runtime.core.inputs import Input, run_named
from journeyc.runtime.core.plan import Directory

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CUSTOMER = "anna"


class World:
    """A customer, their runs, and all that came in and went out.

    `stored`: every document goes through JSON between two inputs, and no input may change what it was given.
    """

    def __init__(
        self, directory: Directory, *, stored: bool = False, customer: str = CUSTOMER, at: datetime = START
    ) -> None:
        self.directory = directory
        self.stored = stored
        self.now = at
        self.customer: CustomerDocument = new_customer(customer, instant_text(at))
        self.runs: dict[str, Run] = {}
        self.effects: list[Effect] = []
        self.incidents: list[Incident] = []
        self.inputs: list[Input] = []
        self.decisions: list[Decision] = []

    @property
    def open_runs(self) -> list[Run]:
        return [run for run in self.runs.values() if run["status"] != "ended"]

    def state(self, given: Input | None = None) -> State:
        """What a host reads: the runs that have not ended, the one that an input names, and those whose
        messages are held.
        """
        named = {run_named(given) if given else None, *senders(self.customer)}
        runs = [run for run in self.runs.values() if run["status"] != "ended" or run["id"] in named]
        return State(self.customer, tuple(runs))

    def apply(self, given: Input) -> Decision:
        """Decide an input, and keep what comes of it."""
        state = self.state(given)
        before = copy.deepcopy(state) if self.stored else state
        decision = decide(self.directory, state, given)
        if self.stored:
            assert state == before, "an input changed what it was given"
            came, decision = decision, through_json(decision)
            assert came == decision, "a document is not what it is in JSON"
        self.now = max(self.now, given.at)
        self.customer = decision.customer
        self.runs |= {run["id"]: run for run in decision.changed}
        self.effects += decision.effects
        self.incidents += decision.incidents
        self.inputs.append(given)
        self.decisions.append(decision)
        return decision

    def next_due(self) -> datetime | None:
        """When the next timer is due."""
        timers = [*(run["timers"] for run in self.open_runs), self.customer.get("timers", [])]
        return min((to_instant(entries[0]["due"]) for entries in timers if entries), default=None)


def through_json(decision: Decision) -> Decision:
    """A decision as a store gives it back."""
    customer, changed, effects, incidents, report = json.loads(json.dumps(decision, allow_nan=False))
    return Decision(customer, tuple(changed), tuple(effects), tuple(incidents), report)
