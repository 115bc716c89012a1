"""Where a run is and what it waits for, for those who show it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from journeyc.expression.values import Json
from journeyc.runtime.core.answers import channels_of
from journeyc.runtime.core.documents import CustomerDocument, Outcome, Run, Status, TimerEntry, TimerKind
from journeyc.runtime.core.expecting import ExpectedEvent, expected_at, expected_everywhere, members_of
from journeyc.runtime.core.fields import value_at
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import StepNode
from journeyc.runtime.core.plan import Plan, node_name
from journeyc.runtime.core.rules import ABSENCE
from journeyc.runtime.core.timers import IDLE, order
from journeyc.runtime.core.work import Kind, kind_of, task_due, works_on


class OpenQuestion(NamedTuple):
    """A field the customer is asked for: its path, the name of its type, the members to choose from, if it
    has any.
    """

    name: str
    type: str
    members: tuple[str, ...]


class Work(NamedTuple):
    """What others do for a step: `key` is what their result names; `claimed_by` is empty for work that nobody
    has taken yet, and `due` for what is to be claimed or answered at no time; `attempt` counts the tries of a
    call.
    """

    place: str
    kind: Kind
    name: str
    key: str
    attempt: int
    claimed_by: str
    due: str = ""


class DueTimer(NamedTuple):
    """A timer, and in the words of the journey what it will do; `left` says how often an `every`
    fires yet.
    """

    name: str
    kind: TimerKind
    due: str
    label: str
    left: int | None


class WaitingPlace(NamedTuple):
    """One place of a run: the step, or the end of a branch that is done; `around` are the names of what it
    stands in, outermost first, and `items` those of each `each` among them.
    """

    place: str
    step: str
    kind: str
    title: str
    around: tuple[str, ...]
    items: dict[str, Json]
    channels: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    answered: dict[str, Json]
    events: tuple[ExpectedEvent, ...]


class Interrupted(NamedTuple):
    """Places that are frozen until `back`, and by which interrupt; what comes of `works` for them waits until
    then.
    """

    interrupt: str
    title: str
    places: tuple[str, ...]
    timers: tuple[DueTimer, ...]
    works: tuple[Work, ...]


class Waiting(NamedTuple):
    """A run as its customer meets it: where it is, what is open, what would be taken now, what is due next.

    `events` are those taken wherever the run is: by interrupts, and by `pause`. `held` timers wait until the
    run goes on; `kept` are events that nobody took yet. The innermost of `interrupted` is the last.
    """

    run: str
    journey: str
    title: str
    status: Status
    places: tuple[WaitingPlace, ...]
    events: tuple[ExpectedEvent, ...]
    works: tuple[Work, ...]
    timers: tuple[DueTimer, ...]
    held: tuple[DueTimer, ...]
    interrupted: tuple[Interrupted, ...]
    kept: tuple[str, ...]
    paused_since: str | None
    suspended_since: str | None
    outcome: Outcome | None


def waiting(plan: Plan, run: Run, customer: CustomerDocument, at: datetime) -> Waiting:
    """What a run waits for at this time."""
    step = Macrostep(plan, run, customer, at, None)
    suspended = run.get("suspended")
    moves = run["status"] in {"active", "paused"}
    held = [*run.get("held", ()), *(suspended["timers"] if suspended else ())]
    works = _works(plan, run)
    return Waiting(
        run=run["id"],
        journey=plan.journey,
        title=plan.title,
        status=run["status"],
        places=tuple(_place(step, text, moves=moves) for text in run["configuration"]),
        events=expected_everywhere(step) if moves else (),
        works=works,
        timers=_timers(plan, run["timers"]),
        held=_timers(plan, held),
        interrupted=tuple(
            Interrupted(
                frame["interrupt"],
                plan.nodes[frame["interrupt"]].title,
                tuple(frame["configuration"]),
                _timers(plan, frame["timers"]),
                tuple(work for work in works if work.place in frame["configuration"]),
            )
            for frame in run.get("frozen", ())
        ),
        kept=tuple(event["name"] for event in run.get("mailbox", ())),
        paused_since=run["paused_since"],
        suspended_since=suspended["since"] if suspended else None,
        outcome=run["outcome"],
    )


def _place(step: Macrostep, text: str, *, moves: bool) -> WaitingPlace:
    """One place; `answered` are the values of what its step asks and has been told."""
    plan, run = step.plan, step.run
    node, index = plan.place(text)
    asked = run["asked"].get(text, [])
    questions = node.asked if isinstance(node, StepNode) else {}
    return WaitingPlace(
        place=text,
        step=node.name,
        kind=node.kind,
        title=node.title,
        around=tuple(around.name for around in reversed(node.around)),
        items=step.items(node, index),
        channels=channels_of(run, text, node) if isinstance(node, StepNode) else (),
        questions=tuple(
            OpenQuestion(name, questions[name].type.name, members_of(questions[name].type)) for name in asked
        ),
        answered={
            name: value
            for name, question in questions.items()
            if name not in asked and (value := value_at(run["context"], question.path)) is not None
        },
        events=expected_at(step, node, index) if moves else (),
    )


def _works(plan: Plan, run: Run) -> tuple[Work, ...]:
    """The work of others that a run waits for, behind an interrupt too; not what has come and is held."""
    found: list[Work] = []
    come = {given.get(name) for given in run.get("arrived", ()) for name in ("call", "task", "child")}
    for name, pending in run.get("pending", {}).items():
        place, _, clause = name.partition("/")
        if pending["key"] in come:
            continue
        found.append(
            Work(
                place=place,
                kind=kind_of(clause),
                name=works_on(plan.place(place)[0], clause),
                key=pending["key"],
                attempt=pending.get("attempt", 1),
                claimed_by=pending.get("claimed_by", ""),
                due=task_due(pending),
            )
        )
    return tuple(found)


def _timers(plan: Plan, entries: Iterable[TimerEntry]) -> tuple[DueTimer, ...]:
    return tuple(
        DueTimer(
            entry["name"], entry["kind"], entry["due"], timer_label(plan, entry["name"]), entry.get("left")
        )
        for entry in sorted(entries, key=order)
    )


def timer_label(plan: Plan, name: str) -> str:
    """What a timer does, in the words it was written in where it was written."""
    if name == IDLE and plan.pause and plan.pause.idle:
        return f"idle for {plan.pause.idle.text.removesuffix(' idle')}"
    place, _, rest = name.partition("/")
    if rest.startswith(f"{ABSENCE}/"):
        return next((rule.label for rule in plan.rules if rule.name == place), name)
    if (timer := plan.timer(name)) is not None:
        return timer.arrow.label
    clause, _, kind = rest.rpartition("/")
    node = plan.place(place)[0] if node_name(place) in plan.nodes else None
    for call in node.calls if isinstance(node, StepNode) else ():
        if call.name == clause:
            return f"call {call.service} again" if kind == "retry" else f"no answer from {call.service}"
    return name
