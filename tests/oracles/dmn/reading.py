"""From the documents of the kit to decision tables and cases."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tests.oracles.dmn.reasons import Reason, Untranslatable

#: What is expected: constants, records and lists of them, or nothing.
Plain: TypeAlias = Decimal | str | bool | date | dict[str, "Plain"] | list["Plain"] | None

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


class Input(NamedTuple):
    """A column of conditions: what it looks at, of which type."""

    expression: str
    type: str


class Output(NamedTuple):
    """A column of values; `order` are its possible values, the most important first, as they are written."""

    name: str
    order: str
    default: str


class Rule(NamedTuple):
    """A row: the cells of its inputs and of its outputs."""

    tests: tuple[str, ...]
    values: tuple[str, ...]


class DecisionTable(NamedTuple):
    """A decision table as its document has it; `given` are the inputs of the whole model."""

    name: str
    policy: str
    aggregation: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    asks_others: bool
    given: frozenset[str]


class Case(NamedTuple):
    """What is given, and what each decision must give for it."""

    id: str
    given: dict[str, ET.Element]
    expected: dict[str, ET.Element]


def read_decisions(path: Path) -> dict[str, DecisionTable | None]:
    """The decisions of a model by name; None for one that is no table."""
    root = ET.parse(path).getroot()
    given = frozenset(data.get("name", "") for data in _children(root, "inputData"))
    return {
        decision.get("name", ""): _table(decision, table, given) if table is not None else None
        for decision in _children(root, "decision")
        for table in [_child(decision, "decisionTable")]
    }


def read_cases(path: Path) -> tuple[str, list[Case]]:
    """The model that a document is about, and its cases in written order."""
    root = ET.parse(path).getroot()
    model = _child(root, "modelName")
    cases = [
        Case(
            case.get("id", ""),
            {node.get("name", ""): node for node in _children(case, "inputNode")},
            {
                node.get("name", ""): expected
                for node in _children(case, "resultNode")
                for expected in _children(node, "expected")
            },
        )
        for case in _children(root, "testCase")
    ]
    return (model.text or "").strip() if model is not None else "", cases


def plain(element: ET.Element) -> Plain:
    """The value that an element of a case holds."""
    if (items := _child(element, "list")) is not None:
        return [plain(item) for item in _children(items, "item")]
    if components := list(_children(element, "component")):
        return {component.get("name", ""): plain(component) for component in components}
    value = _child(element, "value")
    if value is None or value.get(_NIL) == "true":
        return None
    return _constant(value.text or "", (value.get(_TYPE) or "").rpartition(":")[2])


def _constant(text: str, kind: str) -> Plain:
    match kind:
        case "string":
            return text
        case "boolean":
            return text.strip() in {"true", "1"}
        case "decimal" | "double" | "float" | "integer" | "int" | "long":
            return Decimal(text.strip())
        case "date":
            try:
                return date.fromisoformat(text.strip())
            except ValueError:
                pass
    raise Untranslatable(Reason.TYPE, kind)


def _table(decision: ET.Element, table: ET.Element, given: frozenset[str]) -> DecisionTable:
    required = [part for need in _children(decision, "informationRequirement") for part in need]
    return DecisionTable(
        name=decision.get("name", ""),
        policy=table.get("hitPolicy", "UNIQUE"),
        aggregation=table.get("aggregation", ""),
        inputs=tuple(map(_input, _children(table, "input"))),
        outputs=tuple(
            Output(column.get("name", ""), _text(column, "outputValues"), _text(column, "defaultOutputEntry"))
            for column in _children(table, "output")
        ),
        rules=tuple(
            Rule(
                tuple(_text(cell) for cell in _children(rule, "inputEntry")),
                tuple(_text(cell) for cell in _children(rule, "outputEntry")),
            )
            for rule in _children(table, "rule")
        ),
        asks_others=any(_tag(part) == "requiredDecision" for part in required)
        or _child(decision, "knowledgeRequirement") is not None,
        given=given,
    )


def _input(column: ET.Element) -> Input:
    expression = _child(column, "inputExpression")
    kind = expression.get("typeRef", "") if expression is not None else ""
    return Input(_text(column, "inputExpression"), kind.rpartition(":")[2])


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: ET.Element, name: str) -> Iterator[ET.Element]:
    return (child for child in element if _tag(child) == name)


def _child(element: ET.Element, name: str) -> ET.Element | None:
    return next(_children(element, name), None)


def _text(element: ET.Element, name: str = "") -> str:
    """The text in an element, or in its child of this name; empty where there is none."""
    holder = _child(element, name) if name else element
    text = _child(holder, "text") if holder is not None else None
    return (text.text or "").strip() if text is not None else ""
