"""`journeyc diagram --path RUN --store URL`: the way of a run that a store keeps."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.cli.drawn_of import Request
from tests.cli.conftest import digest
from tests.cli.test_run import OPENED

Journeyc = Callable[..., CompletedProcess[str]]
STORE = ("--store", "a.sqlite")
RUN = ("--path", "case/anna/1", *STORE)


@pytest.fixture
def stored(journeyc: Journeyc, small: Path) -> str:
    """A journey, beside a store in which Anna's run has come to its second step."""
    script = OPENED + "answer case.reason = late, case.amount = 1 EUR\n"
    assert journeyc("run", small, *STORE, "--as", "anna", stdin=script).returncode == 0
    return small.name


def test_the_way_of_a_run(journeyc: Journeyc, stored: str) -> None:
    """The same as from a file that `runs show` wrote; not a byte of the store changes."""
    before = digest("a.sqlite")
    done = journeyc("diagram", stored, "-o", "way.mmd", *RUN)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = Path("way.mmd").read_text()
    assert "The way of case/anna/1: What is it?, then Somebody looks." in text
    shown = journeyc("runs", "show", "case/anna/1", *STORE, "--output-format", "json").stdout
    Path("anna.json").write_text(shown)
    assert journeyc("diagram", stored, "-o", "file.mmd", "--path", "anna.json").returncode == 0
    assert pictured(Path("file.mmd").read_text()) == pictured(text)
    assert digest("a.sqlite") == before


def pictured(text: str) -> list[str]:
    """A picture without the record of how it was drawn."""
    return [line for line in text.splitlines() if "journeyc-picture" not in line]


def test_it_is_checked_against_the_store_alone(journeyc: Journeyc, stored: str) -> None:
    """The record names neither run nor store; a check of the folder says that it cannot tell."""
    Path("maps").mkdir()
    assert journeyc("diagram", stored, "-o", "maps/way.mmd", *RUN).returncode == 0
    record = next(
        line for line in Path("maps/way.mmd").read_text().splitlines() if "journeyc-picture" in line
    )
    assert "anna" not in record
    assert "sqlite" not in record
    done = journeyc("diagram", "--check", "maps")
    assert (done.returncode, done.stderr) == (
        2,
        """\
journeyc: `maps/way.mmd`: it was drawn of a run in a store
help: `journeyc diagram PATH -o maps/way.mmd --check`, with the options it was drawn with, tells more
1 picture cannot be told
""",
    )
    check = ("diagram", stored, "-o", "maps/way.mmd", *RUN, "--check")
    assert journeyc(*check).returncode == 0
    closed = "on closed(accepted = true) from desk\n"
    assert journeyc("run", stored, *STORE, "--as", "anna", stdin=closed).returncode == 0
    done = journeyc(*check)
    assert done.returncode == 1
    assert done.stdout.splitlines()[1:] == [
        f"  journeyc diagram {stored} -o maps/way.mmd --path case/anna/1 --store a.sqlite"
    ]


@pytest.mark.parametrize(
    ("run", "store", "problem", "help_"),
    [
        (
            "case/ana/1",
            "a.sqlite",
            "there is no run `case/ana/1` in `a.sqlite`",
            "did you mean `case/anna/1`?",
        ),
        ("-", "a.sqlite", "there is no run `-` in `a.sqlite`", "`journeyc runs list` shows those there are"),
        ("case/anna/1", "b.sqlite", "there is no store `b.sqlite`", ""),
    ],
)
def test_what_is_not_there(
    journeyc: Journeyc, stored: str, run: str, store: str, problem: str, help_: str
) -> None:
    """Is said as by the commands of runs, and nothing is drawn."""
    done = journeyc("diagram", stored, "-o", "way.mmd", "--path", run, "--store", store)
    assert done.returncode == 2
    assert problem in done.stderr
    assert help_ in done.stderr
    assert not Path("way.mmd").exists()


def test_a_run_of_another_journey(journeyc: Journeyc, stored: str) -> None:
    """Is named with its journey."""
    Path("other.journey").write_text(Path(stored).read_text().replace("journey case ", "journey other "))
    done = journeyc("diagram", "other.journey", "-o", "way.mmd", *RUN)
    problem = "`case/anna/1` tells nothing of a run of `other`"
    assert (done.returncode, done.stderr) == (2, f"journeyc: {problem}\nhelp: it tells of `case`\n")


def test_a_password_is_not_shown() -> None:
    """Neither by the record nor by the command that draws a picture anew."""
    options = {"path": "case/anna/1", "store": "postgresql://ops:secret@db:5432/care"}
    request = Request("case.journey", "way.svg", None, options)
    assert request.command == (
        "journeyc diagram case.journey -o way.svg --path case/anna/1 --store postgresql://db:5432/care"
    )
    assert request.origin("case", Path("way.svg")).options == (("path", "-"), ("store", "-"))


def test_an_id_without_its_store(journeyc: Journeyc, stored: str) -> None:
    """Is taken for a file, and it is said what it needs."""
    done = journeyc("diagram", stored, "-o", "way.mmd", "--path", "case/anna/1")
    assert done.returncode == 2
    assert "help: name a file, or the id of a run with its `--store`" in done.stderr


def test_a_store_goes_with_a_run(journeyc: Journeyc, stored: str) -> None:
    """Without one it would be left unused."""
    done = journeyc("diagram", stored, "-o", "way.mmd", *STORE)
    assert done.returncode == 2
    assert "say which run" in done.stderr
