"""The base of all trees: slotted classes declared by annotations alone, without the import cost of
dataclasses.
"""

from types import FunctionType
from typing import Any, ClassVar, Literal, dataclass_transform

from journeyc.expression.constructors import CONSTRUCTORS


def later(*, default: Any, init: Literal[False] = False) -> Any:  # noqa: ARG001  # `init` speaks to type checkers
    """A field that is not given at construction but noted by a later pass; it begins with the default."""
    return _Later(default)


class _Later:
    __slots__ = ("default",)

    def __init__(self, default: object) -> None:
        self.default = default


@dataclass_transform(eq_default=False, field_specifiers=(later,))
class Shape(type):
    """Makes slots of annotations; the constructor takes the fields in order, bases first."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> "Shape":
        """A class with slots for its own annotated fields."""
        own = [field for field in namespace.get("__annotations__", {}) if not field.startswith("_")]
        noted = {
            field: namespace.pop(field).default for field in own if isinstance(namespace.get(field), _Later)
        }
        defaults = {field: namespace.pop(field) for field in own if field in namespace}
        base: Any = bases[0] if bases else object
        given = (*getattr(base, "_given", ()), *(field for field in own if field not in noted))
        defaults = {**getattr(base, "_defaults", {}), **noted, **defaults}
        namespace |= {"__slots__": tuple(own), "__match_args__": given}
        namespace |= {"_given": given, "_defaults": defaults}
        if given:
            namespace["__init__"] = _constructor(given, defaults)
        return super().__new__(mcs, name, bases, namespace)


def _constructor(given: tuple[str, ...], defaults: dict[str, Any]) -> FunctionType:
    """The constructor that takes these fields; those noted later follow, and keep their defaults.

    A loop over the fields took a fifth of the time of reading a text.
    """
    fields = (*given, *(field for field in defaults if field not in given))
    if len(fields) > len(CONSTRUCTORS):
        return _looping(fields, defaults)
    plain = CONSTRUCTORS[len(fields) - 1]
    code = plain.__code__.replace(co_names=fields, co_varnames=("self", *fields))
    ending = tuple(defaults[field] for field in fields if field in defaults)
    return FunctionType(code, plain.__globals__, "__init__", ending)


def _looping(fields: tuple[str, ...], defaults: dict[str, Any]) -> FunctionType:
    """The constructor of a class with more fields than are written out, of which there are few objects."""

    def __init__(self: object, *values: object) -> None:  # noqa: N807  # it becomes that of a class
        given = dict(zip(fields, values, strict=False))
        for field in fields:
            setattr(self, field, given[field] if field in given else defaults[field])

    return __init__  # type: ignore[return-value]  # a function written here is a function


class Shaped(metaclass=Shape):
    """Anything with the fields its annotations name."""

    _given: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]


class Node(Shaped):
    """Anything written; `start` and `end` are offsets in the source, `end` is exclusive."""

    start: int
    end: int
