"""A journey and the places it is made of."""

from journeyc.compiler.syntax.clauses import (
    Clause,
    Effect,
    Handler,
    Remind,
    Rule,
    StepItem,
    Tail,
    Timer,
)
from journeyc.compiler.syntax.declarations import Weekdays
from journeyc.compiler.syntax.written import Field, Setting, Text
from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Word


class Start(Node):
    """How a journey starts: `kind` is `event`, `segment`, `schedule` or `plain`.

    `name` is the event or the segment; a schedule without `days` is for every day.
    """

    kind: str
    name: Word | None
    channels: list[Word]
    guard: Expression | None
    days: list[Weekdays]
    time: Expression | None
    tail: Tail


class Pause(Node):
    """What counts as a pause, and what happens meanwhile."""

    idle: list[Setting]
    events: list[Handler]
    reminders: list[Remind]
    give_up: list[Timer]
    hold_timers: bool


class BestChannel(Node):
    """`via best …`: a decision chooses the channel."""

    decision: Word
    arguments: list[Expression]


class WorkedBy(Node):
    """`by queue …` or `by bot …`."""

    kind: str
    name: Word


class Step(Node):
    """A step; `items` keep the written order of its clauses."""

    name: Word
    title: Text | None
    channels: list[Word]
    best: BestChannel | None
    by: WorkedBy | None
    needs: list[Word]
    items: list[StepItem]


class Row(Node):
    """A row of a choice; without condition it is `otherwise`."""

    condition: Expression | None
    tail: Tail


class Choice(Node):
    """A branching by conditions."""

    name: Word
    title: Text | None
    rows: list[Row]


class Share(Node):
    """A part of an experiment."""

    percent: Expression
    name: Word
    tail: Tail


class Split(Node):
    """An experiment."""

    name: Word
    title: Text | None
    shares: list[Share]


class End(Node):
    """A way a journey, a stage or a branch ends."""

    name: Word
    title: Text | None
    outcome: Word | None
    effects: list[Effect]


class Composite(Node):
    """A place with places inside; `first` names the one it begins with, `items` are its own clauses."""

    name: Word
    title: Text | None
    places: "list[Place]"
    first: list[Word]
    items: list[Clause]


class Stage(Composite):
    """A phase; `remembers` is empty, `shallow` or `deep`."""

    remembers: str


class Branch(Composite):
    """One of the branches of a parallel."""


class Parallel(Composite):
    """Branches side by side: they are its places."""


class Each(Composite):
    """One branch for each item of a list."""

    item: Word
    among: Expression
    at_once: Word | None


class Anytime(Composite):
    """An interrupt: its own handlers begin it."""

    urgent: bool


Place = Step | Choice | Split | End | Stage | Branch | Parallel | Each | Anytime


class Goal(Node):
    """What a journey is measured by: a place that is reached, or a condition."""

    name: Word
    title: Text | None
    reached: Word | None
    condition: Expression | None
    within: Expression | None


class Move(Node):
    """From a step of the older version to a place of this one."""

    old: Word
    new: Word


class Migration(Node):
    """How runs of an older version move here."""

    version: Word
    moves: list[Move]


class Reenter(Node):
    """Whether a customer may come again: `kind` is `never`, `always` or `after`."""

    kind: str
    after: Expression | None
    times: Word | None
    per: Expression | None


class Journey(Node):
    """A journey; `places` are its steps and what they stand in, in written order."""

    name: Word
    parameters: list[Field]
    title: Text | None
    settings: list[Setting]
    one_run_per: list[list[Word]]
    reenter: list[Reenter]
    context: list[Field]
    starts: list[Start]
    pauses: list[Pause]
    goals: list[Goal]
    rules: list[Rule]
    migrations: list[Migration]
    places: list[Place]
