"""What goes into the core: every input carries its id and its logical time, and is plain data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple


class EventInput(NamedTuple):
    """A business event; `channel` is None for one that no customer sent.

    `run` binds it to one run; `conversation` names the call or chat it came in, which prefers the run that
    conversation last spoke for. `again` is the id of an event that is applied once more after an incident:
    rules have counted it already. `came` is when an event came that waited since, or failed then.
    """

    id: str
    at: datetime
    name: str
    payload: Mapping[str, Any]
    channel: str | None = None
    run: str | None = None
    conversation: str | None = None
    again: str | None = None
    came: datetime | None = None


class AnswerInput(NamedTuple):
    """Answers of the customer to what a step asks, by the path of the field, e.g. `dispute.amount`."""

    id: str
    at: datetime
    values: Mapping[str, Any]
    channel: str
    run: str | None = None
    conversation: str | None = None


class ProfileInput(NamedTuple):
    """What another system knows of the customer: fields to write to the profile; None clears one."""

    id: str
    at: datetime
    fields: Mapping[str, Any]


class TimeInput(NamedTuple):
    """Nothing happened but time: fires what is due until `at`."""

    id: str
    at: datetime


class StartInput(NamedTuple):
    """A program begins a journey that has a start without an event; `arguments` are for its parameters."""

    id: str
    at: datetime
    journey: str
    arguments: Mapping[str, Any] = {}
    channel: str | None = None


class CallInput(NamedTuple):
    """What came of a call: `call` is the `key` of its effect, the same for every try.

    `ok` carries the `value` where the service gives one, `fails` the declared `failure`; `no_answer` means
    that this try came to nothing, so that the next one follows, if there is one. `attempt` is that of the
    effect; None is the try that is under way. An answer counts whichever try it is of, `no_answer` only of
    the one under way. `came` is when an answer came that is used again; nobody outside says that.
    """

    id: str
    at: datetime
    call: str
    result: Literal["ok", "fails", "no_answer"]
    value: Any = None
    failure: str = ""
    attempt: int | None = None
    came: datetime | None = None


class TaskInput(NamedTuple):
    """Somebody of a queue, or a bot, does something with a task: `task` is the `key` of its effect.

    An `answer` carries an event for the step, or answers to what it asks, or both. What somebody has, nobody
    else claims, gives back or answers, unless it is an `operator`; an answer that says nothing of who gives
    it comes from whoever has the task.
    """

    id: str
    at: datetime
    task: str
    action: Literal["claim", "release", "answer"]
    by: str = ""
    event: str | None = None
    payload: Mapping[str, Any] = {}
    values: Mapping[str, Any] = {}
    channel: str | None = None
    operator: bool = False


class DeliveryInput(NamedTuple):
    """What became of a notification: `effect` is the id of its effect; `reason` belongs to `suppressed`."""

    id: str
    at: datetime
    effect: str
    notification: str
    outcome: Literal["sent", "delivered", "opened", "clicked", "failed", "suppressed"]
    channel: str | None = None
    reason: str | None = None


class OutcomeInput(NamedTuple):
    """What other systems say of a run later, ended or not: satisfaction, revenue, churn. It moves nothing."""

    id: str
    at: datetime
    run: str
    name: str
    value: Any
    observed_at: datetime | None = None


class OperatorInput(NamedTuple):
    """A command of an operator over one run; `version` is where `migrate` leads, the newest if None."""

    id: str
    at: datetime
    run: str
    command: Literal["suspend", "resume", "cancel", "migrate"]
    by: str = ""
    reason: str = ""
    version: int | None = None


class RetryInput(NamedTuple):
    """An incident of `run` is tried again: `input` is what was kept with it, and came from no one outside."""

    id: str
    at: datetime
    run: str
    input: Mapping[str, Any]


class MergeInput(NamedTuple):
    """`other` and whom this comes to are one person: they go on as that one."""

    id: str
    at: datetime
    other: str
    by: str = ""
    reason: str = ""


class UnmergeInput(NamedTuple):
    """A merge was a mistake: `other`, whom it made a part of `into`, is one for themselves again. The merge
    says who they are.
    """

    id: str
    at: datetime
    merge: str
    by: str = ""
    reason: str = ""
    other: str = ""
    into: str = ""


Input = (
    EventInput
    | AnswerInput
    | ProfileInput
    | TimeInput
    | StartInput
    | CallInput
    | TaskInput
    | DeliveryInput
    | OutcomeInput
    | OperatorInput
    | RetryInput
)
#: What is decided over two customers at once.
Together = MergeInput | UnmergeInput


def run_of_effect(effect: str) -> str:
    """The run that caused an effect: its id is `run/seq/n`."""
    return effect.rsplit("/", 2)[0]


def run_named(given: Input) -> str | None:
    """The run that an input names, by itself or by one of its effects."""
    match given:
        case EventInput() | AnswerInput():
            return given.run
        case CallInput():
            return run_of_effect(given.call)
        case TaskInput():
            return run_of_effect(given.task)
        case DeliveryInput():
            return run_of_effect(given.effect)
        case ProfileInput() | TimeInput() | StartInput():
            return None
        case _:
            return given.run


class TimerDue(NamedTuple):
    """A timer that is due; `id` is that of the input that brought the time along, `at` the timer's own
    instant, `left` how often an `every` fires yet, `event` the one behind which an absence is awaited, and
    `since` what the ticks of an `every` are counted from, where that is not this one.
    """

    id: str
    at: datetime
    name: str
    late_seconds: int = 0
    left: int | None = None
    event: Mapping[str, Any] | None = None
    since: str | None = None


class ChildEnded(NamedTuple):
    """A sub-journey has ended; `child` is the `key` of the effect that began it. It may have an end that is
    called `cancelled`, so whether it was cancelled is said apart.
    """

    id: str
    at: datetime
    child: str
    end: str
    cancelled: bool = False


class RunStart(NamedTuple):
    """A run begins without an event of its own: by a program, another run, a segment or a schedule.

    `by` says which: `plain`, or the number of the start in written order as `segment/0` and `schedule/1`.
    `parent` is the run that waits for this one, and the `key` of its effect.
    """

    id: str
    at: datetime
    by: str
    arguments: Mapping[str, Any] = {}
    channel: str | None = None
    parent: tuple[str, str] | None = None


class Look(NamedTuple):
    """Something the run reads has changed outside of it: conditions are looked at again."""

    id: str
    at: datetime


#: What one run is given; routing and validation made it of an `Input`.
RunInput = (
    EventInput
    | AnswerInput
    | TimerDue
    | CallInput
    | TaskInput
    | DeliveryInput
    | OutcomeInput
    | OperatorInput
    | ChildEnded
    | RunStart
    | Look
)
