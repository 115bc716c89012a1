"""Where the cards of sub-journeys lead: to their pictures, where these lie beside."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from journeyc.cli.drawn_of import seen_from
from journeyc.compiler import Checked
from journeyc.compiler.diagram.picture import WITH_LINKS
from journeyc.compiler.diagram.record import read
from journeyc.compiler.diagram.write import form_of
from journeyc.ir.model import Journey, Step
from journeyc.ir.walk import every_node
from journeyc.reading import Unreadable, read_bytes


def links_to_pictures(journey: Journey, checked: Checked, out: Path) -> Mapping[str, str]:
    """The pictures of the journeys that one runs, by their names, as seen from the folder of its own picture.

    One is a picture of the same form, named after the journey or after its file, beside the own picture or
    beside that file, in the folder of the own picture or in one there; its record says that it shows that
    journey.
    """
    if out.suffix.lower() not in WITH_LINKS:
        return {}
    files = {flow.node.name.text: Path(flow.reporter.source.name) for flow in checked.flows}
    run = {one.journey for node in every_node(journey.nodes) if isinstance(node, Step) for one in node.runs}
    return {name: link for name in sorted(run & files.keys()) if (link := _link(name, files[name], out))}


def _link(name: str, file: Path, out: Path) -> str | None:
    """The link to the picture of a journey in a file; None where there is none."""
    for folder in (out.parent, file.parent):
        for stem in (name, file.stem):
            picture = folder / f"{stem}{out.suffix}"
            seen = seen_from(out.parent, str(picture))
            # No link leads out of a folder: what is in it may be moved or published.
            if picture != out and seen and not seen.startswith("../") and _shows(picture, name):
                return quote(seen, errors="surrogateescape")
    return None


def _shows(picture: Path, name: str) -> bool:
    """Whether a file says that it is a picture of a journey."""
    try:
        found = read(read_bytes(str(picture)), form_of(picture))
    except Unreadable:
        return False
    return found is not None and found.record.origin.journey == name
