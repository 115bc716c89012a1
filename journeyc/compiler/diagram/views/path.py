"""One way through the map: where somebody went comes to the front, and the rest steps back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from journeyc.compiler.diagram.cards import ORIGIN
from journeyc.compiler.diagram.picture import ONLY_TOGETHER, START, Card, Chip, Edge, Group, Mark, Picture

#: So many numbers are on a card and so many titles in the description: the first, and the last.
_NUMBERS = 12
_TITLES = 50
#: Stands for the numbers between.
_LEFT_OUT = "…"


class Passed(NamedTuple):
    """A node that somebody came to, by its name, and whether a timer brought them there."""

    place: str
    timer: bool = False


def followed(picture: Picture, whose: str, way: Iterable[Passed]) -> Picture:
    """The map with all on `whose` way marked `on-path`, its cards numbered in order, and everything else
    marked `off-path`.

    A node without a card of its own is passed over. An arrow counts from where somebody was last that it
    leads on from, be it around that; what is possible at any step counts where nothing else led there.
    """
    ways = _Ways(picture)
    titles = {card.name: card.title for card in picture.every_card()}
    reached: dict[str, list[int]] = {}
    taken: set[str] = set()
    visited: list[str] = []
    for place, timer in way:
        if place not in titles:
            continue
        for edge in ways.to(place, timer=timer).edges:
            taken.add(edge.id)
            if ways.names[edge.source] != ORIGIN:
                reached.setdefault(ways.names[edge.source], [])
        visited.append(place)
        reached.setdefault(place, []).append(len(visited))
        ways.last[place] = len(visited)
    names = [titles[name] for name in visited]
    if len(names) > _TITLES:
        names[_TITLES - 1 : -1] = [f"{len(names) - _TITLES:,} more"]
    told = f"The way of {whose}: {', then '.join(names)}." if names else f"{whose} came nowhere."
    found = _marked(picture, reached, taken)
    return replace(
        found, subtitle=f"{found.subtitle} · the way of {whose}", summary=f"{told} {found.summary}"
    )


class _Led(NamedTuple):
    """Arrows that may have led somewhere, one after the other: the larger, the likelier.

    `since` is the number of the place they set out from, 0 for the start, -1 where nobody was yet.
    """

    since: int = -1
    of_its_kind: bool = False
    direct: bool = False
    edges: tuple[Edge, ...] = ()


class _Ways:
    """The arrows of a map, and where somebody was `last`: the numbers of places, by their names."""

    def __init__(self, picture: Picture) -> None:
        self.names = {card.id: card.name for card in picture.every_card()} | {START: ORIGIN}
        self.last = {ORIGIN: 0}
        self._arriving: dict[str, list[Edge]] = {}
        for edge in picture.edges:
            self._arriving.setdefault(self.names[edge.target], []).append(edge)
        self._inside = {
            group.name: {card.name for card in group.every_card() if card.name != group.name}
            for group in picture.every_group()
            if group.name and group.kind not in ONLY_TOGETHER
        }

    def to(self, place: str, *, timer: bool) -> _Led:
        """The arrows that led to a place; those of timers come before others for a timer, else after them."""
        led = [self._by(edge, place, timer=timer) for edge in self._arriving.get(place, ())]
        return max(led, key=lambda one: one[:3], default=_Led())

    def _by(self, edge: Edge, place: str, *, timer: bool) -> _Led:
        source = self.names[edge.source]
        inside = self._inside.get(source, set())
        of_its_kind = (edge.kind == "timer") == timer
        here = _Led(self.last.get(source, -1), of_its_kind, direct=True, edges=(edge,))
        if place in inside and not edge.lines:
            # It begins what is around it: so somebody came there first.
            before = self.to(source, timer=timer)
            return before._replace(edges=(*before.edges, edge)) if before.since > here.since else here
        within = max((self.last.get(name, -1) for name in inside), default=-1)
        return here if here.since >= within else here._replace(since=within, direct=False)


def together(cards: Iterable[Card]) -> list[Chip]:
    """When a path passed through any of these cards, from the numbers on them."""
    said = [chip.text.split(", ") for card in cards for chip in card.chips if chip.kind == "path"]
    numbers = sorted(int(number) for one in said for number in one if number != _LEFT_OUT)
    return [Chip("path", _shown(numbers, more=any(_LEFT_OUT in one for one in said)))] if numbers else []


def _shown(numbers: Sequence[int], *, more: bool = False) -> str:
    """Numbers in order, with those in the middle left out where there are many, or `more` than these."""
    if more or len(numbers) > _NUMBERS:
        return ", ".join([*map(str, numbers[: _NUMBERS - 1]), _LEFT_OUT, str(numbers[-1])])
    return ", ".join(map(str, numbers))


def _marked(picture: Picture, reached: dict[str, list[int]], taken: set[str]) -> Picture:
    def of_card(card: Card) -> Card:
        numbers = reached.get(card.name)
        if numbers is None:
            return replace(card, mark="off-path")
        chips = (*card.chips, *([Chip("path", _shown(numbers))] if numbers else []))
        return replace(card, mark="on-path", chips=chips)

    def of_group(group: Group) -> Group:
        cards = tuple(of_card(card) for card in group.cards)
        inner = tuple(of_group(child) for child in group.groups)
        marks = {card.mark for card in cards} | {child.mark for child in inner}
        mark: Mark | None = "off-path" if marks == {"off-path"} else None
        return replace(group, cards=cards, groups=inner, mark=mark)

    edges = tuple(replace(edge, mark="on-path" if edge.id in taken else "off-path") for edge in picture.edges)
    return replace(
        picture,
        groups=tuple(of_group(group) for group in picture.groups),
        cards=tuple(of_card(card) for card in picture.cards),
        edges=edges,
    )
