"""What declarations and clauses are made of."""

from journeyc.expression.node import Node
from journeyc.expression.syntax import Expression, Word


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


class Setting(Node):
    """A clause with a name of its own that holds one value, such as the version or the owner."""

    name: str
    value: object
