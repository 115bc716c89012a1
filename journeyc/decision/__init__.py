"""Decision tables as functions: which rows are true, which of them count, and what comes of it."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from journeyc.decision.table import DecidingRow, Explanation, Table
from journeyc.expression import tree
from journeyc.expression.evaluation import Decider
from journeyc.expression.types import Type
from journeyc.ir.model import Decision
from journeyc.ir.walk import parts

__all__ = ["DecidingRow", "DecisionProblem", "Explanation", "Table", "asked_by", "deciders", "tables"]


class DecisionProblem(ValueError):
    """Decisions that cannot be asked: in a circle, by a name that is none, with other values than they take.
    The text says which, and why.
    """


def tables(decisions: Iterable[Decision], types: Mapping[str, Type]) -> dict[str, Table]:
    """Decisions ready to be asked, by name; `types` are the named types of their package.

    DecisionProblem: they ask each other in a circle, or with too few values or too many. KeyError names a
    decision or type that is not there.
    """
    written = {decision.name: decision for decision in decisions}
    asked = {
        name: asked_by(parts(decision.rows), written) & written.keys() for name, decision in written.items()
    }
    try:
        order = list(TopologicalSorter(asked).static_order())
    except CycleError as error:
        circle = " -> ".join(f"`{name}`" for name in reversed(error.args[1]))
        message = f"decisions ask each other in a circle: {circle}"
        raise DecisionProblem(message) from None
    made: dict[str, Table] = {}
    known: dict[str, Decider] = {}
    for name in order:
        made[name] = Table(written[name], types, known)
        known[name] = made[name].decide
    return made


def deciders(decisions: Iterable[Decision], types: Mapping[str, Type]) -> dict[str, Decider]:
    """What `compile_expression` asks decisions by; errors as for `tables`."""
    return {name: table.decide for name, table in tables(decisions, types).items()}


def asked_by(nodes: Iterable[object], written: Mapping[str, Decision]) -> set[str]:
    """The names of the decisions that some nodes ask; DecisionProblem where one of those that are `written`
    is asked with more or less than it has parameters.
    """
    found = set()
    for node in nodes:
        if isinstance(node, tree.Decide):
            found.add(node.decision)
            given = len(node.arguments)
            has = len(written[node.decision].parameters) if node.decision in written else given
            if given != has:
                name = node.decision
                message = (
                    f"`{name}` is asked with too {'few' if given < has else 'many'} values: {given} for {has}"
                )
                raise DecisionProblem(message)
    return found
