"""Inputs as JSON, for incidents, history and what waits behind an interrupt, and back again."""

from collections.abc import Mapping
from typing import Any

from journeyc.expression.values import Json, instant_text, to_instant
from journeyc.runtime.core import inputs
from journeyc.runtime.core.inputs import Input, RunInput, Together

_KINDS: dict[str, Any] = {
    "event": inputs.EventInput,
    "answer": inputs.AnswerInput,
    "profile": inputs.ProfileInput,
    "time": inputs.TimeInput,
    "start": inputs.StartInput,
    "call": inputs.CallInput,
    "task": inputs.TaskInput,
    "delivery": inputs.DeliveryInput,
    "outcome": inputs.OutcomeInput,
    "operator": inputs.OperatorInput,
    "retry": inputs.RetryInput,
    "merge": inputs.MergeInput,
    "unmerge": inputs.UnmergeInput,
    "timer": inputs.TimerDue,
    "child": inputs.ChildEnded,
    "run_start": inputs.RunStart,
    "look": inputs.Look,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_INSTANTS = frozenset({"at", "observed_at", "came"})
#: What says something wherever it is, as it has no default.
_NOTHING = object()
#: The fields of each kind behind its id and its time, with their defaults.
_FIELDS: dict[type, tuple[tuple[str, Any], ...]] = {
    kind: tuple((name, kind._field_defaults.get(name, _NOTHING)) for name in kind._fields[2:])
    for kind in _NAMES
}


def kind_of_input(given: Input | RunInput | Together) -> str:
    """The word for what an input is."""
    return _NAMES[type(given)]


def input_document(given: Input | RunInput | Together) -> dict[str, Json]:
    """An input as JSON; fields that say nothing are left out."""
    document: dict[str, Json] = {"id": given.id, "at": instant_text(given.at), "kind": _NAMES[type(given)]}
    for (name, default), value in zip(_FIELDS[type(given)], given[2:], strict=True):
        if value == default:
            continue
        if isinstance(value, str):
            document[name] = value
        elif name in _INSTANTS:
            document[name] = instant_text(value)
        elif isinstance(value, Mapping):
            document[name] = dict(value)
        else:
            document[name] = list(value) if isinstance(value, tuple) else value
    return document


def input_of(document: Mapping[str, Any], identity: str | None = None) -> Any:
    """The input that a document is of, under another id if one is given."""
    kind = _KINDS[document["kind"]]
    fields = {name: value for name, value in document.items() if name != "kind"}
    for name in _INSTANTS & fields.keys():
        fields[name] = to_instant(fields[name])
    if "parent" in fields:
        fields["parent"] = tuple(fields["parent"])
    if identity is not None:
        fields["id"] = identity
    return kind(**fields)
