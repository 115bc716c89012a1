"""What templates are given of a journey."""

from dataclasses import dataclass

from journeyc.documentation.letters import Letter
from journeyc.documentation.links import Link
from journeyc.documentation.maps import Map
from journeyc.documentation.phrases import Phrase

Phrases = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """What the customer is told at a step, in one language."""

    language: str
    language_name: str
    said: Phrases


@dataclass(frozen=True, slots=True)
class StepView:
    """A step, or what steps stand in: `told` is what it is, `ways` what may happen. `card` is the id of its
    card on the map.
    """

    anchor: str
    kind: str
    label: str
    title: str
    name: str
    doc: str
    depth: int
    told: Phrases
    ways: Phrases
    sayings: tuple[Saying, ...]
    came_from: tuple[Link, ...]
    where: str
    card: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message: how it goes out, who sends it, and what it looks like."""

    anchor: str
    title: str
    name: str
    doc: str
    category: str
    told: Phrases
    sent_by: tuple[Link, ...]
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in a sentence."""

    anchor: str
    title: str
    name: str
    doc: str
    said: Phrase


@dataclass(frozen=True, slots=True)
class TableView:
    """A decision as a table of conditions and results."""

    anchor: str
    title: str
    name: str
    doc: str
    asked: tuple[tuple[str, str], ...]
    gives: str
    counts: Phrase
    rows: tuple[tuple[Phrase, Phrase], ...]


@dataclass(frozen=True, slots=True)
class ScenarioView:
    """A scenario: lines with the word they begin with, `Given`, `And`, `When`, `Then`."""

    anchor: str
    title: str
    lines: tuple[tuple[str, Phrase], ...]
    where: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of what a journey remembers: its type in words, and what it is at first, if anything."""

    name: str
    type: str
    first: Phrase | None


@dataclass(frozen=True, slots=True)
class JourneyView:
    """All of a journey. `facts` are labels with words; the rest is in the order of the page."""

    path: str
    title: str
    name: str
    doc: str
    counts: str
    facts: tuple[tuple[str, Phrase], ...]
    begins: Phrases
    starts: Phrases
    again: Phrases
    away: Phrases
    ends: Phrases
    goals: Phrases
    migrations: Phrases
    map: Map | None
    steps: tuple[StepView, ...]
    messages: tuple[MessageView, ...]
    rules: tuple[RuleView, ...]
    decisions: tuple[TableView, ...]
    scenarios: tuple[ScenarioView, ...]
    remembers: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class ItemView:
    """An entry of the glossary; `facts` are labels with words, `uses` labels with links."""

    anchor: str
    title: str
    name: str
    doc: str
    facts: tuple[tuple[str, Phrase], ...]
    uses: tuple[tuple[str, tuple[Link, ...]], ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """The entries of one kind."""

    anchor: str
    title: str
    about: str
    items: tuple[ItemView, ...]
