"""The map of a journey with the places marked where the customer is."""

from pathlib import Path
from typing import TYPE_CHECKING

from journeyc.cli.ending import Failure
from journeyc.cli.files import make_folder
from journeyc.cli.run.written import Refused

if TYPE_CHECKING:
    from journeyc.cli.run.play import Play


def draw_map(play: "Play", file: str) -> None:
    """Draw it into a file, or where none is named into one that is told."""
    from journeyc.compiler.diagram import DiagramError, EngineMissing, Options, draw, write

    journey = play.plan.journey
    here = frozenset(step for p in play.positions() if p.journey == journey for step in p.steps)
    picture = draw(play.company.package, journey, Options(here=here))
    chosen = file or f"build/{journey}.svg"
    if not file:
        make_folder("build")
    try:
        try:
            warnings = write(picture, chosen)
        except EngineMissing:
            if file:
                raise
            chosen = str(Path(chosen).with_suffix(".mmd"))
            warnings = (
                *write(picture, chosen),
                "no Graphviz is installed, so it is drawn as Mermaid text",
            )
    except DiagramError as error:
        raise Refused(str(error)) from None
    except Failure as failure:
        raise Refused(failure.problem) from None
    play.view.screen.line()
    for text in (f"the map is in {chosen}", *warnings):
        play.view.screen.say(text)
    play.view.screen.line()
