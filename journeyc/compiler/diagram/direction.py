"""Which way a map reads."""

from collections.abc import Sequence

from journeyc.compiler.diagram.picture import BESIDE, START, Card, Direction, Edge

#: A map reads from left to right while it has so few cards, in so few ranks; beyond, it would be a ribbon.
ACROSS = 15
_RANKS = 6


def suitable(every: Sequence[Card], arrows: Sequence[Edge], across: int = ACROSS) -> Direction:
    """Across, or down where there are more cards on the way than fit `across`, or they stand in many ranks
    behind each other.
    """
    every = [card for card in every if card.kind not in BESIDE]
    onward: dict[str, set[str]] = {}
    for edge in arrows:
        if not edge.loop and edge.source not in {START, edge.target}:
            onward.setdefault(edge.source, set()).add(edge.target)
    ranks = 0
    front = {card.id for card in every}
    while front and ranks <= _RANKS:
        ranks += 1
        front = {target for source in front for target in onward.get(source, ())}
    return "LR" if len(every) <= across and ranks <= _RANKS else "TB"
