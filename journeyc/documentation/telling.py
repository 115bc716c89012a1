"""A journey as templates are given it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from journeyc.documentation.collection import Entry
from journeyc.documentation.letters import Letter, language_name, letters
from journeyc.documentation.links import Link, Links
from journeyc.documentation.maps import Map
from journeyc.documentation.phrases import Phrase, Resolve, phrase
from journeyc.documentation.uses import SENDS, Uses, Where
from journeyc.documentation.views import (
    FieldView,
    JourneyView,
    MessageView,
    Phrases,
    RuleView,
    Saying,
    ScenarioView,
    StepView,
    TableView,
)
from journeyc.ir.model import Decision, End, FieldDeclaration, Notification, Place, Rule, Scenario, Step
from journeyc.story import Passage, Words, criteria, rule, sent, story, table
from journeyc.story.doings import value
from journeyc.story.names import title
from journeyc.story.nodes import language_told
from journeyc.story.spoken import clean, counted, spoken
from journeyc.story.texts import as_read
from journeyc.story.words import Part, Span, plain_text, words

_LABELS = {
    "step": "Step",
    "choice": "Choice",
    "split": "Experiment",
    "end": "End",
    "stage": "Stage",
    "parallel": "Side by side",
    "branch": "Side",
    "each": "For each",
    "interrupt": "At any time",
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells one journey on its page; `shown` gives the name of a file for readers."""

    entry: Entry
    links: Links
    uses: Uses
    shown: Callable[[str], str]

    @property
    def page(self) -> str:
        return self.links.addresses.journey(self.entry)

    @property
    def resolve(self) -> Resolve:
        return self.links.resolver(self.entry, self.page)

    def view(self, drawn: Map | None) -> JourneyView:
        """All of the journey."""
        journey, names = self.entry.journey, self.entry.names
        told = story(journey, names)
        cards = drawn.cards if drawn else {}
        return JourneyView(
            path=self.page,
            title=title(journey.title, journey.name),
            name=journey.name,
            doc=clean(journey.doc),
            counts=_counts(self.entry),
            facts=tuple(self._facts()),
            begins=self._all(told.begins),
            starts=self._all(told.starts),
            again=self._all(told.again),
            away=self._all(told.away),
            ends=self._all(told.ends),
            goals=self._all(told.goals),
            migrations=self._all(told.migrations),
            map=drawn,
            steps=tuple(self._step(passage, cards.get(passage.name, "")) for passage in told.passages),
            messages=self.messages(),
            rules=self.rules(),
            decisions=self.decisions(),
            scenarios=tuple(
                self._scenario(number, one) for number, one in enumerate(self.entry.scenarios, 1)
            ),
            remembers=tuple(map(self._field, journey.context)),
        )

    def messages(self) -> tuple[MessageView, ...]:
        """The messages that are sent here."""
        shown = letters(self.entry)
        declared = self.entry.definition.declarations.notifications
        return tuple(self._message(item, shown[item.name]) for item in declared)

    def rules(self) -> tuple[RuleView, ...]:
        """The rules here."""
        return tuple(map(self._rule, self.entry.journey.rules))

    def decisions(self) -> tuple[TableView, ...]:
        """The decisions that are asked here."""
        return tuple(map(self._table, self.entry.definition.declarations.decisions))

    def where(self, places: Iterable[Where], page: str) -> tuple[Link, ...]:
        """Links to places in this journey, from any page."""
        return tuple(self._place(one, page) for one in places)

    def _place(self, where: Where, page: str) -> Link:
        names = self.entry.names
        if where.step:
            node = names.nodes[where.step]
            return Link(
                title(node.title, node.name), self.links.to(self.entry, page, "step", where.step) or ""
            )
        if where.rule:
            known = next(item for item in self.entry.journey.rules if item.name == where.rule)
            return Link(
                title(known.title, known.name), self.links.to(self.entry, page, "rule", where.rule) or ""
            )
        if where.pause:
            return Link("while the customer is away", self.links.journey(self.entry, page, "away"))
        return Link("the start of the journey", self.links.journey(self.entry, page, "in-short"))

    def _all(self, said: Sequence[Words]) -> Phrases:
        return tuple(self._said(one) for one in said)

    def _said(self, words: Words) -> Phrase:
        return phrase(words, self.resolve)

    def _facts(self) -> Iterable[tuple[str, Phrase]]:
        for label, said in self._settings():
            yield label, self._said(words(said))

    def _settings(self) -> Iterable[tuple[str, Part]]:
        journey = self.entry.journey
        yield "Version", str(journey.version)
        if journey.owner:
            yield "Owner", clean(journey.owner)
        if journey.languages:
            yield "Languages", ", ".join(map(language_name, journey.languages))
        if journey.timezone is not None:
            zone = plain_text(value(journey.timezone, self.entry.names))
            yield "Time zone", zone.strip("“”")
        if journey.calendar:
            yield "Business hours", Span(spoken(journey.calendar), "calendar", journey.calendar)
        yield "Written in", self._written(journey.place)

    def _written(self, at: Place) -> str:
        return f"{self.shown(at.file)}, line {at.line}"

    def _step(self, passage: Passage, card: str) -> StepView:
        node = passage.node
        label = _LABELS[passage.kind] + (_who(node) if isinstance(node, Step) else "")
        if isinstance(node, End) and node.outcome:
            label = f"{label} · {node.outcome}"
        return StepView(
            anchor=self.entry.place("step", passage.name),
            kind=f"end-{node.outcome or 'neutral'}" if isinstance(node, End) else passage.kind,
            label=label,
            title=passage.title,
            name=passage.name,
            doc=passage.doc,
            depth=passage.depth,
            told=self._all(passage.told),
            ways=self._all(passage.ways),
            sayings=tuple(self._sayings(node)) if isinstance(node, Step) else (),
            came_from=self.where(self._into(passage.name), self.page),
            where=self._written(node.place),
            card=card,
        )

    def _into(self, name: str) -> Iterable[Where]:
        """What leads to a node."""
        starts = self.entry.journey.starts
        yield from [Where()] if any(start.target == name for start in starts) else []
        yield from (Where(step=source) for source in self.uses.into.get(name, ()))
        yield from [Where(pause=True)] if name in self.uses.away else []

    def _sayings(self, step: Step) -> Iterable[Saying]:
        """What is said in languages other than that of the story."""
        told = language_told(step, self.entry.names)
        for language in dict.fromkeys(line.language for line in step.says if line.language):
            if language == told:
                continue
            said = [line for line in step.says if line.language == language]
            yield Saying(
                language, language_name(language), self._all([as_read(line.template) for line in said])
            )

    def _message(self, item: Notification, shown: tuple[Letter, ...]) -> MessageView:
        return MessageView(
            anchor=self.entry.place("message", item.name),
            title=title(item.title, item.name),
            name=item.name,
            doc=clean(item.doc),
            category=item.category,
            told=self._all(tuple(sent(item, self.entry.names))),
            sent_by=self.where(self.uses.of(("message", item.name), SENDS), self.page),
            letters=shown,
        )

    def _rule(self, item: Rule) -> RuleView:
        said = self._said(rule(item, self.entry.names))
        return RuleView(
            self.entry.place("rule", item.name),
            title(item.title, item.name),
            item.name,
            clean(item.doc),
            said,
        )

    def _table(self, item: Decision) -> TableView:
        told = table(item, self.entry.names)
        return TableView(
            self.entry.place("decision", item.name),
            title("", item.name),
            item.name,
            told.doc,
            told.asked,
            told.gives,
            self._said(told.counts),
            tuple((self._said(when), self._said(then)) for when, then in told.rows),
        )

    def _scenario(self, number: int, item: Scenario) -> ScenarioView:
        lines: list[tuple[str, Phrase]] = []
        before = ""
        for line in criteria(item, self.entry.names):
            lines.append(("And" if line.role == before else line.role, self._said(line.said)))
            before = line.role
        said = clean(item.title)
        return ScenarioView(
            f"scenario-{number}", said[:1].upper() + said[1:], tuple(lines), self._written(item.place)
        )

    def _field(self, item: FieldDeclaration) -> FieldView:
        names = self.entry.names
        first = self._said(value(item.default, names)) if item.default is not None else None
        return FieldView(spoken(item.name), names.type(item.type), first)


def _who(step: Step) -> str:
    """Who has something to do at a step, where it is not the customer."""
    if step.worker is not None:
        return " · for our people" if step.worker.kind == "queue" else " · for a bot"
    return "" if step.channels or step.best else " · by itself"


def _counts(entry: Entry) -> str:
    nodes = list(entry.names.nodes.values())
    steps = sum(isinstance(node, Step) for node in nodes)
    messages = len(entry.definition.declarations.notifications)
    told = [(steps, "step"), (messages, "message"), (len(entry.scenarios), "scenario")]
    return ", ".join(counted(count, word) for count, word in told if count)
