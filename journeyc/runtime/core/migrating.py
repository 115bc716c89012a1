"""A run moves to another version of its journey, all or nothing (semantics rule 17)."""

from collections.abc import Collection, Iterable, Mapping

from journeyc.expression.validation import Fault, validate, validate_fields
from journeyc.expression.values import Json, encode
from journeyc.runtime.core.documents import Completed, Run, TimerEntry, put
from journeyc.runtime.core.fields import value_at
from journeyc.runtime.core.macrostep import Macrostep
from journeyc.runtime.core.nodes import (
    ActiveNode,
    EachNode,
    EndNode,
    Node,
    ParallelNode,
    StageNode,
    StepNode,
    Timer,
)
from journeyc.runtime.core.plan import Plan, place_text, written_order
from journeyc.runtime.core.rules import ABSENCE
from journeyc.runtime.core.timers import IDLE, arm, cancel_named, hold, owner
from journeyc.runtime.core.work import TASK, begin_work, end_work, open_task, works_on


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
    for name, declared in new.context_fields.items():
        if run["context"].get(name) is not None:
            problems += [str(fault) for fault in validate(run["context"][name], declared, name)[1]]
    faults = _parameters_of(run.get("parameters", {}), new)[1]
    defaults = dict(new.parameter_defaults)
    return problems + [str(fault) for fault in faults if fault.path not in defaults]


def _parameters_of(known: Mapping[str, Json], new: Plan) -> tuple[dict[str, Json], list[Fault]]:
    """The parameters that the new version has too, as it keeps them, and what is wrong with them."""
    return validate_fields({name: known[name] for name in new.parameters if name in known}, new.parameters)


def moved(place: str, moves: Mapping[str, str]) -> str:
    """Where a place is in the new version."""
    name, bracket, rest = place.partition("[")
    return moves.get(name, name) + bracket + rest


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
        node, clause = _clause(old, name)
        target, _ = _clause(new, _by_place(name, moves))
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
    """Move the run from a plan to that of the macrostep, which was found to fit."""
    run, new = step.run, step.plan
    moves = new.moves.get(run["version"], {})
    before = {_by_place(place, moves) for place in _around(old, (*run["configuration"], *_frozen(run)))}
    run["version"], run["definition_hash"] = new.version, new.definition_hash
    _context(step)
    run["configuration"] = _moved(run["configuration"], moves, new)
    for frame in run.get("frozen", ()):
        changed = {
            **frame,
            "interrupt": moves.get(frame["interrupt"], frame["interrupt"]),
            "configuration": _moved(frame["configuration"], moves, new),
        }
        run["frozen"] = [changed if other is frame else other for other in run["frozen"]]  # type: ignore[misc]  # it is a frame
    for rare in ("items", "channels", "history", "pending"):
        if known := run.get(rare):
            put(run, rare, {_by_place(name, moves): value for name, value in known.items()})  # type: ignore[attr-defined]  # all are by place
    _questions(step, moves, before)
    _timers(step, moves, before)
    _work(step, before)
    _memories(step, moves)
    step.path += run["configuration"]
    step.taken.append(f"migrate to {new.version}")


def _moved(places: Iterable[str], moves: Mapping[str, str], new: Plan) -> list[str]:
    """Where several places are in the new version, in its order."""
    return sorted(
        (moved(place, moves) for place in places), key=lambda place: written_order(*new.place(place))
    )


def _around(plan: Plan, places: Iterable[str]) -> dict[str, Node]:
    """The places where a run is, and all that is around them, by their names."""
    found: dict[str, Node] = {}
    for place in places:
        node, index = plan.place(place)
        for around in (node, *node.around):
            found[place_text(around, index[: around.depth])] = around
    return found


def _by_place(name: str, moves: Mapping[str, str]) -> str:
    place, slash, rest = name.partition("/")
    return moved(place, moves) + slash + rest


def _context(step: Macrostep) -> None:
    """New fields begin with their default, those that are gone are forgotten, and the others are kept
    as the new version writes them: a field that was a whole number may have become a decimal one.
    """
    new = step.plan
    for name in [name for name in step.context if name not in new.context_fields]:
        del step.context[name]
    for name, value in step.context.items():
        step.context[name] = validate(value, new.context_fields[name], name)[0]
    parameters, _ = _parameters_of(step.parameters, new)
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


def _questions(step: Macrostep, moves: Mapping[str, str], before: Collection[str]) -> None:
    """What the new steps ask: what is not known, and what is asked again and still open, or in a place with a
    new name. A step where nothing is open any more is answered, unless it was `before`.
    """
    were_open = {_by_place(place, moves): names for place, names in step.run["asked"].items()}
    asked: dict[str, list[str]] = {}
    for place in (*step.run["configuration"], *_frozen(step.run)):
        node, _ = step.plan.place(place)
        if not isinstance(node, StepNode) or not node.questions:
            continue
        known, is_new = were_open.get(place, ()), place not in before
        opened = [
            q.name
            for q in node.questions
            if value_at(step.context, q.path) is None or (q.again and (is_new or q.name in known))
        ]
        if opened:
            asked[place] = opened
        elif known or is_new:
            step.raise_event("answered", place)
    step.run["asked"] = asked


