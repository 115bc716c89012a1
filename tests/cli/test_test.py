"""`journeyc test`: the scenarios of files and folders, played."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import SMALL
from tests.cli.test_watch import pauses

Journeyc = Callable[..., CompletedProcess[str]]

PASSES = """
scenario "an answer leads on" for case {
  on opened(case = { id = "C1" }) from web
  answer case.reason = late, case.amount = 5 EUR from web
  expect at look
  wait 9 days
  expect ended gone
}
"""
FAILS = """
scenario "nobody looks" for case {
  on opened(case = { id = "C1" }) from web
  wait 1 hour
  expect at look
}
"""
FAILED = """\
case.journey
  FAILED  nobody looks

case.journey:38:3: failed: the run is not at `look`
  38 |   expect at look
     |   ^^^^^^^^^^^^^^
scenario: nobody looks
expected: at `look`
actual: paused at `ask`
the way there:
  Mon 2026-11-23 09:00  on opened(case = { id = "C1" }) from web  => ask
  Mon 2026-11-23 10:00  idle for 1 hour  => paused at ask

played 1 scenario in 1 file: 0 passed, 1 failed
coverage: 15.3 % (1 of 2 steps, 1 of 6 transitions, 0 of 3 timers, 0 of 2 outcomes)
"""


@pytest.fixture
def case(here: Path) -> Path:
    """A journey with a scenario that passes."""
    path = here / "case.journey"
    path.write_text(SMALL + PASSES, encoding="utf-8")
    return Path(path.name)


@pytest.fixture
def folder(here: Path) -> Path:
    """A shared journey without scenarios, files with scenarios of it, one in a folder inside."""
    inside = here / "journeys"
    (inside / "more").mkdir(parents=True)
    (inside / "case.journey").write_text(SMALL, encoding="utf-8")
    (inside / "first.journey").write_text(f'import "case.journey"\n{PASSES}', encoding="utf-8")
    (inside / "more" / "second.journey").write_text(f'import "../case.journey"\n{FAILS}', encoding="utf-8")
    return Path("journeys")


def test_a_scenario_that_passes_is_named(journeyc: Journeyc, case: Path) -> None:
    """With how many there were, and how much of the journey they played."""
    done = journeyc("test", case)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "case.journey",
        "  passed  an answer leads on",
        "",
        "played 1 scenario in 1 file: 1 passed",
        "coverage: 53.8 % (2 of 2 steps, 3 of 6 transitions, 1 of 3 timers, 1 of 2 outcomes)",
    ]


def test_a_scenario_that_fails_shows_its_line_and_the_way(journeyc: Journeyc, here: Path) -> None:
    """What was expected, what was, and what happened before."""
    (here / "case.journey").write_text(SMALL + FAILS, encoding="utf-8")
    done = journeyc("test")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == FAILED


def test_coverage_names_what_was_not_played(journeyc: Journeyc, case: Path) -> None:
    """With its lines."""
    done = journeyc("test", case, "--coverage")
    assert done.stdout.splitlines()[4:] == [
        "coverage: 53.8 % (2 of 2 steps, 3 of 6 transitions, 1 of 3 timers, 1 of 2 outcomes)",
        "not played:",
        "  case.journey:14: transition give up after 3 days -> gone",
        "  case.journey:14: transition on left",
        "  case.journey:14: timer give up after 3 days -> gone",
        "  case.journey:14: timer remind come_back after 1 day",
        "  case.journey:23: transition on closed when not won -> done",
        "  case.journey:25: outcome done",
    ]


@pytest.mark.parametrize(("least", "code"), [("53", 0), ("54", 1), ("100", 1), ("0", 0)])
def test_too_little_coverage_fails(journeyc: Journeyc, case: Path, least: str, code: int) -> None:
    """Where somebody asks for more."""
    done = journeyc("test", case, "--fail-under", least)
    assert done.returncode == code
    said = "journeyc: coverage is 53.8 %, and " in done.stderr
    assert said == (code == 1)


def test_folders_are_played_in_order(journeyc: Journeyc, folder: Path) -> None:
    """Scenarios may stand beside the journey they test: it counts once."""
    done = journeyc("test", folder)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[:5] == [
        "journeys/first.journey",
        "  passed  an answer leads on",
        "",
        "journeys/more/second.journey",
        "  FAILED  nobody looks",
    ]
    assert lines[-2:] == [
        "played 2 scenarios in 2 files: 1 passed, 1 failed",
        "coverage: 53.8 % (2 of 2 steps, 3 of 6 transitions, 1 of 3 timers, 1 of 2 outcomes)",
    ]


@pytest.mark.parametrize("words", ["ANSWER leads", "first.jour", "journeys/FIRST"])
@pytest.mark.usefixtures("folder")
def test_only_what_is_asked_for_is_played(journeyc: Journeyc, words: str) -> None:
    """By words of the title or of the file."""
    done = journeyc("test", "-k", words)
    assert done.returncode == 0
    assert "played 1 scenario in 1 file: 1 passed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-k", "zebra"], "none of the 2 scenarios in this folder has `zebra` in its title or its file"),
        (["journeys/first.journey", "-k", "zebra"], "the one scenario in `journeys/first.journey` does not"),
        (["journeys/case.journey"], "there is no scenario in `journeys/case.journey`"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_nothing_to_play_is_said(journeyc: Journeyc, arguments: list[str], said: str) -> None:
    """Nobody means that."""
    done = journeyc("test", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "help: " in done.stderr


def test_a_file_that_cannot_be_compiled_shows_what_lint_finds(journeyc: Journeyc, folder: Path) -> None:
    """What is wrong with a file that several import is said once; the others are played."""
    text = (folder / "case.journey").read_text(encoding="utf-8")
    (folder / "other.journey").write_text(SMALL + PASSES, encoding="utf-8")
    (folder / "case.journey").write_text(text.replace("-> look", "-> loook"), encoding="utf-8")
    done = journeyc("test", folder)
    assert done.returncode == 1
    assert done.stdout.count("journeys/case.journey:19:20: error[undefined-name]") == 1
    assert "  passed  an answer leads on" in done.stdout
    assert "played 1 scenario in 1 file: 1 passed; 3 files cannot be compiled" in done.stdout


def test_what_cannot_be_read_does_not_hide_the_rest(journeyc: Journeyc, case: Path) -> None:
    """But it is wrong usage."""
    Path("empty.journey").touch()
    Path("bytes.journey").write_bytes(b"\xff\xfe")
    done = journeyc("test", "no.journey", case, "empty.journey", "bytes.journey")
    assert done.returncode == 2
    assert "  passed  an answer leads on" in done.stdout
    assert "journeyc: `no.journey` cannot be read: there is no such file" in done.stderr
    assert "journeyc: `empty.journey` is empty" in done.stderr
    assert "journeyc: `bytes.journey` cannot be read: it is not UTF-8 text" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output-file", "x.journey"], "would be a journey"),
        (["-", "--watch"], "reads no standard input"),
        (["--fail-under", "101"], "--fail-under"),
        (["--output-format", "sarif"], "--output-format"),
    ],
)
@pytest.mark.usefixtures("case")
def test_what_does_not_go_together_is_refused(journeyc: Journeyc, arguments: list[str], said: str) -> None:
    """Before anything is played."""
    done = journeyc("test", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_standard_input_is_played(journeyc: Journeyc, here: Path) -> None:
    """Under the name it is given; its imports count from there."""
    done = journeyc("test", "-", stdin=SMALL + PASSES)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "<stdin>")
    (here / "folder").mkdir()
    (here / "folder" / "case.journey").write_text(SMALL, encoding="utf-8")
    text = f'import "case.journey"\n{FAILS}'
    done = journeyc("test", "-", "--stdin-filename", "folder/new.journey", stdin=text)
    assert done.returncode == 1
    assert "folder/new.journey:6:3: failed: the run is not at `look`" in done.stdout


def test_junit(journeyc: Journeyc, folder: Path) -> None:
    """A suite for each file, a case for each scenario; the summary goes to standard error."""
    (folder / "broken.journey").write_text('journey "x"', encoding="utf-8")
    done = journeyc("test", folder, "--output-format", "junit")
    root = ET.fromstring(done.stdout)
    assert done.returncode == 1
    assert {name: root.attrib[name] for name in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    cases = {case.attrib["name"]: case for case in root.iter("testcase")}
    assert list(cases) == ["compile", "an answer leads on", "nobody looks"]
    assert len(cases["an answer leads on"]) == 0
    failure = cases["nobody looks"].find("failure")
    assert failure is not None
    assert failure.attrib["message"] == "the run is not at `look`"
    assert "  6 |   expect at look" in (failure.text or "")
    assert cases["nobody looks"].attrib["line"] == "3"
    error = cases["compile"].find("error")
    assert error is not None
    assert "journeys/broken.journey:1:" in (error.text or "")
    assert done.stderr.splitlines()[0] == (
        "played 2 scenarios in 2 files: 1 passed, 1 failed; 1 file cannot be compiled"
    )


def test_json(journeyc: Journeyc, folder: Path) -> None:
    """Everything that is told, as an object."""
    done = journeyc("test", folder, "--output-format", "json", "--output-file", "out.json")
    assert (done.returncode, done.stdout) == (1, "")
    found = json.loads(Path("out.json").read_text(encoding="utf-8"))
    assert [(one["title"], one["result"]) for one in found["scenarios"]] == [
        ("an answer leads on", "passed"),
        ("nobody looks", "failed"),
    ]
    failure = found["scenarios"][1]["failure"]
    assert (failure["path"], failure["line"], failure["column"]) == ("journeys/more/second.journey", 6, 3)
    assert failure["way"][-1] == {
        "at": "Mon 2026-11-23 10:00",
        "what": "idle for 1 hour",
        "then": "paused at ask",
    }
    assert found["findings"] == []
    assert found["coverage"]["steps"] == {"played": 2, "total": 2}
    assert {
        "path": "journeys/case.journey",
        "line": 25,
        "journey": "case",
        "kind": "outcome",
        "name": "done",
    } in (found["coverage"]["untested"])


def test_a_file_for_results_is_written_as_a_whole(journeyc: Journeyc, case: Path) -> None:
    """Without colours."""
    done = journeyc("test", case, "--output-file", "out.txt")
    assert (done.returncode, done.stdout) == (0, "")
    assert Path("out.txt").read_text(encoding="utf-8").startswith("case.journey\n  passed")


def test_colours_only_colour(journeyc: Journeyc, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are the same."""
    (here / "case.journey").write_text(SMALL + FAILS, encoding="utf-8")
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = journeyc("test").stdout
    assert "\x1b[" in coloured
    plain = "".join(
        part.partition("m")[2] if number else part for number, part in enumerate(coloured.split("\x1b["))
    )
    assert plain == FAILED


