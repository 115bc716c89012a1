"""What is told of a condition that was looked at, of a decision that was asked, and of a rule."""

from typing import Literal, NotRequired, TypedDict

from journeyc.expression.values import Json


class DecidedRow(TypedDict):
    """A row of a decision that counted: its condition (`otherwise` where it has none) and its value, as they
    are written; no value of a customer is among it.
    """

    line: int
    condition: str
    value: str


class Decided(TypedDict):
    """A decision that was asked, and the rows that its value is of; none, where none was true."""

    decision: str
    rows: list[DecidedRow]


class Considered(TypedDict):
    """A handler, timer or row that was looked at and not taken, and why: `guard` or `channel`.

    `place` is its label; `condition` is the guard as written, and `values` what it read, private fields and
    copies of them masked; `decided` are the decisions that it asked.
    """

    place: str
    line: int
    reason: Literal["guard", "channel"]
    condition: NotRequired[str]
    values: NotRequired[dict[str, Json]]
    decided: NotRequired[list[Decided]]


RuleResult = Literal["fired", "guard", "channel", "incomplete", "waits", "stopped"]


class RuleReport(TypedDict):
    """A rule that an event may complete: it `fired`, or its condition was not true (`guard`), or the event
    came over a `channel` that it does not count, or not all of the `wanted` events have come in time
    (`incomplete`). One for what must not happen `waits` behind an event, `until` it fires, or waits no
    longer (`stopped`).

    `events` are the ids of those that counted, oldest first; `condition`, `values` and `decided` as for a
    handler.
    `set` are the fields of the customer that a rule of the customer has set, private ones masked; what it
    decided for them, or for how long it waits, is `decided` with it.
    `reason` says why a journey that it starts did not begin; `engine` that an engine for rules has said
    whether it holds, which else the core has.
    """

    rule: str
    label: str
    result: RuleResult
    events: list[str]
    wanted: NotRequired[int]
    until: NotRequired[str]
    condition: NotRequired[str]
    values: NotRequired[dict[str, Json]]
    decided: NotRequired[list[Decided]]
    set: NotRequired[dict[str, Json]]
    reason: NotRequired[str]
    engine: NotRequired[bool]
