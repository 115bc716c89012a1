"""A run moves to another version of its journey, all or nothing (semantics rule 17)."""

from collections.abc import Mapping

from journeyc.expression.validation import validate
from journeyc.expression.values import Json, encode
from journeyc.runtime.core.carried_over import (
    begin_new_work,
    by_place,
    carried,
    carry_timers,
    end_old_work,
    everywhere,
    moved,
)
from journeyc.runtime.core.documents import Frozen, Run, put
from journeyc.runtime.core.fields import value_at
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import (
    EachNode,
    EndNode,
    Node,
    ParallelNode,
    StageNode,
    StepNode,
)
from journeyc.runtime.core.plan import Plan, written_order
from journeyc.runtime.core.work import TASK, works_on


def cannot_migrate(run: Run, old: Plan, new: Plan) -> list[str]:
    """Why a run cannot move to another version; empty where it can."""
    if run["status"] in {"ended", "suspended"}:
        return [f"the run is {run['status']}"]
    if new.definition_hash == old.definition_hash:
        return [f"the run is in version {new.version} already"]
    moves = new.moves.get(old.version)
    if moves is None:
        return [f"version {new.version} of `{new.journey}` does not say `migrate from {old.version}`"]
    problems: list[str] = []
    frames = [run["configuration"], *(frame["configuration"] for frame in run.get("frozen", ()))]
    for places in frames:
        problems += _unmapped(places, moves, old, new)
        if not problems:
            problems += _illegal([moved(place, moves) for place in places], new)
    for frame in run.get("frozen", ()):
        if moves.get(frame["interrupt"], frame["interrupt"]) not in new.nodes:
            problems.append(f"interrupt `{frame['interrupt']}` is not in version {new.version}")
    problems += [] if problems else _other_work(run, moves, old, new)
    context = {**run["context"]}
    for name, declared in new.context_fields.items():
        if context.get(name) is not None:
            problems += [str(fault) for fault in validate(context[name], declared, name)[1]]
    return problems


def _unmapped(places: list[str], moves: Mapping[str, str], old: Plan, new: Plan) -> list[str]:
    problems: list[str] = []
    for place in places:
        node, index = old.place(place)
        target = new.nodes.get(moved(node.name, moves))
        if target is None:
            problems.append(f"`{node.name}` has no place in version {new.version}: it needs a `move`")
        elif target.depth != len(index):
            problems.append(f"`{target.name}` stands in another `each` than `{node.name}`")
        elif not isinstance(target, StepNode | EndNode | EachNode):
            problems.append(f"`{node.name}` moves to `{target.name}`, where nobody can wait")
        elif isinstance(target, EndNode) and target.ends_run:
            problems.append(f"`{node.name}` moves to `{target.name}`, which ends the run")
    return problems


def _other_work(run: Run, moves: Mapping[str, str], old: Plan, new: Plan) -> list[str]:
    """Whether a place waits for a service or a journey, and the new one for another at the same clause."""
    problems: list[str] = []
    for name in run.get("pending", ()):
        place, _, clause = name.partition("/")
        node, target = old.place(place)[0], new.place(moved(place, moves))[0]
        before, after = works_on(node, clause), works_on(target, clause)
        if after and before != after and clause != TASK:
            problems.append(f"`{node.name}` waits for `{before}`, and `{target.name}` for `{after}`")
    return problems


def _illegal(places: list[str], new: Plan) -> list[str]:
    """Whether the places can be active together: one in each stage, all branches of a parallel."""
    children: dict[tuple[Node | None, tuple[int, ...]], set[Node]] = {}
    for place in places:
        node, index = new.place(place)
        for inner, outer in zip((node, *node.around), (*node.around, None), strict=True):
            number = index[: inner.depth]
            children.setdefault((outer, number), set()).add(inner)
    problems: list[str] = []
    for (outer, _), inside in children.items():
        if isinstance(outer, ParallelNode):
            absent = [branch.name for branch in outer.branches if branch not in inside]
            problems += [f"nothing is in branch `{name}` of `{outer.name}`" for name in absent]
        elif len(inside) > 1:
            names = ", ".join(f"`{node.name}`" for node in sorted(inside, key=lambda node: node.order))
            where = f"`{outer.name}`" if outer is not None else "the journey"
            problems.append(f"{names} cannot be active together in {where}")
    return problems


