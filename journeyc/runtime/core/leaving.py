"""Leaving: innermost first, in reverse written order; what belongs to a place goes with it."""

from collections.abc import Sequence

from journeyc.runtime.core.actions import perform
from journeyc.runtime.core.documents import put
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import ActiveNode, Node, StageNode
from journeyc.runtime.core.plan import place_text, written_order
from journeyc.runtime.core.selection import Domain
from journeyc.runtime.core.timers import cancel_of
from journeyc.runtime.core.work import drop_work

_Place = tuple[Node, tuple[int, ...]]


def leave_all(step: Macrostep, domains: Sequence[Domain], *, quietly: bool = False) -> None:
    """Leave all that is active inside of the domains; `quietly` does none of the effects of leaving."""
    run = step.run
    left: dict[_Place, None] = {}
    kept: list[str] = []
    for text in run["configuration"]:
        node, index = step.plan.place(text)
        inside = [place for place in _with_around(node, index) if _is_left(domains, *place)]
        if not inside:
            kept.append(text)
        for place in inside:
            left[place] = None
    if not left:
        return
    ordered = sorted(left, key=lambda place: written_order(*place), reverse=True)
    _remember(step, ordered)
    names = {place_text(*place) for place in ordered}
    for node, index in ordered:
        if not quietly and isinstance(node, ActiveNode) and node.leave:
            step.stand_in(node, index)
            perform(step, node.leave)
    cancel_of(step, names)
    _forget(step, names)
    run["configuration"] = kept


def _with_around(node: Node, index: tuple[int, ...]) -> list[_Place]:
    """A place and those around it; an `each` is around its items as a whole."""
    return [(around, index[: around.depth]) for around in (node, *node.around)]


def _is_left(domains: Sequence[Domain], node: Node, index: tuple[int, ...]) -> bool:
    return any(domain.holds(node, index) for domain in domains)


def _remember(step: Macrostep, left: Sequence[_Place]) -> None:
    """Note where the stages that remember are left."""
    for node, index in left:
        if isinstance(node, StageNode) and node.remembers != "no":
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


def _forget(step: Macrostep, names: set[str]) -> None:
    """What belongs to places that are left: their questions, channels, items, and the work of others."""
    run = step.run
    if any(name in names for name in run["asked"]):
        run["asked"] = {place: asked for place, asked in run["asked"].items() if place not in names}
    if run.get("pending"):
        drop_work(step, names)
    for rare in ("channels", "items"):
        if known := run.get(rare):
            put(run, rare, {place: value for place, value in known.items() if place not in names})  # type: ignore[attr-defined]  # both are by place


__all__ = ["leave_all"]
