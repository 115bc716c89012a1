"""The types of data and of what events carry: the data model has none, the language wants one for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.oracles.scxml import python
from tests.oracles.scxml.events import done_state, matching
from tests.oracles.scxml.expressions import NONE, WHOLE, Scope, Translator, Value, constant
from tests.oracles.scxml.model import (
    Assign,
    Content,
    Executable,
    Machine,
    Parameter,
    Raise,
    Send,
    acts,
    flat,
)
from tests.oracles.scxml.names import Names, field_names
from tests.oracles.scxml.reasons import Reason, Untranslatable

#: What is never given a value can be of any type.
_ANY = "text"


@dataclass
class Slot:
    """A field that is inferred: what it is called, what is known of it so far, and its first value."""

    name: str
    kind: str | None = None
    optional: bool = False
    first: Value = NONE

    def take(self, value: Value) -> None:
        """Hold a value as well."""
        self.optional = self.optional or value.optional
        if value.kind is not None and self.kind is not None and value.kind != self.kind:
            raise Untranslatable(Reason.TYPES)
        self.kind = self.kind or value.kind

    @property
    def type(self) -> str:
        return f"{self.kind or _ANY}{'?' if self.optional else ''}"

    def read(self, root: str = "") -> Value:
        return Value(f"{root}{self.name}", self.kind, optional=self.optional)


@dataclass
class Payload:
    """What an event carries, by the names of the machine; what not every sender gives may be missing."""

    slots: dict[str, Slot] = field(default_factory=dict)
    names: Names = field(default_factory=field_names)
    given: set[frozenset[str]] = field(default_factory=set)

    def take(self, values: dict[str, Value]) -> None:
        """Carry these values as well."""
        self.given.add(frozenset(values))
        for name, value in values.items():
            if name not in self.slots:
                self.slots[name] = Slot(self.names.of(name or "data"))
            self.slots[name].take(value)
        for name, slot in self.slots.items():
            slot.optional = slot.optional or any(name not in names for names in self.given)


class Types:
    """What is known of all data and events of a machine; `faults` are those in the first values."""

    def __init__(self, machine: Machine, names: Sequence[str]) -> None:
        self.machine = machine
        self.payloads = {name: Payload() for name in names}
        self._sent = [name for name in names if done_state(machine, name) is None]
        self.data: dict[str, Slot] = {}
        first = Translator()
        for datum in machine.data:
            value = constant(python.literal(datum.words)) if datum.words else NONE
            if datum.expression:
                value = first.value(datum.expression, self.scope())
            self.data[datum.name] = Slot("", first=value)
        self.faults = first.faults
        fields = field_names()
        for name, slot in self.data.items():
            slot.name = fields.of(name)
            slot.take(slot.first)
        known: list[str] = []
        while known != (known := self._look()):
            pass

    def scope(self, event: str | None = None) -> Scope:
        """What can be read, on an event or apart from any."""
        data = {name: slot.read() for name, slot in self.data.items()}
        carried = self.payloads[event].slots if event in self.payloads else {}
        return Scope(data, event, {name: slot.read("event.") for name, slot in carried.items()})

    def _look(self) -> list[str]:
        """Look at everything that gives a value once more; what is known then."""
        for act in acts(self.machine):
            match act:
                case Raise():
                    self._carry(act.event, (), None)
                case Send():
                    self._carry(act.attributes.get("event"), act.parameters, act.content)
        for state in self.machine.states:
            if state.kind == "final" and state.parent is not None:
                done = f"done.state.{state.parent.name}"
                self._carry(done, state.done_parameters, state.done_content)
        for event, act in _by_event(self.machine, tuple(self.payloads)):
            if isinstance(act, Assign) and act.location in self.data:
                self.data[act.location].take(Translator().value(act.expression, self.scope(event)))
        slots = [*self.data.values(), *(s for p in self.payloads.values() for s in p.slots.values())]
        return [f"{slot.kind} {slot.optional}" for slot in slots]

    def _carry(self, event: str | None, parameters: tuple[Parameter, ...], content: Content | None) -> None:
        """Note what an event carries; one whose name is computed may be any that is sent."""
        given = carried(Translator(), parameters, content, self.scope())
        for name in self._sent if event is None else [event]:
            if name in self.payloads:
                self.payloads[name].take(given)


def carried(
    translator: Translator, parameters: tuple[Parameter, ...], content: Content | None, scope: Scope
) -> dict[str, Value]:
    """What goes with an event, by the names of the machine."""
    given = {one.name: translator.value(one.expression, scope) for one in parameters}
    if content is None:
        return given
    if content.expression:
        return {WHOLE: translator.value(content.expression, scope)}
    return _read(content.words)


def _read(words: str) -> dict[str, Value]:
    """What stands in an event as words: named values where they are written as such, else one."""
    read = python.literal(words)
    if isinstance(read, dict):
        return {str(name): constant(value) for name, value in read.items()}
    return {WHOLE: constant(read)}


def _by_event(machine: Machine, names: tuple[str, ...]) -> Iterator[tuple[str | None, Executable]]:
    """Everything that is done, with the events on which it may be; None where it is no event."""
    for state in machine.root.every():
        for content in (tuple(state.entering), tuple(state.leaving)):
            yield from ((None, act) for act in flat(content))
        for transition in state.transitions:
            events: list[str | None] = [*matching(transition.events, names)]
            for event in events if transition.events else [None]:
                yield from ((event, act) for act in flat(transition.content))
