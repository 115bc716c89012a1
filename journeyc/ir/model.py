"""The intermediate representation: what the compiler says of journeys and the runtime executes.

Frozen Pydantic models. Lists keep the order in which the author wrote; names are unique where the comments
say so. Strings marked `Wording` are words for people: they count for the hash of wording, not of meaning.
`Place`
counts for neither.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from journeyc.expression.tree import Expression

FORMAT_VERSION: Literal[1] = 1

#: Words for people: part of the wording hash, not of the meaning hash.
WORDING = Field(json_schema_extra={"wording": True})
Wording = Annotated[str, WORDING]


class Model(BaseModel):
    """What all parts share: immutable, and a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Model):
    """Where the author wrote something; line and column are counted from 1."""

    file: str
    line: int
    column: int


class Guard(Model):
    """A condition, with its text as written (canonical spacing) for people: diagrams, reports, incidents."""

    expression: Expression
    text: Wording
    place: Place


# ── shared declarations ──────────────────────────────────────────────────────────────────────────────


class Channel(Model):
    """How company and customer meet; abilities such as `show`, `speak`, `ask`, `push`, `agent`. Names are
    unique in a package.
    """

    name: str
    abilities: tuple[str, ...]


class Touchpoint(Model):
    """Where company and customer meet, with its channels in written order."""

    name: str
    title: Wording
    channels: tuple[Channel, ...]


class FieldDeclaration(Model):
    """A named, typed slot; `type` is in written form (`money?`, `list of text`, `Reason`); `default`
    computes the first value.
    """

    name: str
    type: str
    default: Expression | None = None
    doc: Wording = ""


class CustomerField(FieldDeclaration):
    """A field of the customer: `alias` ones identify the customer too, `private` ones are masked for
    readers.
    """

    alias: bool = False
    private: bool = False


class Customer(Model):
    """Who the customer is; `key` names the field that is the identity."""

    key: str
    fields: tuple[CustomerField, ...]


class EnumDeclaration(Model):
    """A closed set of names."""

    kind: Literal["enum"] = "enum"
    name: str
    members: tuple[str, ...]


class RecordDeclaration(Model):
    """A record of named fields."""

    kind: Literal["record"] = "record"
    name: str
    fields: tuple[FieldDeclaration, ...]


TypeDeclaration = Annotated[EnumDeclaration | RecordDeclaration, Field(discriminator="kind")]


class Event(Model):
    """Something that happens, with the fields of its payload."""

    name: str
    fields: tuple[FieldDeclaration, ...]
    doc: Wording = ""


class MessageText(Model):
    """One variant of a message; the most specific one wins: language and channel, language, channel,
    default.
    """

    part: Literal["subject", "text", "html"] = "text"
    language: str | None = None
    channel: str | None = None
    template: Wording


class Notification(Model):
    """A message the company sends of its own accord; `channels` are in order of preference."""

    name: str
    title: Wording
    parameters: tuple[FieldDeclaration, ...] = ()
    channels: tuple[str, ...]
    category: Literal["service", "marketing", "transactional"] = "service"
    expires: Expression | None = None
    texts: Annotated[tuple[MessageText, ...], WORDING]
    doc: Wording = ""


# ── inside a journey ─────────────────────────────────────────────────────────────────────────────────


class Set(Model):
    """Write a field of the context; `path` starts at the context."""

    kind: Literal["set"] = "set"
    path: tuple[str, ...]
    value: Expression
    text: Wording
    place: Place


class Notify(Model):
    """Send a notification with arguments by name."""

    kind: Literal["notify"] = "notify"
    notification: str
    arguments: tuple[tuple[str, Expression], ...] = ()
    place: Place


Effect = Annotated[Set | Notify, Field(discriminator="kind")]


class Handler(Model):
    """`on …`: what an event does here. No target: stay, run the effects.

    `events` are names of declared events or the system events `answered`, `paused`, `resumed`. `channels`
    empty: from any.
    """

    events: tuple[str, ...]
    channels: tuple[str, ...] = ()
    guard: Guard | None = None
    target: str | None = None
    effects: tuple[Effect, ...] = ()
    place: Place


