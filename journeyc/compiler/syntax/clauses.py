"""What happens, what follows it, and what else is done."""

from journeyc.compiler.syntax.written import Argument, Text
from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Word


class SetEffect(Node):
    """`set path = value`."""

    path: list[Word]
    value: Expression


class NotifyEffect(Node):
    """`notify NAME(…)`."""

    notification: Word
    arguments: list[Argument]


class EventEffect(Node):
    """`raise EVENT(…)` inside this run, `emit EVENT(…)` to the outside."""

    kind: str
    event: Word
    arguments: list[Argument]


class StartEffect(Node):
    """`start JOURNEY(…)`."""

    journey: Word
    arguments: list[Argument]


class NoteEffect(Node):
    """`note "…"`: words for the history."""

    text: Text


Effect = SetEffect | NotifyEffect | EventEffect | StartEffect | NoteEffect


class Target(Node):
    """Where to: `kind` is `place`, `back` or `last`; `undoing` compensates what was done."""

    kind: str
    name: Word
    undoing: bool


class Tail(Node):
    """Where to, and what else happens; without target: stay."""

    target: Target | None
    effects: list[Effect]


class Handler(Node):
    """`on …`; the names of system events may have dots."""

    events: list[Word]
    channels: list[Word]
    guard: Expression | None
    tail: Tail


class Timer(Node):
    """`after …`, `at …` or `every … at most … times`; `give up after …` of a pause too."""

    kind: str
    when: Expression
    times: Word | None
    guard: Expression | None
    tail: Tail


class When(Node):
    """`when … -> …`: taken as soon as it is true."""

    condition: Expression
    tail: Tail


class Remind(Node):
    """`remind NAME after …`."""

    notification: Word
    arguments: list[Argument]
    after: list[Expression]


class Boundary(Node):
    """`enter { … }`, `leave { … }` or `undo { … }`."""

    kind: str
    effects: list[Effect]


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


class Outcome(Node):
    """What follows an outcome: `kind` is `ok`, `fails`, `no answer`, `ends` or `otherwise`.

    `name` is the failure or the end; for `ok`, what the result is called.
    """

    kind: str
    name: Word | None
    tail: Tail


class Retry(Node):
    """How often a call is tried again, how long after, and how much longer each further wait is."""

    times: Word
    every: Expression
    backoff: Expression | None


class ServiceCall(Node):
    """`call …`; the name of a service may have dots."""

    service: Word
    arguments: list[Argument]
    retry: Retry | None
    timeout: Expression | None
    keep: Expression | None
    outcomes: list[Outcome]


class SubJourney(Node):
    """`run …`."""

    journey: Word
    arguments: list[Argument]
    outcomes: list[Outcome]


Clause = Handler | Timer | When | Remind | Boundary
StepItem = Clause | Say | Ask | ServiceCall | SubJourney


class Pattern(Node):
    """What has happened: `kind` is `single`, `repeated`, `sequence` or `absence`."""

    kind: str
    events: list[Word]
    count: Word | None
    channels: list[Word]
    within: Expression | None


class Rule(Node):
    """A business rule, of a journey or of the customer."""

    name: Word
    title: Text | None
    pattern: Pattern
    guard: Expression | None
    effects: list[Effect]
