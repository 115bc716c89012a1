"""What the core executes: one journey as tables and compiled expressions, with every name resolved.

`journeyc.runtime.plan` makes it from the intermediate representation when a definition is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from journeyc.expression.evaluation import Closure
from journeyc.expression.types import Type
from journeyc.expression.values import Json
from journeyc.runtime.core.documents import TimerKind

#: What the runtime itself raises in a run; no input may carry these names.
SYSTEM_EVENTS = frozenset({"answered", "paused", "resumed"})


@dataclass(slots=True, eq=False)
class Formula:
    """A compiled expression with what an incident says of it: its text, where it stands and what it reads."""

    compute: Closure
    text: str
    place: str
    reads: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def reads_event(self) -> bool:
        """Whether the value depends on the event at hand."""
        return any(root == "event" for root, _ in self.reads)


@dataclass(slots=True, eq=False)
class SetField:
    """Writes a field of the context."""

    path: tuple[str, ...]
    name: str
    value: Formula


@dataclass(slots=True, eq=False)
class SendNotification:
    """Asks for a notification with computed arguments."""

    notification: str
    arguments: tuple[tuple[str, Formula], ...]


Action: TypeAlias = SetField | SendNotification


@dataclass(slots=True, eq=False)
class Arrow:
    """Where something leads and what it does on the way: a handler, a start, a row of a choice or what a
    timer does.

    `label` is how reports name it, e.g. `on answered -> review (line 42)`; `channels` None means from any;
    without `target` the run stays.
    """

    label: str
    line: int
    guard: Formula | None
    actions: tuple[Action, ...]
    channels: frozenset[str] | None = None
    target: "Node | None" = None


@dataclass(slots=True, eq=False)
class Timer:
    """Something due later: `wait` gives a duration from now, or an instant; what it does is an arrow or a
    notification.
    """

    name: str
    kind: TimerKind
    wait: Formula
    arrow: Arrow


@dataclass(slots=True, eq=False)
class Question:
    """A field of the context that a step asks for; `type` is that of an answer, never optional."""

    name: str
    path: tuple[str, ...]
    type: Type
    again: bool


@dataclass(slots=True, eq=False)
class StepNode:
    """A step; `handlers` by event name in written order, `awaits_customer` where idleness counts."""

    name: str
    title: str
    line: int
    channels: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: Mapping[str, Question] = field(default_factory=dict)
    enter: tuple[Action, ...] = ()
    leave: tuple[Action, ...] = ()
    handlers: Mapping[str, tuple[Arrow, ...]] = field(default_factory=dict)
    timers: tuple[Timer, ...] = ()
    awaits_customer: bool = False


@dataclass(slots=True, eq=False)
class ChoiceNode:
    """A pure branching; rows in written order, the one without guard last."""

    name: str
    title: str
    line: int
    place: str
    rows: tuple[Arrow, ...] = ()


@dataclass(slots=True, eq=False)
class EndNode:
    """A named outcome."""

    name: str
    title: str
    line: int
    outcome: Literal["success", "failure", "neutral"]
    actions: tuple[Action, ...] = ()


Node: TypeAlias = StepNode | ChoiceNode | EndNode


@dataclass(slots=True, eq=False)
class PausePlan:
    """When a run counts as paused and what happens meanwhile; `timers` are its reminders and `give up`."""

    idle: Formula | None
    handlers: Mapping[str, tuple[Arrow, ...]]
    timers: tuple[Timer, ...]
    hold_timers: bool


@dataclass(slots=True, eq=False)
class Plan:
    """One version of one journey, ready to run.

    `taken_by` names, for every event, the steps that handle it; `customer_channels` are those that are not an
    agent's.
    """

    journey: str
    title: str
    version: int
    definition_hash: str
    languages: tuple[str, ...]
    types: Mapping[str, Type]
    events: Mapping[str, Mapping[str, Type]]
    channels: frozenset[str]
    customer_channels: frozenset[str]
    customer_key: str
    customer_fields: Mapping[str, Type]
    customer_defaults: Mapping[str, Json]
    private: frozenset[str]
    context_fields: Mapping[str, Type]
    defaults: tuple[tuple[str, Formula], ...]
    timezone: Formula | None
    one_run_per: tuple[tuple[str, ...], ...]
    starts: Mapping[str, tuple[Arrow, ...]]
    nodes: Mapping[str, Node]
    timers: Mapping[str, Timer]
    pause: PausePlan | None
    taken_by: Mapping[str, tuple[str, ...]]


class Directory:
    """The journeys a runtime knows: the newest version of each for new runs, and every version by hash for
    open ones.
    """

    def __init__(self, plans: Mapping[str, Plan]) -> None:
        self.by_hash = dict(plans)
        self.newest: dict[str, Plan] = {}
        for plan in plans.values():
            current = self.newest.get(plan.journey)
            if current is None or plan.version >= current.version:
                self.newest[plan.journey] = plan
        ordered = [
            *self.newest.values(),
            *(plan for plan in plans.values() if plan is not self.newest[plan.journey]),
        ]
        self.events: dict[str, Mapping[str, Type]] = {}
        self.customer_fields: dict[str, Type] = {}
        self.customer_keys = {plan.customer_key for plan in ordered}
        self.channels = frozenset().union(*(plan.channels for plan in ordered))
        for plan in ordered:
            for name, fields in plan.events.items():
                self.events.setdefault(name, fields)
            for name, declared in plan.customer_fields.items():
                self.customer_fields.setdefault(name, declared)
        self.starts: dict[str, list[Plan]] = {}
        for plan in self.newest.values():
            for name in plan.starts:
                self.starts.setdefault(name, []).append(plan)
