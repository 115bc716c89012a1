"""The previews that stand beside the examples are what the examples say."""

from pathlib import Path

import pytest

from journeyc.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples" / "journeys"
PREVIEWS = EXAMPLES / "previews"
FOR = sorted(PREVIEWS.glob("*.json"))


@pytest.mark.parametrize("given", FOR, ids=lambda path: path.stem)
def test_a_preview_is_up_to_date(given: Path, tmp_path: Path) -> None:
    """Made anew, every file is there and says the same; the command stands in the page about the example."""
    assert main(["preview", str(EXAMPLES), given.stem, "--for", str(given), "-o", str(tmp_path)]) == 0
    kept = {path.name: path.read_text("utf-8") for path in PREVIEWS.glob(f"{given.stem}.*.*.*")}
    made = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert made == kept


def test_no_preview_is_left_over() -> None:
    """Each file belongs to a notification for which it says for whom it is."""
    assert {path.name.partition(".")[0] for path in PREVIEWS.iterdir()} == {path.stem for path in FOR}
