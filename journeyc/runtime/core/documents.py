"""The documents of the core: what goes in, what is kept, what comes out. All of it is plain data.

A run and a customer are JSON documents that a person can read. Inputs carry their id and logical time;
effects and reports
leave as data. Instants are text as in `journeyc.expression.values`; field values are in their JSON form.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple, NotRequired, TypedDict

from journeyc.expression.values import Json

SCHEMA_VERSION = 1

Status = Literal["active", "paused", "ended"]
TimerKind = Literal["after", "at", "remind", "idle", "pause_remind", "give_up"]


class TimerEntry(TypedDict):
    """An armed timer of a run: `name` says where it was written and is unique in the run, e.g.
    `intake/after/0`.
    """

    name: str
    kind: TimerKind
    due: str


class Outcome(TypedDict):
    """How a run ended: the name of the end and its kind."""

    end: str
    kind: Literal["success", "failure", "neutral"]
    at: str


class Run(TypedDict):
    """One customer in one journey. `key` holds the values of `one run per`; `asked` the open questions,
    `answered` who said what when.

    `timers` are sorted by (due, name) and all count; `held` ones wait while the run is paused and are never
    due.
    An ended run keeps the name of its end as its configuration.
    """

    schema: int
    id: str
    journey: str
    version: int
    definition_hash: str
    customer: str
    key: list[Json]
    configuration: list[str]
    context: dict[str, Json]
    asked: list[str]
    answered: dict[str, dict[str, Json]]
    timers: list[TimerEntry]
    held: list[TimerEntry]
    status: Status
    outcome: Outcome | None
    paused_since: str | None
    last_channel: str | None
    last_seen: str | None
    seq: int
    logical_time: str
    started_at: str
    updated_at: str


class CustomerDocument(TypedDict):
    """The customer beside the runs: the profile, and how often each journey was begun (which numbers the
    runs).
    """

    schema: int
    id: str
    profile: dict[str, Json]
    started: dict[str, int]
    seq: int
    updated_at: str


class EventInput(NamedTuple):
    """A business event; `channel` is None for one that no customer sent. `run` binds it to one run."""

    id: str
    at: datetime
    name: str
    payload: Mapping[str, Any]
    channel: str | None = None
    run: str | None = None


class AnswerInput(NamedTuple):
    """Answers of the customer to what a step asks, by the path of the field, e.g. `dispute.amount`."""

    id: str
    at: datetime
    values: Mapping[str, Any]
    channel: str
    run: str | None = None


class ProfileInput(NamedTuple):
    """What another system knows of the customer: fields to write to the profile."""

    id: str
    at: datetime
    fields: Mapping[str, Any]


class TimeInput(NamedTuple):
    """Nothing happened but time: fires what is due until `at`."""

    id: str
    at: datetime


Input = EventInput | AnswerInput | ProfileInput | TimeInput


class TimerDue(NamedTuple):
    """A timer of one run that is due; `id` is that of the input that brought the time along, `at` the timer's
    own instant.
    """

    id: str
    at: datetime
    name: str
    late_seconds: int = 0


#: What one run is given; routing and validation made it of an `Input`.
RunInput = EventInput | AnswerInput | TimerDue


class Effect(TypedDict):
    """Something to do outside, once per `id` (`run/seq/n`); `place` is the step that caused it."""

    id: str
    kind: Literal["notify"]
    run: str
    customer: str
    at: str
    notification: str
    arguments: dict[str, Json]
    place: str


class Considered(TypedDict):
    """A handler, timer or row that was looked at and not taken, and why: `guard` or `channel`; `place` is its
    label.
    """

    place: str
    line: int
    reason: str


class RunReport(TypedDict):
    """What an input did to one run; `path` are the steps, choices and ends passed through, the place it
    started at first.

    `taken` are labels such as `on answered -> review (line 42)`; `fired` names the timer that was due. A run
    whose
    macrostep was rolled back is `failed`.
    """

    run: str
    journey: str
    result: Literal["taken", "started", "stayed", "resumed", "paused", "ended", "not_taken", "failed"]
    path: list[str]
    taken: list[str]
    considered: list[Considered]
    armed: list[TimerEntry]
    cancelled: list[str]
    fired: list[str]
    set: dict[str, Json]
    asked: list[str]
    late_seconds: NotRequired[int]


class Incident(TypedDict):
    """A macrostep that could not be finished: the run stays where it was, the input is kept.

    `values` are what the expression read, private fields of the customer masked; `place` is where it stands
    in the source.
    """

    id: str
    run: str
    input: dict[str, Json]
    at: str
    problem: str
    expression: str
    values: dict[str, Json]
    place: str


class Report(TypedDict):
    """The answer to an input. `reason` is one sentence for people, empty when accepted; `faults` are those of
    a refused payload.
    """

    input: str
    at: str
    result: Literal["accepted", "not_accepted", "refused", "ambiguous", "incident"]
    reason: str
    faults: list[str]
    runs: list[RunReport]


class State(NamedTuple):
    """Everything the core reads of one customer: the document and the runs that have not ended, in order of
    their start.
    """

    customer: CustomerDocument
    runs: tuple[Run, ...]


class Decision(NamedTuple):
    """What is to be committed together: changed documents, effects in order, incidents, and the answer."""

    customer: CustomerDocument
    changed: tuple[Run, ...]
    effects: tuple[Effect, ...]
    incidents: tuple[Incident, ...]
    report: Report


class Transition(NamedTuple):
    """What one input does to one run; with an incident the run is the one that came in, less a timer that
    failed.

    `run` is None where none came into being. `taken` says whether the run took the input.
    """

    run: Run | None
    effects: tuple[Effect, ...]
    report: RunReport
    taken: bool
    incident: Incident | None = None
