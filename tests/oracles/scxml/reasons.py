"""Why a machine is not played: a closed list, and what in a machine calls for which of them."""

import ast
from collections.abc import Iterator
from enum import Enum

from tests.oracles.scxml.model import (
    Assign,
    Cancel,
    Content,
    Foreach,
    If,
    Machine,
    Parameter,
    Script,
    Send,
    State,
    acts,
)

#: What a machine may call the processor that carries its events, besides nothing.
SCXML_PROCESSOR = frozenset({
    "http://www.w3.org/TR/scxml/#SCXMLEventProcessor", "http://www.w3.org/TR/scxml/", "scxml",
})  # fmt: skip
INTERNAL = "#_internal"
#: Attributes of `send` and `cancel` that are expressions.
_COMPUTED = ("eventexpr", "delayexpr", "targetexpr", "typeexpr", "sendidexpr")


class Reason(Enum):
    """Why a machine is skipped. One that has several gets the first of them."""

    INVOKE = "invoke: another machine runs beside this one, and the two talk"
    HTTP = "the basic HTTP event processor, and other processors than that of SCXML"
    FOREACH = "foreach: effects for each item of a list"
    SCRIPT = "scripts and functions of the data model"
    DOCUMENTS = "data from files, and data that is XML"
    IN_STATE = "the predicate In(): conditions about where the machine is"
    SEVERAL_TARGETS = "deviation: entry is to one target, and these are several"
    HISTORY = "a state with two histories, and a history that is the beginning of its own state"
    SYSTEM = "system variables: _sessionid, _name, _ioprocessors, _event outside of its handler, ids of sends"
    ERRORS = "deviation: errors are incidents, not events (error.execution, error.communication)"
    LATE_BINDING = "late binding: data that begins to exist when its state is entered"
    TYPES = "a field has one type, and this one holds values of several"
    DONE_ELSEWHERE = "that a parallel state is done is heard in it and around its branches only"


class Untranslatable(Exception):
    """A machine that is skipped, and why."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


def refuse(machine: Machine) -> None:
    """`Untranslatable` with the first reason that the machine as it is written gives."""
    found = {*_of_states(machine), *_of_acts(machine), *_of_expressions(machine), *_of_histories(machine)}
    for reason in Reason:
        if reason in found:
            raise Untranslatable(reason)


def _of_states(machine: Machine) -> Iterator[Reason]:
    for state in machine.root.every():
        if state.invokes:
            yield Reason.INVOKE
        ways = [*state.transitions, *([state.beginning] if state.beginning else [])]
        if len(state.initial) > 1 or any(len(way.targets) > 1 for way in ways):
            yield Reason.SEVERAL_TARGETS
    for datum in machine.data:
        if datum.file or datum.elements:
            yield Reason.DOCUMENTS
    if machine.late:
        yield Reason.LATE_BINDING
    if machine.scripts:
        yield Reason.SCRIPT


def _of_acts(machine: Machine) -> Iterator[Reason]:
    for act in acts(machine):
        match act:
            case Foreach():
                yield Reason.FOREACH
            case Script():
                yield Reason.SCRIPT
            case Assign(elements=True):
                yield Reason.DOCUMENTS
            case Send():
                yield from _of_send(act)


def _of_send(send: Send) -> Iterator[Reason]:
    given = send.attributes
    kind = given.get("type", "")
    if "#BasicHTTP" in kind:
        yield Reason.HTTP
    elif kind and kind not in SCXML_PROCESSOR:
        yield Reason.ERRORS
    if given.get("target", INTERNAL) != INTERNAL:
        yield Reason.ERRORS  # there is nobody of that name: INVOKE goes before where there is
    if "idlocation" in given:
        yield Reason.SYSTEM
    if send.content is not None and send.content.elements:
        yield Reason.DOCUMENTS


# ── expressions ──────────────────────────────────────────────────────────────────────────────────────


def _of_expressions(machine: Machine) -> Iterator[Reason]:
    for text in expressions(machine):
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except SyntaxError:
            continue  # a fault, not a reason
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="In")):
                    yield Reason.IN_STATE
                case ast.Call(func=ast.Name(id="hasattr")):
                    yield Reason.SYSTEM
                case ast.Lambda() | ast.Call(func=ast.Name()):
                    yield Reason.SCRIPT
                case ast.Name(id="_sessionid" | "_name" | "_ioprocessors"):
                    yield Reason.SYSTEM
                case ast.Attribute(value=ast.Name(id="_event"), attr=attribute):
                    if attribute not in {"data", "name"}:
                        yield Reason.SYSTEM
        if isinstance(tree.body, ast.Name) and tree.body.id == "_event":
            yield Reason.SYSTEM


def expressions(machine: Machine) -> Iterator[str]:
    """Every expression of a machine, wherever it stands."""
    for datum in machine.data:
        yield datum.expression or "None"
    for state in machine.root.every():
        yield from _carried(state.done_parameters, state.done_content)
        for transition in state.transitions:
            yield transition.condition or "True"
    for act in acts(machine):
        match act:
            case Assign():
                yield act.expression
            case If():
                yield from (row.condition for row in act.rows if row.condition is not None)
            case Send():
                yield from _carried(act.parameters, act.content)
                yield from (act.attributes[name] for name in _COMPUTED if name in act.attributes)
            case Cancel():
                yield act.attributes.get("sendidexpr", "None")


def _carried(parameters: tuple[Parameter, ...], content: Content | None) -> Iterator[str]:
    yield from (parameter.expression for parameter in parameters)
    if content is not None and content.expression:
        yield content.expression


# ── histories ────────────────────────────────────────────────────────────────────────────────────────


def _of_histories(machine: Machine) -> Iterator[Reason]:
    aimed = {target for state in machine.root.every() for way in state.transitions for target in way.targets}
    beginnings = {target for state in machine.root.every() for target in state.initial}
    for state in machine.root.every():
        mine = [child.name for child in state.children if child.kind == "history"]
        if sum(name in aimed for name in mine) > 1 or any(name in beginnings for name in mine):
            yield Reason.HISTORY
        if any(_aims_inside(state, name) for name in mine):
            yield Reason.HISTORY


def _aims_inside(state: State, history: str) -> bool:
    """Whether a state leads back to where it last was without having been left."""
    return any(history in way.targets for inner in state.every() for way in inner.transitions)
