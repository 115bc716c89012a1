"""What a service calls that plays scenarios in tests of its own."""

from pathlib import Path

import pytest

import journeyc
from journeyc.cli import main
from journeyc.compiler import compile_package
from journeyc.testing import Prepared, play, play_all
from tests.blocks import blocks, checked
from tests.testing import scenes
from tests.testing.scenes import SHARED, package

ROOT = Path(__file__).parents[2]
PAGES = sorted(ROOT.glob("docs/*.md"))

SMALL = scenes.SMALL + scenes.FORGOTTEN


def test_one_scenario_of_a_package_is_played() -> None:
    """By itself, or with what was prepared for all."""
    ready = package(SMALL)
    agreed, forgotten = ready.scenarios
    assert play(ready, agreed).passed
    prepared = Prepared(ready)
    found = play(prepared, forgotten)
    assert (found.title, found.journey, found.passed) == ("forgotten", "small", False)


def test_all_scenarios_of_a_package_come_in_their_order() -> None:
    """As text they say where they stand and how they went."""
    first, second = play_all(package(SMALL))
    assert str(first) == "scenes.journey:6:1: passed agreed"
    assert str(second).splitlines()[0] == "scenes.journey:13:3: failed: the run has not ended so"


def test_playing_again_gives_the_same() -> None:
    """Nothing is left of the time before."""
    ready = Prepared(package(SMALL))
    times = [[play(ready, one)._replace(seconds=0) for one in ready.package.scenarios] for _ in range(3)]
    assert times[0] == times[1] == times[2]


def test_a_file_that_was_loaded_shows_its_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the file is read when it is shown."""
    monkeypatch.chdir(tmp_path)
    Path("small.journey").write_text(SHARED + SMALL, encoding="utf-8")
    *_, failed = play_all(journeyc.load("small.journey"))
    assert "  13 |   expect ended done" in str(failed).splitlines()
    Path("small.journey").unlink()
    assert "expected: ended at `done`" in str(failed)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_scenario_of_the_documentation_passes(page: Path) -> None:
    """As the page says."""
    for block in blocks(page):
        if "scenario " in block.text and (found := checked(block)).correct:
            failed = [str(one) for one in play_all(compile_package(found)) if not one.passed]
            assert failed == [], f"{page.name}:{block.line}"


def test_the_output_that_the_documentation_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of its own journey, with one word changed."""
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    (block,) = (block for block in blocks(ROOT / "docs" / "scenarios.md") if "bank.refund" in block.text)
    changed = block.text.replace("wait 1 hour\n  expect at review", "wait 1 minute\n  expect at review")
    assert changed != block.text
    (tmp_path / "shared.journey").write_bytes((ROOT / "tests" / "fixtures" / "shared.journey").read_bytes())
    (tmp_path / "claim.journey").write_text(f'{changed}\nimport "shared.journey"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["test", "claim.journey", "--coverage"]) == 1
    shown = capsys.readouterr().out
    output, untested = (part.partition("```")[0] for part in page.split("```text\n")[1:])
    assert shown.startswith(output)
    assert untested in shown
