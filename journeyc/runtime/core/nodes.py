"""What a journey is made of when it runs: nodes and arrows with every name resolved, expressions compiled.

`journeyc.runtime.plan` makes them from the intermediate representation when a definition is loaded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias

from journeyc.calendar import BusinessTime
from journeyc.expression.evaluation import Closure, Scope
from journeyc.expression.types import Type
from journeyc.runtime.core.documents import OutcomeKind, TimerKind
from journeyc.runtime.core.remembered import Remembered


@dataclass(slots=True, eq=False)
class Formula:
    """A compiled expression with what an incident says of it: its text, where it stands and what it reads.

    A `constant` is computed once; a wait may be a `business` time instead. `types` are those of `reads`; one
    that `decides` asks decisions.
    """

    compute: Closure
    text: str
    place: str
    reads: tuple[tuple[str, tuple[str, ...]], ...] = ()
    constant: bool = False
    business: BusinessTime | None = None
    types: tuple[str, ...] = ()
    decides: bool = False
    #: What it reads, as reports name it.
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.names = tuple(".".join((root, *path)) for root, path in self.reads)

    @property
    def reads_event(self) -> bool:
        """Whether the value depends on the event at hand."""
        return any(root == "event" for root, _ in self.reads)


Arguments: TypeAlias = tuple[tuple[str, Formula], ...]


# ── effects ──────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class SetField:
    """Writes a field of the context, or of the customer."""

    root: Literal["context", "customer"]
    path: tuple[str, ...]
    name: str
    value: Formula


@dataclass(slots=True, eq=False)
class SendNotification:
    """Asks for a notification with computed arguments."""

    notification: str
    arguments: Arguments


@dataclass(slots=True, eq=False)
class RaiseEvent:
    """Puts an event behind those that wait in this macrostep."""

    event: str
    arguments: Arguments


@dataclass(slots=True, eq=False)
class EmitEvent:
    """Hands an event to the outside."""

    event: str
    arguments: Arguments


@dataclass(slots=True, eq=False)
class BeginJourney:
    """Begins a run of another journey, for which nobody waits."""

    journey: str
    arguments: Arguments


@dataclass(slots=True, eq=False)
class WriteNote:
    """Writes words into the history: `render` makes them of what can be read here, or EvaluationError.
    `reads` is what they show.
    """

    render: Callable[[Scope], str]
    reads: tuple[tuple[str, tuple[str, ...]], ...]
    place: str


Action: TypeAlias = SetField | SendNotification | RaiseEvent | EmitEvent | BeginJourney | WriteNote


# ── arrows ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class Arrow:
    """Where something leads and what it does on the way: a handler, a start, a row, an outcome or what a
    timer does.

    `label` is how reports name it, e.g. `on answered -> review (line 42)`; `channels` None means from any.
    `way` says what a target is: entered, or (`last`) a stage whose memory is followed; `back` leads out of
    an interrupt and has none. One without either stays. `completes`: whether it completes the step it is
    taken from, which all do but those that take back, those of the pause and of failed calls.
    """

    label: str
    line: int
    guard: Formula | None
    actions: tuple[Action, ...]
    channels: frozenset[str] | None = None
    target: "Node | None" = None
    way: Literal["enter", "back", "last"] = "enter"
    undoing: bool = False
    completes: bool = True
    leaves: bool = field(init=False)
    known_domains: "dict[tuple[Node, tuple[int, ...]], Any]" = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.leaves = self.target is not None or self.way == "back"


@dataclass(slots=True, eq=False)
class Timer:
    """Something due later: `wait` gives a duration from now, or an instant; what it does is an arrow.

    `times`: how often it fires, for `every`.
    """

    name: str
    kind: TimerKind
    wait: Formula
    arrow: Arrow
    times: int | None = None


@dataclass(slots=True, eq=False)
class Question:
    """A field of the context that a step asks for; `type` is that of an answer, never optional."""

    name: str
    path: tuple[str, ...]
    type: Type
    again: bool


@dataclass(slots=True, eq=False)
class OutcomeRow:
    """What follows an outcome; `name` is the failure or the end, or what the result of `ok` is called."""

    kind: Literal["ok", "fails", "no_answer", "ends", "otherwise"]
    name: str | None
    arrow: Arrow


@dataclass(slots=True, eq=False)
class RetryPlan:
    """How often a call is tried again, how long after, and how many times longer each further wait is."""

    times: int
    every: Formula
    factor: Decimal


@dataclass(slots=True, eq=False)
class CallPlan:
    """A call of a step; `name` is that of its clause in pending work and timers, e.g. `call/0`; an answer not
    older than `keep` is used again.
    """

    name: str
    service: str
    arguments: Arguments
    retry: RetryPlan | None
    timeout: Formula | None
    keep: Formula | None
    rows: tuple[OutcomeRow, ...]


@dataclass(slots=True, eq=False)
class ChildPlan:
    """A sub-journey of a step; `name` is that of its clause in pending work, e.g. `run/0`."""

    name: str
    journey: str
    arguments: Arguments
    rows: tuple[OutcomeRow, ...]


@dataclass(slots=True, eq=False)
class BestChannelPlan:
    """The decision that chooses the channel of a step; `awaits`: the channels on which the step then awaits
    the customer.
    """

    choose: Formula
    awaits: frozenset[str]


# ── nodes ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True, eq=False)
class Node:
    """What all nodes have. `order` is that of the text; `around` are the nodes it stands in, innermost first;
    `depth` counts the `each` among them, so it is how many numbers a place of it has. `arms`: whether
    anything begins to count or to be waited for when it is entered. `handling` are, by event, the node and
    those around it, from inside, that handle it where they are active, with their arrows.
    """

    name: str
    title: str
    line: int
    place: str
    order: int
    around: "tuple[Node, ...]"
    depth: int
    kind: ClassVar[str] = ""
    arms: bool = field(init=False, default=False)
    handling: "Remembered[str, tuple[tuple[ActiveNode, tuple[Arrow, ...]], ...]]" = field(init=False)

    def __post_init__(self) -> None:
        self.handling = Remembered(self._handling)

    def _handling(self, event: str) -> "tuple[tuple[ActiveNode, tuple[Arrow, ...]], ...]":
        return tuple(
            (node, node.handlers[event])
            for node in (self, *self.around)
            if isinstance(node, ActiveNode) and not isinstance(node, InterruptNode) and event in node.handlers
        )

    @property
    def parent(self) -> "Node | None":
        """The node it stands in, None at the top of a journey."""
        return self.around[0] if self.around else None


@dataclass(slots=True, eq=False)
class ActiveNode(Node):
    """A node with clauses. `handlers` by event name in written order; `watches`: whether it, or something
    around it, has conditions.
    """

    enter: tuple[Action, ...] = ()
    leave: tuple[Action, ...] = ()
    handlers: Mapping[str, tuple[Arrow, ...]] = field(default_factory=dict)
    timers: tuple[Timer, ...] = ()
    conditions: tuple[Arrow, ...] = ()
    watches: bool = False


class WorkerPlan(NamedTuple):
    """Who works on a step, and how long after a task is opened it is to be claimed, and answered."""

    kind: Literal["queue", "bot"]
    name: str
    claim: Formula | None = None
    answer: Formula | None = None


@dataclass(slots=True, eq=False)
class StepNode(ActiveNode):
    """A step; `awaits_customer` where idleness counts. `undo` is what takes it back, `undo_reads` what that
    reads.
    """

    kind: ClassVar[str] = "step"
    channels: tuple[str, ...] = ()
    best: BestChannelPlan | None = None
    worker: WorkerPlan | None = None
    questions: tuple[Question, ...] = ()
    asked: Mapping[str, Question] = field(default_factory=dict)
    calls: tuple[CallPlan, ...] = ()
    children: tuple[ChildPlan, ...] = ()
    undo: tuple[Action, ...] = ()
    undo_reads: tuple[tuple[str, tuple[str, ...]], ...] = ()
    awaits_customer: bool = False


@dataclass(slots=True, eq=False)
class StageNode(ActiveNode):
    """A phase; `initial` is where it begins."""

    kind: ClassVar[str] = "stage"
    initial: Node | None = None
    remembers: Literal["no", "shallow", "deep"] = "no"


@dataclass(slots=True, eq=False)
class BranchNode(StageNode):
    """A branch of a parallel: a phase beside others."""

    kind: ClassVar[str] = "branch"


@dataclass(slots=True, eq=False)
class ParallelNode(ActiveNode):
    """Branches side by side."""

    kind: ClassVar[str] = "parallel"
    branches: tuple[BranchNode, ...] = ()


@dataclass(slots=True, eq=False)
class EachNode(ActiveNode):
    """The same for each item of a list; `item` is what it is called inside."""

    kind: ClassVar[str] = "each"
    initial: Node | None = None
    item: str = ""
    among: Formula | None = None
    at_once: int | None = None


@dataclass(slots=True, eq=False)
class InterruptNode(ActiveNode):
    """`anytime`: its handlers serve the whole journey."""

    kind: ClassVar[str] = "interrupt"
    urgent: bool = False
    initial: Node | None = None


@dataclass(slots=True, eq=False)
class ChoiceNode(Node):
    """A pure branching; rows in written order, the one without guard last."""

    kind: ClassVar[str] = "choice"
    rows: tuple[Arrow, ...] = ()


@dataclass(slots=True, eq=False)
class SplitNode(Node):
    """An experiment; `shares` are (percent, what is taken)."""

    kind: ClassVar[str] = "split"
    shares: tuple[tuple[Decimal, Arrow], ...] = ()


@dataclass(slots=True, eq=False)
class EndNode(Node):
    """A named outcome. `ends_run`: at the top of a journey or in an interrupt; else it completes what it
    stands in.
    """

    kind: ClassVar[str] = "end"
    outcome: OutcomeKind = "neutral"
    actions: tuple[Action, ...] = ()
    ends_run: bool = True


@dataclass(slots=True, eq=False)
class PausePlan:
    """When a run counts as paused and what happens meanwhile; `timers` are its reminders and `give up`."""

    idle: Formula | None
    handlers: Mapping[str, tuple[Arrow, ...]]
    timers: tuple[Timer, ...]
    hold_timers: bool


@dataclass(slots=True, eq=False)
class GoalPlan:
    """What a run is measured by: a node that is reached, or a condition; `within` counts from its start."""

    name: str
    title: str
    reached: str | None
    guard: Formula | None
    within: Formula | None


@dataclass(slots=True, eq=False)
class SchedulePlan:
    """When runs begin by themselves: at this time of these weekdays (none: every day), for the
    customers of a segment or for all.
    """

    weekdays: frozenset[str]
    time: str
    segment: str | None
    arrow: Arrow


@dataclass(slots=True, eq=False)
class ReenterPlan:
    """Whether a customer may come again: `never`, `always`, or `after` a time since the last run ended; at
    most `times` in any stretch as long as `per`.
    """

    kind: Literal["never", "always", "after"]
    after: Formula | None
    times: int | None
    per: Formula | None
    text: str


@dataclass(slots=True, eq=False)
class RulePlan:
    """A business rule; `channels` None means from any. `reach` gives the end of the longest window that
    begins at an instant: nothing is counted after that.

    `before` are the events that must have come before the last one, the latest first, `wanted` how many
    complete the rule in all; `sets` says whether it changes what others read.
    """

    name: str
    label: str
    kind: Literal["single", "repeated", "sequence", "absence"]
    events: tuple[str, ...]
    count: int
    channels: frozenset[str] | None
    within: Formula | None
    guard: Formula | None
    actions: tuple[Action, ...]
    reach: Callable[[datetime], datetime]
    before: tuple[str, ...] = field(init=False)
    wanted: int = field(init=False)
    sets: bool = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.events[-2::-1] if self.kind == "sequence" else self.events[:1] * (self.count - 1)
        self.wanted = len(self.before) + 1
        self.sets = any(isinstance(action, SetField) for action in self.actions)

    @property
    def counts(self) -> bool:
        """Whether it asks what happened before the event at hand."""
        return self.within is not None


@dataclass(slots=True, eq=False)
class ServicePlan:
    """What a service gives and how it may fail."""

    gives: Type | None
    failures: tuple[str, ...]


Defaults: TypeAlias = tuple[tuple[str, Formula], ...]
