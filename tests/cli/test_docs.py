"""`journeyc docs`: what it writes, where, and what it says when it does not."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Journeyc = Callable[..., CompletedProcess[str]]


@pytest.fixture(autouse=True)
def without_maps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps take their time, and are looked at elsewhere."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "/there/is/none")


def test_a_site_is_written_and_its_first_page_named(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("docs", small, "-o", "out")
    assert (done.returncode, done.stdout.strip()) == (0, str(Path("out") / "index.html"))
    assert "journeys/case.html" in Path("out/index.html").read_text(encoding="utf-8")
    assert "Somebody looks" in Path("out/journeys/case.html").read_text(encoding="utf-8")


def test_without_an_engine_it_is_said_how_to_get_one(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("docs", small, "-o", "out")
    assert (done.returncode, "GRAPHVIZ_DOT" in done.stderr) == (0, True)
    assert "flowchart" in Path("out/journeys/case.html").read_text(encoding="utf-8")


def test_markdown_needs_no_engine(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("docs", small, "-o", "out", "--output-format", "markdown")
    assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", str(Path("out") / "README.md"))
    assert "```mermaid" in Path("out/journeys/case.md").read_text(encoding="utf-8")


def test_this_folder_is_told_if_none_is_named(journeyc: Journeyc, small: Path) -> None:
    assert small.exists()
    assert journeyc("docs", "-o", "out").returncode == 0
    assert Path("out/journeys/case.html").exists()


def test_a_journey_with_errors_is_not_told(journeyc: Journeyc, small: Path) -> None:
    journeyc("docs", small, "-o", "out")
    before = Path("out/index.html").read_text(encoding="utf-8")
    small.write_text(small.read_text(encoding="utf-8").replace("-> look", "-> lok"), encoding="utf-8")
    done = journeyc("docs", small, "-o", "out")
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no step `lok`" in done.stderr or "`lok`" in done.stderr
    assert "has errors" in done.stderr
    assert Path("out/index.html").read_text(encoding="utf-8") == before


def test_standard_input_is_told(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("docs", "-", "-o", "out", stdin=small.read_bytes())
    assert done.returncode == 0
    assert "&lt;stdin&gt;" in Path("out/journeys/case.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "documents go to a folder"),
        (("-o", "-"), "documents go to a folder"),
        (("-o", "."), "is where you are"),
        (("-o", "case.journey"), "is no folder"),
        (("-o", "out", "--templates", "nowhere"), "there is no folder `nowhere` with templates"),
    ],
)
def test_what_cannot_be_is_said(
    journeyc: Journeyc, small: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = journeyc("docs", small, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert not Path("out").exists()


def test_a_folder_of_something_else_stays(journeyc: Journeyc, small: Path) -> None:
    Path("out").mkdir()
    Path("out/mine.txt").write_text("x", encoding="utf-8")
    done = journeyc("docs", small, "-o", "out")
    assert (done.returncode, "has not made" in done.stderr) == (2, True)
    assert [path.name for path in Path("out").iterdir()] == ["mine.txt"]


def test_files_without_a_journey_give_no_documents(journeyc: Journeyc, here: Path) -> None:
    (here / "shared.journey").write_text("event opened\n", encoding="utf-8")
    done = journeyc("docs", "shared.journey", "-o", "out")
    assert (done.returncode, "there is no journey" in done.stderr) == (2, True)


def test_the_templates_are_listed(journeyc: Journeyc, here: Path) -> None:
    assert here.exists()
    done = journeyc("docs", "--list-templates")
    assert (done.returncode, done.stderr) == (0, "")
    assert "journey.html" in done.stdout
    assert "StepView" in done.stdout
