"""A Python module that knows what journeys take and give: events, answers, services, and what is read."""

import re
from collections.abc import Iterable, Iterator, Sequence

from journeyc.generating.heading import heading
from journeyc.generating.naming import pascal
from journeyc.generating.outline import JourneyOutline, Outline, ServiceOutline
from journeyc.generating.python.calls import CALLS
from journeyc.generating.python.classes import Lines, arguments, data_class, in_part, seen, whole
from journeyc.generating.python.layout import WIDTH, Code, call, class_head, docstring, laid_out, subscript
from journeyc.generating.python.types import Types, field_names


def python_module(outline: Outline) -> str:
    """The text of the module."""
    types = Types(outline)
    sections = [
        *_names(outline, types),
        *_types(outline, types),
        *_customer(outline, types),
        *_events(outline, types),
        *_journeys(outline, types),
        *_services(outline, types),
        *_calls(outline),
    ]
    body = "\n\n\n".join("\n".join(lines) for lines in _joined(sections))
    return f"{_head(outline)}\n\n{_imports(body)}\n\n{body}\n"


def _head(outline: Outline) -> str:
    names = ", ".join(f"`{journey.name}`" for journey in outline.journeys)
    words = [f"What embeds {names} needs to know of it." if names else "What embeds journeys.", ""]
    return "\n".join(docstring("\n".join(words + heading("python", outline))))


def _joined(sections: Iterable[Sequence[str]]) -> list[list[str]]:
    """Sections, of which one-liners stand together."""
    found: list[list[str]] = []
    for section in sections:
        if found and _is_alias(section) and _is_alias(found[-1]):
            found[-1] += section
        else:
            found.append([*section])
    return found


def _is_alias(section: Sequence[str]) -> bool:
    return not section[0].startswith(("@", "class ", "def "))


_IMPORTS = {
    "import datetime as dt": r"\bdt\.",
    "from collections.abc import {}": ("Awaitable", "Mapping"),
    "from dataclasses import {}": ("dataclass", "field"),
    "from decimal import {}": ("Decimal",),
    "from typing import {}": (
        "Any", "ClassVar", "Literal", "Never", "Protocol", "Self", "TypeAlias", "Union",
    ),
}  # fmt: skip


def _imports(body: str) -> str:
    lines = ["from __future__ import annotations", ""]
    for line, used in _IMPORTS.items():
        if isinstance(used, str):
            lines += [line] if re.search(used, body) else []
        elif names := [name for name in used if re.search(rf"\b{name}\b(?!=)", body)]:
            lines += laid_out(line.format(", ".join(names)))
    return "\n".join([*lines, "", "from journeyc.runtime import typed"])


# ── names ────────────────────────────────────────────────────────────────────────────────────────────


def _literal(name: str, members: Iterable[str]) -> list[str]:
    values = [f'"{member}"' for member in members]
    code: Code = subscript("Literal", *values) if values else "Never"
    return [*laid_out(code, 0, f"{name}: TypeAlias = ")]


def _union(name: str, members: Sequence[str]) -> list[str]:
    code: Code = subscript("Union", *members) if len(members) > 1 else "".join(members) or "Never"
    return [*laid_out(code, 0, f"{name}: TypeAlias = ")]


def _names(outline: Outline, types: Types) -> Iterator[list[str]]:
    yield _literal("Journey", [journey.name for journey in outline.journeys])
    yield _literal("Channel", outline.channels)
    for name, members in {
        "Notification": outline.notifications,
        "Queue": outline.queues,
        "Bot": outline.bots,
        "Segment": outline.segments,
    }.items():
        if members:
            yield _literal(name, members)
    for journey in outline.journeys:
        for kind, places in {"Step": journey.steps, "End": journey.ends}.items():
            if places:
                yield _literal(types.names.give(pascal(journey.name, kind)), places)


def _types(outline: Outline, types: Types) -> Iterator[list[str]]:
    for enum in outline.enums:
        yield _literal(types.named(enum.name), enum.members)
    for record in outline.records:
        doc = record.doc or f"A `{record.name}`."
        yield [*data_class(types.named(record.name), doc, whole(types, record.slots))]


def _customer(outline: Outline, types: Types) -> Iterator[list[str]]:
    doc = "What is shown of a customer: what is not known, or masked because it is private, is None."
    yield [*data_class("Customer", doc, seen(types, outline.customer))]
    doc = "What to write to the profile of a customer; None clears a field, what is not said stays as it is."
    yield [*data_class("Profile", doc, in_part(types, outline.customer), partly=True, read=False)]


def _events(outline: Outline, types: Types) -> Iterator[list[str]]:
    names: dict[str, str] = {}
    for event in outline.events:
        name = names[event.name] = types.names.give(pascal(event.name))
        doc = event.doc or f"The event `{event.name}`."
        yield [*data_class(name, doc, whole(types, event.slots), constants={"EVENT": event.name})]
    if names or outline.queues or outline.bots:
        yield _union("Event", [*names.values()])
    if names:
        yield [
            "def event_of(emitted: typed.Emitted) -> Event:",
            *docstring("The event that a journey has emitted, for listeners.", 4),
            "    match emitted.event:",
            *(
                line
                for event, name in names.items()
                for line in (
                    f'        case "{event}":',
                    f"            return {name}.from_json(emitted.payload)",
                )
            ),
            "        case _:",
            '            raise ValueError(f"`{emitted.event}` is not declared here")',
        ]


