"""Where a run can be: steps, branchings, ends, and what steps stand in."""

from typing import Annotated, Literal

from pydantic import Field

from journeyc.expression.tree import Expression
from journeyc.ir.base import WORDING, Guard, Model, Place, Wording
from journeyc.ir.clauses import Ask, Call, Clauses, Leading, Run, Say
from journeyc.ir.effects import Effect


class Named(Model):
    """What every node has; names are unique in a journey, at whatever depth."""

    name: str
    title: Wording
    doc: Wording = ""
    place: Place


class BestChannel(Model):
    """A decision that chooses the channel of a step when it is entered; the arguments in the order of its
    parameters.
    """

    decision: str
    arguments: tuple[Expression, ...] = ()
    text: Wording
    place: Place


class WorkedBy(Model):
    """Who works on a step: entering it opens a task for that queue or bot, leaving closes it."""

    kind: Literal["queue", "bot"]
    name: str


class Step(Clauses, Named):
    """Waits for the customer, a bot or an agent on its channels; without channels it is internal.

    `best` chooses the channel instead. `needs` are abilities that its channels must have. `undo` is done
    when a later target says `undoing`.
    """

    kind: Literal["step"] = "step"
    channels: tuple[str, ...] = ()
    best: BestChannel | None = None
    worker: WorkedBy | None = None
    needs: tuple[str, ...] = ()
    says: Annotated[tuple[Say, ...], WORDING] = ()
    asks: tuple[Ask, ...] = ()
    calls: tuple[Call, ...] = ()
    runs: tuple[Run, ...] = ()
    undo: tuple[Effect, ...] = ()


class ChoiceRow(Leading):
    """One row of a choice; the row without guard is `otherwise`."""

    guard: Guard | None = None


class Choice(Named):
    """Pure branching: the first row whose guard is true."""

    kind: Literal["choice"] = "choice"
    rows: tuple[ChoiceRow, ...]


class Share(Leading):
    """A part of a split: `percent` as the digits of a decimal number, and what the part is called."""

    name: str
    percent: str


class Split(Named):
    """An experiment: the shares add up to 100, and a customer always falls into the same one."""

    kind: Literal["split"] = "split"
    shares: tuple[Share, ...]


class End(Named):
    """A named outcome. At the top of a journey or in an interrupt it ends the run, and `outcome` is set. In a
    stage, branch or `each` it completes that and is the `end` of `NAME.done`; `outcome` is mostly None there.
    """

    kind: Literal["end"] = "end"
    outcome: Literal["success", "failure", "neutral"] | None
    effects: tuple[Effect, ...] = ()


class Composite(Clauses, Named):
    """A node with nodes inside; its own clauses serve all of them. `initial` is the child it begins with."""

    initial: str
    nodes: "tuple[Node, ...]"


class Stage(Composite):
    """A phase; `remembers` says what a target `last` returns to: its child (`shallow`) or, at whatever
    depth, the step (`deep`).
    """

    kind: Literal["stage"] = "stage"
    remembers: Literal["no", "shallow", "deep"] = "no"


class Branch(Composite):
    """One of the branches of a parallel."""

    kind: Literal["branch"] = "branch"


class Parallel(Clauses, Named):
    """Branches side by side: all are entered, all see every event. `NAME.done` comes when all are done."""

    kind: Literal["parallel"] = "parallel"
    nodes: tuple[Branch, ...]


class Each(Composite):
    """One branch for each item of the list `among`, at most `at_once` at a time.

    What stands inside reads the item with the root `local`, by the name `item`.
    """

    kind: Literal["each"] = "each"
    item: str
    type: str
    among: Expression
    text: Wording
    at_once: int | None = None


class Interrupt(Clauses, Named):
    """`anytime`: its handlers serve the whole journey, whatever step is active; entering freezes what is
    active until a target `back`.

    `urgent`: before the steps' own handlers. `initial` is None where it has no nodes of its own.
    """

    kind: Literal["interrupt"] = "interrupt"
    urgent: bool = False
    initial: str | None = None
    nodes: "tuple[Node, ...]" = ()


Node = Annotated[
    Step | Choice | Split | End | Stage | Parallel | Each | Interrupt, Field(discriminator="kind")
]

for _model in (Composite, Stage, Branch, Parallel, Each, Interrupt):
    _model.model_rebuild()
