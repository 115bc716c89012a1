"""`journeyc lint`: files, folders and standard input, and how it ends."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Journeyc = Callable[..., CompletedProcess[str]]

SHARED = """\
touchpoint website "Website" { channel web: show }
customer { key id: id }
event go
event stop { why: Wy }
"""
USES_IT = """\
import "shared.journey"
journey NAME "A" {
  starts on go -> one
  step one "One" via web { on go -> done }
  end done "Done" success
}
"""
WARNED = """\
touchpoint website "Website" { channel web: show }
customer { key id: id }
event go
journey a "A" {
  starts on go -> one
  step one "One" via web { on go -> done }
  end done "Done" success
  end never "Never" failure
}
"""


@pytest.fixture
def folder(here: Path) -> Path:
    """Two journeys that import one faulty file, and things that are none."""
    inside = here / "journeys"
    (inside / ".hidden").mkdir(parents=True)
    (inside / "shared.journey").write_text(SHARED)
    (inside / "a.journey").write_text(USES_IT.replace("NAME", "a"))
    (inside / "b.journey").write_text(USES_IT.replace("NAME", "b"))
    (inside / ".hidden" / "c.journey").write_text("nonsense")
    (inside / "notes.txt").write_text("nonsense")
    return inside


def test_a_clean_file_says_so(journeyc: Journeyc, small: Path) -> None:
    """Nothing on standard output, the count on standard error."""
    done = journeyc("lint", small)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "checked 1 file: no findings\n")


@pytest.mark.usefixtures("folder")
def test_a_finding_in_a_shared_file_is_said_once(journeyc: Journeyc) -> None:
    """However many files import it, and hidden folders are not looked into."""
    done = journeyc("lint", "journeys", "--output-format", "concise")
    said = f"{Path('journeys', 'shared.journey')}:4:19: error[undefined-name] there is no type `Wy`\n"
    assert (done.returncode, done.stdout) == (1, said)
    assert done.stderr == "checked 3 files: 1 error\n"


def test_this_folder_is_the_default(
    journeyc: Journeyc, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with other linters."""
    monkeypatch.chdir(folder)
    done = journeyc("lint")
    assert done.stdout.startswith("shared.journey:4:19: error[undefined-name]")
    assert "  4 | event stop { why: Wy }" in done.stdout


def test_json_is_one_array(journeyc: Journeyc, folder: Path) -> None:
    """For programs, and nothing else on standard output."""
    done = journeyc("lint", folder, "--output-format", "json")
    assert [(entry["rule"], entry["severity"]) for entry in json.loads(done.stdout)] == [
        ("undefined-name", "error")
    ]


@pytest.mark.parametrize(("level", "code"), [("warning", 1), ("error", 0)])
def test_the_fail_level_decides(journeyc: Journeyc, here: Path, level: str, code: int) -> None:
    """A warning is always said; whether it fails the command is asked for."""
    (here / "a.journey").write_text(WARNED)
    done = journeyc("lint", "a.journey", "--fail-level", level)
    assert done.returncode == code
    assert "warning[unreachable-step]" in done.stdout


@pytest.mark.usefixtures("folder")
def test_standard_input_has_a_name(journeyc: Journeyc) -> None:
    """An editor's text is checked as the file it will be, with its imports."""
    text = USES_IT.replace("NAME", "a").replace("-> done", "-> gone")
    done = journeyc(
        "lint", "-", "--stdin-filename", "journeys/new.journey", "--output-format", "concise", stdin=text
    )
    assert done.returncode == 1
    assert "journeys/new.journey:4:37: error[undefined-name]" in done.stdout
    assert "import-not-found" not in done.stdout
    unnamed = journeyc("lint", "-", stdin="journey {")
    assert unnamed.stdout.startswith("<stdin>:1:9: error[syntax-error]")


def test_the_report_goes_to_a_file(journeyc: Journeyc, folder: Path, here: Path) -> None:
    """Whole, without colour, and nothing on standard output."""
    done = journeyc("lint", folder, "--output-file", "report.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[undefined-name]" in (here / "report.txt").read_text()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "cannot be read: there is no such file"),
        (b"journey \x00", "cannot be read: it is not text (it has NUL bytes)"),
        (b"journey \xff", "cannot be read: it is not UTF-8 text (line 1 has the byte 0xff)"),
        (b" \n\n", "is empty"),
    ],
)
def test_what_cannot_be_checked_is_one_message(
    journeyc: Journeyc, small: Path, content: bytes | None, problem: str
) -> None:
    """And what can be checked still is."""
    if content is not None:
        Path("bad.journey").write_bytes(content)
    done = journeyc("lint", "bad.journey", small)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"journeyc: `bad.journey` {problem}\nchecked 1 file: no findings\n"


def test_a_folder_without_journeys_is_no_success(journeyc: Journeyc, here: Path) -> None:
    """A wrong path must not look clean."""
    (here / "empty").mkdir()
    done = journeyc("lint", "empty")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "journeyc: there is no `.journey` file in the folder `empty`\n"


def test_a_report_that_cannot_be_written_is_said(journeyc: Journeyc, small: Path) -> None:
    """And nothing is left behind."""
    done = journeyc("lint", small, "--output-file", "no/such/report.txt")
    assert done.returncode == 2
    assert done.stderr.startswith("journeyc: `no/such/report.txt` cannot be written: no such file")
    assert sorted(path.name for path in Path().iterdir()) == ["case.journey"]


