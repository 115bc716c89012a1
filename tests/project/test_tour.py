"""The tours of the documentation work as they stand: what is typed there shows what the page shows."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple

import pytest

from tests.screens import shown

Journeyc = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(journey file|console) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROMPT = re.compile(r"^\w{3} \d\d? \w{3} \d\d:\d\d  \w+ > (.*)$", re.MULTILINE)


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


def take(page: str, folder: Path, journeyc: Journeyc) -> int:
    """Do what a page shows, from its first line to its last, in one folder; how many parts that were."""
    parts = _FENCE.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))
    for kind, name, text in parts:
        if kind == "journey file":
            (folder / name).write_text(text, encoding="utf-8")
            continue
        for command in commands(text):
            done = journeyc(*command.arguments, stdin=command.typed)
            screen = done.stdout + "\n" * bool(done.stdout and done.stderr) + done.stderr
            assert shown(re.sub(r"\n{3,}", "\n\n", screen), command.screen), screen
    return len(parts)


def test_the_tour(tmp_path: Path, journeyc: Journeyc) -> None:
    """From the first line to the end of the journey."""
    assert take("tour.md", tmp_path, journeyc) > 6
    assert (tmp_path / "callback.svg").exists()


def test_the_first_look(tmp_path: Path, journeyc: Journeyc) -> None:
    """What the README shows to who has installed nothing yet."""
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    assert take("../README.md", tmp_path, journeyc) == 1


def test_rules_at_work(tmp_path: Path, journeyc: Journeyc) -> None:
    """The example plays as it is told, from one process to the next."""
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    assert take("rules-and-decisions.md", tmp_path, journeyc) == 2


def test_late_payment(tmp_path: Path, journeyc: Journeyc) -> None:
    """The example is previewed and plays as it is told."""
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    assert take("late-payment.md", tmp_path, journeyc) == 3


def test_a_screen_that_differs_is_noticed() -> None:
    """A page may leave lines out, and may not change any."""
    assert shown("a\nb\nc\n", "a\n…\nc\n")
    assert shown("a\nb\n", "a\nb\n")
    assert not shown("a\nb\nc\n", "a\nb\n")
    assert not shown("a\nb\nc\n", "a\n…\nd\n")
