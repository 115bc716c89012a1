"""One journey: how it starts and pauses, what it remembers, and the nodes it is made of."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from journeyc.expression.tree import Expression
from journeyc.ir.base import WORDING, FieldDeclaration, Guard, Model, Place, Weekday, Wording
from journeyc.ir.clauses import Handler, Remind, Rule, Timer
from journeyc.ir.effects import Effect
from journeyc.ir.nodes import Node


class Start(Model):
    """`starts on …`: an event that begins a run when no open run took it."""

    kind: Literal["event"] = "event"
    event: str
    channels: tuple[str, ...] = ()
    guard: Guard | None = None
    target: str
    effects: tuple[Effect, ...] = ()
    place: Place


class SegmentStart(Model):
    """`starts when customer enters …`: a run begins when the segment begins to hold the customer."""

    kind: Literal["segment"] = "segment"
    segment: str
    target: str
    effects: tuple[Effect, ...] = ()
    place: Place


class ScheduleStart(Model):
    """`starts every …`: runs begin on these weekdays (none: every day) at this time (`09:00`), in the
    customer's zone if the journey has one that differs by customer, else in the journey's; for the
    customers of a segment, or for all.
    """

    kind: Literal["schedule"] = "schedule"
    weekdays: tuple[Weekday, ...] = ()
    time: str
    segment: str | None = None
    target: str
    effects: tuple[Effect, ...] = ()
    place: Place


class PlainStart(Model):
    """`starts -> …`: a run begins when a program, another journey or an effect asks for it."""

    kind: Literal["plain"] = "plain"
    target: str
    effects: tuple[Effect, ...] = ()
    place: Place


def _kind(start: Any) -> Any:
    """The tag of a start; one without a tag is from before there were others."""
    return start.get("kind", "event") if isinstance(start, dict) else getattr(start, "kind", None)


AnyStart = Annotated[
    Annotated[Start, Tag("event")]
    | Annotated[SegmentStart, Tag("segment")]
    | Annotated[ScheduleStart, Tag("schedule")]
    | Annotated[PlainStart, Tag("plain")],
    Discriminator(_kind),
]


class Pause(Model):
    """When a run counts as paused and what happens meanwhile.

    `idle`: without input from the customer for so long. `events`: at once. `reminders` and `give_up` count
    from the moment of the pause and run only while paused. `hold_timers` adds the time away to the timers
    of the steps.
    """

    idle: Expression | None = None
    idle_text: Wording = ""
    events: tuple[Handler, ...] = ()
    reminders: tuple[Remind, ...] = ()
    give_up: Timer | None = None
    hold_timers: bool = False
    place: Place


class Reenter(Model):
    """Whether a customer whose run has ended may begin another: `never`, `always`, or `after` a time since
    then, and at most `times` in any stretch of time as long as `per`.
    """

    kind: Literal["never", "always", "after"]
    after: Expression | None = None
    times: int | None = None
    per: Expression | None = None
    text: Wording = ""
    place: Place


class Goal(Model):
    """What a journey is measured by, from the start of a run: a node that is `reached`, or a condition, and
    within what time. It never changes where a run goes.
    """

    name: str
    title: Wording
    doc: Wording = ""
    reached: str | None = None
    guard: Guard | None = None
    within: Expression | None = None
    text: Wording = ""
    place: Place


class Move(Model):
    """From a step of the older version to a node of this one."""

    old: str
    new: str


class Migration(Model):
    """How runs of the older `version` move here; a step that is not named keeps its name."""

    version: int
    moves: tuple[Move, ...] = ()
    place: Place


class Journey(Model):
    """One journey; `nodes` in written order. `one_run_per` are paths in the context that tell two runs of a
    customer apart. `parameters` are given by who starts it: expressions read them with the root `parameter`.

    `calendar` is the one that business times are counted by. Without `reenter` a customer may begin again
    as soon as the last run has ended.
    """

    name: str
    title: Wording
    doc: Wording = ""
    version: int = 1
    owner: Wording = ""
    languages: Annotated[tuple[str, ...], WORDING] = ()
    timezone: Expression | None = None
    calendar: str | None = None
    one_run_per: tuple[tuple[str, ...], ...] = ()
    reenter: Reenter | None = None
    parameters: tuple[FieldDeclaration, ...] = ()
    context: tuple[FieldDeclaration, ...] = ()
    starts: tuple[AnyStart, ...]
    pause: Pause | None = None
    goals: tuple[Goal, ...] = ()
    rules: tuple[Rule, ...] = ()
    migrations: tuple[Migration, ...] = ()
    nodes: tuple[Node, ...]
    place: Place
