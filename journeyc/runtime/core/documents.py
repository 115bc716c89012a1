"""The documents of the core: what is kept, and what comes out. All of it is plain data.

A run and a customer are JSON documents that a person can read; what is empty is left out where it is rare.
A *place* is where a run is: the name of a node and, inside of `each`, the number of the item behind it, from
0: `transfer[1]`, and `part[1.0]` in an `each` inside of another. Instants are text as in
`journeyc.expression.values`; field values are in their JSON form.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NotRequired, TypedDict

from journeyc.expression.values import Json
from journeyc.runtime.core.considered import Considered, Decided, RuleReport
from journeyc.runtime.core.identities import Identity, Merged

if TYPE_CHECKING:
    from journeyc.runtime.core.contact_documents import Contact, ContactReport, Held

SCHEMA_VERSION = 2

Status = Literal["active", "paused", "suspended", "ended"]
TimerKind = Literal[
    "after", "at", "every", "remind", "idle", "pause_remind", "give_up", "timeout", "retry", "schedule",
    "absence", "quiet", "look",
]  # fmt: skip
OutcomeKind = Literal["success", "failure", "neutral"]


# ── what has happened ────────────────────────────────────────────────────────────────────────────────


class RecentEvent(TypedDict):
    """An event that rules may count later. One with a `run` counts for the rules of that run alone and,
    unless it was `raised` inside of it, for those of the customer.
    """

    id: str
    name: str
    at: str
    payload: dict[str, Json]
    channel: str | None
    run: NotRequired[str]
    raised: NotRequired[bool]


# ── a run ────────────────────────────────────────────────────────────────────────────────────────────


class TimerEntry(TypedDict):
    """An armed timer: `name` says where it was written and is unique in the run, e.g. `intake/after/0`;
    `left` is how many times an `every` fires yet, this one included; `since` is what its ticks are counted
    from, where this one had to give way to the calendar; `event` is the one behind which an `absence` is
    awaited.
    """

    name: str
    kind: TimerKind
    due: str
    left: NotRequired[int]
    since: NotRequired[str]
    event: NotRequired[RecentEvent]


class Outcome(TypedDict):
    """How a run ended: the name of the end and its kind; `cancelled` where somebody cancelled it."""

    end: str
    kind: OutcomeKind
    at: str


class Pending(TypedDict):
    """Work that others do for a place: a call (`attempt` counts its tries, `arguments` are there where the
    answer is kept for others), a sub-journey, or a task (`claimed_by` somebody, to be claimed by and answered
    by these instants). `key` is the id of the effect that began it.
    """

    key: str
    attempt: NotRequired[int]
    arguments: NotRequired[dict[str, Json]]
    claimed_by: NotRequired[str]
    claim_due: NotRequired[str]
    answer_due: NotRequired[str]


class Frozen(TypedDict):
    """Where the run was when an interrupt began, and the timers that were armed then."""

    interrupt: str
    configuration: list[str]
    timers: list[TimerEntry]


class Kept(TypedDict):
    """An event that nobody took yet and that waits until it `expires`; one that the run has `raised` is for
    no other.
    """

    id: str
    name: str
    payload: dict[str, Json]
    channel: str | None
    at: str
    expires: str
    raised: NotRequired[bool]


class Completed(TypedDict):
    """A completed step that can be taken back, with what its `undo` reads, as it was then."""

    place: str
    at: str
    values: dict[str, dict[str, Json]]


class GoalMet(TypedDict):
    """When a goal was met first, and whether that was in time."""

    at: str
    in_time: bool


class LaterOutcome(TypedDict):
    """What another system said of the run: observed `at`, whenever it was told."""

    input: str
    name: str
    value: Json
    at: str


class Parent(TypedDict):
    """The run that waits for this one, and the `key` by which it does."""

    run: str
    key: str


class Suspended(TypedDict):
    """Since when an operator or a `merge` holds a run, what it was before, and its timers, which stand."""

    since: str
    status: Literal["active", "paused"]
    timers: list[TimerEntry]
    merge: NotRequired[str]


class Run(TypedDict):
    """One customer in one journey.

    `key` holds the values of `one run per`; `configuration` the places where the run is, in written order:
    steps, and ends of stages and branches that are done. `asked` are the open questions by place (none, where
    only an interrupt has answered them all), `answered` who said what when. `timers` are sorted by (due,
    name) and all count; `held` ones wait while the run is paused and are never due, those of a `suspended`
    run too. `channels` are those that a decision chose, by place; `history` is where stages that remember
    were left; `items` what an `each` goes through. `pending` is the work of others, by the place of its
    clause. `frozen` are the interrupted positions, the innermost last; `arrived` are results for them, which
    wait. An ended run keeps the name of its end as its configuration, a cancelled one the places where it
    was.
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
    asked: dict[str, list[str]]
    answered: dict[str, dict[str, Json]]
    timers: list[TimerEntry]
    status: Status
    outcome: Outcome | None
    paused_since: str | None
    last_channel: str | None
    last_seen: str | None
    seq: int
    logical_time: str
    started_at: str
    updated_at: str
    parameters: NotRequired[dict[str, Json]]
    parent: NotRequired[Parent]
    held: NotRequired[list[TimerEntry]]
    suspended: NotRequired[Suspended]
    channels: NotRequired[dict[str, str]]
    history: NotRequired[dict[str, list[str]]]
    items: NotRequired[dict[str, list[Json]]]
    pending: NotRequired[dict[str, Pending]]
    frozen: NotRequired[list[Frozen]]
    arrived: NotRequired[list[dict[str, Json]]]
    mailbox: NotRequired[list[Kept]]
    undo_log: NotRequired[list[Completed]]
    goals: NotRequired[dict[str, GoalMet]]
    outcomes: NotRequired[list[LaterOutcome]]


