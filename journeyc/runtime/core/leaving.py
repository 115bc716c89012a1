"""Leaving: innermost first, in reverse written order; what belongs to a place goes with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.documents import put
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import ActiveNode, Node, StageNode
from journeyc.runtime.core.plan import Place, Plan, place_text, with_around, written_order
from journeyc.runtime.core.selection import Domain
from journeyc.runtime.core.timers import cancel_of
from journeyc.runtime.core.work import drop_work

#: How many configurations an arrow remembers its leaving of; branches side by side make many of them.
MAXIMUM_LEFT = 100
#: Of how many places such a configuration is at most: the items of an `each` come and go in any order, so
#: what has been is hardly ever so again, and each of a thousand items would remember a thousand places.
MAXIMUM_PLACES = 16


@dataclass(slots=True)
class Left:
    """What is left of a configuration: the places that do something about it and those that remember it,
    innermost first, and the names of all; and what of the configuration stays.
    """

    acting: tuple[tuple[ActiveNode, tuple[int, ...]], ...]
    remembering: tuple[tuple[StageNode, tuple[int, ...]], ...]
    names: frozenset[str]
    kept: tuple[str, ...]


def leave_all(step: Macrostep, domains: Sequence[Domain], *, quietly: bool = False) -> None:
    """Leave all that is active inside of the domains; `quietly` does none of the effects of leaving."""
    run, known = step.run, domains[0].left
    key = (*domains[1:], *run["configuration"])
    left: Left | None = known.get(key)
    if left is None:
        left = _left(step.plan, run["configuration"], domains)
        if len(key) <= MAXIMUM_PLACES and len(known) < MAXIMUM_LEFT:
            known[key] = left
    if not left.names:
        return
    if left.remembering:
        _remember(step, left.remembering)
    if not quietly:
        for node, index in left.acting:
            step.stand_in(node, index)
            perform(step, node.leave)
    if run["timers"] or "held" in run:
        cancel_of(step, left.names)
    _forget(step, left.names)
    run["configuration"] = list(left.kept)


def _left(plan: Plan, configuration: Sequence[str], domains: Sequence[Domain]) -> Left:
    left: dict[Place, None] = {}
    kept: list[str] = []
    for text in configuration:
        node, index = plan.place(text)
        inside = [place for place in with_around(node, index) if _is_left(domains, *place)]
        if not inside:
            kept.append(text)
        for place in inside:
            left[place] = None
    ordered = tuple(sorted(left, key=lambda place: written_order(*place), reverse=True))
    return Left(
        tuple((node, index) for node, index in ordered if isinstance(node, ActiveNode) and node.leave),
        tuple(
            (node, index) for node, index in ordered if isinstance(node, StageNode) and node.remembers != "no"
        ),
        frozenset(place_text(*place) for place in ordered),
        tuple(kept),
    )


def _is_left(domains: Sequence[Domain], node: Node, index: tuple[int, ...]) -> bool:
    return any(domain.holds(node, index) for domain in domains)


def _remember(step: Macrostep, left: Iterable[tuple[StageNode, tuple[int, ...]]]) -> None:
    """Note where the stages that remember are left."""
    for node, index in left:
        inside = Domain(node, index)
        found: dict[str, None] = {}
        for text in step.run["configuration"]:
            inner, number = step.plan.place(text)
            if inner is not node and inside.holds(inner, number):
                if node.remembers == "shallow":
                    chain = (inner, *inner.around)
                    inner = chain[chain.index(node) - 1]
                    number = number[: inner.depth]
                found[place_text(inner, number)] = None
        history = step.run.get("history", {})
        step.run["history"] = {**history, place_text(node, index): list(found)}


def _forget(step: Macrostep, names: Collection[str]) -> None:
    """What belongs to places that are left: their questions, channels, items, and the work of others."""
    run = step.run
    if run["asked"] and any(name in names for name in run["asked"]):
        run["asked"] = {place: asked for place, asked in run["asked"].items() if place not in names}
    if "pending" in run:
        drop_work(step, names)
    for rare in ("channels", "items"):
        if known := run.get(rare):
            put(run, rare, {place: value for place, value in known.items() if place not in names})  # type: ignore[attr-defined]  # both are by place
