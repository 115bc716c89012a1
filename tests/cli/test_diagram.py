"""`journeyc diagram`: a picture, or why there is none."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Journeyc = Callable[..., CompletedProcess[str]]

DEAD_END = """
journey stuck "Stuck" {
  starts on left -> one
  step one "Nobody leaves" via web { say "Hello" }
}
"""
SECOND = """
journey other "Other" {
  starts on left -> over
  end over "Over" neutral
}
"""


@pytest.mark.parametrize(("form", "start"), [("dot", "digraph"), ("mmd", "flowchart")])
def test_the_suffix_says_what_to_write(journeyc: Journeyc, small: Path, form: str, start: str) -> None:
    """Forms that need no engine are always there."""
    done = journeyc("diagram", small, "-o", f"case.{form}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert start in Path(f"case.{form}").read_text()


def test_direction_and_theme_are_chosen(journeyc: Journeyc, small: Path) -> None:
    """Both reach the picture."""
    journeyc("diagram", small, "-o", "a.dot", "--direction", "LR", "--theme", "light")
    journeyc("diagram", small, "-o", "b.dot", "--direction", "TB", "--theme", "dark")
    one, two = Path("a.dot").read_text(), Path("b.dot").read_text()
    assert ("rankdir=LR" in one, "rankdir=TB" in two) == (True, True)
    assert "#ffffff" in one
    assert "#ffffff" not in two


def test_findings_are_on_the_map(journeyc: Journeyc, small: Path) -> None:
    """A dead end is drawn as one, though it is an error."""
    Path("stuck.journey").write_text(small.read_text().partition("journey case")[0] + DEAD_END)
    done = journeyc("diagram", "stuck.journey", "-o", "stuck.dot")
    assert (done.returncode, done.stderr) == (
        0,
        "drawn with 1 finding; `journeyc lint stuck.journey` says more\n",
    )
    assert "dead-end" in Path("stuck.dot").read_text()


def test_other_errors_prevent_it(journeyc: Journeyc, small: Path) -> None:
    """Without names and types there is nothing to draw."""
    Path("bad.journey").write_text(small.read_text().replace("-> look", "-> lok"))
    done = journeyc("diagram", "bad.journey", "-o", "bad.dot")
    assert (done.returncode, Path("bad.dot").exists()) == (1, False)
    assert "error[undefined-name]" in done.stderr


def test_one_of_several_is_named(journeyc: Journeyc, small: Path) -> None:
    """And a name that is not there is answered with those that are."""
    Path("two.journey").write_text(small.read_text() + SECOND)
    unnamed = journeyc("diagram", "two.journey", "-o", "x.dot")
    assert unnamed.returncode == 2
    assert unnamed.stderr == (
        "journeyc: `two.journey` holds several journeys: `case`, `other`\n"
        "help: say which one with `--journey NAME`\n"
    )
    wrong = journeyc("diagram", "two.journey", "-o", "x.dot", "--journey", "caze")
    assert wrong.stderr.startswith("journeyc: there is no journey `caze` in `two.journey`")
    assert journeyc("diagram", "two.journey", "-o", "x.dot", "--journey", "case").returncode == 0


@pytest.mark.parametrize(
    ("out", "problem"),
    [
        ("case.bmp", "`case.bmp` does not say what to write"),
        ("no/such/case.dot", "cannot be written: no such file"),
    ],
)
def test_what_cannot_be_written_is_one_message(
    journeyc: Journeyc, small: Path, out: str, problem: str
) -> None:
    """With the code for usage."""
    done = journeyc("diagram", small, "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr


def test_a_missing_engine_is_two(journeyc: Journeyc, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the ways to get one."""
    monkeypatch.setenv("GRAPHVIZ_DOT", "no-such-dot")
    named = journeyc("diagram", small, "-o", "case.svg")
    assert (named.returncode, Path("case.svg").exists()) == (2, False)
    assert "`GRAPHVIZ_DOT` is `no-such-dot`" in named.stderr
    monkeypatch.delenv("GRAPHVIZ_DOT")
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("journeyc.compiler.diagram.engine._STATIC", small.with_name("none"))
    done = journeyc("diagram", small, "-o", "case.svg")
    assert done.returncode == 2
    assert all(way in done.stderr for way in ("journeyc[render]", "apt install graphviz", "GRAPHVIZ_DOT="))