# ── a customer ───────────────────────────────────────────────────────────────────────────────────────


class JourneyRecord(TypedDict):
    """How often a customer began a journey, when they last left it, and the latest beginnings where
    `reenter` counts them. `numbered` is the number of the last run, where some of them are another's now.
    """

    begun: int
    ended_at: str | None
    starts: NotRequired[list[str]]
    numbered: NotRequired[int]


class KeptAnswer(TypedDict):
    """What a service gave when it was called with these arguments, and when that came."""

    service: str
    arguments: dict[str, Json]
    value: Json
    at: str


class CustomerDocument(TypedDict):
    """The customer beside the runs: the profile, what they began, the segments they are in and since when.

    `timers` are those of scheduled starts, of rules that wait for what must not happen, and of the end of
    quiet hours, for which messages are `held`; `contacts` are those that were let through, oldest first.
    `conversations` name the run that a call or chat last spoke for. `recent` are the events that rules count,
    newest last, and `answers` what services gave to calls that keep it, newest last. `identities` are those
    who were merged into this customer, by key; `merged` says where a customer is who is a part of another,
    and `parted` by which merge one was last. `generation` tells who came after somebody was erased.
    """

    schema: int
    id: str
    profile: dict[str, Json]
    journeys: dict[str, JourneyRecord]
    seq: int
    updated_at: str
    segments: NotRequired[dict[str, str]]
    timers: NotRequired[list[TimerEntry]]
    conversations: NotRequired[dict[str, str]]
    recent: NotRequired[list[RecentEvent]]
    answers: NotRequired[list[KeptAnswer]]
    contacts: NotRequired[list["Contact"]]
    held: NotRequired[list["Held"]]
    identities: NotRequired[dict[str, Identity]]
    merged: NotRequired[Merged]
    parted: NotRequired[str]
    generation: NotRequired[int]


# ── effects ──────────────────────────────────────────────────────────────────────────────────────────


class _Effect(TypedDict):
    """Something to do outside, once per `id` (`run/seq/n`); `place` is where in the run it was caused, or by
    which rule. For what a rule of the customer does, the run is `customer:` with the customer behind it.
    """

    id: str
    run: str
    customer: str
    at: str
    place: str


class NotifyEffect(_Effect):
    """Send a notification over `channel`, which is chosen last, and not after it `expires`. It was decided
    `again` so often under its id; `tried` are the channels that failed. One of `remind` names the place that
    it reminds of, empty for the pause.
    """

    kind: Literal["notify"]
    notification: str
    arguments: dict[str, Json]
    channel: NotRequired[str]
    expires: NotRequired[str]
    again: NotRequired[int]
    tried: NotRequired[list[str]]
    remind: NotRequired[str]


class EmitEffect(_Effect):
    """Hand an event to whoever listens outside; of its payload, these fields are `private`."""

    kind: Literal["emit"]
    event: str
    payload: dict[str, Json]
    private: NotRequired[list[str]]


class NoteEffect(_Effect):
    """Write words into the history of the run; where they show what is `private`, it is said."""

    kind: Literal["note"]
    text: str
    private: NotRequired[list[str]]


class CallEffect(_Effect):
    """Call a service; what comes back names the `key`, which all tries of one call share. Where an answer is
    `known`, it is used again and the call is not made.
    """

    kind: Literal["call"]
    key: str
    attempt: int
    service: str
    arguments: dict[str, Json]
    known: NotRequired[KeptAnswer]


