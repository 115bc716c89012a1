"""Scenarios as tests of a service: where they are found, what they are called, how one that fails is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import journeyc
from journeyc.ir import to_json
from journeyc.loading import CompileError
from journeyc.reading import Unreadable
from journeyc.runtime.errors import DefinitionError, UsageError
from journeyc.testing import scenarios
from tests.testing import scenes
from tests.testing.scenes import SHARED

SMALL = SHARED + scenes.SMALL
FORGOTTEN = f'\nimport "small.journey"\n{scenes.FORGOTTEN}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Journeys, and scenarios in a folder beside them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "more").mkdir()
    (tmp_path / "small.journey").write_text(SMALL, encoding="utf-8")
    moved = FORGOTTEN.replace("small.journey", "../small.journey")
    (tmp_path / "more" / "forgotten.journey").write_text(moved, encoding="utf-8")
    (tmp_path / ".hidden.journey").write_text("no journey", encoding="utf-8")
    return tmp_path


def test_those_of_a_folder_are_found_each_once(folder: Path) -> None:
    """Also in the folders inside it, and not those of files that are imported."""
    for where in (folder, str(folder), "."):
        assert [str(one) for one in scenarios(where)] == ["agreed", "forgotten"]
    assert [one.title for one in scenarios("./small.journey")] == ["agreed"]
    both = scenarios("small.journey", Path("more/forgotten.journey"))
    assert [(one.journey, one.file, one.line) for one in both] == [
        ("small", "small.journey", 6),
        ("small", str(Path("more/forgotten.journey")), 3),
    ]


def test_one_that_fails_says_where_and_why(folder: Path) -> None:
    assert folder.exists()
    agreed, forgotten = scenarios("small.journey", "more")
    agreed.check()
    assert agreed.play().passed
    with pytest.raises(AssertionError) as raised:
        forgotten.check()
    said = str(raised.value).splitlines()
    assert said[1] == f"{Path('more/forgotten.journey')}:5:3: failed: the run has not ended so"
    assert "actual: at `here`" in said


def test_compiled_ones_are_played_without_the_compiler(folder: Path) -> None:
    """And without what it needs; so do a clock, an outbox and stubs without it."""
    package = journeyc.load("small.journey")
    (folder / "small.json").write_text(to_json(package), encoding="utf-8")
    assert [one.title for one in scenarios(package)] == ["agreed"]
    program = """
import sys
from journeyc.runtime import Runtime
from journeyc.testing import Outbox, Stubs, VirtualClock, pass_time, scenarios
for scenario in scenarios("small.json"):
    scenario.check()
stubs, outbox = Stubs("small.json"), Outbox(sms="phone")
with Runtime.open(
    None, ["small.json"], outbox.channels, VirtualClock("2026-11-23T09:00"), services=stubs.services
) as runtime:
    runtime.send("opened", {"topic": "a"}, customer="anna")
    pass_time(runtime, "3 days")
heavy = ("lark", "typer", "graphviz", "pytest", "journeyc.compiler", "journeyc.grammar")
print([name for name in sys.modules if name.startswith(heavy)])
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout == "[]\n"


def test_what_gives_none_is_told(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no scenario in `empty`; write one: "):
        scenarios("empty")
    with pytest.raises(Unreadable, match=r"`gone\.journey` cannot be read: there is no such file"):
        scenarios("gone.journey")
    with pytest.raises(DefinitionError, match=r"`gone\.json` cannot be read"):
        scenarios("gone.json")
    (folder / "small.journey").write_text(SMALL.replace("-> here", "-> nowhere"), encoding="utf-8")
    with pytest.raises(CompileError, match=r"small\.journey:"):
        scenarios("small.journey")


def test_pytest_names_each_and_shows_why_it_failed(folder: Path) -> None:
    """As the documentation says, in a run of its own."""
    (folder / "test_journeys.py").write_text(
        """
import pytest
from journeyc.testing import scenarios

@pytest.mark.parametrize("scenario", scenarios("."), ids=str)
def test_scenario(scenario):
    scenario.check()
""",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "test_journeys.py"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert "test_scenario[agreed] PASSED" in done.stdout
    assert "test_scenario[forgotten] FAILED" in done.stdout
    assert "  5 |   expect ended done" in done.stdout
    assert "actual: at `here`" in done.stdout
    # The inside of the kit is nobody's concern.
    assert "raise AssertionError" not in done.stdout


def test_where_a_scenario_came_to() -> None:
    """Each node in order, with whether a timer brought the run there; up to where it fails."""
    text = """
journey small "Small" {
  starts on opened -> here
  step here "Here" { on agreed -> which  after 2 days -> which }
  choice which "Which?" { otherwise -> there }
  step there "There" { on agreed -> here  on left -> done }
  end done "Done" success
}
scenario "to and fro" for small {
  on opened(topic = "a")
  on agreed
  on agreed
  wait 2 days
  expect at here
  on left
}
"""
    (played,) = scenes.played(text)
    assert not played.passed
    assert [(one.place, one.timer) for one in played.reached] == [
        ("here", False), ("which", False), ("there", False),
        ("here", False), ("which", True), ("there", True),
    ]  # fmt: skip
