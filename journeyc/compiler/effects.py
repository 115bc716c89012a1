"""The typing of effects, and what is known after them."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Protocol

from journeyc.compiler import syntax
from journeyc.compiler.names import SYSTEM_EVENTS
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import Reporter, declared_label
from journeyc.diagnostic import Label
from journeyc.expression.environment import Known, Signature
from journeyc.expression.node import Node
from journeyc.expression.syntax import Constant, RecordValue, Word
from journeyc.expression.types import UNKNOWN, OptionalType, RecordType


def effects(
    place: Place, items: Sequence[syntax.Effect], known: Known, event: RecordType | None = None
) -> Known:
    """Type effects in order; what is known after them."""
    for effect in items:
        match effect:
            case syntax.SetEffect():
                _written(place, effect, known, event)
                known = after_set(effect, known)
            case syntax.NotifyEffect():
                notify(place, effect.notification, effect.arguments, known, event)
            case syntax.EventEffect():
                _event(place, effect, known, event)
            case syntax.StartEffect():
                journey(place, effect.journey, effect.arguments, known, event)
            case syntax.NoteEffect():
                extra = {"event": event} if event is not None else None
                place.text(effect.text, known, extra)
    return known


def computes(items: Iterable[syntax.Effect]) -> bool:
    """Whether effects write more than constants, so that what they write must be typed to be known."""
    return any(_computed(effect) for effect in items)


def _computed(effect: syntax.Effect) -> bool:
    # A constant is never missing, whatever its type.
    return isinstance(effect, syntax.SetEffect) and not isinstance(effect.value, Constant)


def _written(place: Place, effect: syntax.SetEffect, known: Known, event: RecordType | None) -> None:
    kind = place.target(effect.path, known, of_customer=True)
    purpose = f" for `{effect.path[-1].text}`"
    place.check(effect.value, kind, known, purpose, partial(place.declaration, effect.path), event)


def written(
    place: Place, items: Iterable[syntax.Effect], known: Known, event: RecordType | None = None
) -> Known:
    """Type no more of effects than tells what is known after them: the values they write."""
    for effect in items:
        if isinstance(effect, syntax.SetEffect):
            if _computed(effect):
                _written(place, effect, known, event)
            known = after_set(effect, known)
    return known


def after(items: Iterable[syntax.Effect], known: Known) -> Known:
    """What is known after effects whose values are typed."""
    for effect in items:
        if isinstance(effect, syntax.SetEffect):
            known = after_set(effect, known)
    return known


def after_set(effect: syntax.SetEffect, known: Known) -> Known:
    """What is known after a field was written: the field itself if the value is certain, nothing of what it
    held before.
    """
    path = ".".join(word.text for word in effect.path)
    known = forgotten(path, known)
    if isinstance(effect.value.type, OptionalType):
        return known
    known |= {path}
    if isinstance(effect.value, RecordValue):
        known |= {
            f"{path}.{name.text}"
            for name, value in effect.value.fields
            if not isinstance(value.type, OptionalType)
        }
    return known


def forgotten(path: str, known: Known) -> Known:
    """What stays known when a field is written: nothing of the field and what is inside it."""
    inner = f"{path}."
    return known.difference([name for name in known if name == path or name.startswith(inner)])


# ── what is called ───────────────────────────────────────────────────────────────────────────────────


def notify(
    place: Place,
    name: Word,
    arguments: list[syntax.Argument],
    known: Known,
    event: RecordType | None = None,
) -> None:
    """Type the sending of a notification."""
    declared = place.names.notifications.get(name.text)
    if declared is None:
        cure = f"declare it: `notification {name.text} {{ via … text … }}`"
        place.reporter.undefined(name, "notification", place.names.notifications, cure)
        return
    optional = frozenset(
        field.name.text
        for field in declared.node.parameters
        if field.default is not None or field.type.optional
    )
    signature = Signature(place.names.parameters[name.text], None, optional)
    call(place, name, arguments, signature, declared, known, event)


def journey(
    place: Place,
    name: Word,
    arguments: list[syntax.Argument],
    known: Known,
    event: RecordType | None = None,
) -> bool:
    """Type the start of another journey; whether there is one of that name."""
    declared = place.names.journeys.get(name.text)
    if declared is None:
        place.reporter.undefined(
            name, "journey", place.names.journeys, f"write `journey {name.text} {{ … }}`"
        )
        return False
    call(place, name, arguments, place.names.journey_types[name.text], declared, known, event)
    if not any(start.kind == "plain" for start in declared.node.starts) and declared.reporter.intact(
        declared.node
    ):
        message = f"`{name.text}` can only be started by events"
        place.reporter.error(
            "missing-declaration", name, message, f"add a start to `{name.text}`: `starts -> first_step`"
        )
    return True


def _event(place: Place, effect: syntax.EventEffect, known: Known, event: RecordType | None) -> None:
    names, name = place.names, effect.event
    declared = names.events.get(name.text)
    if declared is None and name.text in SYSTEM_EVENTS:
        message = f"`{name.text}` comes by itself"
        place.reporter.error("misplaced-clause", name, message, f"{effect.kind} an event of your own")
        return
    if declared is None:
        cure = f"declare it: `event {name.text} {{ … }}`"
        place.reporter.undefined(name, "event", names.events, cure)
        return
    optional = frozenset(field.name.text for field in declared.node.fields if field.type.optional)
    call(
        place,
        name,
        effect.arguments,
        Signature(names.payloads[name.text], None, optional),
        declared,
        known,
        event,
    )


def parameters_of(node: Node) -> list[syntax.Field]:
    """What something that is called takes."""
    match node:
        case syntax.Event(fields=fields):
            return fields
        case syntax.Service() | syntax.Journey() | syntax.Notification():
            return node.parameters
    return []


class Callee(Protocol):
    """What has a declaration that may be unreadable in part."""

    @property
    def node(self) -> Node: ...
    @property
    def reporter(self) -> Reporter: ...


def call(
    place: Place,
    name: Word,
    arguments: list[syntax.Argument],
    signature: Signature,
    declared: Callee,
    known: Known,
    event: RecordType | None = None,
) -> None:
    """Type arguments by name; unknown ones, those given twice and missing ones are said."""
    parameters, reporter = signature.parameters, place.reporter
    inference = place.inference(event)
    given: dict[str, Word] = {}
    for argument in arguments:
        word = argument.name
        if given.setdefault(word.text, word) is not word:
            reporter.duplicate(word, "argument", given[word.text], reporter.source, "keep one of them")
        if word.text in reporter.lost:
            inference.infer(argument.value, known, UNKNOWN)
        elif word.text in parameters:
            label = partial(_parameter, declared, word.text)
            place.check(argument.value, parameters[word.text], known, f" for `{word.text}`", label, event)
        else:
            inference.infer(argument.value, known, UNKNOWN)
            cure = f"`{name.text}` takes {listed(parameters)}"
            reporter.undefined(word, "parameter", parameters, cure, f" of `{name.text}`")
    missing = [
        parameter
        for parameter in parameters
        if parameter not in given and parameter not in signature.optional
    ]
    # An argument that is not there is probably the one that is missing, misspelt; that is said already.
    if missing and set(given) <= set(parameters) and declared.reporter.intact(declared.node):
        message = f"`{name.text}` needs {listed(missing)}"
        reporter.error("missing-argument", name, message, f"write `{name.text}({missing[0]} = …)`")


def _parameter(declared: Callee, name: str) -> Label | None:
    """Where a parameter is declared, and as what."""
    return declared_label(parameters_of(declared.node), name, declared.reporter)


def listed(names: Iterable[str]) -> str:
    """Names in a row, for messages."""
    return ", ".join(f"`{name}`" for name in names) or "nothing"
