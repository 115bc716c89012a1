"""The map of a journey: drawn where there is an engine, else as Mermaid."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from xml.etree import ElementTree as ET

from journeyc.compiler.diagram import DiagramError, EngineMissing, draw, mermaid
from journeyc.compiler.diagram.cards import PAUSE
from journeyc.compiler.diagram.picture import Card, Picture
from journeyc.compiler.diagram.svg import PAINTS, bare
from journeyc.compiler.diagram.theme import TOKENS
from journeyc.compiler.diagram.write import render
from journeyc.documentation.addresses import place
from journeyc.documentation.collection import Entry


@dataclass(frozen=True, slots=True)
class Map:
    """A map: `svg` to stand in a page, and `mermaid` as text; `cards` are the ids of the cards by the names
    of their steps. `missing` says why nothing is drawn.
    """

    svg: str
    mermaid: str
    summary: str
    cards: dict[str, str]
    missing: str


def map_of(entry: Entry, *, drawn: bool) -> Map:
    """The map of a journey, whose cards lead to what is told of them; with `drawn` as a picture too."""
    picture = draw(entry.package, entry.journey.name)
    places: dict[str, str] = {name: place("step", name) for name in entry.names.nodes}
    places |= {f"(rule {rule.name})": place("rule", rule.name) for rule in entry.journey.rules}
    places[PAUSE] = "away"
    cards = {card.name: card.id for card in picture.every_card() if card.name in entry.names.nodes}
    text = mermaid.to_mermaid(picture)
    svg, missing = "", ""
    if drawn:
        try:
            finished = render(_linked(picture, places), "svg").content
            # As it stands in a page, whose style sheet has its colours.
            svg = ET.tostring(bare(finished), encoding="unicode")
        except EngineMissing as error:
            missing = str(error)
        except DiagramError as error:
            missing = f"the map could not be drawn: {error}"
    return Map(svg, text, picture.summary, cards, missing)


def _linked(picture: Picture, places: Mapping[str, str]) -> Picture:
    """The same with cards that lead to where they are told of."""

    def linked(card: Card) -> Card:
        return replace(card, link=f"#{places[card.name]}") if card.name in places else card

    return picture.mapped(linked)


def colours() -> list[tuple[str, str, str, str]]:
    """The classes that a map is painted with: class, property, light and dark."""
    return [
        (f"{letter}-{name}", paint, token.light, token.dark)
        for paint, letter in PAINTS.items()
        for name, token in TOKENS.items()
    ]
