"""Which steps nobody can leave, and after which ends of stages nothing goes on."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from journeyc.compiler import syntax
from journeyc.compiler.ends import may_be
from journeyc.compiler.flow import JourneyFlow
from journeyc.compiler.knowledge import Edge
from journeyc.compiler.structure import hollow


def stuck(flow: JourneyFlow) -> Iterator[str]:
    """The steps that customers come to and cannot leave, and ends of stages after which nothing goes on."""
    reachable, structure = flow.reachable, flow.structure
    if hollow(structure):
        return  # what leads on may be what is missing
    ways = _Ways(flow)
    leading_out = {
        name
        for name, place in flow.places.items()
        if isinstance(place, syntax.Anytime) and name in reachable and _leads_out(flow, name)
    }
    for name, place in flow.places.items():
        # An interrupt that leads away leads everyone away but those who are in it.
        if name not in reachable or not leading_out <= {*structure.around(name)}:
            continue
        if (isinstance(place, syntax.Step) and not ways.lead_from(name, "")) or (
            isinstance(place, syntax.End)
            and not structure.ends_journey(place)
            and not ways.lead_from(structure.parent(name), name)
        ):
            yield name


def stranded(flow: JourneyFlow) -> Iterator[tuple[str, syntax.Outcome]]:
    """The steps that customers come to and cannot leave once a call or sub-journey is over, as what came of
    it stays there and nothing else leads on; each with the first outcome that does.
    """
    if hollow(flow.structure):
        return
    for name, place in flow.places.items():
        if not isinstance(place, syntax.Step) or name not in flow.reachable:
            continue
        works = (syntax.ServiceCall, syntax.SubJourney)
        rows = [item.outcomes for item in place.items if isinstance(item, works)]
        ending = [row for row in rows if any(outcome.tail.target is None for outcome in row)]
        over = [outcome for row in ending for outcome in row]
        if over and not _Ways(flow, name, over).lead_from(name, ""):
            yield name, next(outcome for outcome in over if outcome.tail.target is None)


def _comes_back(step: syntax.Place, without: Sequence[syntax.Node]) -> bool:
    """Whether a clause of a step leads back from an interrupt, some of its outcomes apart."""
    if not isinstance(step, syntax.Step):
        return False
    clauses: list[syntax.Node] = []
    for item in step.items:
        works = isinstance(item, syntax.ServiceCall | syntax.SubJourney)
        clauses += item.outcomes if works else [item]  # type: ignore[union-attr]  # both have outcomes
    tails = (getattr(clause, "tail", None) for clause in clauses if clause not in without)
    return any(tail and tail.target and tail.target.kind == "back" for tail in tails)


class _Ways:
    """The ways out of each place, apart from those that only what is done inside of it can take; of one step
    without those of some outcomes.
    """

    def __init__(self, flow: JourneyFlow, step: str = "", over: Sequence[syntax.Outcome] = ()) -> None:
        self._structure = flow.structure
        self._plain = set(flow.returning)
        if over and not _comes_back(flow.places[step], over):
            self._plain.discard(step)
        self._done: dict[str, list[syntax.Handler]] = {}
        #: The branches from which some way leads out of the parallel they are of.
        self._leading: dict[str, set[str]] = {}
        for edge in flow.edges:
            if edge.source is None or edge.target == edge.source or edge.kind in {"first", "interrupt"}:
                continue
            if edge.source == step and edge.cause in over:
                continue
            if _heard(edge):
                self._done.setdefault(edge.source, []).append(edge.cause)  # type: ignore[arg-type]  # a handler
            else:
                self._plain.add(edge.source)
                self._lead_out(edge.source, edge.target)

    def _lead_out(self, source: str, target: str) -> None:
        """Note the parallels that a way from one of their branches leaves."""
        chain = (source, *self._structure.around(source))
        inside = {target, *self._structure.around(target)}
        for branch, around in pairwise(chain):
            if isinstance(self._structure.places[around], syntax.Parallel) and around not in inside:
                self._leading.setdefault(around, set()).add(branch)

    def lead_from(self, name: str, end: str) -> bool:
        """Whether a way leads on from a step, or from a stage or branch that is done by one of its ends."""
        chain = (name, *self._structure.around(name))
        return any(
            around in self._plain
            or any(self._takes(handler, chain, end) for handler in self._done.get(around, ()))
            for around in chain
        ) or any(self._leading.get(around, set()) - {inner} for inner, around in pairwise(chain))

    def _takes(self, handler: syntax.Handler, chain: tuple[str, ...], end: str) -> bool:
        """Whether a handler of what is done can be taken: nothing around a step is done while somebody is in
        it, and what is done is done by one end.
        """
        heard = {event.text.rpartition(".")[0] for event in handler.events}
        if end and chain[0] in heard:
            return may_be(handler.guard, end)
        return not heard <= {*chain} or (bool(end) and self._done_with(heard, chain))

    def _done_with(self, heard: set[str], chain: tuple[str, ...]) -> bool:
        """Whether all of a parallel or an `each` may be done when one of its branches is."""
        several = (syntax.Parallel, syntax.Each)
        return any(isinstance(self._structure.places[name], several) for name in heard & {*chain})


def _heard(edge: Edge) -> bool:
    return isinstance(edge.cause, syntax.Handler) and all(
        event.text.endswith(".done") for event in edge.cause.events
    )


def _leads_out(flow: JourneyFlow, name: str) -> bool:
    """Whether the event that begins an interrupt leads past its own steps, to the journey around it."""
    inside = {name, *flow.structure.inside(name)}
    return any(edge.source == name and edge.target not in inside for edge in flow.edges)
