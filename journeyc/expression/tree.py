"""Typed expressions as the intermediate representation keeps them: resolved, typed, without positions.

Plain frozen dataclasses, so that evaluation needs no Pydantic; `journeyc.ir` embeds them as they are.
"""

from dataclasses import dataclass, fields
from typing import Annotated, Any, TypeAlias, get_args
from typing import Literal as Only

#: The type of `3 business days`: no duration, as a calendar says how long it is. Only literals have it.
BUSINESS_TIME = "business time"


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant; `value` is the JSON form of a value of the type (see `journeyc.expression.values`)."""

    value: Any
    type: str
    op: Only["literal"] = "literal"


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment as clocks show it, `2026-11-23T09:00:00`, in a zone that is known only where it is computed.
    Where the zone is known before, the moment is a literal.
    """

    value: str
    type: Only["instant"] = "instant"
    op: Only["moment"] = "moment"


@dataclass(frozen=True, slots=True)
class Read:
    """A field of what the journey knows: `root` says where, `path` the fields from there.

    `local` is what a clause gave a name: the item of an `each`, the result of a call. The path may be empty
    for the `customer` as a whole.
    """

    root: Only["context", "customer", "event", "parameter", "local"]
    path: tuple[str, ...]
    type: str
    op: Only["read"] = "read"


@dataclass(frozen=True, slots=True)
class Now:
    """The logical time of the input."""

    type: Only["instant"] = "instant"
    op: Only["now"] = "now"


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or function applied to arguments; `function` is a name of
    `journeyc.expression.functions`.
    """

    function: str
    arguments: tuple["Expression", ...]
    type: str
    op: Only["apply"] = "apply"


@dataclass(frozen=True, slots=True)
class Decide:
    """What a decision table gives for arguments in the order of its parameters."""

    decision: str
    arguments: tuple["Expression", ...]
    type: str
    op: Only["decide"] = "decide"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list built from its items."""

    items: tuple["Expression", ...]
    type: str
    op: Only["list"] = "list"


@dataclass(frozen=True, slots=True)
class RecordOf:
    """A record built from named values."""

    fields: tuple[tuple[str, "Expression"], ...]
    type: str
    op: Only["record"] = "record"


#: Fields that are masked for readers: the root that they are read from, and their name there.
Private: TypeAlias = frozenset[tuple[str, str]]


class _ByOp:
    """Tells Pydantic, which is not loaded here, that `op` says which expression is read. It would try the
    others too, at each level again: a condition of twenty parts took a minute.
    """

    def __get_pydantic_core_schema__(self, every: Any, schema_of: Any) -> Any:
        ops = [fields(kind)[-1].default for kind in get_args(every)]
        choices = dict(zip(ops, schema_of(every)["choices"], strict=True))
        return {"type": "tagged-union", "discriminator": "op", "choices": choices}


Expression: TypeAlias = Annotated[Literal | Moment | Read | Now | Apply | Decide | ListOf | RecordOf, _ByOp()]