def test_processes_give_what_one_gives(journeyc: Journeyc, folder: Path) -> None:
    """In the same order, with the same words."""
    for number in range(20):
        kind = FAILS if number % 3 == 0 else PASSES
        titled = kind.replace("an answer", f"{number}: an answer").replace("nobody", f"{number}: nobody")
        text = f'import "case.journey"\n{titled}'
        (folder / f"n{number:02}.journey").write_text(text, encoding="utf-8")
    (folder / "n21.journey").write_text('journey "x"', encoding="utf-8")
    one, several = (journeyc("test", folder, "--coverage", "--jobs", jobs) for jobs in ("1", "2"))
    assert (one.returncode, one.stdout, one.stderr) == (several.returncode, several.stdout, several.stderr)
    assert "played 22 scenarios in 22 files" in one.stdout


def test_ctrl_c_ends_it(journeyc: Journeyc, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a word of half a result."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("journeyc.testing.files.play", interrupted)
    done = journeyc("test", case)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "\n")


def test_it_is_played_again_when_a_file_changes(
    journeyc: Journeyc, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that is imported, one that appears, and one that is broken for a while."""
    case = folder / "case.journey"
    text = case.read_text(encoding="utf-8")
    changes = [
        lambda: case.write_text(text.replace("after 9 days", "after 8 days"), encoding="utf-8"),
        lambda: case.write_text("nonsense", encoding="utf-8"),
        lambda: case.write_text(text, encoding="utf-8"),
        lambda: shutil.rmtree(folder),
    ]
    pauses(monkeypatch, [moment for change in changes for moment in (change, lambda: None)])
    done = journeyc("test", folder / "first.journey", "--watch")
    assert done.returncode == 130
    said = [line for line in done.stdout.splitlines() if line.startswith("played")]
    assert said == [
        "played 1 scenario in 1 file: 1 passed",
        "played 1 scenario in 1 file: 1 passed",
        "played 0 scenarios in 0 files: 0 passed; 1 file cannot be compiled",
        "played 1 scenario in 1 file: 1 passed",
    ]
    assert "journeyc: `journeys/first.journey` cannot be read" in done.stderr
