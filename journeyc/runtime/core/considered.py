"""What is told of a condition that was looked at, and of a decision that was asked."""

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
