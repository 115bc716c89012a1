"""A TypeScript module with the types of what journeys take and tell, in its JSON form."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from journeyc.expression.types import EnumType, ListType, OptionalType, RecordType, Type, required
from journeyc.generating.heading import heading
from journeyc.generating.naming import Names, pascal
from journeyc.generating.outline import IN_PLACE, JourneyOutline, Outline, ServiceOutline, Slot
from journeyc.generating.words import lines_of
from journeyc.ir.types import CHANNEL, CUSTOMER

#: As wide as formatters make a line where nobody says otherwise.
_WIDTH = 80
#: Types whose values are texts of a certain form: what they are, and the form.
_SCALARS = {
    "Decimal": ("A number without loss: `12.5`. A percentage is in percent.", "`${number}`"),
    "Money": ("An amount and its currency: `12.50 EUR`.", "`${number} ${Uppercase<string>}`"),
    "Duration": ("A length of time: `P1DT1800S`.", "`P${string}`"),
    "Instant": ("A moment, with its offset: `2026-11-23T09:00:00Z`.", "`${number}-${string}T${string}`"),
    "LocalDate": ("A day: `2026-11-23`.", "`${number}-${number}-${number}`"),
    "LocalTime": ("A time of day: `20:00`.", "`${number}:${string}`"),
}
_PRIMITIVES = {
    "text": "string", "id": "string", "bool": "boolean", "int": "number",
    "decimal": "Decimal", "percent": "Decimal", "money": "Money", "duration": "Duration",
    "instant": "Instant", "date": "LocalDate", "time": "LocalTime",
}  # fmt: skip
#: What a module calls its own, or uses of the language.
_FIXED = (
    *_SCALARS, "Answers", "Bot", "Channel", "Contexts", "Customer", "Event", "Events", "Journey", "Masked",
    "Message", "Notification", "Parameters", "Profile", "Queue", "Record", "Segment", "Services", "Uppercase",
)  # fmt: skip
_MASKED = "What stands in the place of something private."
_MESSAGE = """\
/** A message, as a webhook channel posts it. */
export interface Message {
  id: string;
  at: Instant;
  run: string;
  customer: string;
  journey: string;
  notification: Notification;
  channel: Channel;
  language: string;
  to: string | null;
  subject: string;
  text: string;
  html: string;
  expires: Instant | null;
  again: number;
  category: "service" | "marketing" | "transactional";
}"""
_EVENT = """\
/** An event with its name. */
export type Event = {
  [Name in keyof Events]: { event: Name; payload: Events[Name] };
}[keyof Events];"""
#: How a field is written: `?` where it may be missing, and its type.
_Form: TypeAlias = Callable[[Slot], tuple[str, str]]
_PLAIN = re.compile(r"[a-z_][a-zA-Z0-9_]*")


def typescript_module(outline: Outline) -> str:
    """The text of the module."""
    return _Module(outline).text()


class _Module:
    """One module, with the names that are given in it."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._names = Names(_FIXED)
        self._types = {CHANNEL: "Channel", CUSTOMER: "Customer"}
        declared = [*(one.name for one in outline.enums), *(one.name for one in outline.records)]
        for name in sorted(declared, key=lambda name: (name.startswith(IN_PLACE), name)):
            self._types[name] = self._names.give(pascal(name))

    def text(self) -> str:
        body = [*self._closed(), *self._records(), *self._events(), *self._journeys(), *self._services()]
        written = "\n".join(body)
        head = [*(f"// {line}" for line in heading("typescript", self._outline)), "/* eslint-disable */"]
        scalars = [
            _comment(words) + f"export type {name} = {form};"
            for name, (words, form) in _SCALARS.items()
            if re.search(rf"\b{name}\b", written)
        ]
        if re.search(r"\bMasked\b", written):
            scalars.append(_comment(_MASKED) + 'export type Masked = "•••";')
        return "\n\n".join(["\n".join(head), *scalars, *body]) + "\n"

    # ── types ──

    def _type(self, declared: Type) -> str:
        match declared:
            case OptionalType():
                return f"{self._type(declared.value)} | null"
            case ListType():
                item = self._type(declared.item)
                return f"({item})[]" if " " in item else f"{item}[]"
            case EnumType() | RecordType():
                return self._types[declared.name]
            case _:
                return _PRIMITIVES[declared.name]

    def _whole(self, slot: Slot) -> tuple[str, str]:
        """A field as it is told: whether it may be missing, and its type."""
        may_miss = slot.has_default or required(slot.type) is not slot.type
        return "?" if may_miss else "", self._type(slot.type)

    def _partly(self, slot: Slot) -> tuple[str, str]:
        """One that need not be told."""
        return "?", self._type(slot.type)

    def _seen(self, slot: Slot) -> tuple[str, str]:
        """One as it is shown: it may be masked, and may have no value yet."""
        return "?", f"{self._type(required(slot.type))}{' | Masked' if slot.private else ''} | null"

    # ── what is declared ──

    def _closed(self) -> Iterator[str]:
        outline = self._outline
        named = {
            "Journey": [journey.name for journey in outline.journeys],
            "Channel": outline.channels,
            "Notification": outline.notifications,
            "Queue": outline.queues,
            "Bot": outline.bots,
            "Segment": outline.segments,
        }
        for name, members in named.items():
            if members or name == "Channel":
                yield _closed(name, members)
        for enum in outline.enums:
            yield _closed(self._types[enum.name], enum.members)
        for journey in outline.journeys:
            for kind, places in {"Step": journey.steps, "End": journey.ends}.items():
                if places:
                    yield _closed(self._names.give(pascal(journey.name, kind)), places)

    def _records(self) -> Iterator[str]:
        for record in self._outline.records:
            slots = [slot._replace(has_default=False) for slot in record.slots]
            yield _interface(self._types[record.name], slots, self._whole, record.doc)
        customer = self._outline.customer
        yield _interface(CUSTOMER, customer, self._seen, "What is shown of a customer.")
        doc = "What is known of a customer, to be written down; null clears a field."
        yield _interface("Profile", customer, self._partly, doc)
        if self._outline.notifications:
            yield _MESSAGE

    def _events(self) -> Iterator[str]:
        if not self._outline.events:
            return
        names: dict[str, str] = {}
        for event in self._outline.events:
            name = names[event.name] = self._names.give(pascal(event.name))
            yield _interface(name, event.slots, self._whole, event.doc)
        yield _mapping("Events", names, "What events tell, by their names.")
        yield _EVENT

    def _journeys(self) -> Iterator[str]:
        contexts: dict[str, str] = {}
        parameters: dict[str, str] = {}
        answers: dict[str, str] = {}
        for journey in self._outline.journeys:
            name = contexts[journey.name] = self._names.give(pascal(journey.name, "context"))
            yield _interface(name, journey.context, self._seen, f"What a run of `{journey.name}` knows.")
            if journey.begins:
                name = parameters[journey.name] = self._names.give(pascal(journey.name, "parameters"))
                yield _interface(name, journey.parameters, self._whole, journey.doc)
            if journey.asking:
                yield from self._answers(journey, answers)
        for name, found, words in (
            ("Contexts", contexts, "What runs know, by their journey."),
            ("Parameters", parameters, "What journeys are begun with, by their names."),
            ("Answers", answers, "What steps ask, by journey and step."),
        ):
            if found:
                yield _mapping(name, found, words)

    def _answers(self, journey: JourneyOutline, answers: dict[str, str]) -> Iterator[str]:
        steps: dict[str, str] = {}
        for step in journey.asking:
            name = steps[step.name] = self._names.give(pascal(journey.name, step.name, "answers"))
            yield _interface(name, step.slots, self._partly, step.doc)
        name = answers[journey.name] = self._names.give(pascal(journey.name, "answers"))
        yield _mapping(name, steps, f"What the steps of `{journey.name}` ask.")

    def _services(self) -> Iterator[str]:
        found: dict[str, str] = {}
        for service in self._outline.services:
            name = self._names.give(pascal(service.name, "parameters"))
            yield _interface(name, service.parameters, self._whole, f"What `{service.name}` takes.")
            found[service.name] = self._names.give(pascal(service.name))
            yield self._service(found[service.name], name, service)
        if found:
            yield _mapping("Services", found, "Services by their names.")

    def _service(self, name: str, parameters: str, service: ServiceOutline) -> str:
        gives = "null" if service.gives is None else self._type(service.gives)
        failure = " | ".join(f'"{failure}"' for failure in service.failures) or "never"
        fields = {"parameters": parameters, "gives": gives, "failure": failure}
        return _mapping(name, fields, service.doc or f"The service `{service.name}`.")


