"""The neutral picture: what is drawn, before any language of drawing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from journeyc.compiler.diagram.failure import DiagramError

Direction = Literal["LR", "TB"]
CardKind = Literal[
    "step", "internal", "agent", "bot", "choice", "success", "failure", "neutral", "done", "around", "stage",
    "stub", "pause", "rule", "goal",
]  # fmt: skip
ChipKind = Literal[
    "channel", "notify", "remind", "journey", "goal", "finding", "here", "path", "added", "removed",
    "changed",
]  # fmt: skip
FindingKind = Literal["dead-end", "unreachable", "other"]
EdgeKind = Literal["start", "event", "choice", "timer"]
GroupKind = Literal[
    "touchpoint", "stage", "parallel", "branch", "each", "interrupt", "rules", "goals", "lane"
]
LineKind = Literal["event", "timer", "guard", "note"]
#: How a part stands to what is compared or followed; unset where nothing is.
Mark = Literal["added", "removed", "changed", "on-path", "off-path"]
FigureKind = Literal["now", "stuck", "flow", "time", "drop-off"]
#: How much a figure asks to be looked at.
Level = Literal["plain", "notable", "alarming"]

#: The id of the dot every start comes from.
START = "start"
#: The cards at which something is done.
STEPS: frozenset[CardKind] = frozenset({"step", "internal", "agent", "bot"})
#: The cards at which a journey ends.
OUTCOMES: frozenset[CardKind] = frozenset({"success", "failure", "neutral"})
#: Those that stand beside the way, and have no say in how it runs.
BESIDE: frozenset[CardKind] = frozenset({"rule", "goal"})
#: Groups of cards that only stand together; customers are in all others.
ONLY_TOGETHER: frozenset[GroupKind] = frozenset({"touchpoint", "rules", "goals"})
#: What a picture ends in that a browser opens, with links in it.
WITH_LINKS = frozenset({".svg", ".html"})

#: A place in the same page, a page of the web, or a picture beside this one, by a name made here.
_LINK = re.compile(
    r"""#[^\s"'<>\\`]+|https://[^\s"'<>\\`]+|(?:(?!\.\.?/)[\w.~%-]+/)*[\w.~%-]+\.(?i:svg|html)""",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A small label on a card."""

    kind: ChipKind
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its word that lies over a card or an arrow, such as `12 now` or `3 stuck`.

    `share` goes from 0 to 1: how wide an arrow is, beside the widest of its picture.
    """

    kind: FigureKind
    text: str
    level: Level = "plain"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a step tells the customer, in a language (unset: in every other) and on these channels (none: all
    others).
    """

    text: str
    language: str | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A rounded card; `id` is generated, `name` is the author's, `hint` is what hovering tells. What it
    `says` to the customer is not drawn, and can be read beside it.

    `link` is where a click leads: `#…` in the same page, `https://…`, or the name of the file of another
    picture beside this one or in a folder there, ending in `.svg` or `.html`. DiagramError for anything else.
    """

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
    mark: Mark | None = None
    link: str | None = None
    figures: tuple[Figure, ...] = ()
    says: tuple[Said, ...] = ()

    def __post_init__(self) -> None:
        if self.link is not None and not _LINK.fullmatch(self.link):
            raise DiagramError(f"`{self.link}` is no link for a picture; it begins with `#` or `https://`")


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together: at a touchpoint, or in a stage, a branch and the like; groups nest. `name`
    is the author's, where they gave it one, and `bare` the title without what kind of group it is.
    """

    id: str
    kind: GroupKind
    title: str
    cards: tuple[Card, ...]
    groups: tuple["Group", ...] = ()
    mark: Mark | None = None
    name: str = ""
    bare: str = ""

    def every_card(self) -> Iterator[Card]:
        """Its own cards, then those of the groups in it."""
        yield from self.cards
        for group in self.groups:
            yield from group.every_card()

    def mapped(self, change: Callable[[Card], Card]) -> "Group":
        """The group with each card changed, those of the groups in it too."""
        cards = tuple(map(change, self.cards))
        return replace(self, cards=cards, groups=tuple(group.mapped(change) for group in self.groups))


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
    mark: Mark | None = None
    figures: tuple[Figure, ...] = ()


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
        for group in self.groups:
            yield from group.every_card()
        yield from self.cards

    def mapped(self, change: Callable[[Card], Card]) -> "Picture":
        """The picture with each card changed."""
        cards = tuple(map(change, self.cards))
        return replace(self, cards=cards, groups=tuple(group.mapped(change) for group in self.groups))
