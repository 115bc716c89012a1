"""A journey as a graph, typed along its ways: what is certain to be set at a place is what every way to it
has set.
"""

from collections import deque
from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

from journeyc.compiler import clauses, repeats, steps, syntax
from journeyc.compiler.acts import acts, boundary
from journeyc.compiler.effects import after, effects, listed
from journeyc.compiler.events import event_record
from journeyc.compiler.knowledge import Edge, Knowledge, after_undoing, own, passed_unsure
from journeyc.compiler.names import Declared
from journeyc.compiler.patterns import rule
from journeyc.compiler.places import Place
from journeyc.compiler.reporter import span_of
from journeyc.compiler.settings import run_key
from journeyc.compiler.structure import ROOT, Structure, incomplete
from journeyc.compiler.targets import Targets
from journeyc.compiler.visits import Visits
from journeyc.diagnostic import Label
from journeyc.expression.environment import NOTHING, Known
from journeyc.expression.narrowing import narrowed
from journeyc.expression.syntax import Expression
from journeyc.expression.types import UNKNOWN, ListType, OptionalType, RecordType, Type, described, required

Kind = TypeVar("Kind", bound=syntax.Place)
Way = tuple[Edge, Known]

#: What may be unset by others depends on types, and those on what is known: a few rounds settle it.
_MOST_ROUNDS = 4


