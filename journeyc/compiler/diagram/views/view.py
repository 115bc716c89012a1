"""How a map is looked at, and the picture that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from journeyc.compiler.diagram.direction import ACROSS, suitable
from journeyc.compiler.diagram.picture import Direction, Picture
from journeyc.compiler.diagram.summary import counted, in_sentences
from journeyc.compiler.diagram.views.inside import inside
from journeyc.compiler.diagram.views.lanes import in_lanes
from journeyc.compiler.diagram.views.overview import overview
from journeyc.ir.model import Declarations, Journey

#: From afar a few more cards fit across.
_FROM_AFAR = 20


@dataclass(frozen=True, slots=True)
class View:
    """How a map is looked at: in `lanes`, as `stages`, or one `stage` alone; as it is where none is said.

    `links` are where the cards of stages, or the stubs around one, lead, by their name.
    """

    lanes: bool = False
    stages: bool = False
    stage: str | None = None
    direction: Direction | None = None
    links: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it shows the map as it is."""
        return not (self.lanes or self.stages or self.stage is not None)


def seen(picture: Picture, journey: Journey, declared: Declarations, view: View) -> Picture:
    """The picture of a journey as a view shows it; DiagramError when there is no such stage."""
    if view.lanes:
        return _retold(in_lanes(picture, journey, declared), "in lanes", view)
    if view.stages:
        return _retold(overview(picture, view.links), "stage by stage", view)
    if view.stage is not None:
        part = inside(picture, view.stage, view.links)
        version = picture.subtitle.partition(" · ")[0]
        subtitle = " · ".join([version, counted(list(part.groups[0].every_card()))[0]])
        return _retold(replace(part, subtitle=subtitle), "one stage", view)
    return picture


def _retold(picture: Picture, how: str, view: View) -> Picture:
    """The picture with the direction that suits it, and told anew for those who do not see it."""
    cards = list(picture.every_card())
    first = f"Customer journey {picture.title}, {how}: {picture.subtitle}."
    return replace(
        picture,
        direction=view.direction or suitable(cards, picture.edges, _FROM_AFAR if view.stages else ACROSS),
        summary=in_sentences(first, cards, picture.edges),
    )
