"""What a file declares beside journeys."""

from journeyc.compiler.syntax.written import Field, Setting, Text, TypeUse
from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Word


class Import(Node):
    """`import "file"`."""

    path: Text


class Channel(Node):
    """A channel with its abilities."""

    name: Word
    abilities: list[Word]


class Touchpoint(Node):
    """Where company and customer meet."""

    name: Word
    title: Text | None
    channels: list[Channel]


class Enum(Node):
    """A declared enum: `type X` with its members."""

    name: Word
    members: list[Word]


class Record(Node):
    """`type X { … }`."""

    name: Word
    fields: list[Field]


class Customer(Node):
    """Who the customer is."""

    fields: list[Field]


class Event(Node):
    """Something that happens; `keep` is how long an early one waits."""

    name: Word
    fields: list[Field]
    keep: Expression | None
    to_all: bool


class Service(Node):
    """A system that can be called; its name may have dots."""

    name: Word
    parameters: list[Field]
    gives: TypeUse | None
    failures: list[Word]


class WorkDeadline(Node):
    """Within what time a task must be claimed or answered: `kind` is `claim` or `answer`."""

    kind: str
    within: Expression


class Worker(Node):
    """Who works on steps: `kind` is `queue` or `bot`; `sees` are the private fields that they are shown."""

    kind: str
    name: Word
    title: Text | None
    sees: list[list[Word]]
    deadlines: list[WorkDeadline]


class Segment(Node):
    """Customers who have something in common."""

    name: Word
    title: Text | None
    condition: Expression


class Message(Node):
    """One variant of a notification's text."""

    part: str
    language: Word | None
    channels: list[Word]
    text: Text


class Notification(Node):
    """A message the company sends."""

    name: Word
    title: Text | None
    parameters: list[Field]
    channels: list[Word]
    settings: list[Setting]
    messages: list[Message]


class Hours(Node):
    """From one time of day to another."""

    first: Expression
    last: Expression


class Quiet(Node):
    """Hours in which nothing is sent; without zone, in the customer's."""

    hours: Hours
    zone: Expression | None


class Cap(Node):
    """So many messages in a time, of one category or of all."""

    count: Word
    category: Word | None
    per: Expression


class Consent(Node):
    """What some channels need before the company may write, for one category or all but transactional."""

    category: Word | None
    channels: list[Word]
    condition: Expression


class Policy(Node):
    """When and how often the company may write."""

    name: Word
    items: list[Quiet | Cap | Consent]


class Weekdays(Node):
    """A weekday, or those from one to another."""

    first: Word
    last: Word | None


class Dates(Node):
    """A date, or those from one to another."""

    first: Expression
    last: Expression | None


class Opening(Node):
    """Business hours of some weekdays."""

    days: list[Weekdays]
    hours: list[Hours]


class Closed(Node):
    """Dates without business hours."""

    days: list[Dates]


class Calendar(Node):
    """Business hours and holidays."""

    name: Word
    zones: list[Text]
    openings: list[Opening]
    closed: list[Closed]


class HitPolicy(Node):
    """Which true rows of a decision count, and how `collect` makes one value of them (empty: a list)."""

    name: str
    aggregation: str


class DecisionRow(Node):
    """A row of a decision; without condition it is `otherwise`."""

    condition: Expression | None
    value: Expression


class Decision(Node):
    """A decision table."""

    name: Word
    parameters: list[Field]
    gives: TypeUse
    policy: HitPolicy | None
    rows: list[DecisionRow]
