"""The syntax tree: what an author wrote, with the offsets where it stands. Light classes, no checks."""

from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Word

__all__ = ["Expression", "Node", "Word"]


class Text(Node):
    """A text literal: `value` is what it stands for, `offsets` where each of its characters stands in the
    source.
    """

    value: str
    offsets: list[int] | None


class TypeUse(Node):
    """A type as written: a name, a list of another, or names in place."""

    name: Word | None
    item: "TypeUse | None"
    members: "list[Word]"
    optional: bool


class Field(Node):
    """A field declaration; the flags are for fields of the customer."""

    name: Word
    type: TypeUse
    default: Expression | None
    key: bool = False
    private: bool = False
    alias: bool = False


class Argument(Node):
    """A value by name."""

    name: Word
    value: Expression


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
    """Something that happens."""

    name: Word
    fields: list[Field]


class Message(Node):
    """One variant of a notification's text."""

    part: str
    language: Word | None
    channels: list[Word]
    text: Text


class Setting(Node):
    """A clause with a name of its own that holds one value, such as the version or the owner."""

    name: str
    value: object


class Notification(Node):
    """A message the company sends."""

    name: Word
    title: Text | None
    parameters: list[Field]
    channels: list[Word]
    settings: list[Setting]
    messages: list[Message]


class SetEffect(Node):
    """`set path = value`."""

    path: list[Word]
    value: Expression


class NotifyEffect(Node):
    """`notify NAME(…)`."""

    notification: Word
    arguments: list[Argument]


Effect = SetEffect | NotifyEffect


class Tail(Node):
    """Where to, and what else happens; without target: stay."""

    target: Word | None
    effects: list[Effect]


class Start(Node):
    """`starts on …`."""

    event: Word
    channels: list[Word]
    guard: Expression | None
    tail: Tail


class Handler(Node):
    """`on …`."""

    events: list[Word]
    channels: list[Word]
    guard: Expression | None
    tail: Tail


class Timer(Node):
    """`after …` or `at …`."""

    kind: str
    when: Expression
    guard: Expression | None
    tail: Tail


class Remind(Node):
    """`remind NAME after …`."""

    notification: Word
    arguments: list[Argument]
    after: list[Expression]


class Say(Node):
    """`say …`."""

    language: Word | None
    text: Text
    channels: list[Word]


class AskItem(Node):
    """One field that is asked for."""

    path: list[Word]
    again: bool


class Ask(Node):
    """`ask …`."""

    items: list[AskItem]


class Boundary(Node):
    """`enter { … }` or `leave { … }`."""

    kind: str
    effects: list[Effect]


class Pause(Node):
    """What counts as a pause, and what happens meanwhile."""

    idle: list[Setting]
    events: list[Handler]
    reminders: list[Remind]
    give_up: list[Timer]
    hold_timers: bool


class Step(Node):
    """A step; `items` keep the written order of its clauses."""

    name: Word
    title: Text | None
    channels: list[Word]
    items: "list[Handler | Timer | Remind | Say | Ask | Boundary]"


class Row(Node):
    """A row of a choice; without condition it is `otherwise`."""

    condition: Expression | None
    tail: Tail


class Choice(Node):
    """A branching by conditions."""

    name: Word
    title: Text | None
    rows: list[Row]


class End(Node):
    """A way a journey ends."""

    name: Word
    title: Text | None
    outcome: Word | None
    effects: list[Effect]


Place = Step | Choice | End


class Journey(Node):
    """A journey; `places` are its steps, choices and ends in written order."""

    name: Word
    title: Text | None
    settings: list[Setting]
    one_run_per: list[list[Word]]
    context: list[Field]
    starts: list[Start]
    pauses: list[Pause]
    places: list[Place]


Declaration = Import | Touchpoint | Enum | Record | Customer | Event | Notification | Journey


class File(Node):
    """The declarations of a file in written order."""

    declarations: list[Declaration]