class TaskEffect(_Effect):
    """Open or close a task for a queue or a bot; what they do with it names the `key`. One that is opened is
    to be claimed, or else answered, until it is `due`.
    """

    kind: Literal["task"]
    key: str
    action: Literal["open", "close"]
    worker: Literal["queue", "bot"]
    name: str
    due: NotRequired[str]


class BeginEffect(_Effect):
    """Begin a run of another journey of the customer; where `waits`, its end comes back under the id."""

    kind: Literal["begin"]
    journey: str
    arguments: dict[str, Json]
    waits: bool


class CancelEffect(_Effect):
    """Cancel the sub-journey that the effect `key` began."""

    kind: Literal["cancel"]
    key: str


Effect = NotifyEffect | EmitEffect | NoteEffect | CallEffect | TaskEffect | BeginEffect | CancelEffect


# ── reports ──────────────────────────────────────────────────────────────────────────────────────────


RunResult = Literal[
    "taken", "started", "stayed", "resumed", "paused", "suspended", "ended", "migrated", "held", "stale",
    "not_taken", "failed",
]  # fmt: skip


class RunReport(TypedDict):
    """What an input did to one run; `path` are the places passed through, where it started first, and
    `entered` those of them that it came to.

    `taken` are labels such as `on answered -> review (line 42)`; `fired` names the timer that was due.
    `begun` is the work of others that a migration began, by the place of its clause. What was `set` is told
    masked where it is private.
    `decided` are the decisions that what was taken, set, sent or armed asked: of the first hundred, each
    answer once.
    Fields of the customer are told as `customer.tier`. `answered` is when the answer of a service came that
    was used again, instead of a call.
    `raised` are events the run raised in itself, and those of the runtime; `unheard` those that an effect
    raised, no step took and no rule counts. A run whose macrostep was rolled
    back is `failed`; a result that waits behind an interrupt is `held`, one for a place already left `stale`.
    """

    run: str
    journey: str
    result: RunResult
    path: list[str]
    taken: list[str]
    considered: list[Considered]
    armed: list[TimerEntry]
    cancelled: list[str]
    fired: list[str]
    set: dict[str, Json]
    asked: list[str]
    entered: NotRequired[list[str]]
    begun: NotRequired[list[str]]
    raised: NotRequired[list[str]]
    unheard: NotRequired[list[str]]
    rules: NotRequired[list[RuleReport]]
    decided: NotRequired[list[Decided]]
    goals: NotRequired[list[str]]
    late_seconds: NotRequired[int]
    reason: NotRequired[str]
    answered: NotRequired[str]


class Incident(TypedDict):
    """A macrostep that could not be finished: the run stays where it was, the input is kept.

    `values` are what the expression read, private fields and copies of them masked; `place` is where it
    stands in the source.
    """

    id: str
    run: str
    input: dict[str, Json]
    at: str
    problem: str
    expression: str
    values: dict[str, Json]
    place: str


Result = Literal["accepted", "kept", "not_accepted", "refused", "ambiguous", "incident"]

#: Why an input was not taken, in one word, as scenarios name it.
Because = Literal[
    "", "not_accepted", "reentry", "ambiguous", "invalid", "unknown_customer", "suspended", "stale", "claimed"
]


class Report(TypedDict):
    """The answer to an input. `reason` is one sentence for people, empty when accepted; `because` is the
    same in one word; `faults` are those of a refused payload. `began` are the runs that it started, `rules`
    are those of the customer that it concerned, `contacts` what was decided of messages.
    """

    input: str
    at: str
    result: Result
    because: Because
    reason: str
    faults: list[str]
    runs: list[RunReport]
    began: NotRequired[list[str]]
    rules: NotRequired[list[RuleReport]]
    contacts: NotRequired[list["ContactReport"]]


class State(NamedTuple):
    """Everything the core reads of one customer: the document and the runs that have not ended, in order of
    their start; and the ended runs that the input names, or that have messages to send yet.
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


@dataclass(slots=True)
class Transition:
    """What one input does to one run; with an incident the run is the one that came in, less a timer that
    failed.

    `run` is None where none came into being. `taken` says whether the run took the input. `effects` may hold
    `begin` and `cancel`, which `decide` carries out itself. `noticed` are events it raised that rules count.
    `profile` is what is known of the customer then, None where the run has set nothing of it; `answer` is one
    that is kept.
    """

    run: Run | None
    effects: tuple[Effect, ...]
    report: RunReport
    taken: bool
    incident: Incident | None = None
    noticed: tuple[RecentEvent, ...] = ()
    profile: dict[str, Json] | None = None
    answer: KeptAnswer | None = None


def put(document: Any, key: str, value: Any) -> None:
    """Write a rare field, or leave it out where it is empty."""
    if value:
        document[key] = value
    else:
        document.pop(key, None)
