"""Which way a map reads."""

from collections.abc import Sequence

from journeyc.compiler.diagram.picture import START, Card, Direction, Edge

#: A map reads from left to right while it has so few cards, in so few ranks; beyond, it would be a ribbon.
_ACROSS = 15
_RANKS = 6


def suitable(every: Sequence[Card], arrows: Sequence[Edge]) -> Direction:
    """Across, or down where the cards are many or stand in many ranks behind each other."""
    onward: dict[str, set[str]] = {}
    for edge in arrows:
        if not edge.loop and edge.source not in {START, edge.target}:
            onward.setdefault(edge.source, set()).add(edge.target)
    ranks = 0
    front = {card.id for card in every}
    while front and ranks <= _RANKS:
        ranks += 1
        front = {target for source in front for target in onward.get(source, ())}
    return "LR" if len(every) <= _ACROSS and ranks <= _RANKS else "TB"
