"""Tasks of queues and bots: does what comes back fit the step they belong to (semantics rule 2)."""

from journeyc.expression.undeclared import fault_of, fault_of_names
from journeyc.expression.validation import validate, validate_fields
from journeyc.nearest import hint_at
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.failure import faults_told
from journeyc.runtime.core.inputs import TaskInput
from journeyc.runtime.core.nodes import Node, StepNode
from journeyc.runtime.core.plan import Plan, is_system
from journeyc.runtime.core.work import pending_by_key


def claimed_by_another(run: Run, given: TaskInput) -> str:
    """Who else has the task that somebody does something with; empty where nobody has, or it may be done all
    the same.
    """
    found = pending_by_key(run, given.task)
    has = found[1].get("claimed_by", "") if found is not None else ""
    return "" if given.operator or given.by in {"", has} else has


def check_task(plan: Plan, node: Node, given: TaskInput) -> tuple[list[str], TaskInput]:
    """What is wrong with what somebody does with a task, and the same in canonical form."""
    if given.action != "answer":
        return ([] if given.by else ["it does not say by whom"]), given
    if given.event is None and not given.values:
        return ["there is no answer in it: neither an event nor values"], given
    # What comes without an event is compared with nothing.
    fault = (
        fault_of_names(given.payload, "the payload") if given.event else fault_of(given.payload, "payload")
    )
    if fault := fault or fault_of_names(given.values, "the answer"):
        return [fault], given
    problems: list[str] = []
    payload = dict(given.payload)
    if given.event is not None:
        fields = plan.events.get(given.event)
        if fields is None or is_system(given.event):
            hint = hint_at(given.event, plan.events)
            return [f"`{plan.journey}` knows no event `{given.event}`{hint}"], given
        payload, faults = validate_fields(given.payload, fields)
        problems += faults_told(faults, "event", plan.private)
    values = dict(given.values)
    asked = node.asked if isinstance(node, StepNode) else {}
    for name, value in given.values.items():
        if name not in asked:
            problems.append(f"`{name}` is not asked in `{node.name}`")
            continue
        values[name], faults = validate(value, asked[name].type, name)
        problems += faults_told(faults, "context", plan.private)
    return problems, given._replace(payload=payload, values=values)
