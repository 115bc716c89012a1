"""Two pictures of a journey in one: what is new, gone and other in the newer one is marked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from journeyc.compiler.diagram.picture import START, Card, Edge, Group, Line, Picture
from journeyc.compiler.diagram.summary import count

#: What ids of what is gone end in, so that both pictures have theirs.
_GONE = "-gone"

Part = TypeVar("Part", Card, Edge, Group)


def compared(old: Picture, new: Picture, changed: Collection[str] = ()) -> Picture:
    """The newer picture with what is gone beside it; cards of one name are the same. `changed` are names of
    those in which more is other than their picture shows.
    """
    merging = _Merging(old, new, changed)
    groups, cards = merging.groups(old.groups, new.groups), merging.cards(old.cards, new.cards)
    edges = merging.edges()
    picture = replace(new, groups=groups, cards=cards, edges=edges)
    told = _told(picture)
    return replace(
        picture,
        subtitle=f"{_before(old, new)}{new.subtitle} · {told[0]}",
        summary=f"{new.summary} {told[1]}",
    )


def _before(old: Picture, new: Picture) -> str:
    """The older version, in front of the newer one that a subtitle begins with."""
    was, now = (picture.subtitle.partition(" · ")[0] for picture in (old, new))
    return f"{was} → " if was != now else ""


class _Merging:
    """What is known of both pictures while they become one."""

    def __init__(self, old: Picture, new: Picture, changed: Collection[str]) -> None:
        self.before = {card.name: card for card in old.every_card()}
        self.after = {card.name: card for card in new.every_card()}
        self.changed = frozenset(changed)
        self.old, self.new = old, new

    def cards(self, old: Iterable[Card], new: Iterable[Card]) -> tuple[Card, ...]:
        """The cards of a place, then those that stood there and are gone."""
        gone = (card for card in old if card.name not in self.after)
        return (*map(self.card, new), *map(_gone, gone))

    def card(self, card: Card) -> Card:
        """A card of the newer picture, marked."""
        was = self.before.get(card.name)
        if was is None:
            return replace(card, mark="added")
        same = _content(was) == _content(card) and card.name not in self.changed
        return card if same else replace(card, mark="changed")

    def groups(self, old: Sequence[Group], new: Sequence[Group]) -> tuple[Group, ...]:
        """Groups by what they are called; of those that are gone what nothing else shows."""
        left = list(old)
        found: list[Group] = []
        for group in new:
            was = next((one for one in left if (one.kind, one.title) == (group.kind, group.title)), None)
            if was is not None:
                left.remove(was)
            inner = self.groups(was.groups if was else (), group.groups)
            cards = self.cards(was.cards if was else (), group.cards)
            every = [*cards, *(card for one in inner for card in one.every_card())]
            fresh = was is None and bool(every) and all(card.mark == "added" for card in every)
            found.append(replace(group, cards=cards, groups=inner, mark="added" if fresh else None))
        for group in left:
            cards, inner = self.cards(group.cards, ()), self.groups(group.groups, ())
            if cards or inner:
                found.append(replace(_gone(group), cards=cards, groups=inner))
        return tuple(found)

    def edges(self) -> tuple[Edge, ...]:
        """The arrows of both: those with the same ends and words are the same, then those with the same
        ends and kind, then those with the same ends.
        """
        ids = {card.name: card.id for card in self.after.values()}
        ends = {START: START}
        for card in self.old.every_card():
            ends[card.id] = ids.get(card.name, card.id + _GONE)
        old = [replace(edge, source=ends[edge.source], target=ends[edge.target]) for edge in self.old.edges]
        pairs: dict[str, Edge] = {}
        gone = {edge.id: edge for edge in old}
        for same in (_whole, _ends_and_kind, _ends):
            free: dict[tuple[object, ...], list[Edge]] = {}
            for edge in gone.values():
                free.setdefault(same(edge), []).append(edge)
            for edge in self.new.edges:
                if edge.id not in pairs and (alike := free.get(same(edge))):
                    pairs[edge.id] = gone.pop(alike.pop(0).id)
        own = (_marked(edge, pairs.get(edge.id)) for edge in self.new.edges)
        return (*own, *map(_gone, gone.values()))


def _marked(edge: Edge, was: Edge | None) -> Edge:
    """An arrow of the newer picture; of one that is other it is told what stood at it."""
    if was is None:
        return replace(edge, mark="added")
    if _whole(was) == _whole(edge):
        return edge
    words = " ".join(line.text for line in was.lines)
    note = (Line("note", f"was: {words}"),) if words else ()
    return replace(edge, mark="changed", lines=(*edge.lines, *note))


def _gone(part: Part) -> Part:
    return replace(part, id=part.id + _GONE, mark="removed")


def _content(card: Card) -> Card:
    """What a card shows of what it is, whatever lies over it."""
    return replace(card, id="", name="", finding=None, here=False, mark=None, link=None, figures=())


def _whole(edge: Edge) -> tuple[object, ...]:
    return (edge.source, edge.target, edge.kind, edge.lines)


def _ends_and_kind(edge: Edge) -> tuple[object, ...]:
    return (edge.source, edge.target, edge.kind)


def _ends(edge: Edge) -> tuple[object, ...]:
    return (edge.source, edge.target)


def _told(picture: Picture) -> tuple[str, str]:
    """How much is marked, and what, in words."""
    numbers, names = [], []
    for mark in ("added", "removed", "changed"):
        titles = [card.title for card in picture.every_card() if card.mark == mark]
        arrows = sum(edge.mark == mark for edge in picture.edges)
        if titles or arrows:
            numbers.append(f"{len(titles) + arrows} {mark}")
            titles += [count(arrows, "arrow")] if arrows else []
            names.append(f"{mark.capitalize()}: {', '.join(titles)}.")
    return (", ".join(numbers) or "nothing is different"), (" ".join(names) or "Nothing is different.")
