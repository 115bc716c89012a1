"""A scenario at play: a customer and their runs, a clock of its own, and those who stand in for others."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.types import parse_type
from journeyc.expression.values import Json, instant_text, to_instant
from journeyc.runtime.core.contact_log import contact_of, senders
from journeyc.runtime.core.decide import decide, new_customer
from journeyc.runtime.core.documents import (
    CallEffect,
    Decision,
    Effect,
    NotifyEffect,
    Report,
    Run,
    State,
)
from journeyc.runtime.core.incidents import EFFECT
from journeyc.runtime.core.inputs import CallInput, DeliveryInput, Input, TimeInput
from journeyc.runtime.core.plan import Directory
from journeyc.template.written import written
from journeyc.testing.cast import Cast
from journeyc.testing.faults import endless, incident, without_stub
from journeyc.testing.played import Sent, Stopped
from journeyc.testing.prepared import Prepared

#: More inputs at one instant are a journey that goes round in circles.
MAXIMUM_AT_ONCE = 1_000
#: So many inputs are more than any scenario has use for.
MAXIMUM_INPUTS = 100_000

_ARRIVES: tuple[Literal["sent", "delivered"], ...] = ("sent", "delivered")


class Happened(NamedTuple):
    """One input with what came of it; `report` is None for what nothing came of. `began` is at how many
    places each run of the report was before.
    """

    at: datetime
    what: str | Callable[[], str]
    report: Report | None
    began: tuple[int, ...] = ()


class Play:
    """Everything that a scenario has come to; `step` is the clause at which it is."""

    def __init__(self, prepared: Prepared, directory: Directory, cast: Cast) -> None:
        self.prepared = prepared
        self.directory = directory
        self.cast = cast
        self.plan = cast.plan
        self.step = cast.place
        self.now = cast.begins
        self.customer = new_customer(cast.customer.identity, instant_text(cast.begins))
        self.profile: Mapping[str, Json] = cast.customer.profile(cast.plan)
        self.open: dict[str, Run] = {}
        self.ended: dict[str, Run] = {}
        self.happened: list[Happened] = []
        self.sent: list[Sent] = []
        self.emitted: list[str] = []
        self.inputs = 0
        self._latest = ""
        self._at_once = 0
        self._effects: deque[Effect] = deque()

    # ── what is there ──

    @property
    def run(self) -> Run | None:
        """The run of the scenario: of several the one that something happened to last."""
        return self.open.get(self._latest) or self.ended.get(self._latest)

    @property
    def scope(self) -> Scope:
        """What expressions of the scenario read now."""
        run = self.run
        context: dict[str, Json] = run["context"] if run else {}
        parameters = run.get("parameters", {}) if run else {}
        return Scope(context, self.profile, {}, self.now, self.cast.zone, parameters)

    def next_id(self) -> str:
        """The id of the next input."""
        return f"input-{self.inputs + 1}"

    def written(self, value: Json, type_name: str) -> str:
        """A value as an author would write it, moments as the clocks of the journey show them."""
        if value is None:
            return "missing"
        return written(value, parse_type(type_name, self.prepared.types), self.cast.zone)

    # ── what happens ──

    def give(self, given: Input, what: str | Callable[[], str]) -> Report:
        """One input with everything that follows at the same instant: services answer, messages arrive, and
        what is due fires.
        """
        report = self._decide(given, what)
        self.pass_until(self.now)
        return report

    def pass_until(self, instant: datetime) -> None:
        """Let time pass; each timer fires at its own instant on the way."""
        self._settle()
        # Without the `Z`, texts of instants are in the order of time, whether or not they have microseconds.
        until = instant_text(instant)[:-1]
        while (due := self._next_due()) and due[:-1] <= until:
            self._go_on(to_instant(due))
            self._decide(TimeInput(self.next_id(), self.now), "")
            self._settle()
        self._go_on(instant)

    def _go_on(self, instant: datetime) -> None:
        if instant > self.now:
            self.now, self._at_once = instant, 0

    def _next_due(self) -> str:
        """When the next timer is due, empty where there is none."""
        found = ""
        for run in self.open.values():
            if timers := run["timers"]:
                due = timers[0]["due"]
                if not found or due[:-1] < found[:-1]:
                    found = due
        for timer in self.customer.get("timers", ()):
            if not found or timer["due"][:-1] < found[:-1]:
                found = timer["due"]
        return found

    def _settle(self) -> None:
        """Let those who stand in for others do their part, in the order in which they were asked."""
        while self._effects:
            effect = self._effects.popleft()
            if effect["kind"] == "call":
                self._answer(effect)
            elif effect["kind"] == "notify":
                self._deliver(effect)
            elif effect["kind"] == "emit":
                self.emitted.append(effect["event"])

    def _answer(self, call: CallEffect) -> None:
        service, run = call["service"], call["run"]
        reply = self.cast.replies.get(service)
        if reply is None:
            raise Stopped(without_stub(self, service, call["place"], run))
        if not reply.result:
            self.happened.append(Happened(self.now, f"{service} is silent", None))
        elif run in self.open:
            what = f"{service} fails: {reply.failure}" if reply.failure else f"{service} is ok"
            said = (reply.result, reply.value, reply.failure, call["attempt"])
            self._decide(CallInput(self.next_id(), self.now, call["key"], *said), what)

    def _deliver(self, effect: NotifyEffect) -> None:
        """Send a message at once; the run, and the log of what was sent, are told."""
        name, channel = effect["notification"], effect["channel"]
        self.sent.append(Sent(name, channel, ""))
        for outcome in _ARRIVES:
            kept = outcome == "sent" and contact_of(self.customer, effect["id"]) is not None
            if kept or self._waits_for(effect["run"], f"{name}.{outcome}"):
                given = DeliveryInput(self.next_id(), self.now, effect["id"], name, outcome, channel)
                self._decide(given, f"{name} is {outcome} over {channel}")

    def _waits_for(self, run: str, event: str) -> bool:
        there = self.open.get(run)
        return self.directory.hears(there and self.directory.by_hash[there["definition_hash"]], event)

    def _decide(self, given: Input, what: str | Callable[[], str]) -> Report:
        self._count()
        state = State(self.customer, (*self.open.values(), *self._senders()))
        decision = decide(self.directory, state, given)
        report = decision.report
        began = tuple([len(self._configuration(run["run"])) for run in report["runs"]])
        self.happened.append(Happened(self.now, what, report, began))
        self._keep(decision)
        # What is not sent is told by what is expected of it.
        if found := [one for one in decision.incidents if one["input"]["kind"] != EFFECT]:
            raise Stopped(incident(self, found[0]))
        return report

    def _senders(self) -> list[Run]:
        """The ended runs whose messages are held."""
        names = senders(self.customer)
        return [self.ended[name] for name in sorted(names & self.ended.keys())]

    def _configuration(self, run: str) -> list[str]:
        there = self.open.get(run)
        return there["configuration"] if there else []

    def _keep(self, decision: Decision) -> None:
        if decision.customer["profile"] is not self.customer["profile"]:
            self.profile = self.plan.profile(decision.customer["id"], decision.customer["profile"])
        self.customer = decision.customer
        self._effects += decision.effects
        for told in decision.report.get("contacts", ()):
            if told["result"] in {"suppressed", "failed"}:
                self.sent.append(Sent(told["notification"], None, told["reason"]))
        for run in decision.changed:
            identity = run["id"]
            if run["status"] == "ended":
                self.open.pop(identity, None)
                self.ended[identity] = run
            else:
                self.open[identity] = run
            if run["journey"] == self.plan.journey:
                self._latest = identity

    def _count(self) -> None:
        self.inputs += 1
        self._at_once += 1
        if self._at_once > MAXIMUM_AT_ONCE:
            raise Stopped(endless(self, f"more than {MAXIMUM_AT_ONCE:,} things happen at one instant"))
        if self.inputs > MAXIMUM_INPUTS:
            raise Stopped(endless(self, f"more than {MAXIMUM_INPUTS:,} things happen"))
