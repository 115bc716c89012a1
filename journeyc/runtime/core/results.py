"""Results of work that others do: calls, sub-journeys and tasks (semantics rules 11 and 14)."""

from typing import Literal

from journeyc.expression.values import Json, instant_text
from journeyc.runtime.core.answers import store_answers
from journeyc.runtime.core.documents import Run, RunResult, put
from journeyc.runtime.core.inputs import (
    AnswerInput,
    CallInput,
    ChildEnded,
    DeliveryInput,
    EventInput,
    Look,
    RunInput,
    TaskInput,
)
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.moving import cancel_run, move
from journeyc.runtime.core.nodes import Node, OutcomeRow, StepNode
from journeyc.runtime.core.plan import is_system
from journeyc.runtime.core.rules import event_of, recent_event, watch
from journeyc.runtime.core.selection import Taken
from journeyc.runtime.core.settling import offer
from journeyc.runtime.core.work import claim, finish, is_over, no_answer, pending_by_key
from journeyc.runtime.core.written import input_of


def key_of(given: CallInput | ChildEnded | TaskInput) -> str:
    """The key of the work that a result belongs to."""
    match given:
        case CallInput():
            return given.call
        case ChildEnded():
            return given.child
        case TaskInput():
            return given.task


_RESULTS = (CallInput, ChildEnded, TaskInput)


def waits_for_later(run: Run, given: RunInput) -> RunResult | Literal[""]:
    """Whether an input cannot be taken now: `held` until the run is where it belongs, `stale` as the run is
    past it, `not_taken` while an operator holds the run; empty where it can. Who has a task is noted at once.
    """
    suspended = run["status"] == "suspended"
    if not isinstance(given, _RESULTS):
        if not suspended or not isinstance(given, EventInput | AnswerInput | DeliveryInput | Look):
            return ""
        # What the runtime itself tells cannot be told again by anybody.
        told = isinstance(given, DeliveryInput) or (isinstance(given, EventInput) and is_system(given.name))
        return "held" if told else "not_taken"
    found = pending_by_key(run, key_of(given))
    if found is None or run["status"] == "ended":
        return "stale"
    name, pending = found
    if isinstance(given, TaskInput) and given.action != "answer":
        # Who does the work is between people, wherever the run is.
        return ""
    if suspended or name.partition("/")[0] not in run["configuration"]:
        return "held"
    if isinstance(given, CallInput) and given.result == "no_answer" and is_over(run, name, pending, given):
        return "stale"
    return ""


def next_arrived(run: Run) -> tuple[Run, RunInput] | None:
    """The first result that waited whose place is active again, and the run without it."""
    for number, document in enumerate(run.get("arrived", ())):
        given: RunInput = input_of(document)
        if waits_for_later(run, given) != "held":
            rest: Run = {**run}
            put(rest, "arrived", [*run["arrived"][:number], *run["arrived"][number + 1 :]])
            return rest, given
    return None


def take_result(step: Macrostep, given: CallInput | ChildEnded | TaskInput) -> RunResult | Literal[""] | None:
    """Let the run take a result that belongs to an active place."""
    found = pending_by_key(step.run, key_of(given))
    if found is None:
        return "stale"
    name, pending = found
    place, _, clause = name.partition("/")
    node, index = step.plan.place(place)
    if not isinstance(node, StepNode):
        return "stale"
    step.look_at(step.envelope())
    step.stand_in(node, index)
    if isinstance(given, TaskInput):
        return _task(step, name, place, node, given)
    values: dict[str, Json] = {}
    row: OutcomeRow | None = None
    if isinstance(given, ChildEnded):
        if given.cancelled:
            finish(step, name, (), "ends", None)
            cancel_run(step)
            return ""
        rows = next(child.rows for child in node.children if child.name == clause)
        row = finish(step, name, rows, "ends", given.end)
    else:
        call = next(call for call in node.calls if call.name == clause)
        if given.result == "no_answer":
            row = no_answer(step, call, place, pending)
        else:
            row = finish(step, name, call.rows, given.result, given.failure)
            if row is not None and row.kind == "ok" and row.name is not None:
                values = {row.name: given.value}
    if row is not None:
        follow(step, row, node, index, values)
    return ""


def follow(
    step: Macrostep, row: OutcomeRow, node: Node, index: tuple[int, ...], values: dict[str, Json]
) -> None:
    """Take the row of an outcome."""
    move(step, [Taken(row.arrow, node, index, values)])


def _task(
    step: Macrostep, name: str, place: str, node: StepNode, given: TaskInput
) -> RunResult | Literal[""] | None:
    """What a queue or bot does with a task; an answer brings an event for the step, answers, or both."""
    if given.action != "answer":
        claim(step, name, given.by if given.action == "claim" else None)
        return "stayed"
    step.channel = given.channel or next(iter(node.channels), None)
    event = {**given.payload, **step.envelope(), "at": instant_text(given.at)}
    step.look_at(event)
    taken = bool(given.values)
    if given.values:
        store_answers(step, given.values, given.id, within=place)
    if given.event is not None and place in step.run["configuration"]:
        step.look_at(event)
        did = bool(step.plan.watched) and watch(step, recent_event(step, event_of(given)))
        taken = offer(step, given.event, place) or did or taken
    return "" if taken else None
