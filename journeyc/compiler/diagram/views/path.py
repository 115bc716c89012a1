"""One way through the map: where somebody went comes to the front, and the rest steps back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from journeyc.compiler.diagram.cards import ORIGIN
from journeyc.compiler.diagram.picture import START, Card, Chip, Edge, Group, Mark, Picture


class Passed(NamedTuple):
    """A node that somebody came to, by its name, and whether a timer brought them there."""

    place: str
    timer: bool = False


def followed(picture: Picture, whose: str, way: Iterable[Passed]) -> Picture:
    """The map with all on `whose` way marked `on-path`, its cards numbered in order, and everything else
    marked `off-path`.

    A node without a card of its own is passed over. An arrow counts from where somebody was last that it
    leads on from; what is possible at any step counts where nothing else led there.
    """
    cards = {card.name: card for card in picture.every_card()}
    names = {card.id: card.name for card in cards.values()} | {START: ORIGIN}
    reached: dict[str, list[int]] = {}
    taken: set[str] = set()
    visited = {ORIGIN: 0}
    titles: list[str] = []
    for place, timer in way:
        if place not in cards:
            continue
        arriving = [edge for edge in picture.edges if names[edge.target] == place]
        edge = _taken(arriving, names, visited, timer=timer)
        if edge:
            taken.add(edge.id)
            if names[edge.source] not in {*reached, ORIGIN}:
                reached[names[edge.source]] = []
        titles.append(cards[place].title)
        visited[place] = len(titles)
        reached.setdefault(place, []).append(len(titles))
    told = f"The way of {whose}: {', then '.join(titles)}." if titles else f"{whose} came nowhere."
    found = _marked(picture, reached, taken)
    return replace(
        found, subtitle=f"{found.subtitle} · the way of {whose}", summary=f"{told} {found.summary}"
    )


def _taken(
    arriving: Sequence[Edge], names: dict[str, str], visited: Mapping[str, int], *, timer: bool
) -> Edge | None:
    """The arrow that led to a place: from the place visited last that has one, of its kind before others.
    `visited` has the number of the last visit to each place.
    """

    def rank(edge: Edge) -> tuple[int, bool]:
        return visited.get(names[edge.source], -1), (edge.kind == "timer") == timer

    return max(arriving, key=rank, default=None)


def _marked(picture: Picture, reached: dict[str, list[int]], taken: set[str]) -> Picture:
    def of_card(card: Card) -> Card:
        numbers = reached.get(card.name)
        if numbers is None:
            return replace(card, mark="off-path")
        said = ", ".join(map(str, numbers))
        chips = (*card.chips, *([Chip("path", said)] if numbers else []))
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
