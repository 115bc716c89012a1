"""Findings as people and programs read them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyc.diagnostic import Diagnostic, Edit, Label, Severity
from journeyc.report import Paint, render, summary
from journeyc.report.cells import columns
from journeyc.report.excerpt import WIDEST
from journeyc.source import Source, Span


def finding(text: str, word: str, **changes: Any) -> Diagnostic:
    """A finding on the first place where a word stands."""
    start = text.index(word)
    plain = Diagnostic(
        "dead-end",
        Severity.ERROR,
        "no one can leave",
        Source("a.journey", text),
        Span(start, start + len(word)),
    )
    return plain._replace(**changes)


def full(diagnostic: Diagnostic) -> list[str]:
    return render([diagnostic], "full").rstrip("\n").split("\n")


def test_the_very_text_is_underlined() -> None:
    """The head is a place to click, the gutter has the number, the underline is as long as the text."""
    said = full(finding("journey a {\n  step one {}\n}\n", "one", help="add a way out"))
    assert said == [
        "a.journey:2:8: error[dead-end] no one can leave",
        "  2 |   step one {}",
        "    |        ^^^",
        "help: add a way out",
    ]


@pytest.mark.parametrize(
    ("text", "word", "line", "underline"),
    [
        ("\tstep one", "one", "    step one", "         ^^^"),
        ("ab\tone", "one", "ab  one", "    ^^^"),
        ('"漢字" one', "one", '"漢字" one', "       ^^^"),
        ('"漢字" one', "漢字", '"漢字" one', " ^^^^"),
        ("e\u0301 one", "one", "e\u0301 one", "  ^^^"),
        ("a\x1b[31m one", "one", "a<1B>[31m one", "          ^^^"),
        ("\u202eone", "one", "<U+202E>one", "        ^^^"),
        ("\u202eone", "\u202e", "<U+202E>one", "^^^^^^^^"),
    ],
)
def test_columns_are_those_of_a_terminal(text: str, word: str, line: str, underline: str) -> None:
    """Tabs, wide, combining and unseen characters keep the underline in its place."""
    _, shown, below = full(finding(text, word))
    assert (shown.partition(" | ")[2], below.partition(" | ")[2]) == (line, underline)


def test_a_long_line_is_cut_around_the_text() -> None:
    """What is underlined stays in sight, and cuts are marked."""
    _, shown, below = full(finding("x" * 300 + " one " + "y" * 300, "one"))
    text, underline = shown.partition(" | ")[2], below.partition(" | ")[2]
    assert (text[0], text[-1]) == ("…", "…")
    assert text[underline.index("^") : underline.rindex("^") + 1] == "one"
    assert columns(text) <= WIDEST + 2


def test_a_stretch_over_lines_shows_its_first_and_last() -> None:
    """The lines between are left out."""
    said = full(finding("step {\n  one\n  two\n  } x", "step {\n  one\n  two\n  }"))
    assert said[1:] == ["  1 | step {", "    | ^^^^^^", "  …", "  4 |   } x", "    |   ^"]


def test_the_end_of_a_text_has_a_caret() -> None:
    """A stretch of no length is still pointed at."""
    diagnostic = finding("one", "one", span=Span(3, 3))
    assert full(diagnostic)[1:] == ["  1 | one", "    |    ^"]
    empty = Diagnostic("x", Severity.ERROR, "m", Source("a", ""), Span(0, 0))
    assert full(empty)[1:] == ["  1 |", "    | ^"]


def test_labels_stand_at_their_lines() -> None:
    """A second place has its words behind its underline; one in another file has its own head."""
    text = "step one\nstep two\n\n\nstep one"
    other = Source("b.journey", "channel web")
    first = finding(text, "one")
    diagnostic = first._replace(
        span=Span(len(text) - 3, len(text)),
        labels=(Label(first.source, first.span, "first declared here"), Label(other, Span(8, 11), "as here")),
    )
    assert full(diagnostic) == [
        "a.journey:5:6: error[dead-end] no one can leave",
        "  1 | step one",
        "    |      --- first declared here",
        "  …",
        "  5 | step one",
        "    |      ^^^",
        "b.journey:1:9: as here",
        "  1 | channel web",
        "    |         ---",
    ]


def test_concise_is_a_line_each() -> None:
    """A message with a line break or a control character stays one harmless line."""
    several = [finding("one", "one"), finding("one", "one", message="a\n\x1b[2J", severity=Severity.WARNING)]
    assert render(several, "concise") == (
        "a.journey:1:1: error[dead-end] no one can leave\na.journey:1:1: warning[dead-end] a <1B>[2J\n"
    )


def test_json_tells_everything() -> None:
    """Positions count from 1, the end is exclusive."""
    source = Source("b.journey", "web")
    diagnostic = finding(
        "a\n one",
        "one",
        help="mend it",
        labels=(Label(source, Span(0, 3), "here"),),
        edits=(Edit(Span(3, 6), "two"),),
    )
    place = {"start": {"line": 2, "column": 2}, "end": {"line": 2, "column": 5}}
    assert json.loads(render([diagnostic], "json")) == [
        {
            "path": "a.journey",
            "rule": "dead-end",
            "severity": "error",
            "message": "no one can leave",
            "help": "mend it",
            **place,
            "labels": [
                {
                    "path": "b.journey",
                    "start": {"line": 1, "column": 1},
                    "end": {"line": 1, "column": 4},
                    "text": "here",
                }
            ],
            "edits": [{**place, "replacement": "two"}],
        }
    ]
    assert json.loads(render([], "json")) == []


@pytest.mark.parametrize(
    ("severities", "line"),
    [
        ("", "checked 3 files: no findings"),
        ("ew", "checked 3 files: 1 error, 1 warning"),
        ("eeww", "checked 3 files: 2 errors, 2 warnings"),
    ],
)
def test_the_summary_counts(severities: str, line: str) -> None:
    """Each severity is counted in words."""
    kinds = {"e": Severity.ERROR, "w": Severity.WARNING}
    assert summary(3, [finding("x", "x", severity=kinds[letter]) for letter in severities]) == line


def test_colour_only_adds_ink() -> None:
    """With the ink taken away, the words are the same."""
    diagnostic = finding("one", "one", help="mend it")
    painted = render([diagnostic], "full", Paint(colour=True))
    assert "\x1b[1;31m" in painted
    for code in ("1;31", "1;36", "1", "2", "0"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted == render([diagnostic], "full")


@given(text=st.text(max_size=300), places=st.tuples(st.integers(0, 300), st.integers(0, 300)))
def test_any_stretch_of_any_text_can_be_shown(text: str, places: tuple[int, int]) -> None:
    """No text breaks the rendering, drives a terminal, or loses its underline."""
    start, end = sorted(min(place, len(text)) for place in places)
    diagnostic = Diagnostic("x", Severity.ERROR, text, Source(text or "a", text), Span(start, end), help=text)
    said = render([diagnostic], "full")
    assert "^" in said
    assert all(character == "\n" or character.isprintable() for character in said.replace("\t", ""))
    assert len(render([diagnostic], "concise").splitlines()) == 1
