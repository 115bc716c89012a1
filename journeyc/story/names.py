"""What is called how: titles where there are any, else names as words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from journeyc.expression.tree import Literal, Private
from journeyc.ir.model import (
    Branch,
    Declarations,
    Journey,
    Node,
    Notification,
    RecordDeclaration,
    Segment,
    TypeDeclaration,
)
from journeyc.ir.private import private_fields
from journeyc.ir.walk import every_node
from journeyc.story.spoken import clean, spoken
from journeyc.story.words import Kind, Span, Words, listed, quoted, words


@dataclass(frozen=True, slots=True)
class Names:
    """How a journey calls what it speaks of; `journeys` are all that are known, by name."""

    journey: Journey
    declared: Declarations
    journeys: Mapping[str, Journey]
    nodes: Mapping[str, Node | Branch]
    messages: Mapping[str, Notification]
    segments: Mapping[str, Segment]
    types: Mapping[str, TypeDeclaration]
    private: Private
    #: The time zone of the journey, where it is the same for everybody.
    zone: str = ""
    #: The node that is told of.
    here: str = ""
    #: What the answer of a service is called where something follows it.
    answers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, journey: Journey, declared: Declarations, journeys: Iterable[Journey] = ()) -> "Names":
        return cls(
            journey,
            declared,
            {other.name: other for other in journeys},
            {node.name: node for node in every_node(journey.nodes)},
            {item.name: item for item in declared.notifications},
            {item.name: item for item in declared.segments},
            {item.name: item for item in declared.types},
            private_fields(journey, declared),
            str(journey.timezone.value) if isinstance(journey.timezone, Literal) else "",
        )

    def hearing(self, answer: str | None) -> "Names":
        """The same, behind the answer of a service that is called so."""
        return replace(self, answers=frozenset({answer})) if answer else self

    def within(self, node: str) -> "Names":
        """The same, in what is told of a node."""
        return replace(self, here=node)

    def is_desk(self, channels: Iterable[str]) -> bool:
        """Whether only the company's own people are on these channels."""
        abilities = {one.name: one.abilities for place in self.declared.touchpoints for one in place.channels}
        named = list(channels)
        return bool(named) and all("agent" in abilities.get(name, ()) for name in named)

    def step(self, name: str) -> Words:
        node = self.nodes.get(name)
        return quoted(Span(title(node.title if node else "", name), "step", name))

    def event(self, name: str) -> Words:
        return quoted(Span(spoken(name), "event", name))

    def message(self, name: str) -> Words:
        known = self.messages.get(name)
        return quoted(Span(title(known.title if known else "", name), "message", name))

    def segment(self, name: str) -> Words:
        known = self.segments.get(name)
        return quoted(Span(title(known.title if known else "", name), "segment", name))

    def other_journey(self, name: str) -> Words:
        known = self.journeys.get(name)
        return quoted(Span(title(known.title if known else "", name), "journey", name))

    def end_of(self, journey: str, end: str) -> Words:
        """The end of another journey."""
        known = self.journeys.get(journey)
        ends = [node for node in known.nodes if node.name == end] if known else []
        return quoted(Span(title(ends[0].title if ends else "", end), "step", end, journey))

    def worker(self, kind: str, name: str) -> Words:
        declared = self.declared.queues if kind == "queue" else self.declared.bots
        known = [item.title for item in declared if item.name == name]
        return quoted(Span(title(known[0] if known else "", name), "worker", name))

    def channels(self, names: Iterable[str], last: str = "or") -> Words:
        return listed([Span(spoken(name), "channel", name) for name in names], last)

    def by_channels(self, notification: str) -> Words:
        """How a message goes out: `by SMS, or else by email`."""
        known = self.messages.get(notification)
        ways = [
            words("by ", Span(spoken(name), "channel", name)) for name in (known.channels if known else ())
        ]
        parts: list[Words] = []
        for index, way in enumerate(ways):
            parts.append(words(", or else ", way) if index else words(" ", way))
        return words(*parts)

    def type(self, written: str) -> str:
        """A type in words, such as `an amount of money`; whether it may be missing is not said."""
        return type_words(written, self.types)


def title(given: str, name: str) -> str:
    """The title, or the name as words with a capital."""
    said = clean(given)
    if said:
        return said
    words_of = spoken(name)
    return words_of[:1].upper() + words_of[1:]


def named(name: str, kind: Kind) -> Words:
    """A name that has no title, in quotes."""
    return quoted(Span(spoken(name), kind, name))


_TYPES = {
    "text": "text",
    "int": "a whole number",
    "decimal": "a number",
    "bool": "yes or no",
    "money": "an amount of money",
    "percent": "a percentage",
    "date": "a date",
    "time": "a time of day",
    "instant": "a date and time",
    "duration": "a length of time",
    "id": "an id",
    "channel": "a channel",
    "Customer": "the customer",
}


def type_words(written: str, types: Mapping[str, TypeDeclaration], depth: int = 0) -> str:
    """A written type in words: `money?` is `an amount of money`, an enum its members."""
    kind = written.strip()
    if kind.startswith("list of "):
        return f"a list, each item {type_words(kind.removeprefix('list of '), types, depth)}"
    if kind.startswith("(") and kind.endswith((")", ")?")):
        return type_words(kind.removesuffix("?")[1:-1], types, depth)
    kind = kind.removesuffix("?")
    if kind.startswith("one of "):
        return _one_of(kind.removeprefix("one of ").split(","))
    declared = types.get(kind)
    if declared is None:
        return _TYPES.get(kind) or clean(kind)
    if isinstance(declared, RecordDeclaration):
        inside = ", ".join(spoken(field.name) for field in declared.fields)
        return f"{_split(kind)} ({inside})" if not depth else _split(kind)
    return _one_of(declared.members)


def _one_of(members: Iterable[str]) -> str:
    said = [spoken(member.strip()) for member in members]
    return " or ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))


def _split(name: str) -> str:
    """A type's name as words: `PaymentPlan` is `payment plan`."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in clean(name))
    return spaced.strip() or name