# ── how it is written ────────────────────────────────────────────────────────────────────────────────


def _comment(words: str, indent: int = 0) -> str:
    """A comment that no word ends, with the line behind it; nothing for no words."""
    space = " " * indent
    lines = [line.replace("*/", "*\\/") for line in lines_of(words, _WIDTH - indent - 7)]
    if lines == [""]:
        return ""
    if len(lines) == 1:
        return f"{space}/** {lines[0]} */\n"
    inside = "\n".join(f"{space} * {line}".rstrip() for line in lines)
    return f"{space}/**\n{inside}\n{space} */\n"


def _closed(name: str, members: Sequence[str]) -> str:
    """A closed set of names, as values and as a type."""
    values = [f'"{member}"' for member in members]
    line = f"export const {name} = [{', '.join(values)}] as const;"
    if len(line) > _WIDTH:
        inside = "".join(f"  {value},\n" for value in values)
        line = f"export const {name} = [\n{inside}] as const;"
    type_ = f"export type {name} = (typeof {name})[number];"
    if len(type_) > _WIDTH:
        type_ = type_.replace(" = ", " =\n  ")
    return f"{line}\n{type_}"


def _interface(name: str, slots: Iterable[Slot], form: _Form, doc: str) -> str:
    fields = "".join(
        _comment(slot.doc, 2) + _member(f"{_key(slot.name)}{may_miss}", written)
        for slot in slots
        for may_miss, written in [form(slot)]
    )
    if not fields:
        return f"{_comment(doc)}export type {name} = Record<string, never>;"
    return f"{_comment(doc)}export interface {name} {{\n{fields}}}"


def _mapping(name: str, fields: Mapping[str, str], doc: str) -> str:
    inside = "".join(_member(_key(key), value) for key, value in fields.items())
    return f"{_comment(doc)}export interface {name} {{\n{inside}}}"


def _member(name: str, type_: str) -> str:
    """A line of an interface, or more where its type does not fit into one."""
    line = f"  {name}: {type_};\n"
    if len(line) <= _WIDTH + 1 or " | " not in type_:
        return line
    if len(type_) + 5 <= _WIDTH:
        return f"  {name}:\n    {type_};\n"
    parts = "".join(f"\n    | {part}" for part in type_.split(" | "))
    return f"  {name}:{parts};\n"


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else f'"{name}"'
