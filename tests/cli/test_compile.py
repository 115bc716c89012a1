"""`journeyc compile`: whole results, or none."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import jsonschema
import pytest

from journeyc.ir import Package, from_json
from journeyc.loading import load
from tests.posix import posix

Journeyc = Callable[..., CompletedProcess[str]]


def test_one_file_goes_to_standard_output(journeyc: Journeyc, small: Path) -> None:
    """What is printed is the package that the runtime takes, and fits the schema."""
    done = journeyc("compile", small)
    assert (done.returncode, done.stderr) == (0, "")
    assert from_json(done.stdout, Package) == load(small)
    schema = json.loads(journeyc("compile", "--schema").stdout)
    jsonschema.validate(json.loads(done.stdout), schema)


def test_standard_input_is_compiled(journeyc: Journeyc, small: Path) -> None:
    """As a file is, but for the name it has."""
    done = journeyc("compile", "-", stdin=small.read_text())
    assert from_json(done.stdout, Package).journeys[0].name == "case"


def test_a_file_is_written_whole(journeyc: Journeyc, small: Path) -> None:
    """And takes the place of an older one."""
    Path("case.json").write_text("old")
    assert journeyc("compile", small, "-o", "case.json").returncode == 0
    assert from_json(Path("case.json").read_bytes(), Package) == load(small)


def test_a_folder_becomes_a_folder(journeyc: Journeyc, small: Path) -> None:
    """One result for each file with a journey, in the same places; shared declarations go with each."""
    Path("all/deep").mkdir(parents=True)
    small.rename("all/case.journey")
    Path("all/deep/other.journey").write_text(Path("all/case.journey").read_text())
    Path("all/shared.journey").write_text("event never")
    assert journeyc("compile", "all", "-o", "out").returncode == 0
    assert sorted(str(path) for path in Path("out").rglob("*.json")) == [
        "out/case.json",
        "out/deep/other.json",
    ]


def test_an_error_writes_nothing(journeyc: Journeyc, small: Path) -> None:
    """The findings are on standard error, the old result is as it was."""
    Path("bad.journey").write_text(small.read_text().replace("-> look", "-> lok"))
    Path("bad.json").write_text("old")
    done = journeyc("compile", "bad.journey", "-o", "bad.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "bad.journey:19:20: error[undefined-name]" in done.stderr
    assert Path("bad.json").read_text() == "old"
    several = journeyc("compile", small, "bad.journey", "-o", "out")
    assert (several.returncode, Path("out").exists()) == (1, False)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "say which journey to compile"),
        (["empty.journey"], "`empty.journey` is empty"),
        (["shared.journey"], "there is no journey in `shared.journey`"),
        (["case.journey", "shared.journey"], "several journeys need a folder to go to"),
        (
            ["case.journey", "-o", "no/such/case.json"],
            "`no/such/case.json` cannot be written: no such file or directory\nhelp: make the folder",
        ),
        (["case.journey", "-o", "folder"], "`folder` cannot be written: is a directory"),
        (
            ["case.journey", "shared.journey", "-o", "case.journey"],
            "the folder `case.journey` cannot be made",
        ),
    ],
)
def test_what_cannot_be_done_is_one_message(
    journeyc: Journeyc, small: Path, arguments: list[str], problem: str
) -> None:
    """With the code for usage, and no draft left behind."""
    Path("empty.journey").touch()
    Path("shared.journey").write_text("event go")
    Path("folder").mkdir()
    before = sorted(Path().iterdir())
    done = journeyc("compile", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"journeyc: {problem}")
    assert sorted(Path().iterdir()) == before
    assert small.read_text().startswith("touchpoint")


@posix("/dev/null")
def test_a_device_is_written_to_and_stays(journeyc: Journeyc, small: Path) -> None:
    """`-o /dev/null` must not replace it with a file."""
    null = Path("/dev/null")
    assert null.is_char_device()
    assert journeyc("compile", small, "-o", null).returncode == 0
    assert null.is_char_device()
