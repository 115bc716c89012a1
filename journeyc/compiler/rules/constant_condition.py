"""A condition that is always true, or never."""

from journeyc.compiler.facts import Facts
from journeyc.compiler.facts.conditions import conditions, decided
from journeyc.compiler.reporter import span_of
from journeyc.diagnostic import shortened
from journeyc.expression.syntax import Expression, Operation
from journeyc.expression.types import EnumType, required

NAME = "constant-condition"


def check(facts: Facts) -> None:
    """Say conditions, and parts of them, that are decided before anything happens."""
    # What takes an event always is said where it hides another handler.
    hiding = [label.span for found in facts.found("hidden-handler") for label in found.labels]
    for condition in conditions(facts.nodes):
        for part, truth, by in decided(condition):
            if by is None and truth and any(span.start <= part.start < span.end for span in hiding):
                continue
            shown = shortened(facts.source.slice(span_of(part)))
            if by is not None:
                message = f"`{shown}` says nothing new: what stands before it decides it already"
                cure = "leave it out, or say what was meant"
                facts.say(NAME, part, message, cure, labels=(facts.label(by, "this decides it"),))
            elif truth and not _one_member(part):
                cure = "leave it out, or say what it depends on"
                facts.say(NAME, part, f"`{shown}` is always true", cure)
            elif not truth:
                cure = "say what it depends on, or remove what never happens"
                facts.say(NAME, part, f"`{shown}` is never true", cure)


def _one_member(part: Expression) -> bool:
    """Whether something is compared that has one value so far, as a stage with one end: who names it says
    what is meant, and is ready for a second one.
    """
    operands = part.operands if isinstance(part, Operation) else []
    kinds = [required(operand.type) for operand in operands]
    return any(isinstance(kind, EnumType) and len(kind.members) == 1 for kind in kinds)