def migrate(step: Macrostep, old: Plan) -> None:
    """Move the run to the plan of the macrostep, which was found to fit, from the old one."""
    run, new = step.run, step.plan
    moves = new.moves.get(run["version"], {})
    run["version"], run["definition_hash"] = new.version, new.definition_hash
    known = carried(run, old, moves)
    end_old_work(step, known)
    _context(step)
    _rename(step, moves)
    _questions(step)
    carry_timers(step, known)
    step.begun = begin_new_work(step, known)
    _dropped(step)
    step.path += run["configuration"]
    step.taken.append(f"migrate to {new.version}")


def _rename(step: Macrostep, moves: Mapping[str, str]) -> None:
    """Everything that is kept by place."""
    run = step.run
    run["configuration"] = [moved(place, moves) for place in run["configuration"]]
    run["configuration"].sort(key=lambda place: written_order(*step.plan.place(place)))
    frozen: list[Frozen] = [
        {
            **frame,
            "interrupt": moves.get(frame["interrupt"], frame["interrupt"]),
            "configuration": [moved(place, moves) for place in frame["configuration"]],
        }
        for frame in run.get("frozen", ())
    ]
    put(run, "frozen", frozen)
    for rare in ("items", "channels", "history", "pending"):
        if found := run.get(rare):
            put(run, rare, {by_place(name, moves): value for name, value in found.items()})  # type: ignore[attr-defined]  # all are by place
    remembered = {
        place: [moved(inner, moves) for inner in left] for place, left in run.get("history", {}).items()
    }
    put(run, "history", remembered)
    completed = [{**entry, "place": moved(entry["place"], moves)} for entry in run.get("undo_log", ())]
    put(run, "undo_log", completed)


def _context(step: Macrostep) -> None:
    """Fields that are new begin with their default; those that are gone are forgotten."""
    new = step.plan
    for name in [name for name in step.context if name not in new.context_fields]:
        del step.context[name]
    step.look_at(step.envelope())
    for name, formula in new.defaults:
        if name not in step.context:
            step.context[name] = encode(step.evaluate(formula))
    step.run["key"] = [value_at(step.context, path) for path in new.one_run_per]


def _questions(step: Macrostep) -> None:
    """What the new steps ask and is not known."""
    asked: dict[str, list[str]] = {}
    for place in everywhere(step.run):
        node, _ = step.plan.place(place)
        if isinstance(node, StepNode):
            opened = [q.name for q in node.questions if _is_open(step, q.path)]
            if opened:
                asked[place] = opened
            elif node.questions and place in step.run["configuration"]:
                step.raise_event("answered", place)
    step.run["asked"] = asked


def _is_open(step: Macrostep, path: tuple[str, ...]) -> bool:
    value: Json = value_at(step.context, path)
    return value is None


def _dropped(step: Macrostep) -> None:
    """Completed steps, work and memories that the new version does not know."""
    run, new = step.run, step.plan
    for entry in run.get("undo_log", ()):
        node = new.nodes.get(entry["place"].partition("[")[0])
        if not isinstance(node, StepNode) or not node.undo:
            step.cancelled.append(f"undo of {entry['place']}")
            put(run, "undo_log", [other for other in run.get("undo_log", ()) if other is not entry])
    history = {
        place: left
        for place, left in run.get("history", {}).items()
        if isinstance(new.nodes.get(place.partition("[")[0]), StageNode)
        and all(inner.partition("[")[0] in new.nodes for inner in left)
    }
    put(run, "history", history)
