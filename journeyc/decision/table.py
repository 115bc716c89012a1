"""One decision table: its rows compiled once, asked as often as needed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from journeyc.decision.policies import counting, of_no_row
from journeyc.expression.evaluation import Closure, Decider, Scope, compile_expression
from journeyc.expression.functions import EvaluationError
from journeyc.expression.types import Type, parse_type
from journeyc.expression.values import Json, encode
from journeyc.ir.model import Decision, DecisionRow

#: So many answers are noted where somebody wants to know; decisions that ask decisions can be asked for ever.
_MOST_NOTED = 100


class DecidingRow(NamedTuple):
    """A row that was true: its line, its condition (`otherwise` where it has none) and its value as
    written.
    """

    line: int
    condition: str
    text: str


class Explanation(NamedTuple):
    """What a decision gave, and why: the rows found to be true, and those of them whose value it is.

    With `first`, no row after the first true one is looked at.
    """

    value: Json
    true: tuple[DecidingRow, ...]
    taken: tuple[DecidingRow, ...]


class Row(NamedTuple):
    """A compiled row."""

    guard: Closure
    value: Closure
    written: DecisionRow

    @property
    def line(self) -> int:
        return self.written.place.line

    @property
    def condition(self) -> str:
        return self.written.guard.text if self.written.guard else "otherwise"

    @property
    def text(self) -> str:
        return self.written.text


class Table:
    """A decision ready to be asked; KeyError names a type or a decision that is not there."""

    __slots__ = ("_count", "_header", "_name", "_none", "_otherwise", "_parameters", "_rows", "_stops")

    def __init__(
        self, written: Decision, types: Mapping[str, Type], decisions: Mapping[str, Decider]
    ) -> None:
        gives = parse_type(written.gives, types)
        self._name = written.name
        self._header = f"decision `{written.name}` ({written.place.file})"
        self._parameters = tuple(field.name for field in written.parameters)
        rows = [_row(row, decisions) for row in written.rows]
        self._rows = tuple(row for row in rows if row.written.guard is not None)
        self._otherwise = tuple(row for row in rows if row.written.guard is None)[:1]
        self._stops = written.policy == "first"
        self._count = counting(written.policy, written.aggregation, gives)
        self._none = of_no_row(written, gives)

    def decide(self, arguments: Sequence[Json], scope: Scope) -> Any:
        """The value for arguments in the order of the parameters; the scope gives the time and the zone.

        EvaluationError: a row has no value here, no row is true, or the true ones contradict each other.
        """
        return self._decided(arguments, scope)[0]

    def explain(self, arguments: Sequence[Json], scope: Scope) -> Explanation:
        """The value in its JSON form, with the rows it comes from; errors as for `decide`."""
        value, true, taken = self._decided(arguments, scope)
        return Explanation(encode(value), _shown(true), _shown(taken))

    def _decided(self, arguments: Sequence[Json], scope: Scope) -> tuple[Any, Sequence[Row], Sequence[Row]]:
        given = dict(zip(self._parameters, arguments, strict=True))
        inner = Scope({}, {}, {}, scope.now, scope.zone, given, {}, scope.decided)
        try:
            true = self._true(inner) or self._otherwise
            if true:
                value, taken = self._count(true, lambda row: _computed(row.value, row, inner))
            else:
                value, taken = self._none(), ()
        except EvaluationError as error:
            raise EvaluationError(f"{self._header}: {error}") from None
        except RecursionError:
            raise EvaluationError(
                f"{self._header}: decisions that ask each other are nested too deeply"
            ) from None
        if scope.decided is not None and len(scope.decided) < _MOST_NOTED:
            scope.decided.append((self._name, taken))
        return value, true, taken

    def _true(self, scope: Scope) -> Sequence[Row]:
        true = []
        for row in self._rows:
            if _computed(row.guard, row, scope):
                true.append(row)
                if self._stops:
                    break
        return true


def _row(written: DecisionRow, decisions: Mapping[str, Decider]) -> Row:
    guard = compile_expression(written.guard.expression, decisions) if written.guard else _always
    return Row(guard, compile_expression(written.value, decisions), written)


def _always(_: Scope) -> bool:
    return True


def _computed(closure: Closure, row: Row, scope: Scope) -> Any:
    try:
        return closure(scope)
    except EvaluationError as error:
        raise EvaluationError(f"line {row.line}: {error}") from None


def _shown(rows: Sequence[Row]) -> tuple[DecidingRow, ...]:
    return tuple(DecidingRow(row.line, row.condition, row.text) for row in rows)
