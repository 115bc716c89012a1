"""A run moves to another version of its journey, all or nothing (semantics rule 17)."""

from collections.abc import Iterable, Mapping

from journeyc.expression.validation import validate
from journeyc.expression.values import encode
from journeyc.runtime.core.carried_over import (
    Carried,
    begin_new_work,
    by_place,
    carried,
    carry_timers,
    end_old_work,
    everywhere,
    moved,
)
from journeyc.runtime.core.documents import Completed, Frozen, put
from journeyc.runtime.core.fields import value_at
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.movable import parameters_of
from journeyc.runtime.core.nodes import StageNode, StepNode
from journeyc.runtime.core.plan import Plan, node_name, written_order


def migrate(step: Macrostep, old: Plan) -> None:
    """Move the run to the plan of the macrostep, which was found to fit, from the old one."""
    run, new = step.run, step.plan
    moves = new.moves.get(run["version"], {})
    run["version"], run["definition_hash"] = new.version, new.definition_hash
    known = carried(run, old, moves)
    end_old_work(step, known)
    _context(step)
    _rename(step, moves)
    _questions(step, known)
    carry_timers(step, known)
    step.begun = begin_new_work(step, known)
    _memories(step, moves)
    step.path += run["configuration"]
    step.taken.append(f"migrate to {new.version}")


def _rename(step: Macrostep, moves: Mapping[str, str]) -> None:
    """Everything that is kept by place."""
    run = step.run
    run["configuration"] = _moved(step.plan, run["configuration"], moves)
    frozen: list[Frozen] = [
        {
            **frame,
            "interrupt": moves.get(frame["interrupt"], frame["interrupt"]),
            "configuration": _moved(step.plan, frame["configuration"], moves),
        }
        for frame in run.get("frozen", ())
    ]
    put(run, "frozen", frozen)
    for rare in ("items", "channels", "pending"):
        if found := run.get(rare):
            put(run, rare, {by_place(name, moves): value for name, value in found.items()})  # type: ignore[attr-defined]  # all are by place


def _moved(plan: Plan, places: Iterable[str], moves: Mapping[str, str]) -> list[str]:
    """Where several places are in the new version, in its order."""
    names = (moved(place, moves) for place in places)
    return sorted(names, key=lambda place: written_order(*plan.place(place)))


def _context(step: Macrostep) -> None:
    """New fields begin with their default, those that are gone are forgotten, and the others are kept
    as the new version writes them: a field that was a whole number may have become a decimal one.
    """
    new = step.plan
    for name in [name for name in step.context if name not in new.context_fields]:
        del step.context[name]
    for name, value in step.context.items():
        step.context[name] = validate(value, new.context_fields[name], name)[0]
    parameters, _ = parameters_of(step.parameters, new)
    step.parameters = parameters
    step.look_at(step.envelope())
    for name, formula in new.parameter_defaults:
        if parameters.get(name) is None:
            parameters[name] = encode(step.evaluate(formula))
    put(step.run, "parameters", parameters)
    for name, formula in new.defaults:
        if name not in step.context:
            step.context[name] = encode(step.evaluate(formula))
    step.run["key"] = [value_at(step.context, path) for path in new.one_run_per]


def _questions(step: Macrostep, known: Carried) -> None:
    """What the old step asked, too, is open where it was; what only the new one asks is open where it is not
    known, or asked again. A step where nothing is open any more is answered, unless it was so before; one
    that is interrupted is told after `back`.
    """
    were_open = {moved(place, known.moves): names for place, names in step.run["asked"].items()}
    asked: dict[str, list[str]] = {}
    for place in everywhere(step.run):
        node, _ = step.plan.place(place)
        if not isinstance(node, StepNode) or not node.questions:
            continue
        before, had = were_open.get(place, ()), known.asked(place)
        over = place in were_open or not had
        opened = [
            q.name
            for q in node.questions
            if q.name in before or (q.name not in had and (q.again or value_at(step.context, q.path) is None))
        ]
        if opened or (over and place not in step.run["configuration"]):
            asked[place] = opened
        elif over:
            step.raise_event("answered", place)
    step.run["asked"] = asked


def _memories(step: Macrostep, moves: Mapping[str, str]) -> None:
    """Completed steps and the last places of stages, less those that the new version does not know."""
    run, new = step.run, step.plan
    completed: list[Completed] = []
    for entry in run.get("undo_log", ()):
        place = moved(entry["place"], moves)
        if _can_be_taken_back(new, place):
            completed.append({**entry, "place": place})
        else:
            step.cancelled.append(f"undo of {place}")
    put(run, "undo_log", completed)
    history = {
        moved(place, moves): [moved(inner, moves) for inner in left]
        for place, left in run.get("history", {}).items()
    }
    put(run, "history", {place: left for place, left in history.items() if _remembers(new, place, left)})


def _can_be_taken_back(plan: Plan, place: str) -> bool:
    node = plan.nodes.get(node_name(place))
    return isinstance(node, StepNode) and bool(node.undo)


def _remembers(plan: Plan, place: str, left: Iterable[str]) -> bool:
    return isinstance(plan.nodes.get(node_name(place)), StageNode) and all(
        node_name(inner) in plan.nodes for inner in left
    )
