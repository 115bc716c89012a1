"""From a decision table of the kit to a decision of the language, as text that our compiler reads.

| hit policy of DMN               | decision                                                             |
| ------------------------------- | -------------------------------------------------------------------- |
| UNIQUE, FIRST, ANY              | `unique`, `first`, `any`                                             |
| PRIORITY, one output of strings | `priority`, of a type that has these strings in their order          |
| PRIORITY otherwise              | `first`, with the rows in the order of their outputs                 |
| COLLECT, RULE ORDER             | `collect`                                                            |
| OUTPUT ORDER                    | `collect`, with the rows in the order of their outputs               |
| COLLECT with SUM, MIN, MAX      | `collect sum`, `collect min`, `collect max`                          |
| COLLECT with COUNT              | `collect count`                                                      |

Outputs are constants, so their order is known before anything is decided. Several outputs are a record. What
DMN gives when no rule matches stands behind `otherwise`: the default outputs, or nothing, which is a
parameter that nobody gives.
"""

from collections.abc import Iterable
from typing import NamedTuple

from tests.oracles.dmn.feel import KINDS, Constant, condition, constant, constants
from tests.oracles.dmn.naming import NOTHING, Names
from tests.oracles.dmn.outputs import Outputs
from tests.oracles.dmn.reading import DecisionTable, Input
from tests.oracles.dmn.reasons import Reason, Untranslatable

DECISION = "table"

_POLICIES = {
    "UNIQUE": "unique", "FIRST": "first", "ANY": "any", "PRIORITY": "priority",
    "COLLECT": "collect", "RULE ORDER": "collect", "OUTPUT ORDER": "collect",
}  # fmt: skip
_BY_OUTPUT = frozenset({"PRIORITY", "OUTPUT ORDER"})


class Parameter(NamedTuple):
    """An input: its name in the model and in the language, and its type; what nobody gives has no name
    there.
    """

    written: str
    name: str
    type: str


class Translation(NamedTuple):
    """A decision of the language: its text, its parameters in their order, the types of its outputs by the
    names they have in a record (a single one has none), and the way back from names of the language.
    """

    text: str
    parameters: tuple[Parameter, ...]
    fields: dict[str, str]
    names: dict[str, str]


class _Row(NamedTuple):
    condition: str
    values: tuple[Constant, ...]


def translate(table: DecisionTable) -> Translation:
    """The decision that a table stands for; `Untranslatable` says why there is none."""
    if table.asks_others:
        raise Untranslatable(Reason.OTHER_DECISION, table.name)
    if table.aggregation and len(table.outputs) > 1:
        raise Untranslatable(Reason.SEVERAL_AGGREGATED, table.name)
    names, policy = Names(), _POLICIES[table.policy]
    parameters = tuple(_parameter(column, table, names) for column in table.inputs)
    rows = [
        _Row(_together(rule.tests, parameters), tuple(map(constant, rule.values))) for rule in table.rules
    ]
    ranked: list[str] = []
    if table.policy in _BY_OUTPUT:
        orders = [constants(column.order) if column.order else [] for column in table.outputs]
        if policy == "priority" and len(orders) == 1:
            ranked = [value for value in orders[0] if isinstance(value, str)]
        if not ranked:
            rows = _in_order(rows, orders)
            policy = "first" if policy == "priority" else policy
    outputs = Outputs(table, ranked, names)
    kind = f"{policy} {table.aggregation.lower()}".strip()
    gives = {"collect": f"list of {outputs.type}", "collect count": "int"}.get(kind, outputs.type)
    body = [f"  when {row.condition} => {outputs.written(row.values)}" for row in rows]
    if outputs.has_default and kind != "collect count":
        body.append(f"  otherwise => {outputs.written(outputs.defaults)}")
    elif kind not in {"collect", "collect count"}:
        gives = f"{gives}?"
        parameters = (*parameters, Parameter("", NOTHING, gives))
        body.append(f"  otherwise => {NOTHING}")
    listed = ", ".join(f"{one.name}: {one.type}" for one in parameters)
    head = f"decision {DECISION}({listed}) gives {gives} {kind} {{"
    lines = [*outputs.declarations(), head, *body, "}", ""]
    return Translation("\n".join(lines), parameters, outputs.fields, names.written)


def _parameter(column: Input, table: DecisionTable, names: Names) -> Parameter:
    if column.expression not in table.given:
        raise Untranslatable(Reason.EXPRESSION, column.expression)
    if column.type not in KINDS:
        raise Untranslatable(Reason.TYPE, column.type)
    return Parameter(column.expression, names.new(column.expression), KINDS[column.type])


def _together(tests: Iterable[str], parameters: tuple[Parameter, ...]) -> str:
    """The condition that all cells of a row make."""
    said = [condition(test, one.name, one.type) for test, one in zip(tests, parameters, strict=True)]
    return " and ".join(filter(None, said)) or "true"


def _in_order(rows: list[_Row], orders: list[list[Constant]]) -> list[_Row]:
    """Rows by their outputs, the most important first; of equal ones the first that is written."""
    ranks = [(index, order) for index, order in enumerate(orders) if order]
    if not ranks or any(row.values[index] not in order for row in rows for index, order in ranks):
        raise Untranslatable(Reason.NO_ORDER, str(orders))
    return sorted(rows, key=lambda row: [order.index(row.values[index]) for index, order in ranks])
