"""The map in lanes: one for each touchpoint, and one each for steps whose channel a decision gives, what the
customer does not see, what it comes to, and what is possible at any step.
"""

from collections.abc import Iterator
from dataclasses import replace

from journeyc.compiler.diagram.picture import BESIDE, ONLY_TOGETHER, OUTCOMES, Card, Group, Picture
from journeyc.compiler.diagram.wording import clean
from journeyc.ir.model import Declarations, Interrupt, Journey, Step
from journeyc.ir.walk import every_node


def in_lanes(picture: Picture, journey: Journey, declared: Declarations) -> Picture:
    """The map with its cards in lanes: a step in that of its first channel's touchpoint, in declared order.

    Steps on their best channel have a lane of their own; what has no channel is behind the scenes. A card
    that stood in a stage or its like says so.
    """
    place_of = {channel.name: place.name for place in declared.touchpoints for channel in place.channels}
    steps = [node for node in every_node(journey.nodes) if isinstance(node, Step)]
    home = {
        step.name: place_of[step.channels[0]]
        for step in steps
        if step.channels and step.channels[0] in place_of
    }
    chosen = {step.name for step in steps if step.best}
    cards = list(_placed(picture))
    lanes = [
        Group(f"lane-{number}", "lane", clean(place.title) or clean(place.name), members, name=place.name)
        for number, place in enumerate(declared.touchpoints, 1)
        if (members := tuple(card for card in cards if home.get(card.name) == place.name))
    ]
    interrupts = {node.name for node in journey.nodes if isinstance(node, Interrupt)}

    def anytime(card: Card) -> bool:
        return card.kind == "pause" or card.kind in BESIDE or card.name in interrupts

    best = tuple(card for card in cards if card.name in chosen)
    others = [card for card in cards if card.name not in home and card.name not in chosen]
    behind = tuple(card for card in others if card.kind not in OUTCOMES and not anytime(card))
    ends = tuple(card for card in others if card.kind in OUTCOMES)
    always = tuple(card for card in others if anytime(card))
    own = (
        ("best", "Best channel", best),
        ("behind", "Behind the scenes", behind),
        ("ends", "Outcomes", ends),
        ("any", "At any step", always),
    )
    lanes += [Group(f"lane-{word}", "lane", title, members) for word, title, members in own if members]
    return replace(picture, groups=tuple(lanes), cards=())


def _placed(picture: Picture) -> Iterator[Card]:
    """Every card, with what it stands in as its first line."""
    inside = {
        card.id: group.bare
        for group in picture.every_group()
        if group.kind not in ONLY_TOGETHER
        for card in group.cards
        if card.kind != "around"
    }
    for card in picture.every_card():
        place = inside.get(card.id)
        yield replace(card, lines=(f"in {place}", *card.lines)) if place else card
