"""The base of all trees: slotted classes declared by annotations alone, without the import cost of
dataclasses.
"""

from typing import Any, ClassVar, Literal, dataclass_transform


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
        namespace |= {"__slots__": tuple(own), "__match_args__": given, "_given": given}
        namespace["_defaults"] = {**getattr(base, "_defaults", {}), **noted, **defaults}
        return super().__new__(mcs, name, bases, namespace)


class Shaped(metaclass=Shape):
    """Anything with the fields its annotations name."""

    _given: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]

    def __init__(self, *values: Any, **named: Any) -> None:
        for field, default in self._defaults.items():
            setattr(self, field, default)
        for field, value in zip(self._given, values, strict=False):
            setattr(self, field, value)
        for field, value in named.items():
            setattr(self, field, value)


class Node(Shaped):
    """Anything written; `start` and `end` are offsets in the source, `end` is exclusive."""

    start: int
    end: int
