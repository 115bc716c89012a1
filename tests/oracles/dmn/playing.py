"""A translated table as our compiler and our decisions have it, asked for a case."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from journeyc.compiler import check, compile_package
from journeyc.decision import Table, tables
from journeyc.expression.evaluation import Scope
from journeyc.expression.values import DECODERS, Json, encode
from journeyc.ir import type_table
from journeyc.reading import read_text
from journeyc.source import Source
from tests.oracles.dmn.feel import kind_of
from tests.oracles.dmn.naming import NOTHING
from tests.oracles.dmn.reading import Plain
from tests.oracles.dmn.reasons import Reason, Untranslatable
from tests.oracles.dmn.translation import DECISION, Parameter, Translation

#: What every package has, whatever it decides.
_CUSTOMER = "customer { key id: id }\n"
_SCOPE = Scope({}, {}, {}, datetime(2026, 1, 1, tzinfo=UTC), UTC)


class Refused(Exception):
    """A translated table in which our compiler finds an error."""


def compiled(translation: Translation) -> Table:
    """The decision, ready to be asked."""
    checked = check(Source("table.journey", translation.text + _CUSTOMER), read_text)
    if not checked.correct:
        errors = [found.message for found in checked.diagnostics if found.severity == "error"]
        raise Refused("; ".join(errors))
    declared = compile_package(checked).declarations
    return tables(declared.decisions, type_table(declared))[DECISION]


def asked(table: Table, translation: Translation, given: Mapping[str, Plain]) -> Plain:
    """What the decision gives, in the names and values of its model."""
    arguments = [_argument(parameter, given) for parameter in translation.parameters]
    return _back(encode(table.decide(arguments, _SCOPE)), translation)


def _argument(parameter: Parameter, given: Mapping[str, Plain]) -> Json:
    if parameter.name == NOTHING:
        return None
    value = given.get(parameter.written)
    if value is None:
        raise Untranslatable(Reason.MISSING_INPUT, parameter.written)
    if isinstance(value, list | dict) or kind_of(value) != parameter.type:
        raise Untranslatable(Reason.TYPE, str(value))
    return encode(value)


def _back(value: Json, translation: Translation) -> Plain:
    match value:
        case list():
            return [_back(item, translation) for item in value]
        case dict():
            return {
                translation.names[name]: _constant(value.get(name), kind, translation)
                for name, kind in translation.fields.items()
            }
    return _constant(value, translation.fields.get("", ""), translation)


def _constant(value: Json, kind: str, translation: Translation) -> Plain:
    match value:
        case None | bool():
            return value
        case int():
            return Decimal(value)
        case str() if kind == "Ranked":
            return translation.names[value]
        case str() if kind in DECODERS:
            decoded = DECODERS[kind](value)
            assert isinstance(decoded, Decimal | date)
            return decoded
    assert isinstance(value, str)
    return value
