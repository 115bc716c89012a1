"""From the neutral picture to DOT."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import graphviz  # type: ignore[import-untyped]  # it ships no types

from journeyc.compiler.diagram.dot_lanes import anchor, edges_by_lane, stretch
from journeyc.compiler.diagram.labels import card_label, edge_label, group_label, header_label, labelled
from journeyc.compiler.diagram.picture import BESIDE, START, Card, Direction, Edge, Group, Picture
from journeyc.compiler.diagram.theme import MARKS, Theme, palette

FONT = "Helvetica,Arial,sans-serif"

#: The number of cards from which speed counts more than the last bend.
_HUGE = 100
#: Marks that come to the front.
_STRONG_MARKS = frozenset({"added", "changed", "on-path"})
#: How wide an arrow is that nobody takes, and the one that most take, in points.
_THIN, _WIDEST = 1.0, 6.0
#: How many cards stand in a row where no ways lead from one to the next.
_ROW = 5


def to_dot(picture: Picture, theme: Theme = "light", *, sharp: bool = False) -> str:
    """The picture as DOT text, always the same for the same picture; `sharp` asks for twice the dots,
    for bitmaps.
    """
    colours = palette(theme)
    graph = graphviz.Digraph("journey")
    graph.attr("graph", **_graph_attributes(picture, colours), **({"dpi": "192"} if sharp else {}))
    graph.attr(
        "node",
        shape="plain",
        fontname=FONT,
        fontsize="12",
        fontcolor=colours["ink"],
        color=colours["card-line"],
    )
    graph.attr(
        "edge",
        fontname=FONT,
        fontsize="10",
        fontcolor=colours["ink"],
        color=colours["edge"],
        penwidth="1.3",
        arrowsize="0.75",
    )
    if any(edge.source == START for edge in picture.edges):
        graph.node(
            START,
            label="",
            id=START,
            **{"class": "start"},
            shape="circle",
            style="filled",
            fixedsize="true",
            width="0.2",
            fillcolor=colours["dot"],
            color=colours["dot"],
        )
    lanes = [group for group in picture.groups if group.kind == "lane"]
    homes = edges_by_lane(picture) if lanes else _inner_edges(picture)
    for group in picture.groups:
        _add_group(graph, group, homes, colours)
        rules = [card for card in group.cards if card.kind in BESIDE]
        if rules:
            _in_rows(graph, rules, None if lanes else picture.direction)
    if lanes:
        stretch(graph, picture)
    for card in picture.cards:
        _add_card(graph, card, colours)
    dead_ends = frozenset(card.id for card in picture.every_card() if card.finding == "dead-end")
    for edge in picture.edges:
        # What leads back bends freely on a map; through lanes it is to run straight.
        back = {"weight": "1" if lanes else "0"} if edge.loop else {}
        _add_edge(graph, edge, colours, back, into_dead_end=edge.target in dead_ends)
    return str(graph.source)


def _inner_edges(picture: Picture) -> Mapping[str, list[Edge]]:
    """The edges whose both ends lie in one group, by the id of the innermost: their labels lie in it."""
    homes: dict[str, tuple[str, ...]] = {}
    pending: list[tuple[Group, tuple[str, ...]]] = [(group, (group.id,)) for group in picture.groups]
    while pending:
        group, path = pending.pop()
        homes |= {card.id: path for card in group.cards}
        pending += [(child, (*path, child.id)) for child in group.groups]
    inner: dict[str, list[Edge]] = {}
    for edge in picture.edges:
        both = zip(homes.get(edge.source, ()), homes.get(edge.target, ()), strict=False)
        shared = [one for one, other in both if one == other]
        if shared:
            inner.setdefault(shared[-1], []).append(edge)
    return inner


def _graph_attributes(picture: Picture, colours: Mapping[str, str]) -> dict[str, str]:
    # Graphviz places the cards of a huge map by trial and error: fewer trials halve its time.
    patience = {"nslimit": "2"} if sum(1 for _ in picture.every_card()) > _HUGE else {}
    return patience | {
        "rankdir": picture.direction,
        "newrank": "true",
        "compound": "true",
        "splines": "spline",
        "nodesep": "0.3",
        "ranksep": "0.3",
        "pad": "0.35",
        "bgcolor": colours["paper"],
        "fontname": FONT,
        "fontsize": "12",
        "fontcolor": colours["ink"],
        "label": header_label(picture.title, picture.subtitle, colours) if picture.title else "",
        "labelloc": "t",
        "labeljust": "l",
    }


def _add_group(
    graph: graphviz.Digraph, group: Group, inner_edges: Mapping[str, list[Edge]], colours: Mapping[str, str]
) -> None:
    with graph.subgraph(name=f"cluster_{group.id}") as inner:
        inner.attr(
            "graph",
            id=group.id,
            **{"class": group.kind},
            **_outline(group),
            fillcolor=colours["group-fill"],
            color=colours[MARKS[group.mark].line if group.mark else "group-line"],
            margin="14",
            labelloc="t",
            labeljust="l",
            label=group_label(group, colours),
        )
        for child in group.groups:
            _add_group(inner, child, inner_edges, colours)
        for card in group.cards:
            _add_card(inner, card, colours)
        if group.kind == "lane":
            anchor(inner, group)
        for edge in inner_edges.get(group.id, ()):
            if _has_middle(edge):
                inner.node(_middle(edge))
            if group.kind == "lane" and edge.source == START:
                inner.node(START)


def _in_rows(graph: graphviz.Digraph, cards: Sequence[Card], direction: Direction | None) -> None:
    """Cards without ways between them, a few behind each other in the direction of the map; the rows are read
    from the top, or from the left. Without a direction they stand as they come.
    """
    for number, (before, card) in enumerate(pairwise(cards), 1):
        if number % _ROW:
            graph.edge(before.id, card.id, style="invis")
    if direction is None:
        return
    # Edges between cards side by side tell Graphviz their order, from the bottom up or from the left.
    beginnings = cards[::_ROW]
    with graph.subgraph() as same:
        same.attr(rank="same")
        for before, card in pairwise(beginnings[::-1] if direction == "LR" else beginnings):
            same.edge(before.id, card.id, style="invis")


def _outline(group: Group) -> dict[str, str]:
    """What only groups is filled; what customers are in has a line of its own, dashed where it is beside
    something else, and dotted where it was removed. A mark makes it thicker.
    """
    filled = group.kind in {"touchpoint", "lane"}
    beside = group.kind in {"branch", "each", "interrupt", "rules", "goals"}
    line = ["dotted"] if group.mark == "removed" else ["dashed"] if beside else []
    width = "2.4" if group.mark in _STRONG_MARKS else "0.75" if filled else "1.2"
    return {"style": ",".join(["rounded", *(["filled"] if filled else []), *line]), "penwidth": width}


def _add_card(graph: graphviz.Digraph, card: Card, colours: Mapping[str, str]) -> None:
    words = [card.kind, card.finding or "", "here" if card.here else "", card.mark or ""]
    graph.node(
        card.id, label=card_label(card, colours), id=card.id, **{"class": " ".join(filter(None, words))}
    )


def _add_edge(
    graph: graphviz.Digraph,
    edge: Edge,
    colours: Mapping[str, str],
    more: Mapping[str, str],
    *,
    into_dead_end: bool,
) -> None:
    """An edge in two halves with its label as a node between them: no label lies on another, no line
    on a label.

    A loop is drawn from its target to its source with the arrow at its tail: it leads back and
    stretches nothing.
    """
    words = f"{edge.kind} {edge.mark}" if edge.mark else edge.kind
    attributes: dict[str, str] = {"class": words, **more}
    if edge.kind == "timer":
        attributes |= {"style": "dashed", "color": colours["timer"]}
    attributes |= _flow(edge, colours)
    if into_dead_end:
        attributes |= {"color": colours["finding-line"], "penwidth": "2"}
    if edge.mark:
        attributes |= {"color": colours[MARKS[edge.mark].line]}
        attributes |= {"penwidth": "2.6"} if edge.mark in _STRONG_MARKS else {}
        attributes |= {"style": "dotted"} if edge.mark == "removed" else {}
    if not _has_middle(edge):
        label = {"label": edge_label(edge, colours)} if labelled(edge) else {}
        graph.edge(edge.source, edge.target, id=edge.id, **attributes, **label)
        return
    middle = _middle(edge)
    graph.node(middle, label=edge_label(edge, colours), id=middle, **{"class": f"label {words}"})
    if edge.loop:
        graph.edge(edge.target, middle, id=edge.id, dir="back", **attributes)
        graph.edge(middle, edge.source, id=f"{edge.id}-tail", dir="none", **attributes)
    else:
        graph.edge(edge.source, middle, id=f"{edge.id}-tail", dir="none", **attributes)
        graph.edge(middle, edge.target, id=edge.id, **attributes)


def _flow(edge: Edge, colours: Mapping[str, str]) -> dict[str, str]:
    """How wide an arrow is that is told how many take it."""
    shares = [figure.share for figure in edge.figures if figure.share is not None]
    if not shares:
        return {}
    wide = f"{_THIN + (_WIDEST - _THIN) * max(shares):.2f}"
    return {"color": colours["figure-line"], "penwidth": wide} if max(shares) else {"penwidth": wide}


def _has_middle(edge: Edge) -> bool:
    return labelled(edge) and edge.source != edge.target


def _middle(edge: Edge) -> str:
    return f"{edge.id}-label"
