"""Lanes in DOT: clusters that reach from the first rank to the last, one beside the other in their order."""

from collections.abc import Iterable, Mapping
from itertools import pairwise

import graphviz  # type: ignore[import-untyped]  # it ships no types

from journeyc.compiler.diagram.picture import START, Edge, Group, Picture

_NOTHING = {"shape": "point", "style": "invis", "width": "0.01", "label": ""}
_WEIGHTLESS = {"style": "invis", "weight": "0"}


def edges_by_lane(picture: Picture) -> Mapping[str, list[Edge]]:
    """The edges by the lane they come from, those from the start by the lane they lead to: their labels lie
    there, so that nothing stands between lanes.
    """
    home = {card.id: group.id for group in picture.groups for card in group.cards}
    by_lane: dict[str, list[Edge]] = {}
    for edge in picture.edges:
        end = edge.target if edge.source == START else edge.source
        by_lane.setdefault(home[end], []).append(edge)
    return by_lane


def anchor(cluster: graphviz.Digraph, lane: Group) -> None:
    """What holds a lane at both ends of the map."""
    cluster.node(f"{lane.id}-from", **_NOTHING, group=lane.id)
    cluster.node(f"{lane.id}-to", **_NOTHING)


def stretch(graph: graphviz.Digraph, picture: Picture) -> None:
    """Hold all lanes at the first rank and the last, where nothing else stands, in their order.

    Graphviz minds no order between clusters. It minds that of nodes in none, begins with what it comes to
    first, and crosses edges of a group last of all: so before the lanes stands a row of nodes that are not
    seen, one for each lane, and behind them another.
    """
    for side in ("from", "to"):
        row, held = [f"{lane.id}-{side}-row" for lane in picture.groups], []
        for lane, place in zip(picture.groups, row, strict=True):
            held.append(f"{lane.id}-{side}")
            graph.node(place, **_NOTHING, group=lane.id)
        _side_by_side(graph, held)
        _side_by_side(graph, row)
        for before, after in pairwise(row):
            graph.edge(before, after, style="invis")
        for place, end in zip(row, held, strict=True):
            outward = (f"lanes-{side}", place, end) if side == "from" else (end, place, f"lanes-{side}")
            for before, after in pairwise(outward):
                graph.edge(before, after, style="invis")
        graph.node(f"lanes-{side}", **_NOTHING)
    _between(graph, picture)


def _side_by_side(graph: graphviz.Digraph, names: Iterable[str]) -> None:
    with graph.subgraph() as same:
        same.attr(rank="same")
        for name in names:
            same.node(name)


def _between(graph: graphviz.Digraph, picture: Picture) -> None:
    """Keep what nothing leads to behind the beginning of its lane, and what leads nowhere before its end."""
    ways = [edge for edge in picture.edges if not edge.loop]
    onward, reached = {edge.source for edge in ways}, {edge.target for edge in ways}
    started = [edge.target for edge in ways if edge.source == START][:1]
    for lane in picture.groups:
        first, last = f"{lane.id}-from", f"{lane.id}-to"
        graph.edge(first, last, **_WEIGHTLESS)
        for card in lane.cards:
            if card.id not in reached:
                graph.edge(first, card.id, **_WEIGHTLESS)
            if card.id in started:
                graph.edge(first, START, **_WEIGHTLESS)
            if card.id not in onward:
                graph.edge(card.id, last, **_WEIGHTLESS)
