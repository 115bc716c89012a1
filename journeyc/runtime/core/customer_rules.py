"""The rules of the customer, whatever journey they are in: one macrostep of its own for each event."""

from typing import NamedTuple

from journeyc.expression.values import instant_text
from journeyc.runtime.core.considered import RuleReport
from journeyc.runtime.core.documents import (
    CustomerDocument,
    Effect,
    Incident,
    RecentEvent,
    Run,
    TimerEntry,
    put,
)
from journeyc.runtime.core.failure import Failure, as_told, incident_of
from journeyc.runtime.core.identities import numbered
from journeyc.runtime.core.inputs import EventInput, TimerDue
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.retried import incident_id
from journeyc.runtime.core.rules import ABSENCE, fire_absence, scope_of, watch
from journeyc.runtime.core.timers import owner, with_timers

_CUSTOMER = "customer:"


class Served(NamedTuple):
    """What the rules did: the customer as they are now, effects, some of which begin runs, and a report."""

    customer: CustomerDocument
    effects: tuple[Effect, ...]
    rules: tuple[RuleReport, ...]
    incident: Incident | None = None


def customer_run(identity: str) -> str:
    """What stands where effects name their run; no run can be called so."""
    return _CUSTOMER + identity


def customer_in(run: str) -> str | None:
    """The customer that such a name is of, None for that of a run."""
    return run.removeprefix(_CUSTOMER) if run.startswith(_CUSTOMER) else None


def stands_for(run: str, customer: CustomerDocument) -> bool:
    """Whether a name is that of a customer, or of somebody who was merged into them."""
    named = customer_in(run)
    return named is not None and (named == customer["id"] or named in customer.get("identities", ()))


def has_caused(customer: CustomerDocument, effect: str) -> bool:
    """Whether a rule of a customer had an effect, or could have had: not one of somebody who had the same
    key, and was erased.
    """
    run, number, _ = effect.rsplit("/", 2)
    is_own = customer_in(run) == customer["id"]
    return stands_for(run, customer) and (
        not is_own or numbered(customer, number.partition(".")[0]) == number
    )


class CustomerMacrostep(Macrostep):
    """The customer in the middle of one input, in no run."""

    __slots__ = ("first",)

    def __init__(
        self, plan: Plan, customer: CustomerDocument, given: EventInput | TimerDue, first: int
    ) -> None:
        channel = given.channel if isinstance(given, EventInput) else None
        super().__init__(plan, stand_in(plan, customer), customer, given.at, channel, given.id)
        self.first = first

    def rule_did(self, report: RuleReport) -> None:
        """Tell with a rule what it has set, and what it decided: there is no run to tell of it."""
        put(report, "set", as_told(self.set_customer, "customer", self.plan.private))
        put(report, "decided", [*report.get("decided", ()), *self.decided_since(0)])
        self.set_customer = {}

    def next_id(self) -> str:
        """The id of the next effect: the rules of one input count on."""
        number = numbered(self.document, self.run["seq"])
        return f"{self.run['id']}/{number}/{self.first + len(self.effects)}"

    def counts(self, event: RecentEvent) -> bool:
        """What happened inside of a run is no concern of these."""
        return not event.get("raised")


def stand_in(plan: Plan, customer: CustomerDocument) -> Run:
    """The customer as what a macrostep and a message are made of: a run that is nowhere."""
    mine = [
        entry
        for entry in customer.get("timers", ())
        if entry["kind"] == ABSENCE and owner(entry["name"]) in plan.rule_named
    ]
    at = customer["updated_at"]
    run = plan.run(customer_run(customer["id"]), customer["id"], at)
    run["timers"], run["seq"], run["logical_time"] = mine, customer["seq"], at
    return run


def serve_event(
    plan: Plan, customer: CustomerDocument, given: EventInput, event: RecentEvent, first: int
) -> Served:
    """Let the rules see an event; `first` is the number of their next effect."""
    step = CustomerMacrostep(plan, customer, given, first)
    try:
        step.look_at({**scope_of(step, event), "at": instant_text(given.came or given.at)})
        watch(step, event)
    except Failure as failed:
        return _failed(customer, given, failed)
    return Served(_changed(step, customer), tuple(step.effects), tuple(step.rules))


def serve_timer(
    plan: Plan, customer: CustomerDocument, entry: TimerEntry, given: TimerDue, first: int
) -> Served:
    """The time of a rule is over; its timer is gone from the customer already."""
    step = CustomerMacrostep(plan, customer, given, first)
    try:
        fire_absence(step, entry)
    except Failure as failed:
        return _failed(customer, given, failed, given.name)
    return Served(_changed(step, customer), tuple(step.effects), tuple(step.rules))


def _changed(step: CustomerMacrostep, customer: CustomerDocument) -> CustomerDocument:
    """The customer after the rules: another one wherever they did anything, so that it is written."""
    fired = any(report["result"] == "fired" for report in step.rules)
    if not (fired or step.armed or step.cancelled):
        return customer
    if step.armed or step.cancelled:
        mine = stand_in(step.plan, customer)["timers"]
        others = [entry for entry in customer.get("timers", ()) if entry not in mine]
        return with_timers(step.document, [*others, *step.run["timers"]])
    return {**step.document}


def _failed(
    customer: CustomerDocument, given: EventInput | TimerDue, failed: Failure, what: str = ""
) -> Served:
    """All or nothing, as for a run."""
    name = customer_run(customer["id"])
    return Served(customer, (), (), incident_of(failed, incident_id(name, given.id, what), name, given))
