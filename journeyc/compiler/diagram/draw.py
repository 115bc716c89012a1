"""From the intermediate representation to the neutral picture."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from journeyc.compiler.diagram.cards import ORIGIN, PAUSE, Scene, goal_cards, pause_card, rule_cards
from journeyc.compiler.diagram.direction import suitable
from journeyc.compiler.diagram.edges import edges
from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.groups import arranged
from journeyc.compiler.diagram.laid_over import lay_over
from journeyc.compiler.diagram.overlay import Overlay
from journeyc.compiler.diagram.picture import START, Direction, FindingKind, Group, Picture
from journeyc.compiler.diagram.summary import subtitle, summary
from journeyc.compiler.diagram.wording import clean
from journeyc.ir.model import Definition, Journey, Package, Step
from journeyc.ir.walk import every_node


@dataclass(frozen=True, slots=True)
class Options:
    """What lies over a map and how it runs.

    `direction` unset: from left to right while that fits a screen, from top to bottom beyond. `findings`
    are a kind and a text by the name of a step. `here` names the steps the customer is at. `overlay` has
    figures and what else was found. `links` are where the picture of a journey is, by its name, for the steps
    that run it.
    """

    direction: Direction | None = None
    findings: Mapping[str, tuple[FindingKind, str]] = field(default_factory=dict)
    here: frozenset[str] = frozenset()
    overlay: Overlay | None = None
    links: Mapping[str, str] = field(default_factory=dict)


def draw(
    source: Package | Definition, journey_name: str | None = None, options: Options | None = None
) -> Picture:
    """The picture of one journey; DiagramError when there is no such journey, or several and none is
    named.
    """
    options = options or Options()
    journey = journey_of(source, journey_name)
    scene = Scene.of(journey, source.declarations, options.findings, options.here, options.links)
    drawn, entries, groups, loose = arranged(journey, source.declarations, scene)
    ids = {ORIGIN: START} | {name: item.id for name, item in drawn.items()}
    every = list(drawn.values())
    if journey.pause:
        away = pause_card(journey.pause, scene)
        ids[PAUSE] = away.id
        loose += (away,)
        every.append(away)
    arrows = edges(journey, ids, entries, scene)
    # Rules stand beside the way, and so have no say in how it runs.
    direction = options.direction or suitable(every, arrows)
    if journey.rules:
        watching = rule_cards(journey.rules, scene)
        groups += (Group("group-rules", "rules", "RULES · ANY STEP", watching),)
        every += watching
    if aims := goal_cards(scene):
        groups += (Group("group-goals", "goals", "GOALS", aims),)
        every += aims
    steps = [node for node in every_node(journey.nodes) if isinstance(node, Step)]
    used = {channel for step in steps for channel in step.channels}
    picture = Picture(
        title=clean(journey.title) or clean(journey.name) or "·",
        subtitle=subtitle(journey, every, len(used)),
        summary=summary(journey, every, arrows, len(used)),
        direction=direction,
        groups=groups,
        cards=loose,
        edges=arrows,
    )
    return lay_over(picture, journey, options.overlay) if options.overlay else picture


def journey_of(source: Package | Definition, name: str | None) -> Journey:
    """The journey of that name, or the only one; DiagramError where there is none."""
    journeys = (source.journey,) if isinstance(source, Definition) else source.journeys
    names = ", ".join(f"`{journey.name}`" for journey in journeys)
    if name is None:
        if len(journeys) == 1:
            return journeys[0]
        raise DiagramError(
            f"say which journey to draw: {names}" if journeys else "there is no journey to draw"
        )
    for journey in journeys:
        if journey.name == name:
            return journey
    raise DiagramError(f"there is no journey `{name}`" + (f"; there is {names}" if journeys else ""))
