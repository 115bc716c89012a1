"""Is what comes from outside in its canonical form already? Most of it is, and then nothing is written anew.

`journeyc.expression.validation` decides what is right; this may only say so sooner.
"""

from collections.abc import Callable, Mapping
from operator import call

from journeyc.expression.types import EnumType, OptionalType, Type
from journeyc.expression.values import MAXIMUM_INTEGER, MAXIMUM_TEXT

Check = Callable[[object], bool]


def canonical_fields(fields: Mapping[str, Type]) -> Check:
    """Whether `validate_fields` would find no fault with named values and give them back as they are."""
    names = tuple(fields)
    checks = tuple(map(_canonical, fields.values()))
    if not names:
        return lambda values: values == {} and type(values) is dict
    if len(names) == 1:
        return _only_field(names[0], checks[0])

    def check(values: object) -> bool:
        return type(values) is dict and tuple(values) == names and all(map(call, checks, values.values()))

    return check


def _only_field(name: str, fits: Check) -> Check:
    return lambda values: type(values) is dict and len(values) == 1 and name in values and fits(values[name])


def _canonical(declared: Type) -> Check:
    """Whether a value is in canonical form; those that may be written in several ways are not judged here."""
    if isinstance(declared, OptionalType):
        return _canonical(declared.value)
    if isinstance(declared, EnumType):
        members = frozenset(declared.members)
        return lambda value: type(value) is str and value in members
    return _CHECKS.get(declared.name, _never)


def _never(_: object) -> bool:
    return False


def _is_whole(value: object) -> bool:
    return type(value) is int and -MAXIMUM_INTEGER <= value <= MAXIMUM_INTEGER


def _is_text(value: object) -> bool:
    return type(value) is str and value.isascii() and value.isprintable() and len(value) <= MAXIMUM_TEXT


_CHECKS: dict[str, Check] = {
    "bool": lambda value: type(value) is bool,
    "int": _is_whole,
    "text": _is_text,
    "id": lambda value: _is_text(value) and value != "" and value[0] != " ",  # type: ignore[index]  # it is text
}
