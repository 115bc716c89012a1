"""Run to completion: one input is one macrostep, until it is quiet (semantics rule 5)."""

from journeyc.runtime.core.entering import Entry, arm_entered, enter_item, next_items
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.mailbox import put_by_raised
from journeyc.runtime.core.moving import count, move, sort_places
from journeyc.runtime.core.nodes import ChoiceNode, SplitNode
from journeyc.runtime.core.plan import is_system, place_text
from journeyc.runtime.core.rules import watch_raised
from journeyc.runtime.core.selection import Domain, for_event, without_event


def offer(step: Macrostep, name: str, within: str | None = None) -> bool:
    """Offer the event at hand to where the run is; whether something took it."""
    if taken := for_event(step, name, within):
        move(step, taken)
        return True
    return False


def settle(step: Macrostep) -> None:
    """Take what needs no event, then what was raised, first in first out, until it is quiet."""
    run = step.run
    while run["status"] != "ended":
        if (step.transient or step.plan.watches) and _pass(step):
            continue
        if run.get("items") and _begin_items(step):
            continue
        if not step.queue:
            return
        raised = step.queue.pop(0)
        count(step, step.source)
        step.look_at(raised.event)
        if step.plan.watched:
            watch_raised(step, raised)
        if offer(step, raised.name, raised.within) or put_by_raised(step, raised):
            continue
        if raised.name not in step.plan.watched and not is_system(raised.name):
            step.unheard.append(raised.name)


def _pass(step: Macrostep) -> bool:
    """Pass choices and splits, and take conditions that are true; whether there were any."""
    taken = without_event(step)
    step.transient = 0
    if not taken:
        return False
    move(step, taken)
    # One that another beat, as both would leave the same place, is still to be passed.
    places = (step.plan.place(text)[0] for text in step.run["configuration"])
    step.transient = sum(isinstance(node, ChoiceNode | SplitNode) for node in places)
    return True


def _begin_items(step: Macrostep) -> bool:
    """Begin items of an `each` whose turn has come; whether there were any."""
    waiting = next_items(step)
    for node, index in waiting:
        entry = Entry(Domain(node, index), node, index)
        step.source = place_text(node, index)
        enter_item(step, entry, node, index)
        arm_entered(step, [entry])
    if waiting:
        sort_places(step)
    return bool(waiting)
