"""What two definitions of a journey mean otherwise, part by part, as their author knows the parts."""

from collections.abc import Iterator
from typing import Any

from journeyc.ir.hashes import meaning
from journeyc.ir.model import Definition


def changed_parts(old: Definition, new: Definition) -> list[str]:
    """The parts that mean something else, that are new and that are gone; empty where both mean the same."""
    return list(dict.fromkeys(_changes(meaning(old), meaning(new), new.journey.name, "meaning")))


def _changes(old: Any, new: Any, owner: str, field: str) -> Iterator[str]:
    """What is different between two values of a field of the innermost part around it that has a name."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_expression(new):
        name = str(new.get("name", owner))
        for key in {**old, **new}:
            inner = field if key == "expression" else key
            yield from _changes(old.get(key), new.get(key), name, inner)
        return
    before, after = _by_name(old or []), _by_name(new or [])
    if before is None or after is None:
        yield f"{field.replace('_', ' ')} of `{owner}`"
        return
    for name in {**before, **after}:
        if name not in after:
            yield f"`{name}` is gone"
        elif name not in before:
            yield f"`{name}` is new"
        else:
            yield from _changes(before[name], after[name], owner, field)
    if before.keys() == after.keys() and list(before) != list(after):
        yield f"the order of {', '.join(f'`{name}`' for name in after)}"


def _is_expression(value: dict[str, Any]) -> bool:
    """Whether this is one whole to its author, with nothing in it that has a name of its own."""
    return "op" in value


def _by_name(value: Any) -> dict[str, Any] | None:
    """The items of a list by their names; None where they have none."""
    if not isinstance(value, list) or not all(isinstance(item, dict) and "name" in item for item in value):
        return None
    return {str(item["name"]): item for item in value}
