"""The typing of a journey, in written order, by what is known at each; faults are said here."""

from functools import partial

from journeyc.compiler import clauses, repeats, steps, syntax
from journeyc.compiler.acts import acts
from journeyc.compiler.effects import effects, listed
from journeyc.compiler.events import event_record, none_done
from journeyc.compiler.exits import Exit, Exits
from journeyc.compiler.knowledge import Edge, Knowledge, own
from journeyc.compiler.patterns import rule
from journeyc.compiler.places import Place
from journeyc.compiler.propagation import initially, leaving
from journeyc.compiler.reporter import span_of
from journeyc.compiler.scopes import Scopes
from journeyc.compiler.settings import run_key
from journeyc.compiler.structure import ROOT, incomplete
from journeyc.diagnostic import Label
from journeyc.expression.environment import NOTHING, Known
from journeyc.expression.narrowing import narrowed
from journeyc.expression.syntax import Expression
from journeyc.expression.types import RecordType


class Walk:
    """Types every place of a journey once."""

    def __init__(self, exits: Exits, scopes: Scopes, knowledge: Knowledge, languages: list[str]) -> None:
        self._node = exits.node
        self._place = scopes.place
        self._reporter = scopes.place.reporter
        self._structure = exits.structure
        self._targets = exits.targets
        self._exits = exits
        self._scopes = scopes
        self._knowledge = knowledge
        self._languages = languages
        self._here = ROOT
        scopes.place.trail = self._trail

    def run(self) -> list[Edge]:
        """Type the whole journey; gives the ways between its places."""
        self._starts()
        edges = [edge for exit_ in self._exits.starts for edge in exit_.edges]
        for name, item in self._structure.places.items():
            # Nobody gets to an unreachable place, so nothing is held against it for want of knowledge.
            self._knowledge.suppose(name, self._place.unset)
            self._here = name
            self._enter(name, item)
            if isinstance(item, syntax.Composite):
                if self._knowledge.begun(name):
                    edges += self._exits.first(name)
                self._around(name, item)
            edges += [edge for exit_ in self._exits.of(name) for edge in exit_.edges]
        for item in self._structure.every:
            incomplete(self._structure, self._reporter, item)
        self._here = ROOT
        if not any(isinstance(item, syntax.Step) for item in self._structure.places.values()):
            for pause in self._node.pauses[:1]:
                self._pause(pause, ROOT, self._place.unset, {})
        known = self._knowledge.during(ROOT)
        for one in self._node.rules:
            rule(self._place, one, initially(self._node, self._place) if known is None else known)
        return edges

    def _starts(self) -> None:
        place = self._place
        for start in self._node.starts:
            place.channels(start.channels)
            event = None
            if start.kind == "event" and start.name is not None:
                event = event_record(place, [start.name], start.channels, none_done)
            known = place.condition(start.guard, initially(self._node, place), event)
            known = effects(place, start.tail.effects, known, event)
            run_key(place, self._node, start, own(known, place))
            self._targets.of(start.tail.target, ROOT)
        if not self._node.starts:
            name = self._node.name
            message = f"nothing starts `{name.text}`"
            cure = "say what does: `starts on some_event -> first_step`"
            self._reporter.missing(self._node, name, message, cure)

    def _follow(
        self,
        name: str,
        exit_: Exit,
        known: Known,
        event: RecordType | None = None,
        place: Place | None = None,
    ) -> None:
        """Type what follows a clause: where it leads, and what is done on the way."""
        self._targets.of(exit_.tail.target, name)
        if exit_.tail.effects:
            known = leaving(self._structure, exit_, known)
            effects(place or self._scopes.of(name), exit_.tail.effects, known, event)

    def _enter(self, name: str, item: syntax.Place) -> None:
        """Type a place by what is known on entering it."""
        known = self._knowledge.entered[name]
        match item:
            case syntax.Step():
                self._step(item, name, known)
            case syntax.Choice():
                self._choice(item, name, known)
            case syntax.Split():
                for exit_ in self._exits.of(name):
                    self._follow(name, exit_, known)
            case syntax.End():
                known = own(effects(self._scopes.of(name), item.effects, known), self._place)
                if not self._structure.ends_journey(item):
                    self._knowledge.end(self._structure.parent(name), name, known)
                    self._knowledge.wait(name, known)
            case syntax.Composite():
                self._begin(item, name, known)

    # ── composites ───────────────────────────────────────────────────────────────────────────────────

    def _begin(self, item: syntax.Composite, name: str, known: Known) -> None:
        """Type how a composite begins."""
        repeats.in_composite(self._reporter, item)
        if isinstance(item, syntax.Each):
            self._scopes.go_through(item, known)
        for word in item.first:
            inner = [child.name.text for child in item.places]
            if word.text not in inner:
                cure = f"it holds {listed(inner)}"
                self._reporter.undefined(word, "place", inner, cure, f" in `{name}`")
        known = own(
            effects(self._scopes.of(name), self._structure.boundary(name, "enter"), known), self._place
        )
        if isinstance(item, syntax.Each):
            self._knowledge.end(name, name, known)

    def _around(self, name: str, item: syntax.Composite) -> None:
        """Type a composite's own clauses, by what is known while a customer is inside."""
        known = self._knowledge.during(ROOT if isinstance(item, syntax.Anytime) else name)
        if known is None:
            known = self._place.unset
        effects(self._scopes.of(name), self._structure.boundary(name, "leave"), known)
        self._clauses(name, item.items, known, NOTHING)
        if isinstance(item, syntax.Anytime):
            for part in item.items:
                if isinstance(part, syntax.Timer | syntax.Remind):
                    message = f"`{name}` is an interrupt, which has no time of its own"
                    cure = "put the timer into a step of it, or let an event begin it (`on …`)"
                    self._reporter.error("misplaced-clause", part, message, cure)

    # ── steps ────────────────────────────────────────────────────────────────────────────────────────

    def _step(self, step: syntax.Step, name: str, known: Known) -> None:
        place = self._scopes.of(name)
        repeats.in_step(self._reporter, step)
        steps.header(place, step, known)
        known = effects(place, self._structure.boundary(name, "enter"), known)
        known = self._knowledge.staying(name, known)
        self._knowledge.wait(name, known)
        asked = steps.asked(place, step, known)
        exits = self._clauses(name, step.items, known, asked)
        for item in step.items:
            match item:
                case syntax.Say():
                    steps.say(place, item, step, self._languages, known)
                case syntax.Boundary(kind="leave" | "undo"):
                    effects(place, item.effects, known)
                case syntax.ServiceCall():
                    for outcome, where in clauses.service_call(place, item, known):
                        self._follow(name, exits[outcome], known, place=where)
                case syntax.SubJourney():
                    clauses.sub_journey(place, item, known)
                    for outcome in item.outcomes:
                        self._follow(name, exits[outcome], known)
        for pause in self._node.pauses[:1]:
            self._pause(pause, name, known, exits)

    def _clauses(
        self,
        name: str,
        items: "list[syntax.StepItem] | list[syntax.Clause]",
        known: Known,
        asked: Known,
    ) -> dict[syntax.Node, Exit]:
        """Type the clauses of a step or composite; gives the exits of the place by their clauses."""
        place, done = self._scopes.of(name), partial(self._structure.done, name)
        exits = {exit_.cause: exit_ for exit_ in self._exits.of(name)}
        for item in items:
            match item:
                case syntax.Handler():
                    steps.answerable(self._structure, self._reporter, name, item)
                    heard = self._heard(item, known)
                    here, event = clauses.handler(place, item, heard, asked, done)
                    here = self._heard(item, here, item.guard)
                    self._follow(name, exits[item], here, event)
                case syntax.Timer():
                    self._follow(name, exits[item], clauses.timer(place, item, known))
                case syntax.When():
                    self._follow(name, exits[item], place.condition(item.condition, known))
                case syntax.Remind():
                    clauses.remind(place, item, known)
        return exits

    def _heard(self, item: syntax.Handler, known: Known, guard: Expression | None = None) -> Known:
        heard = self._knowledge.heard(item, known, guard)
        # Nobody comes to a handler of what is never done, so nothing is held against it.
        return heard if heard is not None else known | self._place.unset

    def _pause(self, pause: syntax.Pause, name: str, known: Known, exits: dict[syntax.Node, Exit]) -> None:
        """Type the pause where a step may be paused; in a journey without steps, where nobody ever is."""
        place = self._place if name == ROOT else self._scopes.of(name)
        for setting in pause.idle:
            place.delay(setting.value, known)  # type: ignore[arg-type]  # `idle` always holds an expression
        for item in pause.events:
            clauses.handler(place, item, known, NOTHING, none_done)
        for remind in pause.reminders:
            clauses.remind(place, remind, known)
        for timer in pause.give_up:
            given_up = clauses.timer(place, timer, known)
            if name == ROOT:
                self._targets.of(timer.tail.target, name)
                effects(place, timer.tail.effects, given_up)
            else:
                self._follow(name, exits[timer], given_up)

    def _choice(self, choice: syntax.Choice, name: str, known: Known) -> None:
        place = self._scopes.of(name)
        for row, exit_ in zip(choice.rows, self._exits.of(name), strict=True):
            self._follow(name, exit_, place.condition(row.condition, known))
            if row.condition is not None:
                known |= narrowed(row.condition, truth=False)

    # ── explaining ───────────────────────────────────────────────────────────────────────────────────

    def _trail(self, field: str) -> tuple[str, tuple[Label, ...]]:
        """The shortest way here on which a field is not set, and where it is set first."""
        way = self._knowledge.way_without(field, self._here)
        labels = tuple(
            Label(self._reporter.source, span_of(effect.path[0]), f"`{field}` is first set here")
            for act in acts(self._node, self._structure.every)
            for effect in act.effects
            if isinstance(effect, syntax.SetEffect) and [word.text for word in effect.path] == [field]
        )
        shown = " -> ".join(f"`{name}`" for name in way)
        return (f", on the way {shown}" if len(way) > 1 else ""), labels[:1]
