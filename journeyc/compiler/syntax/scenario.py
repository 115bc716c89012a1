"""The tests of journeys."""

from journeyc.compiler.syntax.written import Argument, Text
from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Word


class Instant(Node):
    """`at …`: when a scenario begins."""

    when: Expression


class Given(Node):
    """`given field = value`; an answer has the same form."""

    path: list[Word]
    value: Expression


class Stub(Node):
    """What stands in for a service (`kind` is `gives`, `ok`, `fails` or `silent`), a journey (`ends`) or a
    channel (`down`).
    """

    stands_for: Word
    kind: str
    value: Expression | None
    name: Word | None


class Sent(Node):
    """`on EVENT(…) from …`; with a dot, what a channel tells later of a message: `on reminder.opened`."""

    event: Word
    arguments: list[Argument]
    channels: list[Word]


class Begun(Node):
    """`start(…)`: the journey begins by itself, without an event."""

    arguments: list[Argument]


class Answered(Node):
    """`answer field = value, … from …`."""

    answers: list[Given]
    channels: list[Word]


class Wait(Node):
    """`wait …`."""

    time: Expression


class Expect(Node):
    """What must hold: `kind` is `at`, `ended`, `paused`, `notified`, `suppressed`, `emitted`, `fired`,
    `refused` or `that`.
    """

    kind: str
    negated: bool
    name: Word | None
    channels: list[Word]
    reason: Word | None
    condition: Expression | None


ScenarioItem = Instant | Given | Stub | Sent | Begun | Answered | Wait | Expect


class Scenario(Node):
    """A test of a journey."""

    title: Text
    journey: Word
    items: list[ScenarioItem]
