"""What the core executes: one journey as tables, and the journeys a runtime knows."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo

from journeyc.calendar import BusinessCalendar, zone_named
from journeyc.expression.canonical import canonical_fields
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.tree import Private
from journeyc.expression.types import RecordType, Type
from journeyc.expression.values import Json
from journeyc.runtime.core.contact_plans import NoticePlan, PolicyPlan, Reach, in_force, nobody_knows
from journeyc.runtime.core.documents import SCHEMA_VERSION, Run
from journeyc.runtime.core.matching import Matcher
from journeyc.runtime.core.nodes import (
    Arrow,
    Defaults,
    Formula,
    GoalPlan,
    InterruptNode,
    Node,
    PausePlan,
    ReenterPlan,
    RulePlan,
    SchedulePlan,
    ServicePlan,
    StepNode,
    Timer,
)
from journeyc.runtime.core.remembered import Remembered

#: What the runtime itself raises in a run; no input may carry these names, nor any with a dot.
SYSTEM_EVENTS = frozenset({"answered", "paused", "resumed"})

Place = tuple[Node, tuple[int, ...]]


def is_system(event: str) -> bool:
    """Whether only the runtime raises events of this name."""
    return event in SYSTEM_EVENTS or "." in event


@dataclass(slots=True, eq=False)
class Plan:
    """One version of one journey, ready to run.

    `taken_by` names, for every event, the nodes that handle it; `customer_channels` are those that are not an
    agent's. `keep` says how long an event waits that nobody takes. `moves` are, by the version they come
    from, where each step of it goes. `arrows` are all that can be taken, by label. `rules` are in written
    order, `watched` those that an event concerns, and `completed` those of them that look at it when it
    comes: it is the last of theirs, or they wait for what must not happen.

    `place` gives the node of a place, and the numbers of the items it is in. `undoes`: whether any step can
    be taken back.
    """

    journey: str
    title: str
    version: int
    definition_hash: str
    languages: tuple[str, ...]
    types: Mapping[str, Type]
    events: Mapping[str, Mapping[str, Type]]
    keep: Mapping[str, Formula]
    to_all_runs: frozenset[str]
    channels: frozenset[str]
    customer_channels: frozenset[str]
    customer_key: str
    customer_fields: Mapping[str, Type]
    customer_defaults: dict[str, Json]
    private: Private
    #: What is private even to a queue or bot that sees some of it, by kind and name.
    hidden: Mapping[tuple[str, str], Private]
    parameters: Mapping[str, Type]
    parameter_defaults: Defaults
    context_fields: Mapping[str, Type]
    defaults: Defaults
    timezone: Formula | None
    calendar: BusinessCalendar | None
    one_run_per: tuple[tuple[str, ...], ...]
    reenter: ReenterPlan | None
    starts: Mapping[str, tuple[Arrow, ...]]
    plain_start: Arrow | None
    segment_starts: tuple[tuple[str, Arrow], ...]
    schedules: tuple[SchedulePlan, ...]
    segments: Mapping[str, Formula]
    services: Mapping[str, ServicePlan]
    nodes: Mapping[str, Node]
    top: tuple[Node, ...]
    interrupts: tuple[InterruptNode, ...]
    timers: Mapping[str, Timer]
    pause: PausePlan | None
    goals: tuple[GoalPlan, ...]
    moves: Mapping[int, Mapping[str, str]]
    taken_by: Mapping[str, tuple[str, ...]]
    arrows: tuple[Arrow, ...]
    watches: bool
    rules: tuple[RulePlan, ...]
    watched: Mapping[str, tuple[RulePlan, ...]]
    notices: Mapping[str, NoticePlan]
    policies: tuple[PolicyPlan, ...]
    #: An engine that is asked which rules hold, if there is one.
    match: Matcher | None = None
    undoes: bool = field(init=False)
    rule_named: Mapping[str, RulePlan] = field(init=False)
    completed: Mapping[str, tuple[RulePlan, ...]] = field(init=False)
    place: Callable[[str], Place] = field(init=False)

    def __post_init__(self) -> None:
        self.undoes = any(isinstance(node, StepNode) and node.undo for node in self.nodes.values())
        self.rule_named = {rule.name: rule for rule in self.rules}
        self.completed = {
            name: tuple(rule for rule in rules if rule.kind == "absence" or rule.events[-1] == name)
            for name, rules in self.watched.items()
        }
        self.place = Remembered(self._place).__getitem__

    def run(self, identity: str, customer: str, at: str) -> Run:
        """A run that has not begun yet: it is nowhere."""
        return Run(
            schema=SCHEMA_VERSION,
            id=identity,
            journey=self.journey,
            version=self.version,
            definition_hash=self.definition_hash,
            customer=customer,
            key=[],
            configuration=[],
            context={},
            asked={},
            answered={},
            timers=[],
            status="active",
            outcome=None,
            paused_since=None,
            last_channel=None,
            last_seen=None,
            seq=0,
            logical_time="",
            started_at=at,
            updated_at=at,
        )

    @property
    def customer_type(self) -> RecordType:
        """What can be known of a customer."""
        return RecordType("Customer", self.customer_fields)

    def timer(self, name: str) -> Timer | None:
        """A timer that was written, by its name in a run."""
        return self.timers.get(written_name(name))

    def profile(self, customer: str, known: Mapping[str, Json]) -> dict[str, Json]:
        """What can be read of a customer of whom something is known."""
        return {**self.customer_defaults, self.customer_key: customer, **known}

    def zone(self, scope: Scope) -> tzinfo:
        """The zone of the journey; UTC where it cannot be said, as for a zone that nobody knows."""
        if self.timezone is not None:
            with suppress(EvaluationError):
                return zone_named(self.timezone.compute(scope))
        return UTC

    def _place(self, text: str) -> Place:
        name, _, numbers = text.partition("[")
        return self.nodes[name], tuple(int(number) for number in numbers[:-1].split(".") if number)


def with_around(node: Node, index: tuple[int, ...]) -> list[Place]:
    """A place and those around it, from inside; an `each` is around its items as a whole."""
    return [(around, index[: around.depth]) for around in (node, *node.around)]


def active_places(plan: Plan, configuration: Iterable[str]) -> set[str]:
    """Places, and those around them."""
    places = [plan.place(text) for text in configuration]
    return {place_text(*around) for place in places for around in with_around(*place)}


def node_name(place: str) -> str:
    """The name of the node of a place."""
    return place.partition("[")[0]


def written_name(timer: str) -> str:
    """The name of a timer as its plan has it: without the number of the item it is in."""
    place, slash, rest = timer.partition("/")
    return node_name(place) + slash + rest


def place_text(node: Node, index: tuple[int, ...]) -> str:
    """How a place is written: `transfer`, or `transfer[1]` inside of an `each`."""
    if not index:
        return node.name
    return f"{node.name}[{'.'.join(map(str, index))}]"


def written_order(node: Node, index: tuple[int, ...]) -> tuple[int, ...]:
    """What places are sorted by: the order of the text, what is around a place before it, and the items."""
    if not index:
        return (node.order,)
    key: list[int] = []
    for around in (*reversed(node.around), node):
        if key or around.kind == "each":
            key.append(around.order)
            if around.kind == "each" and len(index) > around.depth:
                key.append(index[around.depth])
    return tuple(key)


class Directory:
    """The journeys a runtime knows: the newest version of each for new runs, and every version by hash for
    open ones. `rules` are plans of what is declared for the customer: rules, of which of two with one name
    the one that comes last counts, events that may be sent though no journey takes them, and segments.
    `policies` hold for all messages, whoever sends them; None: those of the newest versions.

    `reach` says whether a channel has an address of a customer; whoever has channels at hand sets it.
    """

    def __init__(
        self,
        plans: Mapping[str, Plan],
        rules: Iterable[Plan] = (),
        policies: Iterable[PolicyPlan] | None = None,
    ) -> None:
        self.by_hash = dict(plans)
        self.newest: dict[str, Plan] = {}
        self.versions: dict[tuple[str, int], Plan] = {}
        for plan in plans.values():
            self.versions[plan.journey, plan.version] = plan
            current = self.newest.get(plan.journey)
            if current is None or plan.version >= current.version:
                self.newest[plan.journey] = plan
        ordered = [
            *self.newest.values(),
            *(plan for plan in plans.values() if plan is not self.newest[plan.journey]),
        ]
        of_customer = tuple(rules)
        self.customer_rules = _distinct(of_customer)
        today = [*self.newest.values(), *self.customer_rules]
        written = [policy for plan in today for policy in plan.policies] if policies is None else policies
        self.policies = in_force(written)
        self.reach: Reach = nobody_knows
        #: Whether a channel of which nothing is known is one that nobody may have: no other falls back to it.
        self.knows_channels = False
        #: Whether it is known here what follows of what a customer is: segments, starts, conditions.
        self.looks = True
        ordered += self.customer_rules
        self.events: dict[str, Mapping[str, Type]] = {}
        self.customer_fields: dict[str, Type] = {}
        self.customer_defaults: dict[str, Json] = {}
        known = (*ordered, *of_customer)
        self.private: Private = frozenset().union(*(plan.private for plan in known))
        self.customer_keys = {plan.customer_key for plan in known}
        self.channels = frozenset().union(*(plan.channels for plan in known))
        self.to_all_runs = frozenset().union(*(plan.to_all_runs for plan in known))
        self.segments: dict[str, Formula] = {}
        #: Until when an event that some rule counts may be counted.
        self.reaches: dict[str, list[Callable[[datetime], datetime]]] = {}
        for plan in ordered:
            for rule in plan.rules:
                for name in set(rule.events) if rule.counts else ():
                    self.reaches.setdefault(name, []).append(rule.reach)
        for plan in known:
            for name, fields in plan.events.items():
                self.events.setdefault(name, fields)
            for name, declared in plan.customer_fields.items():
                self.customer_fields.setdefault(name, declared)
            for name, value in plan.customer_defaults.items():
                self.customer_defaults.setdefault(name, value)
            for name, formula in plan.segments.items():
                self.segments.setdefault(name, formula)
        #: The events that rules of some journey, or of the customer, look at.
        self.watched = frozenset(name for plan in ordered for name in plan.watched)
        #: What events look like that may be sent, and from where: from a channel, or from no customer.
        self.checks = {n: canonical_fields(f) for n, f in self.events.items() if not is_system(n)}
        self.senders = self.channels | {None}
        self.starts: dict[str, list[Plan]] = {}
        #: The scheduled starts of the journeys that begin here, by the names of their timers.
        self.schedules: dict[str, tuple[Plan, int]] = {}
        #: The journeys whose new runs begin here: all, unless a host has some only for their open runs.
        self.beginning: dict[str, Plan] = dict(self.newest)
        self.prepare()

    def profile(self, customer: str, known: Mapping[str, Json]) -> dict[str, Json]:
        """What can be read of a customer of whom something is known, whoever asks."""
        return {**self.customer_defaults, **known, **dict.fromkeys(self.customer_keys, customer)}

    def hears(self, plan: Plan | None, event: str) -> bool:
        """Whether anything is done with what becomes of a message: in the run that has sent it, if it is
        open, or by a rule of the customer.
        """
        if plan is not None and event in plan.taken_by:
            return True
        return any(event in rules.watched for rules in self.customer_rules)

    def sender(self, notification: str, run: Run | None) -> Plan | None:
        """The plan by which a run, or else a rule of the customer, sends a notification. A run that has moved
        to a version without it sends it as an earlier one did.
        """
        if run is None:
            return next((plan for plan in self.customer_rules if notification in plan.notices), None)
        own = self.by_hash.get(run["definition_hash"])
        if own is None or notification in own.notices:
            return own
        others = (plan for plan in self.by_hash.values() if plan.journey == run["journey"])
        return next((plan for plan in others if notification in plan.notices), None)

    def with_instead(self, plan: Plan) -> "Directory":
        """The same with another plan of a definition it knows, one that differs in its first values alone."""
        changed = copy(self)
        changed.by_hash = {**self.by_hash, plan.definition_hash: plan}
        changed.newest = {**self.newest, plan.journey: plan}
        changed.versions = {**self.versions, (plan.journey, plan.version): plan}
        changed.beginning = dict(changed.newest)
        changed.prepare()
        return changed

    def prepare(self, beginning: "frozenset[str] | None" = None) -> None:
        """Work out which journeys begin with which events, of those that may begin at all."""
        if beginning is not None:
            self.beginning = {name: plan for name, plan in self.newest.items() if name in beginning}
        self.starts = {}
        self.schedules = {}
        for plan in self.beginning.values():
            for name in plan.starts:
                self.starts.setdefault(name, []).append(plan)
            for number in range(len(plan.schedules)):
                self.schedules[f"{plan.journey}/schedule/{number}"] = plan, number


def _distinct(plans: Iterable[Plan]) -> tuple[Plan, ...]:
    """Plans of rules in which every name is there once."""
    known: set[str] = set()
    found: list[Plan] = []
    for plan in reversed(list(plans)):
        rules = tuple(rule for rule in plan.rules if rule.name not in known)
        known |= {rule.name for rule in rules}
        if rules:
            found.append(replace(plan, rules=rules, watched=by_watched(rules)))
    return tuple(reversed(found))


def by_watched(rules: Iterable[RulePlan]) -> dict[str, tuple[RulePlan, ...]]:
    """The rules that each event concerns: all that name it."""
    table: dict[str, tuple[RulePlan, ...]] = {}
    for rule in rules:
        for name in dict.fromkeys(rule.events):
            table[name] = (*table.get(name, ()), rule)
    return table
