"""A journey as a graph, typed along its ways: what is certain to be set at a place is what every way to it
has set.
"""

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from journeyc.compiler import syntax
from journeyc.compiler.names import Declared
from journeyc.compiler.places import Place, after_set
from journeyc.expression.environment import Known
from journeyc.expression.narrowing import narrowed
from journeyc.expression.node import Node
from journeyc.expression.syntax import Word
from journeyc.expression.types import OptionalType
from journeyc.nearest import nearest

Kind = TypeVar("Kind", bound=syntax.Place)

#: How many misspelt names are guessed at in one journey: each guess looks at every place.
_MOST_MEANT = 100


class Edge(NamedTuple):
    """A way from a place (None: from outside) to another; `cause` is the clause that takes it."""

    source: str | None
    target: str
    cause: Node
    kind: str


class JourneyFlow:
    """The places of a journey by name, the ways between them, and what is known on entering each."""

    def __init__(self, declared: Declared[syntax.Journey], place: Place) -> None:
        self.node = declared.node
        self.reporter = declared.reporter
        self.place = place
        self.places: dict[str, syntax.Place] = {}
        self.edges: list[Edge] = []
        self._meant: dict[str, str] = {}
        self.known: dict[str, Known] = {}
        for item in self.node.places:
            first = self.places.setdefault(item.name.text, item)
            if first is not item:
                self.reporter.duplicate(item.name, "step", first.name, self.reporter.source)

    # ── typing ───────────────────────────────────────────────────────────────────────────────────────

    def walk(self) -> None:
        """Find what is known everywhere, quietly; then type everything once more and say what is wrong."""
        self.reporter.muted = True
        pending: deque[str] = deque()
        for edge, known in self._starts():
            self._arrive(edge, known, pending)
        while pending:
            name = pending.popleft()
            for edge, known in self._leave(name):
                self._arrive(edge, known, pending)
        self.reporter.muted = False
        edges = [edge for edge, _ in self._starts()]
        for name, item in self.places.items():
            # Nobody gets to an unreachable place, so nothing is held against it for want of knowledge.
            self.known.setdefault(name, frozenset(self.place.unset))
            edges += [edge for edge, _ in self._leave(name)]
            self._title(item)
        self.edges = edges
        for duplicate in self.node.places:
            if self.places[duplicate.name.text] is not duplicate:
                self._title(duplicate)

    def _arrive(self, edge: Edge, known: Known, pending: deque[str]) -> None:
        if edge.target not in self.places:
            return
        before = self.known.get(edge.target)
        now = known if before is None else before & known
        if now != before:
            self.known[edge.target] = now
            pending.append(edge.target)

    def _target(self, word: Word) -> str:
        if word.text in self.places:
            return word.text
        cure = f'declare it: `step {word.text} "…" {{ … }}`'
        self.reporter.undefined(word, "step, choice or end", self.places, cure)
        # A misspelt name leads where it was meant to, or that place would be said to be unreachable too.
        if word.text not in self._meant and len(self._meant) < _MOST_MEANT:
            self._meant[word.text] = nearest(word.text, self.places) or word.text
        return self._meant.get(word.text, word.text)

    def _initially(self) -> Known:
        fields = self.place.fields
        return frozenset(
            field.name.text
            for field in self.node.context
            if field.default is not None
            and not isinstance(field.default.type, OptionalType)
            and field.name.text in fields
        )

    def _starts(self) -> list[tuple[Edge, Known]]:
        found = []
        for start in self.node.starts:
            self.place.channels(start.channels)
            event = self.place.event_record([start.event], start.channels)
            known = self.place.condition(start.guard, self._initially(), event)
            known = self.place.effects(start.tail.effects, known, event)
            if start.tail.target is not None:
                found.append((Edge(None, self._target(start.tail.target), start, "start"), _own(known)))
        if not self.node.starts:
            message = f"nothing starts `{self.node.name.text}`"
            cure = "say what does: `starts on some_event -> first_step`"
            self.reporter.missing(self.node, self.node.name, message, cure)
        return found

    def _leave(self, name: str) -> list[tuple[Edge, Known]]:
        item, known = self.places[name], self.known[name]
        match item:
            case syntax.Step():
                return self._leave_step(item, known)
            case syntax.Choice():
                return self._leave_choice(item, known)
            case syntax.End():
                self.place.effects(item.effects, known)
        return []

    def _leave_step(self, step: syntax.Step, known: Known) -> list[tuple[Edge, Known]]:
        self.place.channels(step.channels)
        known = self._after_entering(step, known)
        asked = self._asked(step, known)
        ways: list[tuple[Edge, Known]] = []
        leaving = [
            effect
            for item in step.items
            if isinstance(item, syntax.Boundary) and item.kind == "leave"
            for effect in item.effects
        ]
        for item in step.items:
            match item:
                case syntax.Handler():
                    ways += self._way(step, item, self._handler(item, known, asked), leaving)
                case syntax.Timer():
                    ways += self._way(step, item, self._timer(item, known), leaving)
                case syntax.Remind():
                    self._remind(item, known)
                case syntax.Say():
                    self._say(item, step, known)
        for pause in self.node.pauses[:1]:
            ways += self._pause(pause, step, known)
        return ways

    def _way(
        self,
        step: syntax.Step,
        item: "syntax.Handler | syntax.Timer",
        known: Known,
        leaving: list[syntax.Effect],
    ) -> list[tuple[Edge, Known]]:
        if item.tail.target is None:
            return []
        kind = item.kind if isinstance(item, syntax.Timer) else "event"
        known = self.place.effects(leaving, _own(known)) if leaving else known
        return [(Edge(step.name.text, self._target(item.tail.target), item, kind), _own(known))]

    def _after_entering(self, step: syntax.Step, known: Known) -> Known:
        for item in step.items:
            if isinstance(item, syntax.Boundary) and item.kind == "enter":
                known = self.place.effects(item.effects, known)
        # Others may write the customer's profile while the customer is here.
        known = frozenset(name for name in known if not name.startswith("customer."))
        # What a handler that stays may unset is not certain while the customer is here.
        for item in step.items:
            if isinstance(item, syntax.Handler | syntax.Timer) and item.tail.target is None:
                for effect in item.tail.effects:
                    if isinstance(effect, syntax.SetEffect):
                        known = known & after_set(effect, known)
        return known

    def _asked(self, step: syntax.Step, known: Known) -> Known:
        asked: set[str] = set()
        for item in step.items:
            for question in item.items if isinstance(item, syntax.Ask) else ():
                self.place.target(question.path, known)
                asked.add(".".join(word.text for word in question.path))
        return frozenset(asked)

    def _handler(self, handler: syntax.Handler, known: Known, asked: Known) -> Known:
        self.place.channels(handler.channels)
        event = self.place.event_record(handler.events, handler.channels)
        if all(word.text == "answered" for word in handler.events):
            known |= asked
        known = self.place.condition(handler.guard, known, event)
        return self.place.effects(handler.tail.effects, known, event)

    def _timer(self, timer: syntax.Timer, known: Known) -> Known:
        if timer.kind == "at":
            self.place.instant(timer.when, known)
        else:
            self.place.duration(timer.when, known)
        known = self.place.condition(timer.guard, known)
        return self.place.effects(timer.tail.effects, known)

    def _remind(self, remind: syntax.Remind, known: Known) -> None:
        for delay in remind.after:
            self.place.duration(delay, known)
        self.place.notify(remind.notification, remind.arguments, known)

    def _say(self, say: syntax.Say, step: syntax.Step, known: Known) -> None:
        self.place.channels(say.channels)
        for channel in say.channels:
            if channel.text in self.place.names.channels and channel.text not in {
                word.text for word in step.channels
            }:
                message = f"`{step.name.text}` is not on `{channel.text}`"
                self.reporter.error(
                    "unused-text",
                    channel,
                    message,
                    "add the channel to the step's `via`, or leave the text out",
                )
        if say.language and self.languages and say.language.text not in self.languages:
            cure = f"add it: `languages {', '.join([*self.languages, say.language.text])}`"
            self.reporter.undefined(say.language, "language", self.languages, cure)
        self.place.text(say.text, known)

    def _pause(self, pause: syntax.Pause, step: syntax.Step, known: Known) -> list[tuple[Edge, Known]]:
        for setting in pause.idle:
            self.place.duration(setting.value, known)  # type: ignore[arg-type]  # `idle` always holds an expression
        for handler in pause.events:
            self._handler(handler, known, frozenset())
        for remind in pause.reminders:
            self._remind(remind, known)
        ways = []
        for timer in pause.give_up:
            after = self._timer(timer, known)
            if timer.tail.target is not None and (
                pause.events or (pause.idle and self.awaits_customer(step))
            ):
                ways.append(
                    (Edge(step.name.text, self._target(timer.tail.target), timer, "give up"), _own(after))
                )
            elif timer.tail.target is not None:
                self._target(timer.tail.target)
        return ways

    def _leave_choice(self, choice: syntax.Choice, known: Known) -> list[tuple[Edge, Known]]:
        ways = []
        for row in choice.rows:
            here = self.place.condition(row.condition, known)
            here = self.place.effects(row.tail.effects, here)
            if row.tail.target is not None:
                ways.append(
                    (Edge(choice.name.text, self._target(row.tail.target), row, "choice"), _own(here))
                )
            if row.condition is not None:
                known |= narrowed(row.condition, truth=False)
        return ways

    def _title(self, item: syntax.Place) -> None:
        if isinstance(item, syntax.End) and item.outcome is None:
            message = f"`{item.name.text}` does not say how the journey ended"
            self.reporter.missing(item, item.name, message, "add `success`, `failure` or `neutral`")

    # ── facts ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def languages(self) -> list[str]:
        """The languages the journey declares, the default first."""
        for setting in self.node.settings:
            if setting.name == "languages" and isinstance(setting.value, list):
                return [word.text for word in setting.value]
        return []

    @property
    def reachable(self) -> set[str]:
        """The places that some way from a start leads to."""
        onward: dict[str | None, list[str]] = {}
        for edge in self.edges:
            onward.setdefault(edge.source, []).append(edge.target)
        found: set[str] = set()
        pending = list(onward.get(None, []))
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending += onward.get(name, [])
        return found

    def intact(self, kind: type[Kind]) -> Iterator[Kind]:
        """The places of a kind, in written order, but those with a fault of syntax: they may lack a part."""
        for item in self.node.places:
            if isinstance(item, kind) and self.reporter.intact(item):
                yield item

    def awaits_customer(self, step: syntax.Step) -> bool:
        """Whether the step waits for something the customer does: an answer, or an event on one of the
        customer's channels.
        """
        names = self.place.names
        if any(isinstance(item, syntax.Ask) for item in step.items):
            return True
        own = any(names.from_customer(channel.text) for channel in step.channels)
        for item in step.items:
            if isinstance(item, syntax.Handler):
                if any(names.from_customer(channel.text) for channel in item.channels):
                    return True
                if own and not item.channels:
                    return True
        return False


def _own(known: Known) -> Known:
    """What stays known from one place to the next: nothing of an event."""
    return frozenset(name for name in known if not name.startswith("event."))
