"""What a machine does, as effects; what it sends goes to whoever plays it, and comes back from there."""

from dataclasses import dataclass, field

from tests.oracles.scxml.expressions import Scope, Translator, Unforeseen, Value
from tests.oracles.scxml.inference import Types, carried
from tests.oracles.scxml.model import Assign, Cancel, Executable, Log, Raise, Send
from tests.oracles.scxml.names import Names, field_names
from tests.oracles.scxml.reasons import Reason, Untranslatable
from tests.oracles.scxml.refusing import INTERNAL

#: What an errand says: the event that is to be sent, how long later, and what the errand is called.
SENT, DELAY, CALLED = "what_is_sent", "how_long_later", "called"


@dataclass
class Errand:
    """An event to the outside that says what is to be sent, and when: `fields` are what it carries besides,
    by the names of the machine.
    """

    declared: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


class EffectWriter:
    """Writes effects, and knows the events they need."""

    def __init__(self, types: Types, events: Names, translator: Translator) -> None:
        self.types = types
        self.events = events
        self.translator = translator
        self.errands: dict[str, Errand] = {}
        self.cancels: list[str] = []

    def block(self, content: tuple[Executable, ...] | list[Executable], scope: Scope) -> list[str]:
        """The effects of a block, one on a line."""
        return [line for act in content for line in self._effect(act, scope)]

    def _effect(self, act: Executable, scope: Scope) -> list[str]:
        match act:
            case Log():
                return []
            case Raise():
                return [f"raise {self.events.of(act.event)}"]
            case Assign():
                value = self.translator.value(act.expression, scope)
                return [f"set {self.translator.location(act.location, scope)} = {value.text}"]
            case Send():
                return [self._send(act, scope)]
            case Cancel():
                return [self._cancel(act, scope)]
        raise Unforeseen(f"{type(act).__name__} in this place")

    def _cancel(self, act: Cancel, scope: Scope) -> str:
        which = _text(act.attributes, "sendid", self.translator, scope)
        if which is None:
            raise Unforeseen("what is to be cancelled")
        if not self.cancels:
            self.cancels.append(self.events.new("cancel"))
        return f"emit {self.cancels[0]}({CALLED} = {which.text})"

    def _send(self, act: Send, scope: Scope) -> str:
        given = act.attributes
        if {"targetexpr", "typeexpr"} & given.keys():
            raise Unforeseen("a computed target")
        values = carried(self.translator, act.parameters, act.content, scope)
        plain = {"event", "target", "type"}.issuperset(given)
        if plain:
            name = given["event"]
            return self.event("raise" if given.get("target") == INTERNAL else "emit", name, values)
        return self._errand(act, values, scope)

    def event(self, verb: str, name: str, values: dict[str, Value]) -> str:
        """An event with what it carries."""
        slots = self.types.payloads[name].slots
        arguments = ", ".join(f"{slots[one].name} = {value.text}" for one, value in values.items())
        return f"{verb} {self.events.of(name)}{f'({arguments})' if arguments else ''}"

    def _errand(self, act: Send, values: dict[str, Value], scope: Scope) -> str:
        """Something that is not sent at once, or under a name of its own, or not called what is written."""
        orders: dict[str, Value] = {}
        for attribute, order in (("event", SENT), ("delay", DELAY), ("id", CALLED)):
            value = _text(act.attributes, attribute, self.translator, scope)
            if value is not None:
                orders[order] = value
        if act.attributes.get("target") == INTERNAL:
            raise Unforeseen("an event inside that waits")
        name = self.events.new("errand")
        errand = self.errands[name] = Errand()
        names = field_names()
        said = {names.new(order): value for order, value in orders.items()}
        for one, value in values.items():
            errand.fields[one] = names.new(one or "data")
            said[errand.fields[one]] = value
        errand.declared = [
            f"{called}: {value.kind or 'text'}{'?' if value.optional else ''}"
            for called, value in said.items()
        ]
        return f"emit {name}({', '.join(f'{called} = {value.text}' for called, value in said.items())})"


def _text(given: dict[str, str], attribute: str, translator: Translator, scope: Scope) -> Value | None:
    """An attribute that is given as it is or by an expression."""
    if attribute in given:
        return Value(f'"{given[attribute]}"', "text")
    if f"{attribute}expr" not in given:
        return None
    value = translator.value(given[f"{attribute}expr"], scope)
    if value.kind not in {"text", None}:
        raise Untranslatable(Reason.TYPES)
    return value
