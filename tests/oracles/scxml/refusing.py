"""What in a machine, as it is written, is a reason not to play it."""

import ast
from collections.abc import Iterator

from tests.oracles.scxml import python
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
from tests.oracles.scxml.reasons import Reason, Untranslatable

#: What a machine may call the processor that carries its events, besides nothing.
SCXML_PROCESSOR = frozenset({
    "http://www.w3.org/TR/scxml/#SCXMLEventProcessor", "http://www.w3.org/TR/scxml/", "scxml",
})  # fmt: skip
INTERNAL = "#_internal"
#: Attributes of `send` and `cancel` that are expressions.
_COMPUTED = ("eventexpr", "delayexpr", "targetexpr", "typeexpr", "sendidexpr")


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
        tree = python.expression(text)
        if tree is None:
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
        if isinstance(tree, ast.Name) and tree.id == "_event":
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
