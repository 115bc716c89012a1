"""The maps that stand beside the examples show what the examples say."""

from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from journeyc.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "journeys"
MAPS = sorted(EXAMPLES.glob("*.svg"))
LAID_OVER = sorted(EXAMPLES.glob("overlays/*.svg"))


def words(file: Path) -> Counter[str]:
    """Everything that is written on a map or told by hovering over it; where it stands differs by engine."""
    root = ET.parse(file).getroot()
    return Counter(element.text for element in root.iter() if element.text and element.text.strip())


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
