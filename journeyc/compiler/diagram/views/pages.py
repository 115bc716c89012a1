"""Pages: the stages from afar, and beside that a picture of each stage alone, with links between them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from journeyc.compiler.diagram.failure import DiagramError
from journeyc.compiler.diagram.picture import WITH_LINKS, Picture
from journeyc.compiler.diagram.summary import count
from journeyc.compiler.diagram.views.overview import outer_stages
from journeyc.compiler.diagram.views.view import View

#: A map of more cards is a wall.
LARGEST = 60


def pages(picture: Picture, out: Path, view: View, look: Callable[[View], Picture]) -> dict[Path, Picture]:
    """The pictures by their files: the overview in `out`, each stage in one named after it beside that.

    `look` gives the picture as a view shows it. Only SVG and pages in HTML have links. DiagramError where
    there is no stage.
    """
    stages = {group.name: group for group in outer_stages(picture)}
    if not stages:
        raise DiagramError("there are no pages to make: no stage is in this journey")
    files = {name: out.with_name(f"{out.stem}.{name}{out.suffix}") for name in stages}
    links: dict[str, str] = {}
    around: dict[str, str] = {}
    if out.suffix.lower() in WITH_LINKS:
        links = {name: quote(file.name, errors="surrogateescape") for name, file in files.items()}
        around = {card.name: quote(out.name, errors="surrogateescape") for card in picture.every_card()}
        for name, group in stages.items():
            around |= {card.name: links[name] for card in group.every_card()}
    found = {out: look(replace(view, stages=True, links=links))}
    return found | {file: look(replace(view, stage=name, links=around)) for name, file in files.items()}


def too_many(picture: Picture) -> str | None:
    """What is to be said of a map that is too large to be read."""
    cards = sum(1 for _ in picture.every_card())
    if cards <= LARGEST:
        return None
    said = f"this map has {count(cards, 'card')}"
    if any(True for _ in outer_stages(picture)):
        return f"{said}; `--stages` shows it from afar, `--pages` makes a file for each stage as well"
    return f"{said}; stages would make it readable, one by one"
