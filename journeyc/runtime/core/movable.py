"""Whether a run can move to another version of its journey, and if not, why (semantics rule 17)."""

from collections.abc import Iterable, Iterator, Mapping

from journeyc.expression.validation import Fault, validate, validate_fields
from journeyc.expression.values import Json
from journeyc.runtime.core.carried_over import moved
from journeyc.runtime.core.documents import Run
from journeyc.runtime.core.failure import faults_told
from journeyc.runtime.core.nodes import EachNode, EndNode, InterruptNode, Node, ParallelNode, StepNode
from journeyc.runtime.core.plan import Plan, node_name
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
    for interrupt, places in _layers(run):
        problems += _unmapped(places, moves, old, new)
        if not problems:
            problems += _together(places, moves, new)
            problems += _elsewhere(interrupt, places, moves, new)
            problems += _illegal([moved(place, moves) for place in places], new)
    problems += [] if problems else _other_work(run, moves, old, new)
    for name, declared in new.context_fields.items():
        if run["context"].get(name) is not None:
            faults = validate(run["context"][name], declared, name)[1]
            problems += faults_told(faults, "context", new.private | old.private)
    defaults = dict(new.parameter_defaults)
    faults = [f for f in parameters_of(run.get("parameters", {}), new)[1] if f.path not in defaults]
    return problems + faults_told(faults, "parameter", new.private | old.private)


def parameters_of(known: Mapping[str, Json], new: Plan) -> tuple[dict[str, Json], list[Fault]]:
    """The parameters that a version has too, as it keeps them, and what is wrong with them."""
    return validate_fields({name: known[name] for name in new.parameters if name in known}, new.parameters)


def _layers(run: Run) -> Iterator[tuple[str | None, list[str]]]:
    """Where a run was at each interrupt and where it is now, and the interrupt that this stands in."""
    inside: str | None = None
    for frame in run.get("frozen", ()):
        yield inside, frame["configuration"]
        inside = frame["interrupt"]
    yield inside, run["configuration"]


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
        elif isinstance(target, EachNode) != isinstance(node, EachNode):
            problems.append(f"`{node.name}` moves to `{target.name}`, and only one of them is an `each`")
        elif [moves.get(name, name) for name in _each_around(node)] != _each_around(target):
            problems.append(f"`{target.name}` stands in another `each` than `{node.name}`")
    return problems


def _each_around(node: Node) -> list[str]:
    """The `each` that a node stands in, whose items it belongs to, from inside."""
    return [outer.name for outer in node.around if isinstance(outer, EachNode)]


def _together(places: Iterable[str], moves: Mapping[str, str], new: Plan) -> list[str]:
    """Whether several places, as those of branches, would become one."""
    came: dict[str, list[str]] = {}
    for place in places:
        came.setdefault(moved(place, moves), []).append(f"`{node_name(place)}`")
    return [
        f"{' and '.join(names)} all move to `{new.place(place)[0].name}`, where a run can be once"
        for place, names in came.items()
        if len(names) > 1
    ]


def _elsewhere(
    interrupt: str | None, places: Iterable[str], moves: Mapping[str, str], new: Plan
) -> list[str]:
    """Whether what an interrupt goes through moves out of it, or the rest into one."""
    wanted = None if interrupt is None else moves.get(interrupt, interrupt)
    if wanted is not None and not isinstance(new.nodes.get(wanted), InterruptNode):
        return [f"interrupt `{interrupt}` is not in version {new.version}"]
    problems: list[str] = []
    for place in places:
        node, _ = new.place(moved(place, moves))
        outermost = (node, *node.around)[-1]
        stands_in = outermost.name if isinstance(outermost, InterruptNode) else None
        if stands_in != wanted:
            there = f"in interrupt `{stands_in}`" if stands_in else "in no interrupt"
            problems.append(f"`{node_name(place)}` moves to `{node.name}`, which stands {there}")
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
