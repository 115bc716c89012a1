"""The neutral picture: what is drawn, before any language of drawing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Direction = Literal["LR", "TB"]
CardKind = Literal[
    "step", "internal", "agent", "choice", "success", "failure", "neutral", "done", "around", "pause", "rule"
]
ChipKind = Literal["channel", "notify", "remind", "finding", "here"]
FindingKind = Literal["dead-end", "unreachable", "other"]
EdgeKind = Literal["start", "event", "choice", "timer"]
GroupKind = Literal["touchpoint", "stage", "parallel", "branch", "each", "interrupt", "rules"]
LineKind = Literal["event", "timer", "guard", "note"]

#: The id of the dot every start comes from.
START = "start"


@dataclass(frozen=True, slots=True)
class Chip:
    """A small label on a card."""

    kind: ChipKind
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """A rounded card; `id` is generated, `name` is the author's, `hint` is what hovering tells."""

    id: str
    name: str
    kind: CardKind
    kicker: str
    title: str
    lines: tuple[str, ...] = ()
    chips: tuple[Chip, ...] = ()
    finding: FindingKind | None = None
    here: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together: at a touchpoint, or in a stage, a branch and the like; groups nest."""

    id: str
    kind: GroupKind
    title: str
    cards: tuple[Card, ...]
    groups: tuple["Group", ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an edge's label."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two cards; `loop` leads back to where the customer has been, so it does not
    stretch the map.
    """

    id: str
    source: str
    target: str
    kind: EdgeKind
    lines: tuple[Line, ...] = ()
    loop: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole map; `cards` are those in no group, `summary` says in words what the map shows."""

    title: str
    subtitle: str
    summary: str
    direction: Direction
    groups: tuple[Group, ...]
    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]

    def every_group(self) -> Iterator[Group]:
        """All groups, each before those in it."""
        pending = list(self.groups)
        while pending:
            group = pending.pop(0)
            yield group
            pending = [*group.groups, *pending]

    def every_card(self) -> Iterator[Card]:
        """The cards of all groups, then those in none."""
        for group in self.every_group():
            yield from group.cards
        yield from self.cards
