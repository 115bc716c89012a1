"""Where a run is and what it waits for, for those who show it."""

from datetime import datetime
from typing import Literal, NamedTuple

from journeyc.expression.types import EnumType, OptionalType
from journeyc.expression.values import Json
from journeyc.runtime.core.documents import CustomerDocument, Outcome, Run, Status, TimerEntry
from journeyc.runtime.core.enter import value_at
from journeyc.runtime.core.failure import Failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.plan import SYSTEM_EVENTS, Arrow, Plan, StepNode
from journeyc.runtime.core.timers import order


class OpenQuestion(NamedTuple):
    """A field the customer is asked for: its path, the name of its type, the members to choose from, if it
    has any.
    """

    name: str
    type: str
    members: tuple[str, ...]


class ExpectedField(NamedTuple):
    """A field of an event's payload."""

    name: str
    type: str
    members: tuple[str, ...]
    required: bool


class ExpectedEvent(NamedTuple):
    """An event that would be taken now; `channels` empty means from any.

    `condition` is the text of a guard that depends on the event itself, empty where it would be taken in any
    case.
    """

    name: str
    fields: tuple[ExpectedField, ...]
    channels: tuple[str, ...]
    target: str | None
    condition: str


class Waiting(NamedTuple):
    """A run as its customer meets it: where it is, what is open, what would be taken now and what is due
    next.
    """

    run: str
    journey: str
    title: str
    status: Status
    step: str
    kind: Literal["step", "end"]
    step_title: str
    channels: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    answered: dict[str, Json]
    events: tuple[ExpectedEvent, ...]
    timers: tuple[TimerEntry, ...]
    paused_since: str | None
    outcome: Outcome | None


def waiting(plan: Plan, run: Run, customer: CustomerDocument, at: datetime) -> Waiting:
    """What a run waits for at this time; `answered` are the values of what the active step asks and has been
    told.
    """
    node = plan.nodes[run["configuration"][0]]
    questions = node.asked if isinstance(node, StepNode) else {}
    return Waiting(
        run=run["id"],
        journey=plan.journey,
        title=plan.title,
        status=run["status"],
        step=node.name,
        kind="step" if isinstance(node, StepNode) else "end",
        step_title=node.title,
        channels=node.channels if isinstance(node, StepNode) else (),
        questions=tuple(
            OpenQuestion(name, questions[name].type.name, members_of(questions[name].type))
            for name in run["asked"]
        ),
        answered={
            name: value
            for name, question in questions.items()
            if name not in run["asked"] and (value := value_at(run["context"], question.path)) is not None
        },
        events=_expected(plan, node, Macrostep(plan, run, customer, at, None))
        if isinstance(node, StepNode)
        else (),
        timers=tuple(sorted(run["timers"], key=order)),
        paused_since=run["paused_since"],
        outcome=run["outcome"],
    )


def members_of(declared: object) -> tuple[str, ...]:
    """The names that a value of the type can have, none where the type is open."""
    inner = declared.value if isinstance(declared, OptionalType) else declared
    return inner.members if isinstance(inner, EnumType) else ()


def _expected(plan: Plan, node: StepNode, step: Macrostep) -> tuple[ExpectedEvent, ...]:
    found: list[ExpectedEvent] = []
    pausing = plan.pause.handlers if plan.pause and node.awaits_customer else {}
    for name in dict.fromkeys((*node.handlers, *pausing)):
        if name in SYSTEM_EVENTS:
            continue
        arrows = (*node.handlers.get(name, ()), *pausing.get(name, ()))
        found += [_event(plan, name, arrow) for arrow in arrows if _may_be_taken(step, arrow)]
    return tuple(found)


def _may_be_taken(step: Macrostep, arrow: Arrow) -> bool:
    if arrow.guard is None or arrow.guard.reads_event:
        return True
    try:
        return bool(step.evaluate(arrow.guard))
    except Failure:
        return True


def _event(plan: Plan, name: str, arrow: Arrow) -> ExpectedEvent:
    fields = tuple(
        ExpectedField(field, declared.name, members_of(declared), not isinstance(declared, OptionalType))
        for field, declared in plan.events[name].items()
    )
    condition = arrow.guard.text if arrow.guard is not None and arrow.guard.reads_event else ""
    channels = tuple(sorted(arrow.channels)) if arrow.channels else ()
    return ExpectedEvent(name, fields, channels, arrow.target.name if arrow.target else None, condition)
