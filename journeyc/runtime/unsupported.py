"""What a definition uses and this runtime cannot run yet: it is refused by name, never run in part."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from journeyc.ir import Definition, model


class Use(NamedTuple):
    """Something that is used: what it is in words, how it is written, and where."""

    what: str
    written: str
    place: model.Place | None


def unsupported(definition: Definition) -> str:
    """What stands in the way of running a definition, as the rest of a sentence; empty where nothing does."""
    journey = definition.journey
    return _listed(_uses((journey, definition.declarations), journey.place), journey.place.file)


def _listed(uses: Iterator[Use | None], home: str | None = None) -> str:
    """Uses by what they are, each with its line; those outside of the file at home with their file."""
    groups: dict[str, list[str]] = {}
    for use in dict.fromkeys(use for use in uses if use):
        here = use.place and (
            f"line {use.place.line}" if use.place.file == home else f"{use.place.file}:{use.place.line}"
        )
        groups.setdefault(use.what, []).append(f"`{use.written}`, {here}" if here else f"`{use.written}`")
    return ", ".join(f"{what} ({'; '.join(written)})" for what, written in groups.items())


def _uses(value: Any, place: model.Place | None) -> Iterator[Use | None]:
    """Every part of a value that is not supported; what has no place of its own has its owner's."""
    if isinstance(value, BaseModel):
        place = getattr(value, "place", None) or place
        yield _use(value, place)
        for name in type(value).model_fields:
            yield from _uses(getattr(value, name), place)
    elif isinstance(value, tuple):
        for item in value:
            yield from _uses(item, place)
    elif is_dataclass(value):
        yield _use(value, place)
        for field in fields(value):
            yield from _uses(getattr(value, field.name), place)


def _use(value: Any, place: model.Place | None) -> Use | None:
    match value:
        case model.Policy():
            return Use("contact policies", f"policy {value.name}", place)
    return None
