"""From a document to a machine."""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

from tests.oracles.scxml.model import (
    Assign,
    Cancel,
    Content,
    Datum,
    Executable,
    Foreach,
    If,
    Log,
    Machine,
    Parameter,
    Raise,
    Row,
    Script,
    Send,
    State,
    Transition,
)
from tests.oracles.scxml.python import assignments


def read_machine(path: Path) -> Machine:
    """The machine that a file describes; a mark at the beginning and blank lines there do no harm."""
    root = ET.fromstring(path.read_text(encoding="utf-8-sig").strip())
    top = State("", "state", initial=_names(root, "initial"))
    machine = Machine(top, late=root.get("binding") == "late")
    for element in root:
        if _tag(element) == "script":
            _begin_with(machine, element.text or "")
        else:
            _add(top, element)
    _name_all(machine)
    return machine


def _begin_with(machine: Machine, script: str) -> None:
    """A script of the whole machine: what it assigns to names that are new are data with a first value."""
    made = assignments(script)
    known = {datum.name for datum in machine.data}
    if made is None or known.intersection(name for name, _ in made) or len(dict(made)) < len(made):
        machine.scripts += 1
    else:
        machine.root.data += [Datum(name, value) for name, value in made]


def _add(state: State, element: ET.Element) -> None:
    """Put one element of a state's where it belongs."""
    match _tag(element):
        case "state" | "parallel" | "final" | "history" as kind:
            inner = State(
                element.get("id", ""),
                kind,
                parent=state,
                deep=element.get("type") == "deep",
                initial=_names(element, "initial"),
            )
            state.children.append(inner)
            for part in element:
                _add(inner, part)
        case "datamodel":
            state.data += [_datum(part) for part in element]
        case "transition":
            state.transitions.append(_transition(element))
        case "initial":
            state.beginning = _transition(element[0])
            state.initial = state.beginning.targets
        case "onentry":
            state.entering += _content(element)
        case "onexit":
            state.leaving += _content(element)
        case "invoke":
            state.invokes += 1
        case "donedata":
            state.done_parameters = _parameters(element)
            state.done_content = _carried(element)
        case other:
            raise ValueError(f"an element that is not known: {other}")


def _name_all(machine: Machine) -> None:
    """Give states without a name one: nothing leads to them, but they are written, too."""
    for number, state in enumerate(machine.states):
        state.name = state.name or f"state.{number}"


def _transition(element: ET.Element) -> Transition:
    return Transition(
        events=_names(element, "event"),
        condition=element.get("cond"),
        targets=_names(element, "target"),
        internal=element.get("type") == "internal",
        content=tuple(_content(element)),
    )


def _datum(element: ET.Element) -> Datum:
    return Datum(
        element.get("id", ""),
        element.get("expr", ""),
        _words(element),
        element.get("src", ""),
        len(element) > 0,
    )


def _content(elements: Iterable[ET.Element]) -> list[Executable]:
    """What is done, in order; a script that only assigns is as good as what it assigns."""
    found: list[Executable] = []
    for element in elements:
        made = assignments(element.text or "") if _tag(element) == "script" else None
        if made is None:
            found.append(_executable(element))
        else:
            found += [Assign(name, value) for name, value in made]
    return found


def _executable(element: ET.Element) -> Executable:
    match _tag(element):
        case "raise":
            return Raise(element.get("event", ""))
        case "send":
            listed = (Parameter(name, name, location=True) for name in _names(element, "namelist"))
            return Send(dict(element.attrib), (*listed, *_parameters(element)), _carried(element))
        case "cancel":
            return Cancel(dict(element.attrib))
        case "assign":
            return Assign(element.get("location", "").strip(), element.get("expr", ""), len(element) > 0)
        case "if":
            return _condition(element)
        case "log":
            return Log()
        case "foreach":
            return Foreach()
        case "script":
            return Script()
        case other:
            raise ValueError(f"an action that is not known: {other}")


def _condition(element: ET.Element) -> If:
    """The parts of an `if`: `elseif` and `else` stand between what belongs to them."""
    heads: list[str | None] = [element.get("cond", "")]
    parts: list[list[ET.Element]] = [[]]
    for part in element:
        if _tag(part) in {"elseif", "else"}:
            heads.append(part.get("cond"))
            parts.append([])
        else:
            parts[-1].append(part)
    return If(tuple(Row(head, tuple(_content(part))) for head, part in zip(heads, parts, strict=True)))


def _parameters(element: ET.Element) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(
            part.get("name", ""),
            (part.get("expr") or part.get("location") or "").strip(),
            "location" in part.attrib,
        )
        for part in element
        if _tag(part) == "param"
    )


def _carried(element: ET.Element) -> Content | None:
    """The content of a `send` or of what a final state gives."""
    for part in element:
        if _tag(part) == "content":
            return Content(part.get("expr", ""), _words(part), len(part) > 0)
    return None


def _names(element: ET.Element, attribute: str) -> tuple[str, ...]:
    return tuple(element.get(attribute, "").split())


def _words(element: ET.Element) -> str:
    return " ".join((element.text or "").split())


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
