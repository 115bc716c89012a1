"""Decisions that a program asks by themselves, with values from outside."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from journeyc.decision import DecidingRow, DecisionProblem, Explanation, tables
from journeyc.expression.evaluation import Scope
from journeyc.expression.functions import EvaluationError
from journeyc.expression.types import RecordType
from journeyc.expression.validation import Fault, validate_fields
from journeyc.expression.values import Json
from journeyc.ir.model import Declarations
from journeyc.ir.profile import customer_defaults
from journeyc.ir.types import CUSTOMER, field_types, type_table
from journeyc.nearest import hint_at

__all__ = ["DecidingRow", "DecisionProblem", "Decisions", "EvaluationError", "Explanation"]

#: A decision reads no clock.
_NEVER = datetime.fromtimestamp(0, UTC)


class Decisions:
    """The decisions of a package; `declarations` are `package.declarations`."""

    def __init__(self, declarations: Declarations) -> None:
        types = type_table(declarations)
        self._tables = tables(declarations.decisions, types)
        self._parameters = {
            decision.name: field_types(decision.parameters, types) for decision in declarations.decisions
        }
        self._customer = customer_defaults(declarations.customer)

    def ask(self, name: str, arguments: Mapping[str, Json], zone: tzinfo = UTC) -> Explanation:
        """What a decision gives, and by which rows; arguments are in their JSON form, by name.

        Of a customer only what the rows read need be given. `zone` is that of the days of moments.
        DecisionProblem: there is no such decision, or the arguments are not those it takes. EvaluationError:
        it gives nothing here, as where it reads what was not given or true rows contradict each other.
        """
        if name not in self._tables:
            hint = hint_at(name, self._tables)
            message = f"there is no decision `{name}`{hint}"
            raise DecisionProblem(message)
        values, faults = self._checked(name, arguments)
        if faults:
            message = f"the arguments of `{name}` do not fit: {'; '.join(map(str, faults))}"
            raise DecisionProblem(message)
        given = [values.get(parameter) for parameter in self._parameters[name]]
        return self._tables[name].explain(given, Scope({}, {}, {}, _NEVER, zone))

    def _checked(self, name: str, arguments: Mapping[str, Json]) -> tuple[dict[str, Json], list[Fault]]:
        """The arguments in their canonical form, with what holds when nothing else is known."""
        rest, others = {**arguments}, {**self._parameters[name]}
        customers: dict[str, Json] = {}
        faults: list[Fault] = []
        for parameter, declared in self._parameters[name].items():
            if isinstance(declared, RecordType) and declared.name == CUSTOMER and parameter in rest:
                del others[parameter]
                known, wrong = validate_fields(rest.pop(parameter), declared.fields, parameter, partial=True)
                customers[parameter] = {**self._customer, **known}
                faults += wrong
        values, wrong = validate_fields(rest, others)
        return {**values, **customers}, faults + wrong
