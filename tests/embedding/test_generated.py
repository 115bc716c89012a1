"""The generated code of the examples is what their journeys say today."""

from pathlib import Path

import pytest

from journeyc.cli import main
from journeyc.generating import is_generated

ROOT = Path(__file__).parents[2]
#: What is generated, of which journey.
GENERATED = {"script/bill_dispute.py": "bill_dispute.journey"}


@pytest.mark.parametrize("name", GENERATED)
def test_it_is_up_to_date(name: str) -> None:
    """Written anew with `journeyc generate python JOURNEY -o FILE`, it is the same to the letter."""
    journey, code = ROOT / "examples" / "journeys" / GENERATED[name], ROOT / "examples" / "embedding" / name
    assert main(["generate", "python", str(journey), "-o", str(code), "--check"]) == 0


def test_all_of_it_is_looked_at() -> None:
    found = {
        path.relative_to(ROOT / "examples" / "embedding").as_posix()
        for path in (ROOT / "examples" / "embedding").rglob("*.py")
        if is_generated(path.read_text(encoding="utf-8"))
    }
    assert found == {*GENERATED}