def _frozen(run: Run) -> list[str]:
    """The places that interrupts have frozen."""
    return [place for frame in run.get("frozen", ()) for place in frame["configuration"]]


def _timers(step: Macrostep, moves: Mapping[str, str], before: Collection[str]) -> None:
    """Timers that the new places have too keep their instants; others are cancelled, and those of new places
    armed. A timer of a place that was there `before` and is not armed has fired already.
    """
    run, new = step.run, step.plan
    run["timers"] = _kept(step, moves, run["timers"], run["configuration"])
    hold(run, _kept(step, moves, run.get("held", ()), run["configuration"]))
    frames = [
        {**frame, "timers": _kept(step, moves, frame["timers"], frame["configuration"])}
        for frame in run.get("frozen", ())
    ]
    put(run, "frozen", frames)
    armed = {entry["name"] for entry in (*run["timers"], *run.get("held", ()))}
    for place, timers in _planned(new, run["configuration"]).items():
        if place not in before:
            step.stand_in(*new.place(place))
            arm(step, place, [timer for name, timer in timers.items() if name not in armed])


def _planned(plan: Plan, places: Iterable[str]) -> dict[str, dict[str, Timer]]:
    """The timers of places and of what is around them, by place and by their names."""
    return {
        place: {place + timer.name[timer.name.index("/") :]: timer for timer in node.timers}
        for place, node in _around(plan, places).items()
        if isinstance(node, ActiveNode) and node.timers
    }


def _kept(
    step: Macrostep, moves: Mapping[str, str], entries: Iterable[TimerEntry], places: Collection[str]
) -> list[TimerEntry]:
    """The timers that the new version has too, under their new names; the others are cancelled."""
    new = step.plan
    known = {name for timers in _planned(new, places).values() for name in timers}
    known |= {timer.name for timer in new.pause.timers} | {IDLE} if new.pause else set()
    rules = {rule.name for rule in new.rules if rule.kind == ABSENCE}
    kept: list[TimerEntry] = []
    for entry in entries:
        if entry["kind"] == ABSENCE:
            name, stays = entry["name"], owner(entry["name"]) in rules
        else:
            name = _by_place(entry["name"], moves)
            stays = name in known or (entry["kind"] in {"timeout", "retry"} and owner(name) in places)
        if stays:
            kept.append({**entry, "name": name})
        else:
            step.cancelled.append(name)
    return kept


def _work(step: Macrostep, before: Collection[str]) -> None:
    """Work that the new places have too goes on; other work ends. A place with a new name begins its own."""
    run, new = step.run, step.plan
    ended = [name for name in run.get("pending", ()) if not works_on(*_clause(new, name))]
    end_work(step, ended)
    for name in ended:
        cancel_named(step, f"{name}/")
        step.cancelled.append(name)
    for place in run["configuration"]:
        node, index = new.place(place)
        if not isinstance(node, StepNode):
            continue
        pending = run.get("pending", {})
        step.stand_in(node, index)
        if place not in before and not any(owner(name) == place for name in pending):
            begin_work(step, node, place)
        elif f"{place}/{TASK}" not in pending:
            open_task(step, node, place)


def _clause(plan: Plan, name: str) -> tuple[Node, str]:
    place, _, clause = name.partition("/")
    return plan.place(place)[0], clause


def _memories(step: Macrostep, moves: Mapping[str, str]) -> None:
    """Completed steps and the last places of stages, less those that the new version does not know."""
    run, new = step.run, step.plan
    log = [
        Completed(place=moved(entry["place"], moves), at=entry["at"], values=entry["values"])
        for entry in run.get("undo_log", ())
    ]
    known = [entry for entry in log if _can_be_taken_back(new, entry["place"])]
    step.cancelled += [f"undo of {entry['place']}" for entry in log if entry not in known]
    put(run, "undo_log", known)
    history = {
        place: [moved(inner, moves) for inner in left] for place, left in run.get("history", {}).items()
    }
    put(run, "history", {place: left for place, left in history.items() if _remembers(new, place, left)})


def _can_be_taken_back(plan: Plan, place: str) -> bool:
    node = _node(plan, place)
    return isinstance(node, StepNode) and bool(node.undo)


def _remembers(plan: Plan, place: str, left: Iterable[str]) -> bool:
    return isinstance(_node(plan, place), StageNode) and all(_node(plan, inner) for inner in left)


def _node(plan: Plan, place: str) -> Node | None:
    return plan.nodes.get(place.partition("[")[0])
