"""Whole journeys of several trades that are as they should be, and some that only look odd: all rules
together say nothing of them.
"""

from pathlib import Path

import pytest

from journeyc.linting import Linting, Opened
from journeyc.selection import Selection

CLEAN = Path(__file__).parent / "clean"
FOLDERS = sorted(folder for folder in CLEAN.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nothing_is_said_of_good_journeys(folder: Path) -> None:
    """All files of a company linted together, with what they declare for each other."""
    files = [Opened(str(path), path.read_bytes(), Selection()) for path in sorted(folder.rglob("*.journey"))]
    results = list(Linting(jobs=1).results(files, together=True))
    assert len(results) == len(files)
    assert [(found.rule, found.message) for result in results for found in result.findings] == []
