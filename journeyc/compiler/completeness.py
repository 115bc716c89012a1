"""What places need and may lack: an end its kind, a stage or branch something inside, an interrupt what
begins it.
"""

from journeyc.compiler import syntax
from journeyc.compiler.reporter import Reporter
from journeyc.compiler.structure import KINDS, Structure


def complete(structure: Structure, reporter: Reporter) -> None:
    """Say what the places of a journey lack."""
    for item in structure.every:
        match item:
            case syntax.End(outcome=None) if structure.ends_journey(item):
                message = f"`{item.name.text}` does not say how the journey ended"
                reporter.missing(item, item.name, message, "add `success`, `failure` or `neutral`")
            case syntax.Anytime():
                if not any(isinstance(clause, syntax.Handler) for clause in item.items):
                    message = f"nothing begins the interrupt `{item.name.text}`"
                    reporter.missing(item, item.name, message, "say what does: `on some_event -> first_step`")
            case syntax.Composite() if not item.places:
                kind = KINDS[type(item)]
                inner = "branch" if isinstance(item, syntax.Parallel) else "step"
                message = f"the {kind} `{item.name.text}` has no {inner} inside"
                shown = "branch name { … }" if inner == "branch" else 'step name "…" { … }'
                reporter.missing(item, item.name, message, f"say where it begins: `{shown}`")


def hollow(structure: Structure) -> bool:
    """Whether some place that should lead on leads nowhere, because there is nothing in it."""
    return any(
        (isinstance(item, syntax.Composite) and not isinstance(item, syntax.Anytime) and not item.places)
        or (isinstance(item, syntax.Split) and not item.shares)
        for item in structure.every
    )
