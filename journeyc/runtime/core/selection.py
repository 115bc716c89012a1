"""Which arrows an event, or the state of things, lets the run take (semantics rules 4, 5 and 10)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from journeyc.runtime.core.failure import failure
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import (
    ActiveNode,
    Arrow,
    ChoiceNode,
    EachNode,
    InterruptNode,
    Node,
    ParallelNode,
    SplitNode,
)
from journeyc.runtime.core.plan import Place
from journeyc.runtime.core.remembered import MAXIMUM_REMEMBERED
from journeyc.runtime.core.splitting import drawn


class Taken(NamedTuple):
    """An arrow that is taken, and the place it is taken from; `values` are what its clause gives a name."""

    arrow: Arrow
    node: Node
    numbers: tuple[int, ...]
    values: Mapping[str, Any] = {}


class Domain:
    """What an arrow does not leave: everything active inside is left. The node None is the whole journey;
    the numbers of an `each` from inside are those of one item, and of a parallel it may be one branch.

    `left` remembers what is left of a configuration, `ways` the way in to a target.
    """

    __slots__ = ("branch", "left", "node", "numbers", "ways")

    def __init__(self, node: Node | None, numbers: tuple[int, ...], branch: Node | None = None) -> None:
        self.node = node
        self.numbers = numbers
        self.branch = branch
        self.left: dict[tuple[Any, ...], Any] = {}
        self.ways: dict[Node, tuple[Node, ...]] = {}

    def holds(self, node: Node, index: tuple[int, ...]) -> bool:
        """Whether a place lies inside."""
        if self.node is None:
            return True
        if self.branch is not None and node is not self.branch and self.branch not in node.around:
            return False
        return self.node in node.around and index[: len(self.numbers)] == self.numbers


def for_event(step: Macrostep, name: str, within: str | None) -> list[Taken]:
    """What is taken for an event: urgent interrupts, then steps and what is around them, then interrupts."""
    plan = step.plan
    if plan.interrupts and within is None and (taken := _interrupt(step, name, urgent=True)):
        return [taken]
    configuration = step.run["configuration"]
    if len(configuration) == 1 and within is None:
        node, index = plan.place(configuration[0])
        taken = _upwards(step, node, index, name, None)
        found = [taken] if taken else []
    else:
        found = _from_places(step, name, within)
    if found or not plan.interrupts or within is not None:
        return found
    taken = _interrupt(step, name, urgent=False)
    return [taken] if taken else []


def _interrupt(step: Macrostep, name: str, *, urgent: bool) -> Taken | None:
    """The first interrupt that takes an event; none takes it while it goes on itself."""
    going_on = {frame["interrupt"] for frame in step.run.get("frozen", ())}
    for interrupt in step.plan.interrupts:
        if interrupt.urgent is urgent and interrupt.name not in going_on:
            arrows = interrupt.handlers.get(name)
            if arrows:
                step.stand_in(interrupt, ())
                if arrow := step.select(arrows):
                    return Taken(arrow, interrupt, ())
    return None


def _from_places(step: Macrostep, name: str, within: str | None) -> list[Taken]:
    plan = step.plan
    seen: dict[tuple[Node, tuple[int, ...]], Taken | None] = {}
    found: list[Taken] = []
    inside = None if within is None else plan.place(within)
    for text in step.run["configuration"]:
        node, index = plan.place(text)
        if inside is not None and not _is_inside(node, index, inside):
            continue
        if (taken := _upwards(step, node, index, name, seen)) and taken not in found:
            found.append(taken)
    return without_conflicts(found) if len(found) > 1 else found


def _is_inside(node: Node, index: tuple[int, ...], place: Place) -> bool:
    outer, number = place
    return index[: len(number)] == number and (node is outer or outer in node.around)


def _upwards(
    step: Macrostep,
    node: Node,
    index: tuple[int, ...],
    name: str,
    seen: dict[tuple[Node, tuple[int, ...]], Taken | None] | None,
) -> Taken | None:
    """The first arrow for an event from a place outwards; what was asked for another place is known."""
    for around, arrows in node.handling[name]:
        inner = index[: around.depth]
        if seen is not None and (around, inner) in seen:
            if (taken := seen[around, inner]) is not None:
                return taken
            continue
        step.stand_in(around, inner)
        arrow = step.select(arrows)
        taken = Taken(arrow, around, inner) if arrow else None
        if seen is not None:
            seen[around, inner] = taken
        if taken:
            return taken
    return None


def without_event(step: Macrostep) -> list[Taken]:
    """What is taken as soon as it can be: rows of choices, shares of splits, conditions that are true."""
    found: list[Taken] = []
    for text in step.run["configuration"]:
        node, index = step.plan.place(text)
        if isinstance(node, ChoiceNode):
            step.stand_in(node, index)
            if (arrow := step.select(node.rows)) is None:
                raise failure(f"no row of choice `{node.name}` is true", node.place)
            found.append(Taken(arrow, node, index))
        elif isinstance(node, SplitNode):
            step.stand_in(node, index)
            share = drawn(step.plan.journey, node, step.run["customer"])
            found.append(Taken(share, node, index))
        elif step.plan.watches:
            taken = _condition(step, node, index)
            if taken and taken not in found:
                found.append(taken)
    return without_conflicts(found) if len(found) > 1 else found


def _condition(step: Macrostep, node: Node, index: tuple[int, ...]) -> Taken | None:
    for around in (node, *node.around):
        if isinstance(around, ActiveNode) and around.conditions:
            inner = index[: around.depth]
            step.stand_in(around, inner)
            for arrow in around.conditions:
                if arrow.guard is None or step.evaluate(arrow.guard):
                    return Taken(arrow, around, inner)
    return None


def without_conflicts(found: list[Taken]) -> list[Taken]:
    """Of arrows that would leave the same place, the one from further inside, else the one written first."""
    kept: list[Taken] = []
    for taken in found:
        beaten: list[Taken] = []
        for other in kept:
            if not _overlap(taken, other):
                continue
            if _is_around(other, taken):
                beaten.append(other)
            else:
                break
        else:
            kept = [other for other in kept if other not in beaten]
            kept.append(taken)
    return kept


def _is_around(outer: Taken, inner: Taken) -> bool:
    return outer.node in inner.node.around and inner.numbers[: len(outer.numbers)] == outer.numbers


def _overlap(one: Taken, other: Taken) -> bool:
    """Whether two arrows leave a place in common: one of their domains lies in the other."""
    if not (one.arrow.leaves and other.arrow.leaves):
        return False
    first, second = domain_of(one), domain_of(other)
    return _encloses(first, second) or _encloses(second, first)


def _encloses(outer: Domain, inner: Domain) -> bool:
    if outer.node is None:
        return True
    if inner.node is None or inner.numbers[: len(outer.numbers)] != outer.numbers:
        return False
    if outer.branch is not None:
        inside = inner.node is outer.branch or outer.branch in inner.node.around
        return inside or inner.branch is outer.branch
    return inner.node is outer.node or outer.node in inner.node.around


def domain_of(taken: Taken) -> Domain:
    """The innermost place around both the source of an arrow and its target, which stays active.

    A parallel stays only for what leads from one of its branches back into the same branch; an `each` only
    for what leads from one of its items into the same item.
    """
    known, key = taken.arrow.known_domains, (taken.node, taken.numbers)
    if (domain := known.get(key)) is None:
        domain = _domain(taken.arrow, taken.node, taken.numbers)
        if len(known) < MAXIMUM_REMEMBERED:
            known[key] = domain
    return domain


def _domain(arrow: Arrow, source: Node, numbers: tuple[int, ...]) -> Domain:
    target = arrow.target
    if target is None:  # back: the interrupt is left, whatever is in it
        return Domain(None, ())
    for around in source.around:
        if isinstance(around, InterruptNode) and around not in target.around:
            return Domain(None, ())
        if around not in target.around:
            continue
        if isinstance(around, ParallelNode) and _branch(around, source) is not _branch(around, target):
            continue
        depth = around.depth + isinstance(around, EachNode)
        branch = _branch(around, target) if isinstance(around, ParallelNode) else None
        return Domain(around, numbers[:depth], branch)
    return Domain(None, ())


def _branch(parallel: ParallelNode, node: Node) -> Node | None:
    """The branch of a parallel that a node is, or stands in."""
    inside = (node, *node.around)
    return inside[inside.index(parallel) - 1] if parallel in inside[1:] else None
