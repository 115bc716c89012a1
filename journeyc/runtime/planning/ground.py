"""What every part of a plan is made with: types, decisions, places of the text, and compiled expressions."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from journeyc.calendar import to_business_time
from journeyc.decision import asked_by, deciders
from journeyc.expression import tree
from journeyc.expression.evaluation import Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.types import DURATION, ID, INSTANT, TEXT, RecordType, Type, optional
from journeyc.expression.values import Json
from journeyc.ir import Definition, model, type_table
from journeyc.ir.types import CHANNEL, CUSTOMER, field_types
from journeyc.ir.walk import parts
from journeyc.runtime.core.nodes import (
    Action,
    Arguments,
    BeginJourney,
    EmitEvent,
    Formula,
    RaiseEvent,
    SendNotification,
    SetField,
    WriteNote,
)
from journeyc.template import TemplateError, render
from journeyc.template.reading import reads


class PlanError(ValueError):
    """A definition that does not fit together, as no compiler writes it; the message says what."""


class Stand(NamedTuple):
    """Where effects stand: what clauses around them give a name, and what can be read of the event."""

    local: Mapping[str, Type] = {}
    event: Mapping[str, Type] = {}

    def naming(self, name: str, kind: Type) -> "Stand":
        """The same place with one name more."""
        return self._replace(local={**self.local, name: kind})


class Ground:
    """One definition, while its plan is made."""

    def __init__(self, definition: Definition) -> None:
        self.journey = definition.journey
        self.declared = definition.declarations
        self.types: dict[str, Type] = type_table(self.declared)
        self.decisions = deciders(self.declared.decisions, self.types)
        self._tables = {decision.name: decision for decision in self.declared.decisions}
        channels = [channel for touchpoint in self.declared.touchpoints for channel in touchpoint.channels]
        self.channels = frozenset(channel.name for channel in channels)
        self.customer_channels = frozenset(c.name for c in channels if "agent" not in c.abilities)
        self.events = {event.name: field_types(event.fields, self.types) for event in self.declared.events}
        self.services = {service.name: service for service in self.declared.services}
        self._texts = {
            **field_types(self.journey.parameters, self.types),
            **field_types(self.journey.context, self.types),
            "customer": self.types[CUSTOMER],
        }
        self._language = next(iter(self.journey.languages), None)

    # ── expressions ──

    def formula(self, expression: tree.Expression, text: str, place: model.Place) -> Formula:
        """A compiled expression, with what is said of it where it fails."""
        where = where_of(place)
        if isinstance(expression, tree.Literal) and expression.type == tree.BUSINESS_TIME:
            return Formula(_never, text, where, business=to_business_time(str(expression.value)))
        nodes = list(parts(expression))
        reads = {(node.root, node.path): node.type for node in nodes if isinstance(node, tree.Read)}
        return Formula(
            compile_expression(expression, self.decisions),
            text,
            where,
            tuple(reads),
            constant=isinstance(expression, tree.Literal),
            types=tuple(reads.values()),
            decides=bool(asked_by(nodes, self._tables)),
        )

    def guard(self, guard: model.Guard | None) -> Formula | None:
        """A compiled condition, None where there is none."""
        return self.formula(guard.expression, guard.text, guard.place) if guard else None

    def arguments(self, arguments: Iterable[tuple[str, tree.Expression]], place: model.Place) -> Arguments:
        """Compiled values of what is sent, called or started."""
        return tuple((name, self.formula(value, f"{name} = …", place)) for name, value in arguments)

    # ── effects ──

    def actions(self, effects: Iterable[model.Effect], stand: Stand) -> tuple[Action, ...]:
        """Effects in written order."""
        return tuple(self._action(effect, stand) for effect in effects)

    def _action(self, effect: model.Effect, stand: Stand) -> Action:
        match effect:
            case model.Set():
                value = self.formula(effect.value, effect.text, effect.place)
                return SetField(effect.root, effect.path, ".".join(effect.path), value)
            case model.Notify():
                return SendNotification(effect.notification, self.arguments(effect.arguments, effect.place))
            case model.Raise():
                return RaiseEvent(effect.event, self.arguments(effect.arguments, effect.place))
            case model.Emit():
                return EmitEvent(effect.event, self.arguments(effect.arguments, effect.place))
            case model.StartJourney():
                return BeginJourney(effect.journey, self.arguments(effect.arguments, effect.place))
            case model.Note():
                return self._note(effect, stand)

    def reads(self, effects: Iterable[model.Effect], stand: Stand) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What effects read: the root and the path, of expressions and of the texts of notes."""
        found: dict[tuple[str, tuple[str, ...]], None] = {}
        for part in parts(tuple(effects)):
            if isinstance(part, tree.Read):
                found[part.root, part.path] = None
            elif isinstance(part, model.Note):
                found.update(dict.fromkeys(self._named(named.names, stand) for named in reads(part.template)))
        return tuple(found)

    def _named(self, names: tuple[str, ...], stand: Stand) -> tuple[str, tuple[str, ...]]:
        """What a name in a text stands for, as `_note` lets it be read."""
        first, *inside = names
        if first == "customer" or (first == "event" and stand.event):
            return first, tuple(inside)
        if first in stand.local:
            return "local", names
        fields = {field.name for field in self.journey.context}
        return ("context" if first in fields else "parameter"), names

    def _note(self, note: model.Note, stand: Stand) -> WriteNote:
        fields = {**self._texts, **stand.local}
        if stand.event:
            fields["event"] = RecordType("event", dict(stand.event))
        text, language = note.template, self._language

        def written(scope: Scope) -> str:
            values: dict[str, Json] = {
                **scope.parameter,
                **scope.context,
                **scope.local,
                "customer": dict(scope.customer),
                "event": dict(scope.event),
            }
            try:
                return render(text, values, fields, language, zone=scope.zone)
            except TemplateError as error:
                raise EvaluationError(str(error)) from None

        shown = tuple(self._named(named.names, stand) for named in reads(text) if named.shown)
        return WriteNote(written, shown, where_of(note.place))

    # ── events ──

    def event_fields(self, events: Iterable[str]) -> dict[str, Type]:
        """What can be read of events: the fields they all have, and the envelope."""
        payloads = [self._payload(event) for event in events]
        common = dict(payloads[0]) if payloads else {}
        for other in payloads[1:]:
            common = {
                name: kind if other[name] == kind else optional(kind)
                for name, kind in common.items()
                if name in other
            }
        envelope = {
            "id": ID,
            "at": INSTANT,
            "customer": ID,
            "channel": optional(self.types[CHANNEL]),
        }
        return {**common, **envelope}

    def _payload(self, event: str) -> Mapping[str, Type]:
        if event == "resumed":
            return {"away": DURATION, "previous_channel": optional(self.types[CHANNEL])}
        if event.endswith(".done"):
            return {"end": optional(TEXT)}
        if event.endswith(".suppressed"):
            return {"reason": optional(TEXT)}
        return self.events.get(event, {})


def _never(_: Scope) -> None:
    message = "business time is counted by a calendar"
    raise EvaluationError(message)


def where_of(place: model.Place) -> str:
    """A place in the source, as incidents name it."""
    return f"{place.file}:{place.line}:{place.column}"
