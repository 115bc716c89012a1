"""Maps of the journeys that a change touches, as Mermaid, which GitHub draws."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from journeyc.cli.files import SUFFIX
from journeyc.compiler.diagram.mermaid import LARGEST
from journeyc.pull_request.checks import last_line
from journeyc.pull_request.child import Program

#: GitHub's Mermaid draws no more arrows.
MOST_ARROWS = 500


class Map(NamedTuple):
    """The map of one journey of a file, or why there is none."""

    journey: str
    file: str
    mermaid: str = ""
    problem: str = ""


def maps(journeyc: Program, files: Sequence[str]) -> Iterator[Map]:
    """The maps of all journeys in some files."""
    with TemporaryDirectory(prefix="journeyc-") as folder:
        for number, file in enumerate(name for name in files if name.endswith(SUFFIX)):
            for journey in _journeys(journeyc, file):
                yield _map(journeyc, file, journey, Path(folder, f"{number}.mmd"))


def _journeys(journeyc: Program, file: str) -> list[str]:
    """The names of a file's own journeys; none where it cannot be compiled, which lint tells."""
    done = journeyc("compile", file)
    if done.code:
        return []
    return [one["name"] for one in json.loads(done.out)["journeys"] if one["place"]["file"] == file]


def _map(journeyc: Program, file: str, journey: str, out: Path) -> Map:
    done = journeyc("diagram", file, "--journey", journey, "-o", str(out))
    if done.code:
        return Map(journey, file, problem=last_line(done.err))
    mermaid = out.read_text(encoding="utf-8")
    arrows = sum(mermaid.count(arrow) for arrow in (" --> ", " -->|", " -.-> ", " -.->|"))
    if len(mermaid) > LARGEST or arrows > MOST_ARROWS:
        size = f"{len(mermaid):,} characters and {arrows:,} arrows"
        return Map(journey, file, problem=f"its map has {size}, more than GitHub draws: draw it as SVG")
    return Map(journey, file, mermaid)
