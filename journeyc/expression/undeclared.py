"""Values whose type nobody declared: JSON, no larger than what is declared may be."""

from collections.abc import Mapping

from journeyc.expression.types import DECIMAL, INT, TEXT
from journeyc.expression.validation import is_plain, shown, validate
from journeyc.expression.values import MAXIMUM_DEPTH, MAXIMUM_ITEMS


def fault_of(value: object, path: str, depth: int = 0) -> str:
    """What is wrong with a value, or empty; `path` leads to it."""
    if depth > MAXIMUM_DEPTH:
        return f"`{path}` is nested too deeply"
    match value:
        case None | bool():
            return ""
        case str() | int() | float():
            declared = TEXT if isinstance(value, str) else INT if isinstance(value, int) else DECIMAL
            return "; ".join(map(str, validate(value, declared, path)[1]))
        case Mapping() | list() | tuple() if len(value) > MAXIMUM_ITEMS:
            return f"`{path}` has more than {MAXIMUM_ITEMS:,} items"
        case Mapping():
            named = (
                (fault_of_name(name, f"`{path}`"), f"{path}.{name}", part) for name, part in value.items()
            )
            faults = (fault or fault_of(part, inner, depth + 1) for fault, inner, part in named)
        case list() | tuple():
            faults = (fault_of(part, f"{path}[{index}]", depth + 1) for index, part in enumerate(value))
        case _:
            return f"`{path}` is nothing that JSON can say: {shown(value)}"
    return next((fault for fault in faults if fault), "")


def fault_of_name(name: object, path: str) -> str:
    """What is wrong with the name of a field."""
    if is_plain(name):
        return ""
    faults = validate(name, TEXT)[1]
    return f"a name in {path} {faults[0]}" if faults else ""


def fault_of_names(values: object, what: str) -> str:
    """What is wrong with values that must be given by name, but for the values themselves."""
    if not isinstance(values, Mapping):
        return f"{what} must have named fields, not {shown(values)}"
    return next((fault for name in values if (fault := fault_of_name(name, what))), "")
