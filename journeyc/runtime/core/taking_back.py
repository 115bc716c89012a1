"""Compensation: completed steps are remembered, and taken back newest first (semantics rule 18)."""

from collections.abc import Mapping

from journeyc.expression.evaluation import Scope
from journeyc.expression.values import Json, encode
from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.documents import Completed, put
from journeyc.runtime.core.failure import failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import StepNode
from journeyc.runtime.core.plan import place_text
from journeyc.runtime.core.selection import Taken

#: How many completed steps a run remembers.
MAXIMUM_COMPLETED = 1_000


def complete(step: Macrostep, taken: Taken) -> None:
    """Remember a step that is left by an arrow of its own, with what its `undo` reads."""
    node, arrow = taken.node, taken.arrow
    if not isinstance(node, StepNode) or not node.undo or arrow.undoing or not arrow.completes:
        return
    step.stand_in(node, taken.numbers)
    values: dict[str, dict[str, Json]] = {}
    for root, path in node.undo_reads:
        source: dict[str, Json] = getattr(step.scope, root)
        known = values.setdefault(root, {})
        for name in path[:1] or source:
            # What was missing then is missing when it is read again.
            known[name] = source.get(name)
    entry = Completed(place=place_text(node, taken.numbers), at=step.now_text, values=values)
    log = step.run.get("undo_log", [])
    if len(log) >= MAXIMUM_COMPLETED:
        problem = f"more than {MAXIMUM_COMPLETED:,} completed steps would wait to be taken back"
        raise failure(problem, node.place)
    step.run["undo_log"] = [*log, entry]


def take_back(step: Macrostep) -> None:
    """Do the `undo` of all completed steps, newest first, each with the values of then."""
    log = step.run.get("undo_log", [])
    put(step.run, "undo_log", [])
    for completed in reversed(log):
        node, _ = step.plan.place(completed["place"])
        if isinstance(node, StepNode):
            step.source = completed["place"]
            _undo(step, node, completed["values"])


def _undo(step: Macrostep, node: StepNode, values: Mapping[str, dict[str, Json]]) -> None:
    """Take one step back: what it reads is as it was then, but for what it writes itself."""
    context, document, customer = step.context, step.document, step.scope.customer
    told, told_of_customer = step.set, step.set_customer
    step.context, step.set, step.set_customer = {**context, **values.get("context", {})}, {}, {}
    step.scope = Scope(
        step.context,
        {**customer, **values.get("customer", {})},
        values.get("event", step.event),
        step.now,
        step.zone,
        step.parameters,
        {name: encode(value) for name, value in values.get("local", {}).items()},
        step.decided,
    )
    perform(step, node.undo)
    written, written_of_customer = step.set, step.set_customer
    step.context, step.set = context, told
    step.document, step.set_customer = document, told_of_customer
    step.look_at(step.event)
    for name, value in written.items():
        step.write(tuple(name.split(".")), name, value)
    for name, value in written_of_customer.items():
        step.write_profile(tuple(name.split(".")), name, value)