@pytest.mark.parametrize("more", [[], ["--fix"], ["--diff"]])
def test_a_report_is_no_journey(journeyc: Journeyc, small: Path, more: list[str]) -> None:
    """Somebody forgot the name of the file, and the journey stays."""
    before = small.read_text("utf-8")
    done = journeyc("lint", *more, "--output-file", small)
    assert (done.returncode, done.stdout) == (2, "")
    assert "would be a journey" in done.stderr
    assert small.read_text("utf-8") == before


@pytest.mark.usefixtures("folder")
def test_a_folder_that_cannot_be_read_is_no_success(
    journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows what is in it."""
    Path("journeys/inner").mkdir()
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("inner"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    done = journeyc("lint", "journeys", "--no-cache")
    assert (done.returncode, done.stdout) == (2, "")
    folder = Path("journeys", "inner")
    assert done.stderr == f"journeyc: the folder `{folder}` cannot be read: permission denied\n"


@pytest.mark.parametrize(
    ("settings", "coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour_is_for_terminals(
    journeyc: Journeyc,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    *,
    coloured: bool,
) -> None:
    """Or for whoever asks for it; who asks for none gets none."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in journeyc("lint", folder).stdout) is coloured


def test_a_file_of_five_megabytes_is_checked(journeyc: Journeyc, here: Path) -> None:
    """A comment of that size is a journey file like any other."""
    (here / "large.journey").write_text(WARNED + f"# {'x' * 98}\n" * 50_000)
    assert journeyc("lint", "large.journey", "--fail-level", "error").returncode == 0
    (here / "huge.journey").write_text(" " * 17_000_000)
    done = journeyc("lint", "huge.journey")
    assert done.returncode == 2
    assert "more than the 16,000,000 that are read" in done.stderr


OLD = """\
journey case "A case" {
  version 1
  starts on opened -> first
  step first "First" via web { on left -> second after 1 day -> second }
  step second "Second" via web { on left -> done after 1 day -> done }
  end done "Done" success
}
"""
PARTIES = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event left
"""


def test_released_versions_are_remembered(journeyc: Journeyc, here: Path) -> None:
    """A step that is gone is missed where a compiled journey of the project still has it."""
    case = here / "case.journey"
    case.write_text(PARTIES + OLD, encoding="utf-8")
    (here / "released").mkdir()
    assert journeyc("compile", case, "-o", here / "released" / "case.json").returncode == 0
    (here / "journeyc.toml").write_text('[lint]\nreleased = "released"\n', encoding="utf-8")
    new = OLD.replace("version 1", "version 2").replace("second", "later") + "\n"
    case.write_text(PARTIES + new.replace("  end done", "  migrate from 1 { }\n  end done"), encoding="utf-8")
    for _ in range(2):
        done = journeyc("lint", ".", "--output-format", "concise")
        assert "error[unmigrated-step]" in done.stdout
        assert "`second`" in done.stdout
    case.write_text(
        PARTIES + new.replace("  end done", "  migrate from 1 { move second -> later }\n  end done"),
        encoding="utf-8",
    )
    assert journeyc("lint", ".").stdout == ""
    (here / "released" / "other.json").write_text("{}", encoding="utf-8")
    done = journeyc("lint", ".")
    assert (done.returncode, done.stdout) == (2, "")
    assert "other.json` is no compiled journey\nhelp: `" in done.stderr
    (here / "journeyc.toml").write_text('[lint]\nreleased = "nowhere"\n', encoding="utf-8")
    assert "nowhere` cannot be read: no such file or directory" in journeyc("lint", ".", "--fix").stderr


def test_rules_are_chosen_where_they_are_typed(journeyc: Journeyc, here: Path) -> None:
    """Before what the project says; names that nobody knows are refused."""
    (here / "case.journey").write_text(PARTIES + OLD.replace("version 1", "context { x: int = 0 }"), "utf-8")
    (here / "journeyc.toml").write_text('[lint]\nignore = ["all"]\n', encoding="utf-8")
    assert journeyc("lint", ".").stdout == ""
    assert "warning[unread-field]" in journeyc("lint", ".", "--select", "unread-field").stdout
    assert "warning[unread-field]" in journeyc("lint", ".", "--select=data,flow").stdout
    assert journeyc("lint", ".", "--select", "all", "--ignore", "data").stdout == ""
    done = journeyc("lint", ".", "--select", "unraed-field")
    assert done.returncode == 2
    assert "there is no rule or group `unraed-field`\nhelp: did you mean `unread-field`?" in done.stderr
    assert "is not for choice" in journeyc("lint", ".", "--ignore", "syntax-error").stderr


def test_findings_are_counted(journeyc: Journeyc, here: Path) -> None:
    """Instead of shown; in a form that can count."""
    (here / "case.journey").write_text(PARTIES + OLD.replace("-> first", "=> first"), encoding="utf-8")
    done = journeyc("lint", ".", "--statistics")
    assert (done.returncode, done.stdout) == (1, "1  error    syntax-error (1 can be fixed with --fix)\n")
    assert (
        json.loads(journeyc("lint", ".", "--statistics", "--output-format", "json").stdout)[0]["count"] == 1
    )
    assert journeyc("lint", ".", "--statistics", "--output-format", "sarif").returncode == 2
