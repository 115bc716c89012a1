"""Old and new of a journey in one picture."""

from dataclasses import replace

from journeyc.compiler.diagram import draw
from journeyc.compiler.diagram.compared import compared
from journeyc.compiler.diagram.mermaid import to_mermaid
from journeyc.compiler.diagram.picture import Picture
from journeyc.difference.model import Difference, JourneyDifference
from journeyc.difference.renames import renamed, renames
from journeyc.difference.sides import Side
from journeyc.ir.model import Definition

#: In a pull request larger maps are no help: so many cards, and so many characters of Mermaid.
_MOST_CARDS = 40
_MOST_CHARACTERS = 12_000
#: Kinds of changes that arrows show, or a line of a card.
_ARROWS = frozenset({"transition", "timer", "share"})


def map_of(old: Definition | None, new: Definition | None, changed: frozenset[str] = frozenset()) -> Picture:
    """One picture of both; of a journey that is new or gone, all of it is marked."""
    if old and new:
        journey = renamed(old.journey, renames(old.journey, new.journey))
        old = old.model_copy(update={"journey": journey})
    before, after = (draw(one) if one else None for one in (old, new))
    return compared(before or _nothing(after), after or _nothing(before), changed)


def _nothing(beside: Picture | None) -> Picture:
    """A picture of nothing, beside another."""
    assert beside is not None  # noqa: S101  # a journey is on one side at least
    return replace(beside, groups=(), cards=(), edges=())


def changed_cards(journey: JourneyDifference) -> frozenset[str]:
    """The nodes that are other in themselves, and not only in where arrows lead from them."""
    return frozenset(change.of for change in journey.changes if change.kind not in _ARROWS)


def in_mermaid(difference: Difference, old: Side, new: Side) -> dict[str, str]:
    """The maps of the journeys that do something else, but for large ones, by their names."""
    found: dict[str, str] = {}
    for journey in difference.journeys:
        before, after = (side.journeys.get(journey.name) for side in (old, new))
        if journey.state == "unchanged" or not (journey.of("meaning") or journey.state == "added"):
            continue
        old_one, new_one = (told.definition if told else None for told in (before, after))
        picture = map_of(old_one, new_one, changed_cards(journey))
        text = to_mermaid(picture)
        if len([*picture.every_card()]) <= _MOST_CARDS and len(text) <= _MOST_CHARACTERS:
            found[journey.name] = text
    return found
