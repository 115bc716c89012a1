"""What a definition uses and this runtime cannot run yet: it is refused by name, never run in part."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from journeyc.expression import tree
from journeyc.ir import Definition, Package, model


class Use(NamedTuple):
    """Something that is used: what it is in words, how it is written, and where."""

    what: str
    written: str
    place: model.Place | None


def unsupported(definition: Definition) -> str:
    """What stands in the way of running a definition, as the rest of a sentence; empty where nothing does."""
    journey = definition.journey
    return _listed(_uses((journey, definition.declarations), journey.place), journey.place.file)


def unsupported_rules(package: Package) -> str:
    """The rules of a package that belong to no journey, as the rest of a sentence."""
    return _listed(_use(rule, rule.place) for rule in package.declarations.rules)


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
    found = _expression(value) or _effect(value) or _setting(value) or _node(value) or _clause(value)
    return Use(*found, place) if found else None


def _expression(value: Any) -> tuple[str, str] | None:
    match value:
        case tree.Decide():
            return "decisions", f"{value.decision}(…)"
        case tree.Literal() if value.type == tree.BUSINESS_TIME:
            return "business time", str(value.value)
    return None


def _effect(value: Any) -> tuple[str, str] | None:
    match value:
        case model.Raise():
            return "raised events", f"raise {value.event}"
        case model.Emit():
            return "events to the outside", f"emit {value.event}"
        case model.StartJourney():
            return "journeys that start others", f"start {value.journey}"
        case model.Note():
            return "notes", "note …"
    return None


def _setting(value: Any) -> tuple[str, str] | None:
    match value:
        case model.Journey() if value.parameters:
            return "parameters", f"{value.name}({', '.join(field.name for field in value.parameters)})"
        case model.SegmentStart():
            return "starts by segment", f"starts when customer enters {value.segment}"
        case model.ScheduleStart():
            return "starts by schedule", f"starts every {', '.join(value.weekdays) or 'day'} at {value.time}"
        case model.PlainStart():
            return "starts without an event", f"starts -> {value.target}"
        case model.Reenter():
            return "re-entry", f"reenter {value.text or value.kind}"
        case model.Goal():
            return "goals", f"goal {value.name}"
        case model.Rule():
            return "business rules", f"rule {value.name}"
        case model.Migration():
            return "migrations", f"migrate from {value.version}"
        case model.Policy():
            return "contact policies", f"policy {value.name}"
        case model.Event() if value.keep is not None:
            return "events that wait", f"event {value.name} keep …"
        case model.Event() if value.to_all_runs:
            return "events to all runs", f"event {value.name} to all runs"
    return None


def _node(value: Any) -> tuple[str, str] | None:
    match value:
        case model.Split():
            return "splits", f"split {value.name}"
        case model.Stage():
            return "stages", f"stage {value.name}"
        case model.Parallel():
            return "parallel branches", f"parallel {value.name}"
        case model.Each():
            return "branches for each item", f"each {value.name}"
        case model.Interrupt():
            return "interrupts", f"anytime {value.name}"
        case model.BestChannel():
            return "channels that a decision chooses", f"via best {value.decision}"
        case model.WorkedBy():
            return f"{value.kind}s", f"by {value.kind} {value.name}"
        case model.Step() if value.undo:
            return "compensation", "undo { … }"
    return None


def _clause(value: Any) -> tuple[str, str] | None:
    match value:
        case model.Call():
            return "calls of services", f"call {value.service}"
        case model.Run():
            return "sub-journeys", f"run {value.journey}"
        case model.Condition():
            return "conditions without an event", f"when {value.guard.text}"
        case model.Timer() if value.every is not None:
            return "repeated timers", f"every {value.text}"
        case model.Leading() if value.undoing:
            return "compensation", f"-> {value.target or value.way} undoing"
        case model.Leading() if value.way != "enter":
            target = "back" if value.way == "back" else f"last of {value.target}"
            return "ways back", f"-> {target}"
        case model.Handler() if dotted := [name for name in value.events if "." in name]:
            return "events of notifications, branches and segments", f"on {', '.join(dotted)}"
    return None
