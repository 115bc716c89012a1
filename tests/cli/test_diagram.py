"""`journeyc diagram`: a picture, or why there is none."""

import json
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


@pytest.mark.parametrize(
    ("form", "start"), [("dot", "digraph"), ("mmd", "flowchart"), ("json", "journeyc.picture")]
)
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


# ── an overlay ──

HEAD = '{"format": "journeyc.overlay", "format_version": 1, "journey": "case", '


def test_an_overlay_lies_over_the_map(journeyc: Journeyc, small: Path) -> None:
    """From a file or from standard input."""
    text = HEAD + '"places": [{"name": "ask", "now": 7}]}'
    Path("o.json").write_text(text)
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "o.json")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "7 now" in Path("a.dot").read_text()
    journeyc("diagram", small, "-o", "b.dot", "--overlay", "-", stdin=b"\xef\xbb\xbf" + text.encode())
    drawn = [Path(name).read_text().partition("\n")[2] for name in ("a.dot", "b.dot")]
    assert drawn[0] == drawn[1]


def test_findings_of_an_overlay_are_beside_those_found_now(journeyc: Journeyc, small: Path) -> None:
    Path("stuck.journey").write_text(small.read_text().partition("journey case")[0] + DEAD_END)
    found = [
        {"place": "one", "severity": "warning", "rule": "slow", "message": "too slow"},
        {"place": "one", "severity": "info", "rule": "old", "message": "too old"},
    ]
    head = {"format": "journeyc.overlay", "format_version": 1, "journey": "stuck"}
    Path("o.json").write_text(json.dumps({**head, "findings": found}))
    assert journeyc("diagram", "stuck.journey", "-o", "a.dot", "--overlay", "o.json").returncode == 0
    drawn = Path("a.dot").read_text()
    assert all(words in drawn for words in ("too slow", "too old", 'class="step dead-end"'))


@pytest.mark.parametrize(
    ("overlay", "problem"),
    [
        (b"{", "`<stdin>` is not JSON: line 1, column 2: it ends too soon"),
        (b"\xff", "`<stdin>` is not UTF-8: byte 1 is no letter"),
        (b'{"format": 1, "format": 2}', "`<stdin>` says twice what `format` is"),
        (b"[" * 100_000, "`<stdin>` is not JSON: it is nested too deeply"),
        (HEAD.encode() + b'"runs": {"open": ' + b"9" * 5_000 + b"}}", "a whole number in it is too large"),
        (HEAD.encode() + b'\n"runs": {"open": NaN}}', "`<stdin>`, line 2, column 10: `runs.open` is `nan`"),
        (HEAD.encode() + b'"places": [{"name": "aks"}]}', "journey `case` has no place `aks`"),
        (HEAD.replace("case", "cases").encode() + b'"runs": {}}', "the overlay is of journey `cases`"),
    ],
)
def test_a_wrong_overlay_is_one_message(
    journeyc: Journeyc, small: Path, overlay: bytes, problem: str
) -> None:
    """Of usage, and nothing is written."""
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "-", stdin=overlay)
    assert (done.returncode, done.stdout, Path("a.dot").exists()) == (2, "", False)
    assert problem in done.stderr
    assert done.stderr.count("\n") <= 2


def test_both_cannot_be_standard_input(journeyc: Journeyc, small: Path) -> None:
    done = journeyc("diagram", "-", "-o", "a.dot", "--overlay", "-", stdin=small.read_bytes())
    assert done.returncode == 2
    assert "cannot both be standard input" in done.stderr


def test_another_version_is_told(journeyc: Journeyc, small: Path) -> None:
    """The map is drawn all the same."""
    text = HEAD + '"version": 9, "places": [{"name": "old", "now": 7}]}'
    done = journeyc("diagram", small, "-o", "a.dot", "--overlay", "-", stdin=text)
    assert (done.returncode, Path("a.dot").exists()) == (0, True)
    assert "the overlay is of version 9, and this is version 1: what it tells of `old`" in done.stderr


def test_schemas_are_printed(journeyc: Journeyc, here: Path) -> None:
    for form, title in (("overlay", "Overlay"), ("picture", "Picture")):
        done = journeyc("diagram", "--schema", form)
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["title"] == title
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(("arguments", "problem"), [([], "which journey"), (["x.journey"], "say where to")])
def test_what_a_picture_needs_is_asked_for(journeyc: Journeyc, arguments: list[str], problem: str) -> None:
    done = journeyc("diagram", *arguments)
    assert done.returncode == 2
    assert problem in done.stderr
