"""A macrostep that cannot be finished, and the incident that is told of it (semantics rules 5 and 7)."""

from collections.abc import Iterable
from typing import NamedTuple

from journeyc.expression.evaluation import Asked, Scope
from journeyc.expression.tree import Private
from journeyc.expression.validation import Fault
from journeyc.expression.values import Json, instant_text
from journeyc.runtime.core.considered import Decided, DecidedRow
from journeyc.runtime.core.documents import Incident
from journeyc.runtime.core.inputs import Input, RunInput, Together
from journeyc.runtime.core.nodes import Formula
from journeyc.runtime.core.written import input_document

#: Shown instead of a value that the journey declares private.
MASK = "•••"
#: So many faults of one record are told.
_TOLD = 100


class Problem(NamedTuple):
    """Why a macrostep failed: in words, the expression as written with the values it read, and where it
    stands.
    """

    problem: str
    expression: str
    values: dict[str, Json]
    place: str


class Failure(Exception):  # it is what happened to the run, not a mistake of the program
    """Rolls a macrostep back; never leaves the core."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.problem)
        self.problem = problem


def failure(problem: str, place: str) -> Failure:
    """A failure that no expression caused."""
    return Failure(Problem(problem, "", {}, place))


def formula_failure(problem: str, formula: Formula, scope: Scope, private: Private) -> Failure:
    """What is told of an expression that has no value here."""
    return Failure(Problem(problem, formula.text, values_read(formula, scope, private), formula.place))


def incident_of(failed: Failure, identity: str, run: str, given: Input | RunInput | Together) -> Incident:
    """What is told of a failure; the input is kept, so that it can be applied again."""
    problem, expression, values, place = failed.problem
    return Incident(
        id=identity,
        run=run,
        input=input_document(given),
        at=instant_text(given.at),
        problem=problem,
        expression=expression,
        values=values,
        place=place,
    )


def as_told(values: dict[str, Json], root: str, private: Private) -> dict[str, Json]:
    """Values by their dotted paths from a root; what is private is masked."""
    if not private:
        return values
    return {
        name: MASK if (root, name.partition(".")[0]) in private else value for name, value in values.items()
    }


def faults_told(faults: Iterable[Fault], root: str, private: Private) -> list[str]:
    """What is wrong with values of a root, in words; of one that is private, what it should be alone. The
    first hundred are told, and how many more there are.
    """
    several = [*faults]
    told = several[:_TOLD]
    words = [str(_hidden(fault) if (root, _field(fault.path, root)) in private else fault) for fault in told]
    return [*words, f"and {len(several) - _TOLD:,} more"] if len(several) > _TOLD else words


def _field(path: str, root: str) -> str:
    """The field that a path leads into."""
    return path.removeprefix("customer." if root == "customer" else "").partition(".")[0].partition("[")[0]


def _hidden(fault: Fault) -> Fault:
    wanted, says_what_it_is, _ = fault.problem.partition(", not ")
    if says_what_it_is:
        return fault._replace(problem=wanted)
    if fault.problem.startswith("`"):
        return fault._replace(problem="does not fit; what was given is private, and not shown")
    return fault


def is_private(read: tuple[str, tuple[str, ...]], private: Private) -> bool:
    """Whether what is read is private; the customer as a whole is."""
    root, path = read
    return (root, path[0]) in private if path else root == "customer"


def values_read(formula: Formula, scope: Scope, private: Private) -> dict[str, Json]:
    """What an expression reads here, by dotted path; what is private is masked."""
    values: dict[str, Json] = {}
    for name, (root, path) in zip(formula.names, formula.reads, strict=True):
        masked = is_private((root, path), private)
        values[name] = MASK if masked else _value_at(getattr(scope, root), path)
    return values


def rows_taken(asked: Iterable[Asked]) -> list[Decided]:
    """Decisions that were asked, with the rows that counted; the same answer of one is told once."""
    told: list[Decided] = []
    for decision, rows in asked:
        shown = [DecidedRow(line=row.line, condition=row.condition, value=row.text) for row in rows]
        answer = Decided(decision=decision, rows=shown)
        if answer not in told:
            told.append(answer)
    return told


def _value_at(value: Json, path: tuple[str, ...]) -> Json:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
