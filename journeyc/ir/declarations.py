"""What journeys share: who and where the customer is, what can happen, who is called, who works."""

from typing import Annotated, Literal

from pydantic import Field

from journeyc.expression.tree import Expression
from journeyc.ir.base import WORDING, Category, FieldDeclaration, Guard, Model, Place, Weekday, Wording
from journeyc.ir.clauses import Rule


class Channel(Model):
    """How company and customer meet; abilities such as `show`, `speak`, `ask`, `push`, `agent`. Names are
    unique in a package.
    """

    name: str
    abilities: tuple[str, ...]
    place: Place | None = None


class Touchpoint(Model):
    """Where company and customer meet, with its channels in written order."""

    name: str
    title: Wording
    channels: tuple[Channel, ...]
    place: Place | None = None


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
    place: Place | None = None


class RecordDeclaration(Model):
    """A record of named fields."""

    kind: Literal["record"] = "record"
    name: str
    fields: tuple[FieldDeclaration, ...]
    place: Place | None = None


TypeDeclaration = Annotated[EnumDeclaration | RecordDeclaration, Field(discriminator="kind")]


class Event(Model):
    """Something that happens, with the fields of its payload.

    `keep`: how long one that nobody takes yet waits for somebody who does. `to_all_runs`: several runs of
    one journey may take it; otherwise that is refused as ambiguous.
    """

    name: str
    fields: tuple[FieldDeclaration, ...]
    keep: Expression | None = None
    to_all_runs: bool = False
    doc: Wording = ""
    place: Place | None = None


class MessageText(Model):
    """One variant of a message; the most specific one wins: language and channel, language, channel,
    default.
    """

    part: Literal["subject", "text", "html"] = "text"
    language: str | None = None
    channel: str | None = None
    template: Wording
    place: Place | None = None


class Notification(Model):
    """A message the company sends of its own accord; `channels` are in order of preference."""

    name: str
    title: Wording
    parameters: tuple[FieldDeclaration, ...] = ()
    channels: tuple[str, ...]
    category: Category = "service"
    expires: Expression | None = None
    texts: Annotated[tuple[MessageText, ...], WORDING]
    doc: Wording = ""
    place: Place | None = None


class Service(Model):
    """A system that is called: `gives` is the type of its result, None where it has none; `failures` are
    those it declares.
    """

    name: str
    parameters: tuple[FieldDeclaration, ...] = ()
    gives: str | None = None
    failures: tuple[str, ...] = ()
    doc: Wording = ""
    place: Place


class Queue(Model):
    """People who work on steps. `sees` are the private fields of the customer that they are shown, with what
    a journey has copied of them. A task of theirs is to be claimed, and answered, within these times of being
    opened; they are computed from the customer alone, and may be business time.
    """

    name: str
    title: Wording
    sees: tuple[str, ...] = ()
    claim_within: Expression | None = None
    answer_within: Expression | None = None
    doc: Wording = ""
    place: Place


class Bot(Model):
    """A machine that works on steps, with what it sees and by when, as of a `Queue`."""

    name: str
    title: Wording
    sees: tuple[str, ...] = ()
    claim_within: Expression | None = None
    answer_within: Expression | None = None
    doc: Wording = ""
    place: Place


class Segment(Model):
    """Customers for whom the condition is true; it reads the customer alone."""

    name: str
    title: Wording
    guard: Guard
    doc: Wording = ""
    place: Place


class Quiet(Model):
    """Hours in which nothing is sent, `first` up to but without `last` (`20:00`, `08:00`), in a zone by
    name; None is the customer's. What is `transactional` goes out all the same.
    """

    first: str
    last: str
    zone: Expression | None = None


class Cap(Model):
    """At most `count` messages of a category (None: of all) in any stretch of time as long as `per`."""

    count: int
    category: Category | None = None
    per: Expression


class Consent(Model):
    """What must be true before a message of a category (None: of all but `transactional`) is sent over these
    channels; where several count for a message, all of them.
    """

    channels: tuple[str, ...]
    category: Category | None = None
    guard: Guard


class Policy(Model):
    """When and how often the company may write; all policies of a package hold for all its messages."""

    name: str
    quiet: tuple[Quiet, ...] = ()
    caps: tuple[Cap, ...] = ()
    consents: tuple[Consent, ...] = ()
    doc: Wording = ""
    place: Place


class Opening(Model):
    """Business hours of a weekday, `first` up to but without `last`."""

    weekday: Weekday
    first: str
    last: str


class Closed(Model):
    """Dates without business hours, both ends included (`2026-12-25`)."""

    first: str
    last: str


class Calendar(Model):
    """Business hours in a zone: sorted by weekday and time; closed days sorted by date."""

    name: str
    zone: str = "UTC"
    hours: tuple[Opening, ...] = ()
    closed: tuple[Closed, ...] = ()
    doc: Wording = ""
    place: Place


class DecisionRow(Model):
    """A row of a decision; the one without guard is `otherwise`: it counts where no other is true."""

    guard: Guard | None = None
    value: Expression
    text: Wording
    place: Place


class Decision(Model):
    """A decision table: pure, it reads its parameters alone (expressions with the root `parameter`).

    `policy` says which of the true rows count: the `first`; the only one there may be (`unique`); one of
    several that agree (`any`); the one whose value stands first in its type (`priority`); or all
    (`collect`), as a list or, with `aggregation`, as one value.
    """

    name: str
    parameters: tuple[FieldDeclaration, ...] = ()
    gives: str
    policy: Literal["first", "unique", "any", "priority", "collect"] = "unique"
    aggregation: Literal["sum", "min", "max", "count"] | None = None
    rows: tuple[DecisionRow, ...]
    doc: Wording = ""
    place: Place


class Declarations(Model):
    """What journeys share; lists are sorted by name; touchpoints and rules keep their written order."""

    touchpoints: tuple[Touchpoint, ...] = ()
    types: tuple[TypeDeclaration, ...] = ()
    customer: Customer
    events: tuple[Event, ...] = ()
    notifications: tuple[Notification, ...] = ()
    services: tuple[Service, ...] = ()
    queues: tuple[Queue, ...] = ()
    bots: tuple[Bot, ...] = ()
    segments: tuple[Segment, ...] = ()
    policies: tuple[Policy, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    decisions: tuple[Decision, ...] = ()
    rules: tuple[Rule, ...] = ()
