"""What is known at the places of a journey, carried along its ways until nothing more is learned.

Nothing is said here, and no more is typed than the values that are written: whether one may be missing tells
what is known after it.
"""

from collections.abc import Sequence
from functools import partial

from journeyc.compiler import syntax
from journeyc.compiler.acts import acts
from journeyc.compiler.clauses import receipt
from journeyc.compiler.effects import after, computes, written
from journeyc.compiler.events import event_record, none_done
from journeyc.compiler.exits import Exit, Exits, hears_done
from journeyc.compiler.knowledge import Edge, Knowledge, after_some, own, unsure
from journeyc.compiler.patterns import completing
from journeyc.compiler.places import Place
from journeyc.compiler.scopes import Scopes
from journeyc.compiler.structure import ROOT, Structure
from journeyc.expression.environment import Known
from journeyc.expression.narrowing import narrowed
from journeyc.expression.types import OptionalType, RecordType

Way = tuple[Edge, Known]
#: `enter` or `around`, and the name of a place.
Visit = tuple[str, str]

#: What may be unset by others depends on types, and those on what is known: a few rounds settle it.
_MOST_ROUNDS = 4


class Propagation:
    """Fills the knowledge of a journey; `scopes` learn the types of what is gone through."""

    def __init__(self, exits: Exits, scopes: Scopes, knowledge: Knowledge) -> None:
        self._node = exits.node
        self._place = scopes.place
        self._structure = exits.structure
        self._exits = exits
        self._scopes = scopes
        self._knowledge = knowledge
        self._hearing = [
            (name, item)
            for name, item in exits.structure.places.items()
            if isinstance(item, syntax.Step | syntax.Composite) and any(map(hears_done, item.items))
        ]
        self._interrupts = [
            name for name, item in exits.structure.places.items() if isinstance(item, syntax.Anytime)
        ]
        #: In the order in which they are visited; none of them twice.
        self._pending: dict[Visit, None] = {}

    def run(self) -> None:
        """Follow all ways, and once more as long as it is news what may be unset by others."""
        done = list(acts(self._node, self._structure.places.values()))
        passed: list[syntax.SetEffect] = []
        for _ in range(_MOST_ROUNDS):
            before = passed
            self._knowledge.clear()
            self._settle()
            # What is done on the way in and out is typed after ways that go by it; a round more knows it.
            passed = unsure(self._structure.passed, self._place)
            news = self._knowledge.find_interference(done, self._place)
            if not news and passed == before:
                break

    def _settle(self) -> None:
        for way in self._begin_journey():
            self._arrive(*way)
        while self._pending:
            visit = next(iter(self._pending))
            del self._pending[visit]
            what, name = visit
            for way in self._enter(name) if what == "enter" else self._around(name):
                self._arrive(*way)
        self._rules()

    def _begin_journey(self) -> list[Way]:
        found: list[Way] = []
        for exit_ in self._exits.starts:
            known = initially(self._node, self._place) | exit_.given
            known = own(self._written(ROOT, exit_, known), self._place)
            found += [(edge, known) for edge in exit_.edges]
        return found

    # ── ways ─────────────────────────────────────────────────────────────────────────────────────────

    def _arrive(self, edge: Edge, known: Known) -> None:
        structure, target = self._structure, edge.target
        if target not in structure.places:
            return
        self._knowledge.note(edge, known)
        around = structure.around(target)
        if around:
            passed = (edge.source, *structure.around(edge.source)) if edge.source else ()
            for name in reversed(around):
                if name not in passed:
                    known = self._pass(name, known)
        if self._knowledge.enter(target, known, begun=True):
            self._pending["enter", target] = None

    def _pass(self, name: str, known: Known) -> Known:
        """Enter a composite on the way to a place inside it."""
        if self._knowledge.enter(name, known, begun=False):
            self._pending["enter", name] = None
        return after(self._structure.boundary(name, "enter"), known)

    def _take(self, source: str, exits: Sequence[Exit], before: Known) -> list[Way]:
        """The ways of exits, with what is known on them."""
        found: list[Way] = []
        for exit_ in exits:
            known, edges = before | exit_.given, exit_.edges
            if exit_.hears is not None:
                known, edges = self._heard(exit_.hears, exit_, before)
            known = leaving(self._structure, exit_, known)
            known = own(self._written(source, exit_, known), self._place)
            found += [(edge, known) for edge in edges[:1]]
            if len(edges) > 1:
                # Who is led back to a step was there before, and what was set then is set still.
                known |= self._place.unset
                found += [(edge, known) for edge in edges[1:]]
        return found

    def _heard(self, handler: syntax.Handler, exit_: Exit, known: Known) -> tuple[Known, Sequence[Edge]]:
        """What is known where something is done; what is done by no end yet leads nowhere."""
        heard = self._knowledge.heard(handler, known)
        known = (known | self._place.unset if heard is None else heard) | exit_.given
        heard = self._knowledge.heard(handler, known, handler.guard)
        return (known | self._place.unset, ()) if heard is None else (heard, exit_.edges)

    def _written(self, source: str, exit_: Exit, known: Known) -> Known:
        """What is known after the effects of an exit."""
        if not exit_.tail.effects:
            return known
        place, event = self._scopes.of(source), None
        if computes(exit_.tail.effects):
            place, event = self._read(source, place, exit_.cause)
        return written(place, exit_.tail.effects, known, event)

    def _read(self, source: str, place: Place, cause: syntax.Node) -> tuple[Place, RecordType | None]:
        """Where the effects of a clause read names, and the event they read."""
        match cause:
            case syntax.Handler():
                done = partial(self._structure.done, source)
                return place, event_record(place, cause.events, cause.channels, done)
            case syntax.Start(kind="event", name=name) if name is not None:
                return place, event_record(place, [name], cause.channels, none_done)
            case syntax.Outcome(kind="ok", name=name) if name is not None:
                return self._receipt(source, place, cause), None
        return place, None

    def _receipt(self, source: str, place: Place, outcome: syntax.Outcome) -> Place:
        """Where the effects of an outcome stand that gives its result a name."""
        step = self._structure.places[source]
        for item in step.items if isinstance(step, syntax.Step) else ():
            if isinstance(item, syntax.ServiceCall) and outcome in item.outcomes:
                return receipt(place, item, outcome)
        return place

    # ── places ───────────────────────────────────────────────────────────────────────────────────────

    def _enter(self, name: str) -> list[Way]:
        """The ways out of a place that is entered, by its own clauses."""
        item, known = self._structure.places[name], self._knowledge.entered[name]
        if isinstance(item, syntax.Composite):
            return self._begin(item, name, known)
        place = self._scopes.of(name)
        if isinstance(item, syntax.End):
            known = own(written(place, item.effects, known), self._place)
            if not self._structure.ends_journey(item):
                self._ended(name, known)
            return []
        if isinstance(item, syntax.Step):
            known = written(place, self._structure.boundary(name, "enter"), known)
            known = self._knowledge.staying(name, known)
            self._waits(name, known)
            for kind in ("leave", "undo"):
                written(place, self._structure.boundary(name, kind), known)
        return self._take(name, self._exits.of(name), known)

    def _begin(self, item: syntax.Composite, name: str, known: Known) -> list[Way]:
        """Enter a composite, and the places where it begins."""
        if isinstance(item, syntax.Each):
            self._scopes.go_through(item, known)
        known = written(self._scopes.of(name), self._structure.boundary(name, "enter"), known)
        known = own(known, self._place)
        if isinstance(item, syntax.Each):
            # There may be nothing in the list, so what its steps learn is not certain.
            self._knowledge.end(name, name, known)
        return [(edge, known) for edge in self._exits.first(name)] if self._knowledge.begun(name) else []

    def _around(self, name: str) -> list[Way]:
        """The ways a composite's own clauses take while a customer is inside."""
        if self._structure.composite(name) is None:
            return [way for other in self._interrupts for way in self._around(other)]
        known = self._knowledge.during(ROOT if name in self._interrupts else name)
        if known is None:
            return []
        written(self._scopes.of(name), self._structure.boundary(name, "leave"), known)
        return self._take(name, self._exits.of(name), known)

    def _waits(self, name: str, known: Known) -> None:
        """Note what is known while a customer is at a place; what is around it may know less then."""
        for changed in self._knowledge.wait(name, known):
            self._pending["around", changed] = None

    def _ended(self, name: str, known: Known) -> None:
        """Note what is known when a stage or a branch is done, for those that hear of it."""
        structure, entered = self._structure, self._knowledge.entered
        parent, around = structure.parent(name), structure.around(name)
        if self._knowledge.end(parent, name, known):
            for other, item in self._hearing:
                if other in around or (isinstance(item, syntax.Anytime) and other in entered):
                    self._pending["around", other] = None
                elif other in entered and structure.side_by_side(other, parent):
                    self._pending["enter", other] = None
        # A branch that is done waits for the others, and what hears that a stage is done stands around it.
        self._waits(name, known)

    def _rules(self) -> None:
        """Type what the business rules write, which may fire wherever the customer is."""
        during = self._knowledge.during(ROOT)
        known = initially(self._node, self._place) if during is None else during
        for rule in self._node.rules:
            if computes(rule.effects):
                guard = narrowed(rule.guard, truth=True) if rule.guard is not None else frozenset()
                written(self._place, rule.effects, known | guard, completing(self._place, rule.pattern))


def initially(node: syntax.Journey, place: Place) -> Known:
    """What is known when a journey starts: the fields that have a value from the beginning."""
    return frozenset(
        field.name.text
        for field in node.context
        if field.default is not None
        and not isinstance(field.default.type, OptionalType)
        and field.name.text in place.fields
    )


def leaving(structure: Structure, exit_: Exit, known: Known) -> Known:
    """What is known when the places on a way are left, or taken back, before the effects of the clause."""
    known = after(exit_.left, known)
    if exit_.tail.target is not None and exit_.tail.target.undoing:
        known = after_some(structure.undone, known)
    return known
