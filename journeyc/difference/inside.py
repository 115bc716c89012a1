"""What becomes of customers who are inside: asked of the very rules by which the runtime moves them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from journeyc.difference.model import Customers, Fate, Inside
from journeyc.difference.phrase import Phrase, Quoted, phrase
from journeyc.difference.renames import renames
from journeyc.ir.hashes import meaning_hash
from journeyc.ir.journey import Migration, Move
from journeyc.ir.model import Definition
from journeyc.runtime.core.carried_over import moved
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.movable import cannot_migrate
from journeyc.runtime.core.nodes import (
    CallPlan,
    ChildPlan,
    EachNode,
    EndNode,
    InterruptNode,
    Node,
    ParallelNode,
    StepNode,
)
from journeyc.runtime.core.plan import Plan, node_name, place_text
from journeyc.runtime.plan import plan_of

#: What stands in `clause` where only the author knows.
UNKNOWN = "…"


def customers(old: Definition, new: Definition | None) -> Customers:
    """What becomes of those who wait in a journey, place by place; None is a journey that is gone."""
    before = plan_of(old)
    if new is None:
        gone = f"all go on in version {before.version}, which a store keeps; nobody begins any more"
        return Customers((gone,), tuple(_all(before, "continues")))
    after = plan_of(new)
    names = renames(old.journey, new.journey)
    if meaning_hash(old) == meaning_hash(new):
        where = f"all stay in version {after.version}; what it says anew is said to them at once"
        return Customers((where,), tuple(_all(before, "continues")))
    if is_not_raised(old, new):
        inside = customers(old, raised(old, new))
        return inside._replace(
            note=phrase(not_raised(old, new), "; then ", inside.note),
            clause=inside.clause or _clause(before, after, names),
        )
    if before.version not in after.moves:
        note = phrase(
            f"all stay in version {before.version}, as version {after.version} does not say ",
            Quoted(f"migrate from {before.version}"),
        )
        return Customers(note, tuple(_all(before, "continues")), _clause(before, after, names))
    rests = (_one(before, after, node) for node in _resting(before))
    places = (
        *(_one(before, after, node) for node in _waiting(before)),
        *(one for one in rests if one.fate == "must-be-mapped"),
    )
    stuck = any(one.fate == "must-be-mapped" for one in places)
    who = "those who can, move" if stuck else "all can move"
    note = phrase(f"{who} to version {after.version} with ", Quoted("journeyc runs migrate"))
    return Customers(note, places, _clause(before, after, names) if stuck else "")


def is_not_raised(old: Definition, new: Definition) -> bool:
    """Whether a journey does something else, and has no higher version."""
    return new.journey.version <= old.journey.version and meaning_hash(old) != meaning_hash(new)


def raised(old: Definition, new: Definition) -> Definition:
    """The new definition as the next version, with the moves that are certain: what is asked of one that has
    not been raised.
    """
    before, version = plan_of(old).nodes, old.journey.version
    names = renames(old.journey, new.journey)
    moves = tuple(Move(old=was, new=now) for was, now in names.items() if was in before)
    migration = Migration(version=version, moves=moves, place=new.journey.place)
    journey = new.journey.model_copy(update={"version": version + 1, "migrations": (migration,)})
    return new.model_copy(update={"journey": journey})


def not_raised(old: Definition, new: Definition) -> Phrase:
    """What comes of that, and what to write."""
    version, next_one = old.journey.version, Quoted(f"version {old.journey.version + 1}")
    if new.journey.version == version:
        refused = f"a store that has version {version} refuses this one"
    else:
        refused = f"runs of version {version} do not go back to version {new.journey.version}"
    return phrase(refused, ": write ", next_one, " with ", Quoted(f"migrate from {version}"))


def _waiting(plan: Plan) -> list[StepNode]:
    """The nodes at which a run can be for long."""
    return sorted((n for n in plan.nodes.values() if isinstance(n, StepNode)), key=lambda node: node.order)


def _resting(plan: Plan) -> list[Node]:
    """Where a run can be besides, while others go on beside it: ends of branches, and an `each`."""
    return [
        node
        for node in sorted(plan.nodes.values(), key=lambda node: node.order)
        if isinstance(node, EachNode)
        or (isinstance(node, EndNode) and not node.ends_run and _is_beside_others(node))
    ]


def _is_beside_others(node: Node) -> bool:
    return any(isinstance(around, ParallelNode | EachNode) for around in node.around)


def _all(plan: Plan, fate: Fate) -> Iterator[Inside]:
    for node in _waiting(plan):
        yield Inside(plan.version, node.name, node.title, fate, node.name)


def _one(old: Plan, new: Plan, node: Node) -> Inside:
    moves = new.moves[old.version]
    reasons = tuple(cannot_migrate(_someone_at(node, old, new), old, new))
    if reasons:
        return Inside(old.version, node.name, node.title, "must-be-mapped", None, reasons)
    return Inside(old.version, node.name, node.title, "moves", moved(node.name, moves))


# ── a run as it would be ─────────────────────────────────────────────────────────────────────────────


def _someone_at(node: Node, old: Plan, new: Plan) -> Run:
    """A run that waits at a node, for all that can be under way there, and in branches beside it where it
    can move from.
    """
    moves = new.moves.get(old.version, {})
    beside = [
        place
        for around, inner in zip(node.around, (node, *node.around), strict=False)
        if isinstance(around, ParallelNode)
        for branch in around.branches
        if branch is not inner
        for place in _in_branch(branch, old, new, moves)
    ]
    interrupt = next((one for one in node.around if isinstance(one, InterruptNode)), None)
    place = _place(node)
    works: tuple[CallPlan | ChildPlan, ...] = ()
    if isinstance(node, StepNode):
        works = (*node.calls, *node.children)
    pending = {f"{place}/{work.name}": {"key": ""} for work in works}
    run: dict[str, object] = {
        "status": "active",
        "configuration": [place, *beside],
        "context": {},
        "pending": pending,
    }
    if interrupt is not None:
        run["frozen"] = [{"interrupt": interrupt.name, "configuration": [], "timers": []}]
    return run  # type: ignore[return-value]  # all that is asked of it


def _place(node: Node) -> str:
    return place_text(node, (0,) * node.depth)


def _in_branch(branch: Node, old: Plan, new: Plan, moves: Mapping[str, str]) -> list[str]:
    """Where a run can be in a branch beside another, best where it can move from; there may be parallels in
    it.
    """
    steps = [node for node in _waiting(old) if branch in node.around]
    fitting = [node for node in steps if moved(node.name, moves) in new.nodes] or steps
    if not fitting:
        return []
    first = fitting[0]
    inner = [
        place
        for around, inside in zip(first.around, (first, *first.around), strict=False)
        if isinstance(around, ParallelNode) and branch in around.around
        for other in around.branches
        if other is not inside
        for place in _in_branch(other, old, new, moves)
    ]
    return [_place(first), *inner]


# ── the clause that takes all along ──────────────────────────────────────────────────────────────────


def _clause(old: Plan, new: Plan, names: Mapping[str, str]) -> str:
    """What to write so that all can move: the moves there are, those that are certain, and `…` for the
    rest.
    """
    moves = dict(new.moves.get(old.version, {}))
    sure = {was: now for was, now in names.items() if was not in moves and was in old.nodes}
    tried = {**sure, **moves}
    trial = replace(new, moves={**new.moves, old.version: tried}, definition_hash="")
    missing = [node.name for node in (*_waiting(old), *_resting(old)) if _needs_move(node, old, trial, tried)]
    tried |= dict.fromkeys(missing, UNKNOWN)
    lines = [f"  move {was} -> {now}" for was, now in tried.items()]
    return (
        "\n".join([f"migrate from {old.version} {{", *lines, "}"])
        if lines
        else f"migrate from {old.version} {{ }}"
    )


def _needs_move(node: Node, old: Plan, new: Plan, moves: Mapping[str, str]) -> bool:
    """Whether it is this node that is missing or does not fit; in a branch beside it another may be."""
    if moved(node.name, moves) not in new.nodes:
        return True
    someone = _someone_at(node, old, new)
    others = (moved(node_name(place), moves) for place in someone["configuration"])
    return all(name in new.nodes for name in others) and bool(cannot_migrate(someone, old, new))
