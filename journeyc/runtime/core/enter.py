"""Moving: leave, the arrow's effects, enter (semantics rules 5 and 6)."""

from journeyc.expression.values import Json
from journeyc.runtime.core.documents import Outcome
from journeyc.runtime.core.failure import Failure, Problem
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.plan import Arrow, ChoiceNode, EndNode, Node, StepNode
from journeyc.runtime.core.timers import STEP_KINDS, arm, cancel


def take(step: Macrostep, arrow: Arrow) -> None:
    """Follow an arrow; without a target the run stays and only the effects happen."""
    step.taken.append(arrow.label)
    if arrow.target is None:
        step.perform(arrow.actions)
        return
    leave(step)
    step.perform(arrow.actions)
    go(step, arrow.target)


def leave(step: Macrostep) -> None:
    """Leave the active step: its effects, then its timers and open questions are gone."""
    node = step.node
    if isinstance(node, StepNode):
        step.perform(node.leave)
    cancel(step, STEP_KINDS)
    step.run["asked"] = []


def go(step: Macrostep, target: Node) -> None:
    """Enter a place, through choices until a step or an end is reached."""
    step.pass_through(target)
    while isinstance(target, ChoiceNode):
        row = step.select(target.rows)
        if row is None or row.target is None:
            raise Failure(Problem(f"no row of choice `{target.name}` is true", "", {}, target.place))
        step.taken.append(row.label)
        step.perform(row.actions)
        target = row.target
        step.pass_through(target)
    step.run["configuration"] = [target.name]
    if isinstance(target, EndNode):
        _end(step, target)
    else:
        _enter(step, target)


def _enter(step: Macrostep, node: StepNode) -> None:
    step.perform(node.enter)
    arm(step, node.timers)
    if node.questions:
        opened = [q.name for q in node.questions if q.again or value_at(step.context, q.path) is None]
        step.run["asked"] = opened
        step.asked += opened
        if not opened:
            raise_event(step, "answered")


def _end(step: Macrostep, node: EndNode) -> None:
    step.perform(node.actions)
    run = step.run
    step.cancelled += [entry["name"] for entry in (*run["timers"], *run["held"])]
    run["timers"], run["held"], run["asked"] = [], [], []
    run["status"], run["paused_since"] = "ended", None
    run["outcome"] = Outcome(end=node.name, kind=node.outcome, at=step.now_text)
    step.queue.clear()


def raise_event(step: Macrostep, name: str, **fields: Json) -> None:
    """Put an event of the runtime behind those that already wait."""
    base = {
        "id": step.event.get("id"),
        "at": step.now_text,
        "channel": step.channel,
        "customer": step.run["customer"],
    }
    step.queue.append((name, {**base, **fields}))


def offer(step: Macrostep, name: str) -> bool:
    """Offer the event at hand to the active step; whether a handler took it."""
    node = step.node
    if isinstance(node, StepNode) and (arrow := step.select(node.handlers.get(name, ()))):
        take(step, arrow)
        return True
    return False


def settle(step: Macrostep) -> None:
    """Handle what was raised, first in first out, until it is quiet."""
    while step.queue:
        name, event = step.queue.popleft()
        step.look_at(event)
        offer(step, name)


def value_at(record: Json, path: tuple[str, ...]) -> Json:
    """The value at the end of a path, None where the way there is missing."""
    for name in path:
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record
