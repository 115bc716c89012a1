"""The tour works as it stands: what is typed there shows what the page shows."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import pytest

Journeyc = Callable[..., CompletedProcess[str]]
TOUR = Path(__file__).parents[2] / "docs" / "tour.md"
_FENCE = re.compile(r"^```(journey file|console) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = re.compile(r"^\w{3} \d\d? \w{3} \d\d:\d\d  \w+ > (.*)$", re.MULTILINE)
#: A line that stands for what a page leaves out.
_LEFT_OUT = "…"


class Command(NamedTuple):
    """What is typed, what is typed while it runs, and what the screen shows."""

    arguments: list[str]
    typed: str
    screen: str


def commands(block: str) -> list[Command]:
    found = re.split(r"^\$ journeyc (.*)\n", block, flags=re.MULTILINE)[1:]
    return [
        Command(line.split(), "".join(f"{typed}\n" for typed in _PROMPT.findall(screen)), screen)
        for line, screen in zip(found[::2], found[1::2], strict=True)
    ]


def shown(screen: str, page: str) -> bool:
    """Whether a screen shows what the page shows, whatever stands where it leaves something out."""
    parts = re.split(rf"^{_LEFT_OUT}\n", page.strip("\n") + "\n", flags=re.MULTILINE)
    pattern = r"(?:.*\n)*".join(map(re.escape, parts))
    return re.fullmatch(pattern, screen.strip("\n") + "\n") is not None


@pytest.fixture
def journeyc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journeyc:
    """The command line, in a folder of its own."""
    monkeypatch.setenv("NO_COLOR", "1")

    def run(*arguments: str, stdin: str = "") -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "journeyc", *arguments],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_tour(tmp_path: Path, journeyc: Journeyc) -> None:
    """From the first line to the end of the journey, in one folder."""
    steps = _FENCE.findall(TOUR.read_text(encoding="utf-8"))
    assert len(steps) > 6
    for kind, name, text in steps:
        if kind == "journey file":
            (tmp_path / name).write_text(text, encoding="utf-8")
            continue
        for command in commands(text):
            done = journeyc(*command.arguments, stdin=command.typed)
            screen = done.stdout + "\n" * bool(done.stdout and done.stderr) + done.stderr
            assert shown(re.sub(r"\n{3,}", "\n\n", screen), command.screen), screen
    assert (tmp_path / "callback.svg").exists()


def test_a_screen_that_differs_is_noticed() -> None:
    """A page may leave lines out, and may not change any."""
    assert shown("a\nb\nc\n", "a\n…\nc\n")
    assert shown("a\nb\n", "a\nb\n")
    assert not shown("a\nb\nc\n", "a\nb\n")
    assert not shown("a\nb\nc\n", "a\n…\nd\n")
