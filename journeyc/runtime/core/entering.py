"""Entering: outermost first, in written order; then what was entered is armed (semantics rule 6)."""

from collections.abc import Iterable, Sequence
from itertools import chain

from journeyc.expression.values import Json, encode
from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.documents import put
from journeyc.runtime.core.failure import Failure, Problem, failure
from journeyc.runtime.core.fields import value_at
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import (
    ActiveNode,
    ChoiceNode,
    EachNode,
    EndNode,
    InterruptNode,
    Node,
    ParallelNode,
    SplitNode,
    StageNode,
    StepNode,
)
from journeyc.runtime.core.plan import place_text
from journeyc.runtime.core.selection import Domain
from journeyc.runtime.core.timers import arm
from journeyc.runtime.core.work import begin_work

#: Where a run can be; the others are around these, and so is an `each` unless it has no items.
_LEAVES = (StepNode, ChoiceNode, SplitNode, EndNode)

#: How many items an `each` may go through.
MAXIMUM_BRANCHES = 1_000


class Entry:
    """One target on its way in: from the domain, which stays active, down to the steps.

    `last`: where the stage remembers to have been left. What arms, and the ends, are noted on the way.
    """

    __slots__ = ("armed", "domain", "ends", "index", "last", "target")

    def __init__(self, domain: Domain, target: Node, index: tuple[int, ...], *, last: bool = False) -> None:
        self.domain = domain
        self.target = target
        self.index = index
        self.last = last
        self.armed: list[tuple[Node, tuple[int, ...]]] = []
        self.ends: list[EndNode] = []


def enter(step: Macrostep, entry: Entry) -> None:
    """Enter a target with all that is around it inside of the domain."""
    target, inside = entry.target, entry.domain.node
    if entry.last and (known := step.run.get("history", {}).get(place_text(target, entry.index), ())):
        way = way_in(_outermost(target, inside), [step.plan.place(text)[0] for text in known])
    else:
        way = _way_to(target, entry.domain)
    if way[0].depth > len(entry.index):
        raise failure(f"`{target.name}` stands in an `each`, and no item of it is meant", target.place)
    follow_way(step, entry, way, entry.index[: way[0].depth])


def _way_to(target: Node, domain: Domain) -> tuple[Node, ...]:
    if (way := domain.ways.get(target)) is None:
        way = domain.ways[target] = way_in(_outermost(target, domain.node), [target])
    return way


def _outermost(target: Node, inside: Node | None) -> Node:
    """The outermost node around a target, or itself, that stands inside of another."""
    outermost = target
    for around in target.around:
        if around is inside:
            break
        outermost = around
    return outermost


def way_in(node: Node, wanted: Sequence[Node]) -> tuple[Node, ...]:
    """All that is entered with a node, outermost first, down to what is wanted in it or else where it begins.

    It ends at an `each`, whose items are entered one by one.
    """
    inside = [inner for inner in wanted if node in inner.around]
    match node:
        case StageNode() | InterruptNode():
            return (node, *way_in(_first(node, inside), inside))
        case ParallelNode():
            ways = [
                way_in(branch, [inner for inner in inside if branch in (inner, *inner.around)])
                for branch in node.branches
            ]
            return (node, *chain.from_iterable(ways))
        case _:
            return (node,)


def _first(node: StageNode | InterruptNode, inside: Sequence[Node]) -> Node:
    if inside:
        upwards = (inside[0], *inside[0].around)
        return upwards[upwards.index(node) - 1]
    if node.initial is None:
        raise failure(f"`{node.name}` has nothing inside to begin at", node.place)
    return node.initial


def follow_way(step: Macrostep, entry: Entry, way: Iterable[Node], index: tuple[int, ...]) -> None:
    """Enter what is on a way, one after another."""
    for node in way:
        step.reached.append(node.name)
        if node.arms:
            entry.armed.append((node, index))
        if isinstance(node, ActiveNode) and node.enter and not isinstance(node, InterruptNode):
            step.stand_in(node, index)
            perform(step, node.enter)
        if isinstance(node, _LEAVES):
            _enter_leaf(step, entry, node, index)
        elif isinstance(node, EachNode):
            enter_items(step, entry, node, index)


def enter_items(step: Macrostep, entry: Entry, node: EachNode, index: tuple[int, ...]) -> None:
    """Look at the list once, and begin as many items as may be under way at once."""
    formula = node.among
    step.stand_in(node, index)
    items: list[Json] = [] if formula is None else [encode(item) for item in step.evaluate(formula) or ()]
    if formula is not None and len(items) > MAXIMUM_BRANCHES:
        problem = f"`each` goes through at most {MAXIMUM_BRANCHES:,} items, and these are {len(items):,}"
        raise Failure(Problem(problem, formula.text, {}, formula.place))
    place = place_text(node, index)
    step.run["items"] = {**step.run.get("items", {}), place: items}
    _forget_memories(step, node, index)
    if not items:
        step.run["configuration"] = [*step.run["configuration"], place]
        step.raise_event(f"{node.name}.done", _item_around(node, index))
        return
    for number in range(min(len(items), node.at_once or len(items))):
        enter_item(step, entry, node, (*index, number))


def _forget_memories(step: Macrostep, node: EachNode, index: tuple[int, ...]) -> None:
    """What stages inside remember is of the items of another time."""
    if known := step.run.get("history"):
        inside = Domain(node, index)
        kept = {place: left for place, left in known.items() if not inside.holds(*step.plan.place(place))}
        put(step.run, "history", kept)


