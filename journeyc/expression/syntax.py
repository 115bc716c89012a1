"""Expressions as written: untyped, with the offsets where they stand. Inference notes the type and what a
name turned out to be.
"""

from datetime import datetime

from journeyc.expression.node import Node, later
from journeyc.expression.types import UNKNOWN, Type
from journeyc.expression.values import Value


class Word(Node):
    """A name where it stands."""

    text: str


class Expression(Node):
    """Any expression; `type` is known after inference, `depth` is how many stand in each other."""

    type: Type = later(default=UNKNOWN)
    depth: int = later(default=1)


class Constant(Expression):
    """A literal of a type that its form tells."""

    value: Value
    of: Type


class BusinessTime(Expression):
    """`3 business days`: not a duration, it needs a calendar."""

    amount: str
    unit: str


class LocalInstant(Expression):
    """`2026-11-23T09:00`: an instant once a zone is known."""

    value: datetime


class Malformed(Expression):
    """What has the form of an expression but no value, with what is wrong and how to mend it."""

    problem: str
    help: str
    rule: str = "invalid-literal"


class Now(Expression):
    """The time of the input."""


class Path(Expression):
    """A name, or fields of one; `member` is set when it turned out to be a member of an enum, `root` when
    it is read.
    """

    words: list[Word]
    member: bool = later(default=False)
    root: str = later(default="")


class Operation(Expression):
    """An operator with its operands; `is set` and `is missing` have one."""

    operator: str
    operands: list[Expression]


class Call(Expression):
    """A function or decision called by name; `decision` is set when it turned out to be one."""

    name: Word
    arguments: list[Expression]
    decision: bool = later(default=False)


class ListValue(Expression):
    """`[a, b]`."""

    items: list[Expression]


class RecordValue(Expression):
    """`{ a = 1, b = 2 }`."""

    fields: list[tuple[Word, Expression]]
