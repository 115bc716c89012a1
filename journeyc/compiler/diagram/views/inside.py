"""One stage of the map alone, with where one comes from and where one goes."""

from collections.abc import Mapping
from dataclasses import replace

from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.picture import ONLY_TOGETHER, START, Card, Picture
from journeyc.nearest import hint_at


def inside(picture: Picture, name: str, links: Mapping[str, str] | None = None) -> Picture:
    """The stage of that name, or what else has steps in it, and around it a stub for each card outside that a
    way leads from or to.

    `links` are where a stub leads, by the name of its card. DiagramError when there is no such stage.
    """
    known = {group.name: group for group in picture.every_group() if group.kind not in ONLY_TOGETHER}
    if name not in known:
        names = ", ".join(f"`{one}`" for one in known)
        there = f"; there is {names}" if known else ": nothing in it has steps inside"
        raise DiagramError(f"there is no stage `{name}`{hint_at(name, known) or there}")
    group = known[name]
    within = {card.id for card in group.every_card()}
    edges = tuple(edge for edge in picture.edges if {edge.source, edge.target} & within)
    outside = {end for edge in edges for end in (edge.source, edge.target)} - within - {START}
    stubs = tuple(
        replace(_stub(card), link=(links or {}).get(card.name))
        for card in picture.every_card()
        if card.id in outside
    )
    return replace(picture, title=f"{picture.title}: {group.bare}", groups=(group,), cards=stubs, edges=edges)


def _stub(card: Card) -> Card:
    """What stands elsewhere: what it is and what it is called, no more."""
    return Card(
        id=card.id, name=card.name, kind="stub", kicker=card.kicker, title=card.title, mark=card.mark,
        hint=card.hint,
    )  # fmt: skip
