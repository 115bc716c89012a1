"""Which cards stand together: at a touchpoint, or in a stage, a branch and the like."""

from collections.abc import Mapping
from typing import NamedTuple, TypeGuard

from journeyc.compiler.diagram.cards import Scene, card, kicker_around
from journeyc.compiler.diagram.picture import Card, Group
from journeyc.compiler.diagram.wording import clean
from journeyc.ir.model import (
    Branch,
    Clauses,
    Declarations,
    Each,
    Interrupt,
    Journey,
    Node,
    Parallel,
    Stage,
    Step,
)
from journeyc.ir.walk import every_node

Around = Stage | Parallel | Branch | Each | Interrupt


class Arrangement(NamedTuple):
    """The cards by the name of their node, where ways to a node without a card arrive, and the groups."""

    drawn: dict[str, Card]
    entries: dict[str, str]
    groups: tuple[Group, ...]
    loose: tuple[Card, ...]


def arranged(journey: Journey, declared: Declarations, scene: Scene) -> Arrangement:
    """Cards and groups of a journey. At its top, steps stand at their touchpoints; what stands in something
    else stands there.
    """
    numbers: dict[str, int] = {}
    drawn: dict[str, Card] = {}
    # An end in something else ends no journey; in an interrupt it does.
    inner = {
        node.name
        for outer in every_node(journey.nodes)
        if isinstance(outer, Stage | Branch | Each)
        for node in outer.nodes
    }
    for number, node in enumerate(every_node(journey.nodes), 1):
        numbers[node.name] = number
        if _has_card(node, scene):
            drawn[node.name] = card(node, number, scene, inner=node.name in inner)
    by_name = {node.name: node for node in every_node(journey.nodes)}
    entries = {
        name: _entry(node, by_name, drawn)
        for name, node in by_name.items()
        if isinstance(node, Around) and name not in drawn
    }
    places, loose = _touchpoints(journey.nodes, drawn, declared)
    around = tuple(_group(node, drawn, numbers) for node in journey.nodes if _frames(node))
    return Arrangement(drawn, entries, places + around, loose)


def _frames(node: Node | Branch) -> TypeGuard[Around]:
    """Whether a node has others in it; an interrupt may be nothing but its own ways."""
    return isinstance(node, Around) and bool(node.nodes)


def _has_card(node: Node | Branch, scene: Scene) -> bool:
    """Whether a node is shown as a card: what has others in it only where it says something of its own."""
    if not isinstance(node, Around) or isinstance(node, Parallel | Interrupt):
        return True
    if node.name in scene.findings or node.name in scene.here:
        return True
    return any(getattr(node, clause) for clause in Clauses.model_fields)


def _entry(node: Around, by_name: Mapping[str, Node | Branch], drawn: Mapping[str, Card]) -> str:
    """The node with a card where one without begins."""
    current: Node | Branch | None = node
    known = set(drawn)
    while isinstance(current, Stage | Branch | Each) and current.name not in known:
        known.add(current.name)  # what begins with itself leads nowhere
        current = by_name.get(current.initial)
    return current.name if current else node.name


def _group(node: Around, drawn: Mapping[str, Card], numbers: Mapping[str, int]) -> Group:
    own = [drawn[node.name]] if node.name in drawn else []
    inside = [
        drawn[child.name] for child in node.nodes if not isinstance(child, Around) and child.name in drawn
    ]
    title = clean(node.title) or clean(node.name)
    return Group(
        id=f"group-in-{numbers[node.name]}",
        kind=node.kind,
        title=f"{kicker_around(node)} · {title}" if not own else title,
        cards=(*own, *inside),
        groups=tuple(_group(child, drawn, numbers) for child in node.nodes if isinstance(child, Around)),
        name=node.name,
        bare=title,
    )


def _touchpoints(
    nodes: tuple[Node, ...], drawn: Mapping[str, Card], declared: Declarations
) -> tuple[tuple[Group, ...], tuple[Card, ...]]:
    """The cards by touchpoint in declared order, and those that belong to none."""
    place_of = {channel.name: place.name for place in declared.touchpoints for channel in place.channels}
    homes = {
        node.name: place_of.get(node.channels[0])
        for node in nodes
        if isinstance(node, Step) and node.channels
    }
    groups = []
    for number, place in enumerate(declared.touchpoints, 1):
        members = tuple(drawn[name] for name, home in homes.items() if home == place.name)
        if members:
            title = clean(place.title) or clean(place.name)
            groups.append(
                Group(id=f"group-{number}", kind="touchpoint", title=title, cards=members, name=place.name)
            )
    loose = tuple(drawn[node.name] for node in nodes if homes.get(node.name) is None and not _frames(node))
    return tuple(groups), loose
