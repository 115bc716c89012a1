"""The ways out of each place by its clauses: what a journey tells of them before anything is typed."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from journeyc.compiler import syntax
from journeyc.compiler.knowledge import Edge
from journeyc.compiler.repeats import dotted
from journeyc.compiler.structure import ROOT, Structure
from journeyc.compiler.targets import Targets
from journeyc.expression.environment import NOTHING, Known
from journeyc.expression.narrowing import narrowed
from journeyc.expression.syntax import Expression


class Exit(NamedTuple):
    """A clause with the ways it takes; one that stays takes none.

    `given` is known where it is taken, `left` is done on leaving what the ways leave; `hears` is a handler of
    what is done, which those take who did it.
    """

    cause: syntax.Node
    tail: syntax.Tail
    edges: Sequence[Edge]
    given: Known = NOTHING
    left: Sequence[syntax.Effect] = ()
    hears: syntax.Handler | None = None


class Exits:
    """The exits of the places of one journey, found once."""

    def __init__(
        self,
        node: syntax.Journey,
        structure: Structure,
        targets: Targets,
        awaits_customer: Callable[[syntax.Step], bool],
    ) -> None:
        self.node = node
        self.structure = structure
        self.targets = targets
        self._awaits_customer = awaits_customer
        self._found: dict[str, list[Exit]] = {}
        self._first: dict[str, list[Edge]] = {}

    @cached_property
    def starts(self) -> list[Exit]:
        """How a journey starts."""
        found = []
        for start in self.node.starts:
            targets = self.targets.of(start.tail.target, ROOT)
            edges = [Edge(None, target, start, "start") for target in targets]
            found.append(Exit(start, start.tail, edges, _where(start.guard)))
        return found

    def of(self, name: str) -> list[Exit]:
        """The exits of a place by its own clauses, in the order in which they are typed."""
        if name not in self._found:
            self._found[name] = [*self._by_clauses(name, self.structure.places[name])]
        return self._found[name]

    def find_all(self) -> None:
        """Find the exits of all places, of those too that nobody comes to."""
        for name in self.structure.places:
            self.of(name)

    def first(self, name: str) -> list[Edge]:
        """The ways from a composite to the places where it begins."""
        if name not in self._first:
            item = self.structure.places[name]
            self._first[name] = [Edge(name, first, item, "first") for first in self.structure.initial(name)]
        return self._first[name]

    def _by_clauses(self, name: str, item: syntax.Place) -> Iterator[Exit]:
        match item:
            case syntax.Step():
                yield from self._of_step(name, item)
            case syntax.Composite():
                kind = "interrupt" if isinstance(item, syntax.Anytime) else "event"
                yield from self._clauses(name, item.items, NOTHING, kind)
            case syntax.Choice():
                passed = NOTHING
                for row in item.rows:
                    yield self._exit(name, row, row.tail, "choice", passed | _where(row.condition))
                    if row.condition is not None:
                        passed |= narrowed(row.condition, truth=False)
            case syntax.Split():
                for share in item.shares:
                    yield self._exit(name, share, share.tail, "split")

    def _of_step(self, name: str, step: syntax.Step) -> Iterator[Exit]:
        asks = (item for item in step.items if isinstance(item, syntax.Ask))
        answered = frozenset(dotted(question.path) for ask in asks for question in ask.items)
        yield from self._clauses(name, step.items, answered, "event")
        for item in step.items:
            if isinstance(item, syntax.ServiceCall | syntax.SubJourney):
                kind = "call" if isinstance(item, syntax.ServiceCall) else "run"
                for outcome in item.outcomes:
                    yield self._exit(name, outcome, outcome.tail, kind)
        for pause in self.node.pauses[:1]:
            for timer in pause.give_up:
                found = self._exit(name, timer, timer.tail, "give up", _where(timer.guard))
                paused = (pause.events or pause.idle) and self._may_pause(name, step)
                yield found if paused else found._replace(edges=())

    def _may_pause(self, name: str, step: syntax.Step) -> bool:
        """Whether the customer may be awaited while somebody is at a step: there, or beside it."""
        structure = self.structure
        several = (syntax.Parallel, syntax.Each)
        return self._awaits_customer(step) or (
            any(isinstance(structure.places[around], several) for around in structure.around(name))
            and any(
                isinstance(other, syntax.Step)
                and structure.side_by_side(name, beside)
                and self._awaits_customer(other)
                for beside, other in structure.places.items()
            )
        )

    def _clauses(
        self,
        name: str,
        items: "list[syntax.StepItem] | list[syntax.Clause]",
        answered: Known,
        kind: str,
    ) -> Iterator[Exit]:
        for item in items:
            match item:
                case syntax.Handler():
                    given = answered if all(word.text == "answered" for word in item.events) else NOTHING
                    found = self._exit(name, item, item.tail, kind, given | _where(item.guard))
                    yield found._replace(hears=item) if hears_done(item) else found
                case syntax.Timer():
                    yield self._exit(name, item, item.tail, item.kind, _where(item.guard))
                case syntax.When():
                    yield self._exit(name, item, item.tail, "when", _where(item.condition))

    def _exit(
        self, source: str, cause: syntax.Node, tail: syntax.Tail, kind: str, given: Known = NOTHING
    ) -> Exit:
        targets = self.targets.of(tail.target, source)
        edges = [Edge(source, target, cause, kind) for target in targets]
        return Exit(cause, tail, edges, given, self._left(source, tail, targets))

    def _left(self, source: str, tail: syntax.Tail, targets: Sequence[str]) -> list[syntax.Effect]:
        """What is done on leaving places on a way, the innermost first; of what is in a composite, nothing is
        certain.
        """
        if tail.target is None:
            return []
        structure = self.structure
        kept = set(structure.around(targets[0])) if targets else set()
        chain = (source, *structure.around(source))
        left = [name for name in chain if name in structure.places and name not in kept]
        return [effect for name in left for effect in structure.boundary(name, "leave")]


def hears_done(item: syntax.Node) -> bool:
    """Whether a clause is a handler of nothing but that something is done."""
    return isinstance(item, syntax.Handler) and all(
        word.text.rpartition(".")[2] == "done" for word in item.events
    )


def _where(guard: Expression | None) -> Known:
    """What is known where a condition holds."""
    return NOTHING if guard is None else narrowed(guard, truth=True)