def enter_item(step: Macrostep, entry: Entry, node: EachNode, index: tuple[int, ...]) -> None:
    """Begin one item."""
    if node.initial is None:
        raise failure(f"`{node.name}` has nothing inside to begin at", node.place)
    follow_way(step, entry, way_in(node.initial, []), index)


def _enter_leaf(step: Macrostep, entry: Entry, node: Node, index: tuple[int, ...]) -> None:
    place = place_text(node, index)
    step.run["configuration"] = [*step.run["configuration"], place]
    step.path.append(place)
    if isinstance(node, (ChoiceNode, SplitNode)):
        step.transient += 1
    elif isinstance(node, EndNode):
        step.stand_in(node, index)
        perform(step, node.actions)
        entry.ends.append(node)
        if not node.ends_run:
            _complete(step, node, index)


# ── what is done ─────────────────────────────────────────────────────────────────────────────────────


def _complete(step: Macrostep, end: EndNode, index: tuple[int, ...]) -> None:
    """Say that what an end stands in is done, and what is around that, if all of it is."""
    parent = end.around[0]
    if isinstance(parent, EachNode):
        _item_done(step, parent, index[: parent.depth])
        return
    within = _item_around(parent, index)
    step.raise_event(f"{parent.name}.done", within, {"end": end.name})
    around = parent.parent
    if isinstance(around, ParallelNode) and all(is_done(step, branch, index) for branch in around.branches):
        step.raise_event(f"{around.name}.done", within)


def _item_around(node: Node, index: tuple[int, ...]) -> str | None:
    """The item of an `each` that a place belongs to: what is done in it is no concern of other items."""
    for around in node.around:
        if isinstance(around, EachNode):
            return place_text(around, index[: around.depth + 1])
    return None


def is_done(step: Macrostep, node: Node, index: tuple[int, ...]) -> bool:
    """Whether a branch has reached an end of its own."""
    for text in step.run["configuration"]:
        inner, number = step.plan.place(text)
        if isinstance(inner, EndNode) and inner.parent is node and number == index:
            return True
    return False


def _item_done(step: Macrostep, node: EachNode, index: tuple[int, ...]) -> None:
    """One item is done: all are, or the next may begin."""
    place = place_text(node, index)
    begun, done = items_of(step, node, index)
    if done >= len(step.run.get("items", {}).get(place, ())) and begun == done:
        step.raise_event(f"{node.name}.done", _item_around(node, index))


def items_of(step: Macrostep, node: EachNode, index: tuple[int, ...]) -> tuple[int, int]:
    """How many items of an `each` have begun, and how many of them are done."""
    begun: set[int] = set()
    done: set[int] = set()
    inside = Domain(node, index)
    for text in step.run["configuration"]:
        inner, number = step.plan.place(text)
        if inner is not node and inside.holds(inner, number):
            begun.add(number[node.depth])
            if isinstance(inner, EndNode) and inner.parent is node:
                done.add(number[node.depth])
    return len(begun), len(done)


def next_items(step: Macrostep) -> list[tuple[EachNode, tuple[int, ...]]]:
    """The items that may begin now, because others of their `each` are done, or because more of them may be
    under way in the version that the run has moved to.
    """
    found: list[tuple[EachNode, tuple[int, ...]]] = []
    for place, items in step.run.get("items", {}).items():
        node, index = step.plan.place(place)
        if isinstance(node, EachNode) and items and not _has_all_begun(step, node, index, len(items)):
            if not _is_active(step, node, index):
                continue
            begun, done = items_of(step, node, index)
            free = (node.at_once or len(items)) - (begun - done)
            found += [(node, (*index, number)) for number in range(begun, min(begun + free, len(items)))]
    return found


def _has_all_begun(step: Macrostep, node: EachNode, index: tuple[int, ...], items: int) -> bool:
    """Whether the last item has begun: they begin in their order. Of those that all begin at once this is
    asked with every input, so most places are told apart by their names.
    """
    last = Domain(node, (*index, items - 1))
    numbers = f"[{'.'.join(map(str, last.numbers))}"
    return any(
        numbers in text and last.holds(*step.plan.place(text)) for text in reversed(step.run["configuration"])
    )


def _is_active(step: Macrostep, node: Node, index: tuple[int, ...]) -> bool:
    inside = Domain(node, index)
    return any(inside.holds(*step.plan.place(text)) for text in step.run["configuration"])


# ── arming ───────────────────────────────────────────────────────────────────────────────────────────


def arm_entered(step: Macrostep, entries: Iterable[Entry]) -> None:
    """Arm what was entered: timers and reminders, questions, calls, sub-journeys and tasks."""
    for entry in entries:
        for node, index in entry.armed:
            place = place_text(node, index)
            if isinstance(node, ActiveNode) and node.timers:
                step.stand_in(node, index)
                arm(step, place, node.timers)
            if isinstance(node, StepNode):
                _arm_step(step, node, index, place)


def _arm_step(step: Macrostep, node: StepNode, index: tuple[int, ...], place: str) -> None:
    if node.best is not None:
        step.stand_in(node, index)
        chosen = step.evaluate(node.best.choose)
        step.run["channels"] = {**step.run.get("channels", {}), place: chosen}
    if node.questions:
        opened = [q.name for q in node.questions if q.again or value_at(step.context, q.path) is None]
        if opened:
            step.run["asked"] = {**step.run["asked"], place: opened}
            step.asked += opened
        else:
            step.raise_event("answered", place)
    if node.calls or node.children or node.worker:
        step.stand_in(node, index)
        begin_work(step, node, place)