class JourneyFlow:
    """The places of a journey by name, the ways between them, and what is known on entering each."""

    def __init__(self, declared: Declared[syntax.Journey], place: Place) -> None:
        self.node = declared.node
        self.reporter = declared.reporter
        self.place = place
        self.structure = Structure(self.node, self.reporter)
        self.places = self.structure.places
        self.edges: list[Edge] = []
        self.knowledge = Knowledge(self.structure)
        self._targets = Targets(self.structure, self.reporter)
        self._within: dict[str, Place] = {}
        self._here = ROOT
        self._pending: deque[tuple[str, str]] = deque()
        self._visits = Visits[list[Way]](self.structure, self.knowledge)
        self._ways_left_out = False

    # ── typing ───────────────────────────────────────────────────────────────────────────────────────

    def walk(self) -> None:
        """Find what is known everywhere, quietly; then type what may be wrong once more and say what is."""
        self.reporter.muted = True
        self.place.trail = self._trail
        passed: list[syntax.SetEffect] = []
        for _ in range(_MOST_ROUNDS):
            before = passed
            self.knowledge.clear()
            self._visits.clear()
            self._settle()
            self._rules()
            # What is done on the way in and out is typed after ways that go by it; a round more knows it.
            passed = passed_unsure(self.places.values(), self.place)
            news = self.knowledge.find_interference(acts(self.node, self.places.values()), self.place)
            if not news and passed == before:
                break
        else:
            self._visits.clear()
        self.reporter.muted = False
        self._visits.forget_unsure(self.node)
        # What is wrong with the name of an item was said to nobody yet.
        self._within.clear()
        self.edges = [edge for edge, _ in self._starts()]
        for name, item in self.places.items():
            # Nobody gets to an unreachable place, so nothing is held against it for want of knowledge.
            self.knowledge.suppose(name, frozenset(self.place.unset))
            self.edges += [edge for edge, _ in self._visit("enter", name)]
            if isinstance(item, syntax.Composite):
                self.edges += [edge for edge, _ in self._visit("around", name)]
        for item in self.structure.every:
            incomplete(self.structure, self.reporter, item)
        self._rules()

    def _settle(self) -> None:
        """Follow every way until nothing more is learned."""
        for way in self._starts():
            self._arrive(*way)
        while self._pending:
            what, name = self._pending.popleft()
            for way in self._visit(what, name):
                self._arrive(*way)

    def _arrive(self, edge: Edge, known: Known) -> None:
        structure, target = self.structure, edge.target
        if target not in self.places:
            return
        self.knowledge.note(edge, known)
        passed = {edge.source, *structure.around(edge.source)} if edge.source else set()
        for name in reversed(structure.around(target)):
            if name not in passed:
                known = self._pass(name, known)
        if self.knowledge.enter(target, known, begun=True):
            self._pending.append(("enter", target))

    def _pass(self, name: str, known: Known) -> Known:
        """Enter a composite on the way to a place inside it."""
        if self.knowledge.enter(name, known, begun=False):
            self._pending.append(("enter", name))
        return after(boundary(self.places[name], "enter"), known)

    def _waits(self, name: str, known: Known) -> None:
        """Note what is known while a customer is at a place; what is around it may know less then."""
        for changed in self.knowledge.wait(name, known):
            self._pending.append(("around", changed))

    def _starts(self) -> list[Way]:
        found: list[Way] = []
        self._here = ROOT
        for start in self.node.starts:
            self.place.channels(start.channels)
            event = None
            if start.kind == "event" and start.name is not None:
                event = event_record(self.place, [start.name], start.channels, {})
            known = self.place.condition(start.guard, self._initially(), event)
            known = effects(self.place, start.tail.effects, known, event)
            known = own(known, self.place)
            run_key(self.place, self.node, start, known)
            targets = self._targets.of(start.tail.target, ROOT)
            found += [(Edge(None, target, start, "start"), known) for target in targets]
        if not self.node.starts:
            message = f"nothing starts `{self.node.name.text}`"
            cure = "say what does: `starts on some_event -> first_step`"
            self.reporter.missing(self.node, self.node.name, message, cure)
        return found

    def _initially(self) -> Known:
        fields = self.place.fields
        return frozenset(
            field.name.text
            for field in self.node.context
            if field.default is not None
            and not isinstance(field.default.type, OptionalType)
            and field.name.text in fields
        )

    # ── ways ─────────────────────────────────────────────────────────────────────────────────────────

    def _ways(
        self,
        source: str,
        tail: syntax.Tail,
        cause: syntax.Node,
        kind: str,
        known: Known,
        event: RecordType | None = None,
        place: Place | None = None,
    ) -> list[Way]:
        """Type what follows a clause: leaving, effects, and the ways to its targets."""
        place = place or self._place(source)
        targets = self._targets.of(tail.target, source)
        if tail.target is not None:
            for name in self._left(source, targets):
                known = after(boundary(self.places[name], "leave"), known)
            if tail.target.undoing:
                known = after_undoing(self.places.values(), known)
        known = own(effects(place, tail.effects, known, event), self.place)
        ways = [(Edge(source, target, cause, kind), known) for target in targets]
        if tail.target is not None and tail.target.kind == "last":
            # Who is led back to a step was there before, and what was set then is set still.
            was_there = known | self.place.unset
            ways[1:] = [(edge, was_there) for edge, _ in ways[1:]]
        return ways

    def _left(self, source: str, targets: list[str]) -> list[str]:
        """What is left on a way, the innermost first; of what is in a composite, nothing is certain."""
        kept = set(self.structure.around(targets[0])) if targets else set()
        chain = (source, *self.structure.around(source))
        return [name for name in chain if name in self.places and name not in kept]

    def _visit(self, what: str, name: str) -> list[Way]:
        """The ways by a place's own clauses, or around it; aloud, what was right is not typed again."""
        visit, visits = (what, name), self._visits
        depends = visits.depends(visit, self._place(name))
        found = None if self.reporter.muted else visits.ways(visit, depends)
        if found is not None:
            return found
        noticed, self._ways_left_out = self.reporter.noticed, False
        ways = self._enter(name) if what == "enter" else self._around(name)
        if self.reporter.noticed == noticed and not self._ways_left_out:
            visits.note(visit, depends, ways)
        return ways

    def _enter(self, name: str) -> list[Way]:
        """The ways out of a place that is entered, by its own clauses."""
        item, known = self.places[name], self.knowledge.entered[name]
        self._here = name
        match item:
            case syntax.Step():
                return self._step(item, name, known)
            case syntax.Choice():
                return self._choice(item, name, known)
            case syntax.Split():
                return [
                    way
                    for share in item.shares
                    for way in self._ways(name, share.tail, share, "split", known)
                ]
            case syntax.End():
                known = own(effects(self._place(name), item.effects, known), self.place)
                if not self.structure.ends_journey(item):
                    self._ended(name, known)
                return []
        return self._begin(item, name, known)

    def _ended(self, name: str, known: Known) -> None:
        """Note what is known when a stage or a branch is done, for those that hear of it."""
        parent = self.structure.parent(name)
        if self.knowledge.end(parent, name, known):
            for around in self.structure.around(name):
                self._pending.append(("around", around))
            for other, place in self.places.items():
                # Few places hear of a branch beside them; to look again costs less than to know which.
                if isinstance(place, syntax.Anytime) and other in self.knowledge.entered:
                    self._pending.append(("around", other))
                elif self.structure.side_by_side(other, parent) and other in self.knowledge.entered:
                    self._pending.append(("enter", other))
        # A branch that is done waits for the others, and what hears that a stage is done stands around it.
        self._waits(name, known)

    def _begin(self, item: syntax.Composite, name: str, known: Known) -> list[Way]:
        """Enter a composite, and the places where it begins."""
        place = self._place(name)
        repeats.in_composite(self.reporter, item)
        if isinstance(item, syntax.Each):
            self._item_type(item, known)
        for word in item.first:
            inner = [child.name.text for child in item.places]
            if word.text not in inner:
                cure = f"it holds {listed(inner)}"
                self.reporter.undefined(word, "place", inner, cure, f" in `{name}`")
        known = own(effects(place, boundary(item, "enter"), known), self.place)
        if isinstance(item, syntax.Each):
            # There may be nothing in the list, so what its steps learn is not certain.
            self.knowledge.end(name, name, known)
        if not self.knowledge.begun(name):
            return []
        return [(Edge(name, first, item, "first"), known) for first in self.structure.initial(name)]

    def _around(self, name: str) -> list[Way]:
        """The ways a composite's own clauses take while a customer is inside."""
        self._here = name
        item = self.structure.composite(name)
        if item is None:
            return [
                way
                for other, place in self.places.items()
                if isinstance(place, syntax.Anytime)
                for way in self._visit("around", other)
            ]
        interrupt = isinstance(item, syntax.Anytime)
        known = self.knowledge.during(ROOT if interrupt else name)
        if known is None and self.reporter.muted:
            return []
        if known is None:
            known = frozenset(self.place.unset)
        leaving = boundary(item, "leave")
        effects(self._place(name), leaving, known)
        return self._clauses(name, item.items, known, NOTHING, "interrupt" if interrupt else "event")

    # ── steps ────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, step: syntax.Step, name: str, known: Known) -> list[Way]:
        place = self._place(name)
        repeats.in_step(self.reporter, step)
        steps.header(place, step, known)
        known = self._after_entering(step, name, place, known)
        self._waits(name, known)
        asked = steps.asked(place, step, known)
        ways = self._clauses(name, step.items, known, asked, "event")
        for item in step.items:
            match item:
                case syntax.Say():
                    steps.say(place, item, step, self.languages, known)
                case syntax.Boundary(kind="leave" | "undo"):
                    effects(place, item.effects, known)
                case syntax.ServiceCall():
                    for outcome, where in clauses.service_call(place, item, known):
                        ways += self._ways(name, outcome.tail, outcome, "call", known, place=where)
                case syntax.SubJourney():
                    clauses.sub_journey(place, item, known)
                    for outcome in item.outcomes:
                        ways += self._ways(name, outcome.tail, outcome, "run", known)
        for pause in self.node.pauses[:1]:
            ways += self._pause(pause, step, name, known)
        return ways

    def _clauses(
        self,
        name: str,
        items: "list[syntax.StepItem] | list[syntax.Clause]",
        known: Known,
        asked: Known,
        kind: str,
    ) -> list[Way]:
        """The ways that the clauses of a step or composite take."""
        place, done = self._place(name), self.structure.done(name)
        ways: list[Way] = []
        for item in items:
            match item:
                case syntax.Handler():
                    steps.answerable(self.structure, self.reporter, name, item)
                    heard = self._heard(item, known)
                    here, event = clauses.handler(place, item, heard, asked, done)
                    here = self._heard(item, here, item.guard)
                    found = self._ways(name, item.tail, item, kind, here, event)
                    # What is done by no end yet leads nowhere, until it is learned what the end knows.
                    if self.reporter.muted and self.knowledge.heard(item, here, item.guard) is None:
                        self._ways_left_out = True
                    else:
                        ways += found
                case syntax.Timer():
                    here = clauses.timer(place, item, known)
                    ways += self._ways(name, item.tail, item, item.kind, here)
                case syntax.When():
                    here = place.condition(item.condition, known)
                    ways += self._ways(name, item.tail, item, "when", here)
                case syntax.Remind():
                    clauses.remind(place, item, known)
            if kind == "interrupt" and isinstance(item, syntax.Timer | syntax.Remind):
                message = f"`{name}` is an interrupt, which has no time of its own"
                cure = "put the timer into a step of it, or let an event begin it (`on …`)"
                self.reporter.error("misplaced-clause", item, message, cure)
        return ways

    def _heard(self, item: syntax.Handler, known: Known, guard: Expression | None = None) -> Known:
        heard = self.knowledge.heard(item, known, guard)
        # Nobody comes to a handler of what is never done, so nothing is held against it.
        return heard if heard is not None else known | self.place.unset

    def _after_entering(self, step: syntax.Step, name: str, place: Place, known: Known) -> Known:
        for item in step.items:
            if isinstance(item, syntax.Boundary) and item.kind == "enter":
                known = effects(place, item.effects, known)
        # Others may write the customer's profile while the customer is here.
        known = frozenset(path for path in known if not path.startswith("customer."))
        # What a handler that stays may unset is not certain while the customer is here.
        return self.knowledge.undisturbed(name, known)

    def _pause(self, pause: syntax.Pause, step: syntax.Step, name: str, known: Known) -> list[Way]:
        place = self._place(name)
        for setting in pause.idle:
            place.delay(setting.value, known)  # type: ignore[arg-type]  # `idle` always holds an expression
        for item in pause.events:
            clauses.handler(place, item, known, NOTHING, {})
        for remind in pause.reminders:
            clauses.remind(place, remind, known)
        ways = []
        for timer in pause.give_up:
            here = clauses.timer(place, timer, known)
            found = self._ways(name, timer.tail, timer, "give up", here)
            if pause.events or (pause.idle and self.awaits_customer(step)):
                ways += found
        return ways

    def _choice(self, choice: syntax.Choice, name: str, known: Known) -> list[Way]:
        place = self._place(name)
        ways = []
        for row in choice.rows:
            here = place.condition(row.condition, known)
            ways += self._ways(name, row.tail, row, "choice", here)
            if row.condition is not None:
                known |= narrowed(row.condition, truth=False)
        return ways

    def _rules(self) -> None:
        """Type the business rules of the journey, which may fire wherever the customer is."""
        self._here = ROOT
        known = self.knowledge.during(ROOT)
        for item in self.node.rules:
            rule(self.place, item, self._initially() if known is None else known)

    # ── where names are read ─────────────────────────────────────────────────────────────────────────

    def _place(self, name: str) -> Place:
        """Where a place's expressions stand: in an `each`, its item can be read."""
        if name not in self._within:
            parent = self.structure.parent(name)
            around = self.structure.composite(parent)
            place = self._place(parent) if name else self.place
            if isinstance(around, syntax.Each):
                place = clauses.bound(place, around.item, self._items.get(parent, UNKNOWN))
            self._within[name] = place
        return self._within[name]

    @property
    def _items(self) -> dict[str, Type]:
        return self.knowledge.items

    def _item_type(self, item: syntax.Each, known: Known) -> None:
        """Type the list of an `each`, and remember the type of its items."""
        name = item.name.text
        if item.at_once is not None:
            clauses.number(self.reporter, item.at_once, "with none at once")
        place = self._place(name)
        kind = place.inference().infer(item.among, known)
        found: Type = UNKNOWN
        if isinstance(kind, ListType):
            found = kind.item
        elif isinstance(kind, OptionalType) and isinstance(required(kind), ListType):
            place.inference().check(item.among, required(kind), known, " to go through")
        elif kind != UNKNOWN:
            message = f"`each` goes through a list, this is {described(kind)}"
            self.reporter.error("type-mismatch", item.among, message, "name a field of type `list of …`")
        if self._items.get(name) != found:
            self._items[name] = found
            for inner in self.structure.inside(name):
                self._within.pop(inner, None)

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────

    def _trail(self, field: str) -> tuple[str, tuple[Label, ...]]:
        """The shortest way here on which a field is not set, and where it is set first."""
        way = self.knowledge.way_without(field, self._here)
        labels = tuple(
            Label(self.reporter.source, span_of(effect.path[0]), f"`{field}` is first set here")
            for act in acts(self.node, self.structure.every)
            for effect in act.effects
            if isinstance(effect, syntax.SetEffect) and [word.text for word in effect.path] == [field]
        )
        shown = " -> ".join(f"`{name}`" for name in way)
        return (f", on the way {shown}" if len(way) > 1 else ""), labels[:1]

    @property
    def languages(self) -> list[str]:
        """The languages the journey declares, the default first."""
        for setting in self.node.settings:
            if setting.name == "languages" and isinstance(setting.value, list):
                return [word.text for word in setting.value]
        return []

    @property
    def returning(self) -> set[str]:
        """The places some way of which leads back from an interrupt."""
        return self._targets.returning

    @cached_property
    def reachable(self) -> set[str]:
        """The places that some way from a start leads to."""
        onward: dict[str | None, list[str]] = {}
        for edge in self.edges:
            onward.setdefault(edge.source, []).append(edge.target)
        found: set[str] = set()
        pending = list(onward.get(None, []))
        interrupts = [name for name, place in self.places.items() if isinstance(place, syntax.Anytime)]
        while pending:
            name = pending.pop()
            if name in found or name not in self.places:
                continue
            found.add(name)
            pending += onward.get(name, [])
            # Who is at a place is in what is around it, and may be interrupted.
            pending += [other for other in self.structure.around(name) if other not in found]
            pending += interrupts
        return found

    def intact(self, kind: type[Kind]) -> Iterator[Kind]:
        """The places of a kind, in written order, but those with a fault of syntax: they may lack a part."""
        for item in self.structure.every:
            if isinstance(item, kind) and self.reporter.intact(item):
                yield item

    def awaits_customer(self, step: syntax.Step) -> bool:
        """Whether the step waits for something the customer does: an answer, or an event on one of the
        customer's channels; never while a queue or a bot works on it.
        """
        names = self.place.names
        if step.by is not None:
            return False
        if any(isinstance(item, syntax.Ask) for item in step.items):
            return True
        own_channels = step.best is not None or any(
            names.from_customer(channel.text) for channel in step.channels
        )
        for item in step.items:
            if isinstance(item, syntax.Handler):
                if any(names.from_customer(channel.text) for channel in item.channels):
                    return True
                if own_channels and not item.channels:
                    return True
        return False
