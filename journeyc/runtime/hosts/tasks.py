"""The work of queues and bots as whoever does it sees it: what they may know, what they can answer, and what
was before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from journeyc.expression.tree import Private
from journeyc.expression.values import Json, to_instant
from journeyc.runtime.core.documents import CustomerDocument, Run
from journeyc.runtime.core.expecting import ExpectedEvent
from journeyc.runtime.core.failure import MASK
from journeyc.runtime.core.nodes import StepNode
from journeyc.runtime.core.plan import Plan
from journeyc.runtime.core.view import OpenQuestion
from journeyc.runtime.hosts.masking import masked
from journeyc.runtime.hosts.position import position
from journeyc.runtime.ports import HistoryEntry, Task
from journeyc.runtime.wording import Wording


class OpenTask(NamedTuple):
    """Work for a queue or a bot, with what whoever does it may know and can say, so that a form can be drawn
    of it. `id` is what an answer names; `claimed_by` is empty while nobody does it.

    `due` is when it is to be answered or, while nobody has it, claimed, as text in UTC; empty for never.
    `late_by` is how long ago that was, None while it is in time. What happens then is for the journey.

    `channel` is where the customer was heard last, None where they were not; `channels` are those of the
    step. `says` is what to say there, `questions` what to ask, with the type and the choices of each,
    `answered` what has been told of it, and `events` what an answer may bring, with the fields of their
    payload. A task that is `held` waits for an interrupt that goes on, or for an operator who has suspended
    the run: an answer to it is taken then.

    `context` and `profile` are what the run and the company know, without what is private; but with what the
    queue or bot `sees`.
    """

    id: str
    worker: str
    name: str
    run: str
    journey: str
    customer: str
    place: str
    title: str
    opened_at: str
    due: str
    late_by: timedelta | None
    claimed_by: str
    held: bool
    channel: str | None
    channels: tuple[str, ...]
    says: tuple[str, ...]
    questions: tuple[OpenQuestion, ...]
    answered: dict[str, Json]
    events: tuple[ExpectedEvent, ...]
    context: dict[str, Json]
    profile: dict[str, Json]


class Happened(NamedTuple):
    """Something that was said or done in a run before: `kind` is what it was (`event`, `answer`, `task`,
    `call`, `start`, `timer`, `operator`, `contact`, `note`, `emitted`), `name` the event, message, timer or
    action, `by` who did it, `values` what was told with it, and `entered` the places the run came to.
    """

    at: str
    kind: str
    name: str
    channel: str | None
    by: str
    values: dict[str, Json]
    entered: tuple[str, ...]
    text: str


class Briefing(NamedTuple):
    """A task, and what was said and done in its run `before`, oldest first, for whoever takes over."""

    task: OpenTask
    before: tuple[Happened, ...]


def hidden_from(plan: Plan, kind: str, name: str) -> Private:
    """What of the fields of a journey a queue or bot is not shown."""
    return plan.hidden.get((kind, name), plan.private)


def as_seen(plans: Mapping[str, Plan], seen: Plan, kind: str, name: str) -> dict[str, Plan]:
    """Plans that hide what is private but for what a queue or bot sees by one of them."""
    hidden = hidden_from(seen, kind, name)
    shown = {field for field in seen.private - hidden if field[0] == "customer"}
    return {
        hash_: replace(plan, private=hidden if plan is seen else plan.private - shown)
        for hash_, plan in plans.items()
    }


def open_task(task: Task, wording: Wording, run: Run, customer: CustomerDocument, now: datetime) -> OpenTask:
    """A task as whoever does it sees it at a time."""
    plan = wording.plan
    hidden = hidden_from(plan, task.worker, task.name)
    told = position(wording, run, customer, _channel(plan, task.place), now)
    here = next((place for place in told.places if place.place == task.place), None)
    suspended = run.get("suspended")
    says = here.says if here else ()
    return OpenTask(
        id=task.id,
        worker=task.worker,
        name=task.name,
        run=task.run,
        journey=task.journey,
        customer=customer["id"],
        place=task.place,
        title=plan.place(task.place)[0].title,
        opened_at=task.opened_at,
        due=task.due,
        late_by=late_by(task, to_instant(suspended["since"]) if suspended else now),
        claimed_by=task.claimed_by,
        held=here is None or suspended is not None,
        channel=run["last_channel"],
        channels=here.channels if here else (),
        says=tuple(MASK for _ in says) if here and wording.says_private(here.step, hidden) else says,
        questions=here.questions if here else (),
        answered=masked(here.answered, "context", lambda root, name: (root, name) in hidden) if here else {},
        events=here.events if here else (),
        context={
            **_shown(hidden, "parameter", run.get("parameters", {})),
            **_shown(hidden, "context", run["context"]),
        },
        profile=_shown(hidden, "customer", {**plan.customer_defaults, **customer["profile"]}),
    )


def late_by(task: Task, now: datetime) -> timedelta | None:
    """For how long a task has been due, None while it is not."""
    over = now - to_instant(task.due) if task.due else timedelta(0)
    return over if over > timedelta(0) else None


def _channel(plan: Plan, place: str) -> str | None:
    """The channel on which a step is worked on, where there is one alone."""
    node = plan.place(place)[0]
    return node.channels[0] if isinstance(node, StepNode) and len(node.channels) == 1 else None


def _shown(hidden: Private, root: str, fields: Mapping[str, Json]) -> dict[str, Json]:
    """Fields without those that are hidden."""
    return {name: value for name, value in fields.items() if (root, name) not in hidden}


# ── what was before ──────────────────────────────────────────────────────────────────────────────────

#: What is told of an input, by what it calls it.
_NAMES = ("name", "event", "action", "result", "command", "journey", "outcome")
_VALUES = ("payload", "values", "arguments", "value")
#: What only repeats what another line says, or concerns nobody who works.
_PASSED_OVER = frozenset({"message", "delivery", "rules"})


def happened(lines: Iterable[HistoryEntry]) -> tuple[Happened, ...]:
    """Lines of the history of a run, which hide what is to be hidden already, in short."""
    return tuple(_happened(line) for line in lines if line.kind not in _PASSED_OVER)


def _happened(line: HistoryEntry) -> Happened:
    document = line.document
    given: Mapping[str, Any] = document.get("input", document)
    report = document.get("report", {})
    name = next((given[key] for key in _NAMES if given.get(key)), "")
    if line.kind == "timer":
        name = ", ".join(report.get("fired", ()))
    elif line.kind == "contact":
        name = document["notification"]
    values: dict[str, Json] = {}
    for key in _VALUES:
        told = given.get(key)
        if isinstance(told, Mapping):
            values |= told
        elif told is not None:
            values[key] = told
    return Happened(
        at=line.at,
        kind=line.kind,
        name=name if line.kind != "task" or not given.get("event") else given["event"],
        channel=given.get("channel"),
        by=given.get("by", ""),
        values=values,
        entered=tuple(report.get("entered", ())),
        text=document.get("text", "") if line.kind == "note" else document.get("reason", ""),
    )
