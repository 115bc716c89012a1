"""The pictures that stand in the project show what its journeys say."""

import json
import subprocess
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import journeyc
from journeyc.cli import main
from journeyc.compiler.diagram.overlay import fitting, read_overlay
from journeyc.compiler.diagram.record import read

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "journeys"
MAPS = sorted(EXAMPLES.glob("*.svg"))
LAID_OVER = sorted(EXAMPLES.glob("overlays/*.svg"))
PICTURES = {".svg", ".png", ".pdf"}


def tracked() -> list[Path]:
    """The pictures of the project, and what else of it has the record of one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    texts = [file for file in files if file.suffix in {".dot", ".mmd", ".html"} and file.is_file()]
    recorded = [file for file in texts if read(file.read_bytes(), file.suffix[1:])]
    return sorted([file for file in files if file.suffix in PICTURES and file.is_file()] + recorded)


def words(file: Path) -> Counter[str]:
    """Everything that is written on a map or told by hovering over it; where it stands differs by engine."""
    root = ET.parse(file).getroot()
    record = root.find("{http://www.w3.org/2000/svg}metadata")
    if record is not None:
        root.remove(record)
    return Counter(element.text for element in root.iter() if element.text and element.text.strip())


def test_every_example_has_a_map() -> None:
    """Beside it, and by its name; none is left of an example that is gone."""
    assert {file.stem for file in MAPS} == {file.stem for file in EXAMPLES.glob("*.journey")}


@pytest.mark.parametrize("kept", MAPS, ids=lambda path: path.stem)
def test_a_map_is_up_to_date(kept: Path, tmp_path: Path) -> None:
    """Drawn anew with `journeyc diagram NAME.journey -o NAME.svg`, it has the same words."""
    drawn = tmp_path / kept.name
    assert main(["diagram", str(kept.with_suffix(".journey")), "-o", str(drawn)]) == 0
    assert words(drawn) == words(kept)


@pytest.mark.parametrize("kept", LAID_OVER, ids=lambda path: path.stem)
def test_what_lies_over_a_map_is_up_to_date(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With `--overlay overlays/NAME.json`, of which nothing is complained."""
    journey, drawn = EXAMPLES / f"{kept.stem}.journey", tmp_path / kept.name
    overlay = str(kept.with_suffix(".json"))
    assert main(["diagram", str(journey), "-o", str(drawn), "--overlay", overlay]) == 0
    assert words(drawn) == words(kept)
    assert capsys.readouterr().err == ""


def test_every_picture_is_made_by_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Each says what it was drawn of, and still shows it; `journeyc diagram --redraw` mends those that do
    not.
    """
    every = tracked()
    assert set(MAPS) <= set(every)
    code = main(["diagram", "--check", *map(str, every)])
    assert code == 0, "\n".join(capsys.readouterr())


def test_the_overlay_of_the_page_fits_its_example() -> None:
    """The sample in the documentation is one that is taken."""
    page = (ROOT / "docs" / "diagrams.md").read_text(encoding="utf-8")
    sample = json.loads(page.partition("```json\n")[2].partition("```")[0])
    package = journeyc.load(EXAMPLES / "bill_dispute.journey")
    assert fitting(read_overlay(sample, "sample"), package.journeys[0], package.declarations) == ()
