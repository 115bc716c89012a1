"""The nodes of a journey: first all of them by name, then what each refers to."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from journeyc.expression import tree
from journeyc.expression.types import parse_type, required
from journeyc.ir import model
from journeyc.runtime.core.nodes import (
    ActiveNode,
    BestChannelPlan,
    BranchNode,
    ChoiceNode,
    EachNode,
    EndNode,
    InterruptNode,
    Node,
    ParallelNode,
    Question,
    SplitNode,
    StageNode,
    StepNode,
    WorkerPlan,
)
from journeyc.runtime.core.plan import is_system
from journeyc.runtime.planning.arrows import Arrows
from journeyc.runtime.planning.ground import Ground, Stand, where_of

AnyNode = model.Node | model.Branch


def nodes_of(journey: model.Journey) -> dict[str, Node]:
    """All nodes of a journey by name, in written order, without what they refer to."""
    return {node.name: node for node in _empty_all(journey.nodes, (), 0, [0])}


def _empty_all(
    nodes: Iterable[AnyNode], around: tuple[Node, ...], depth: int, counter: list[int]
) -> Iterator[Node]:
    for written in nodes:
        counter[0] += 1
        node = _empty(written, counter[0], around, depth)
        yield node
        inside = getattr(written, "nodes", ())
        inner = depth + isinstance(written, model.Each)
        yield from _empty_all(inside, (node, *around), inner, counter)


def _empty(written: AnyNode, order: int, around: tuple[Node, ...], depth: int) -> Node:  # one for each kind
    shared: dict[str, Any] = {
        "name": written.name,
        "title": written.title,
        "line": written.place.line,
        "place": where_of(written.place),
        "order": order,
        "around": around,
        "depth": depth,
    }
    match written:
        case model.Step():
            return StepNode(**shared, channels=written.channels)
        case model.Choice():
            return ChoiceNode(**shared)
        case model.Split():
            return SplitNode(**shared)
        case model.End():
            ends_run = not around or isinstance(around[0], InterruptNode)
            return EndNode(**shared, outcome=written.outcome or "neutral", ends_run=ends_run)
        case model.Stage():
            return StageNode(**shared, remembers=written.remembers)
        case model.Branch():
            return BranchNode(**shared)
        case model.Parallel():
            return ParallelNode(**shared)
        case model.Each():
            return EachNode(**shared, item=written.item, at_once=written.at_once)
        case model.Interrupt():
            return InterruptNode(**shared, urgent=written.urgent)


class Filling:
    """Resolves what the nodes of one journey refer to."""

    def __init__(self, ground: Ground, arrows: Arrows) -> None:
        self.ground = ground
        self.arrows = arrows
        self.nodes = arrows.nodes

    def fill(self, nodes: Iterable[AnyNode], stand: Stand) -> None:
        """Fill nodes and what stands in them."""
        for written in nodes:
            node = self.nodes[written.name]
            self._fill(written, node, stand)
            inside = stand
            if isinstance(written, model.Each):
                inside = stand.naming(written.item, parse_type(written.type, self.ground.types))
            self.fill(getattr(written, "nodes", ()), inside)

    def _fill(self, written: AnyNode, node: Node, stand: Stand) -> None:
        arrows, ground = self.arrows, self.ground
        if isinstance(written, model.Choice) and isinstance(node, ChoiceNode):
            node.rows = tuple(
                arrows.arrow("otherwise" if row.guard is None else "", row, stand) for row in written.rows
            )
        elif isinstance(written, model.Split) and isinstance(node, SplitNode):
            node.shares = tuple(
                (Decimal(share.percent), arrows.arrow(f"{share.percent}% {share.name}", share, stand))
                for share in written.shares
            )
        elif isinstance(written, model.End) and isinstance(node, EndNode):
            node.actions = ground.actions(written.effects, stand)
        elif isinstance(written, model.Clauses) and isinstance(node, ActiveNode):
            self._clauses(written, node, stand)
            if isinstance(written, model.Step) and isinstance(node, StepNode):
                self._step(written, node, stand)
            else:
                self._composite(written, node)

    def _clauses(self, written: model.Clauses, node: ActiveNode, stand: Stand) -> None:
        node.enter = self.ground.actions(written.enter, stand)
        node.leave = self.ground.actions(written.leave, stand)
        node.handlers = self.arrows.handlers(written.handlers, stand)
        node.timers = (
            *self.arrows.timers(node.name, written.timers, stand),
            *self.arrows.reminders(f"{node.name}/remind", "remind", written.reminders),
        )
        node.conditions = tuple(self.arrows.arrow("", condition, stand) for condition in written.conditions)

    def _composite(self, written: model.Clauses, node: ActiveNode) -> None:
        match node:
            case ParallelNode() if isinstance(written, model.Parallel):
                branches = (self.nodes[branch.name] for branch in written.nodes)
                node.branches = tuple(branch for branch in branches if isinstance(branch, BranchNode))
            case EachNode() if isinstance(written, model.Each):
                node.initial = self.nodes[written.initial]
                node.among = self.ground.formula(written.among, written.text, written.place)
            case StageNode() | InterruptNode():
                initial = getattr(written, "initial", None)
                node.initial = self.nodes[initial] if initial else None
            case _:
                pass

    def _step(self, written: model.Step, node: StepNode, stand: Stand) -> None:
        types = self.ground.types
        node.questions = tuple(
            Question(".".join(ask.path), ask.path, required(parse_type(ask.type, types)), ask.again)
            for ask in written.asks
        )
        node.asked = {question.name: question for question in node.questions}
        node.calls = tuple(self.arrows.call(n, call, stand) for n, call in enumerate(written.calls))
        node.children = tuple(self.arrows.child(n, run, stand) for n, run in enumerate(written.runs))
        node.undo = self.ground.actions(written.undo, stand)
        node.undo_reads = self.ground.reads(written.undo, stand)
        node.worker = self._worker(written.worker) if written.worker else None
        node.awaits_customer = self._awaits(written, frozenset(written.channels))
        if written.best is not None:
            self._best(written, written.best, node)

    def _worker(self, by: model.WorkedBy) -> WorkerPlan:
        """Who works on a step, with the deadlines that they declare."""
        declared = self.ground.declared
        those: Iterable[model.Queue | model.Bot] = declared.queues if by.kind == "queue" else declared.bots
        found = next((one for one in those if one.name == by.name), None)
        within = {
            kind: self.ground.formula(expression, f"{kind} within of `{by.name}`", found.place)
            for kind in ("claim", "answer")
            if found is not None and (expression := getattr(found, f"{kind}_within")) is not None
        }
        return WorkerPlan(by.kind, by.name, **within)

    def _awaits(self, written: model.Step, channels: frozenset[str]) -> bool:
        """Whether the step waits for something the customer does, on one of its channels."""
        if written.worker is not None:
            return False
        mine = self.ground.customer_channels
        return bool(written.asks) or any(
            mine & (frozenset(handler.channels) or channels)
            for handler in written.handlers
            if not all(is_system(event) for event in handler.events)
        )

    def _best(self, written: model.Step, best: model.BestChannel, node: StepNode) -> None:
        """The decision that chooses the channel, and on which of them the step waits for the customer."""
        decide = tree.Decide(best.decision, best.arguments, "channel")
        node.best = BestChannelPlan(
            choose=self.ground.formula(decide, best.text, best.place),
            awaits=frozenset(
                name for name in self.ground.channels if self._awaits(written, frozenset((name,)))
            ),
        )