class Timer(Model):
    """`after D` or `at I`: armed on entry, cancelled on leaving. No target: stay, run the effects."""

    after: Expression | None = None
    at: Expression | None = None
    text: Wording
    guard: Guard | None = None
    target: str | None = None
    effects: tuple[Effect, ...] = ()
    place: Place


class Remind(Model):
    """A nudge: the notification goes out once after each delay while the customer is still here."""

    notification: str
    arguments: tuple[tuple[str, Expression], ...] = ()
    after: tuple[Expression, ...]
    texts: Annotated[tuple[str, ...], WORDING]
    place: Place


class Say(Model):
    """What the customer is told on entry; variants as for messages, all `say` lines of the best variant in
    order.
    """

    language: str | None = None
    channels: tuple[str, ...] = ()
    template: Wording
    place: Place


class Ask(Model):
    """A field of the context the customer is asked for; `again` asks even when it is set."""

    path: tuple[str, ...]
    type: str
    again: bool = False
    place: Place


class Step(Model):
    """Waits for the customer on its channels; without channels it is internal. Step, choice and end names
    are unique in a journey.
    """

    kind: Literal["step"] = "step"
    name: str
    title: Wording
    doc: Wording = ""
    channels: tuple[str, ...] = ()
    says: Annotated[tuple[Say, ...], WORDING] = ()
    asks: tuple[Ask, ...] = ()
    enter: tuple[Effect, ...] = ()
    leave: tuple[Effect, ...] = ()
    handlers: tuple[Handler, ...] = ()
    timers: tuple[Timer, ...] = ()
    reminders: tuple[Remind, ...] = ()
    place: Place


class ChoiceRow(Model):
    """One row of a choice; the row without guard is `otherwise`."""

    guard: Guard | None = None
    target: str
    effects: tuple[Effect, ...] = ()
    place: Place


class Choice(Model):
    """Pure branching: the first row whose guard is true."""

    kind: Literal["choice"] = "choice"
    name: str
    title: Wording
    doc: Wording = ""
    rows: tuple[ChoiceRow, ...]
    place: Place


class End(Model):
    """A named outcome of the journey."""

    kind: Literal["end"] = "end"
    name: str
    title: Wording
    doc: Wording = ""
    outcome: Literal["success", "failure", "neutral"]
    effects: tuple[Effect, ...] = ()
    place: Place


Node = Annotated[Step | Choice | End, Field(discriminator="kind")]


class Start(Model):
    """`starts on …`: an event that begins a run when no open run took it."""

    event: str
    channels: tuple[str, ...] = ()
    guard: Guard | None = None
    target: str
    effects: tuple[Effect, ...] = ()
    place: Place


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


class Journey(Model):
    """One journey; `nodes` in written order. `one_run_per` are paths in the context that tell two runs of a
    customer apart.
    """

    name: str
    title: Wording
    doc: Wording = ""
    version: int = 1
    owner: Wording = ""
    languages: Annotated[tuple[str, ...], WORDING] = ()
    timezone: Expression | None = None
    one_run_per: tuple[tuple[str, ...], ...] = ()
    context: tuple[FieldDeclaration, ...] = ()
    starts: tuple[Start, ...]
    pause: Pause | None = None
    nodes: tuple[Node, ...]
    place: Place


class Declarations(Model):
    """What journeys share; lists are sorted by name; touchpoints keep their written order."""

    touchpoints: tuple[Touchpoint, ...] = ()
    types: tuple[TypeDeclaration, ...] = ()
    customer: Customer
    events: tuple[Event, ...] = ()
    notifications: tuple[Notification, ...] = ()


class Package(Model):
    """Everything compiled together: the declarations, and the journeys that use them."""

    format: Literal["journeyc.package"] = "journeyc.package"
    format_version: Literal[1] = FORMAT_VERSION
    compiler: str
    declarations: Declarations
    journeys: tuple[Journey, ...]


class Definition(Model):
    """One journey with just the declarations it uses: what a run is pinned to and what a store keeps."""

    format: Literal["journeyc.definition"] = "journeyc.definition"
    format_version: Literal[1] = FORMAT_VERSION
    declarations: Declarations
    journey: Journey
