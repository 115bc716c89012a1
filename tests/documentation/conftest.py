"""The site of all examples, built once."""

from pathlib import Path

import pytest

from journeyc.compiler import check, compile_package
from journeyc.documentation import documents, write_folder
from journeyc.documentation.collection import Source as Compiled
from journeyc.reading import read_text
from journeyc.source import Source

EXAMPLES = Path(__file__).parents[2] / "examples" / "journeys"


@pytest.fixture(scope="session")
def sources() -> list[Compiled]:
    """What all examples are compiled to."""
    found = []
    for path in sorted(EXAMPLES.rglob("*.journey")):
        checked = check(Source(str(path), path.read_text(encoding="utf-8")), read_text)
        if checked.flows:
            found.append(Compiled(str(path), compile_package(checked)))
    return found


@pytest.fixture(scope="session")
def site(sources: list[Compiled], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of all examples in a folder."""
    folder = tmp_path_factory.mktemp("documents") / "site"
    write_folder(folder, documents(sources, "site").files)
    return folder
