"""What is known when a scenario begins: the customer, and the first values of context and parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from journeyc.expression.evaluation import Scope
from journeyc.expression.values import DECODERS, Json, Value, encode
from journeyc.ir import model
from journeyc.runtime.core.nodes import Defaults, Formula
from journeyc.runtime.core.plan import Plan
from journeyc.testing.prepared import SOMEBODY
from journeyc.testing.values import Values, put


class Customer(NamedTuple):
    """The customer of a scenario; `fields` are what is given of them, without the key."""

    identity: str
    fields: dict[str, Json]

    def profile(self, plan: Plan) -> dict[str, Json]:
        """What expressions read of the customer."""
        return plan.profile(self.identity, self.fields)


def customer_of(given: Iterable[model.Given], plan: Plan, values: Values, scope: Scope) -> Customer:
    """The customer that a scenario gives; later clauses add to earlier ones."""
    record: Json = {}
    for one in given:
        if one.root == "customer":
            value = values.value(one.value, scope)
            path = one.path
            record = (
                put(record, path, value)
                if path or not isinstance(value, dict)
                else {**_fields(record), **value}
            )
    fields = _fields(record)
    identity = fields.pop(plan.customer_key, None)
    return Customer(str(identity) if identity is not None else SOMEBODY, fields)


def _fields(record: Json) -> dict[str, Json]:
    return (
        {name: value for name, value in record.items() if value is not None}
        if isinstance(record, dict)
        else {}
    )


def with_given(plan: Plan, given: Iterable[model.Given], values: Values, scope: Scope) -> Plan:
    """The plan with what is given in the place of its first values; everything else is as it was."""
    context = [one for one in given if one.root == "context"]
    if not context:
        return plan
    return replace(plan, defaults=_replaced(plan.defaults, context, values, scope))


def parameters_of(given: Iterable[model.Given], values: Values, scope: Scope) -> dict[str, Json]:
    """The parameters that a scenario gives."""
    record: Json = {}
    for one in given:
        if one.root == "parameter":
            record = put(record, one.path, values.value(one.value, scope))
    return _fields(record)


def with_parameters(plan: Plan, parameters: Mapping[str, Json]) -> Plan:
    """The plan with given values in the place of the first ones of its parameters."""
    if not parameters:
        return plan
    known = dict(plan.parameter_defaults)
    for name, value in parameters.items():
        known[name] = _constant(name, value, plan.parameters[name].name)
    return replace(plan, parameter_defaults=tuple(known.items()))


def _replaced(defaults: Defaults, given: list[model.Given], values: Values, scope: Scope) -> Defaults:
    known = dict(defaults)
    for one in given:
        name, inner = one.path[0], one.path[1:]
        value = values.compute(one.value, scope)
        place = f"{one.place.file}:{one.place.line}:{one.place.column}"
        known[name] = _changed(known.get(name), inner, value, f"{'.'.join(one.path)} = …", place)
    return tuple(known.items())


def _changed(before: Formula | None, inner: tuple[str, ...], value: Value, text: str, place: str) -> Formula:
    """The first value of a field: what is given, or a record with it inside."""
    if not inner:
        return Formula(lambda _: value, text, place)
    given = encode(value)

    def compute(scope: Scope) -> Value:
        return put(encode(before.compute(scope)) if before else {}, inner, given)

    return Formula(compute, text, place)


def _constant(name: str, value: Json, type_name: str) -> Formula:
    decode = DECODERS.get(type_name.removesuffix("?"))
    decoded = decode(value) if decode and isinstance(value, str) else value
    return Formula(lambda _: decoded, f"{name} = …", "")