def _journeys(outline: Outline, types: Types) -> Iterator[list[str]]:
    answers: list[str] = []
    begun: list[str] = []
    for journey in outline.journeys:
        name = types.names.give(pascal(journey.name, "context"))
        doc = f"What a run of `{journey.name}` knows: what is not set, or masked, is None."
        yield [*data_class(name, doc, seen(types, journey.context))]
        if journey.begins:
            name = types.names.give(pascal(journey.name, "parameters"))
            begun.append(name)
            yield [*_parameters(name, journey, types)]
        for step in journey.asking:
            name = types.names.give(pascal(journey.name, step.name, "answers"))
            answers.append(name)
            doc = f"Answers to the step `{step.name}` of `{journey.name}`. {step.doc}".strip()
            yield [*data_class(name, doc, in_part(types, step.slots), partly=True, read=False)]
    if answers or outline.queues or outline.bots:
        yield _union("Answers", answers)
    if begun:
        yield _union("Parameters", begun)


def _parameters(name: str, journey: JourneyOutline, types: Types) -> Lines:
    doc = f"What `{journey.name}` is begun with.\n{journey.doc}".strip()
    fields = arguments(types, journey.parameters)
    return data_class(name, doc, fields, constants={"JOURNEY": journey.name}, partly=True, read=False)


# ── services ─────────────────────────────────────────────────────────────────────────────────────────


def _services(outline: Outline, types: Types) -> Iterator[list[str]]:
    if not outline.services:
        return
    protocols: dict[str, str] = {}
    for service in outline.services:
        name = protocols[service.name] = types.names.give(pascal(service.name))
        if service.failures:
            yield [*_failed(types.names.give(f"{name}Failed"), service)]
        yield [*_protocol(name, service, types)]
    names = field_names(tuple(protocols))
    parameters = [_callee(one.python, protocols[one.name]) for one in names]
    bound: list[Code] = []
    for service, one in zip(outline.services, names, strict=True):
        taken = field_names(tuple(slot.name for slot in service.parameters))
        forms = [
            call("", f'"{slot.name}"', f'"{field.python}"', types.form(slot.type))
            for slot, field in zip(service.parameters, taken, strict=True)
        ]
        bound.append(call(f'"{service.name}": typed.service', one.python, *forms))
    yield [
        *laid_out(call("def services", "*", *parameters, after=" -> dict[str, typed.Callee]:")),
        *docstring(
            "What `Runtime.open` takes as `services`: a function, asynchronous or not, or a `Service`.", 4
        ),
        "    return {",
        *(line for item in bound for line in laid_out(item, 8, "", ",")),
        "    }",
    ]


def _callee(parameter: str, protocol: str) -> Code:
    """What may stand for a service; in brackets, which can be broken, where it does not fit into a line."""
    plain = f"{parameter}: {protocol} | typed.Service"
    fits = len(plain) + 5 <= WIDTH
    return plain if fits else subscript(f"{parameter}: Union", protocol, "typed.Service")


def _failed(name: str, service: ServiceOutline) -> Lines:
    yield from class_head(name, "typed.ServiceFailure")
    yield from docstring(f"`{service.name}` has failed in a way that it declares.", 4)
    yield ""
    named = subscript("name: Literal", *(f'"{failure}"' for failure in service.failures))
    yield from laid_out(call("def __init__", "self", named, after=" -> None:"), 4)
    yield "        super().__init__(name)"


def _protocol(name: str, service: ServiceOutline, types: Types) -> Lines:
    yield from class_head(name, "Protocol")
    yield from docstring(f"The service `{service.name}`.\n{service.doc}".strip(), 4)
    yield ""
    slots = service.parameters
    fields = field_names(tuple(slot.name for slot in slots))
    taken = [
        f"{field.python}: {types.annotation(slot.type)}" for slot, field in zip(slots, fields, strict=True)
    ]
    gives = "None" if service.gives is None else types.annotation(service.gives)
    head = call("def __call__", "self", *(["*", *taken] if taken else []))
    yield from laid_out(head._replace(after=f" -> {gives} | Awaitable[{gives}]: ..."), 4)


def _calls(outline: Outline) -> Iterator[list[str]]:
    asks = any(journey.asking for journey in outline.journeys)
    needed = {
        "send": bool(outline.events),
        "answer": asks,
        "answer_task": bool(outline.queues or outline.bots),
        "start": any(journey.begins for journey in outline.journeys),
    }
    yield from (lines for name, lines in CALLS.items() if needed.get(name, True))
    if outline.outlets:
        names = field_names(outline.outlets)
        taken = [f"{one.python}: typed.AnyChannel" for one in names]
        head = call("def channels", "*", *taken, after=" -> dict[str, typed.AnyChannel]:")
        given = [f'"{one.name}": {one.python}' for one in names]
        yield [
            *laid_out(head),
            *docstring("What `Runtime.open` takes as `channels`, one for each that carries messages.", 4),
            "    return {",
            *(f"        {one}," for one in given),
            "    }",
        ]
