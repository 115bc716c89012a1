"""A guide, followed to the letter: its files are written, its commands are typed, nothing else is done."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.guides.terminal import Terminal
from tests.screens import LEFT_OUT, shown

_FENCE = re.compile(r"^```(\w*) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = "file "
_MORE = "\n> "


class File(NamedTuple):
    """A file that the reader writes."""

    name: str
    text: str


class Command(NamedTuple):
    """What the reader types, and what the page shows of what comes out."""

    line: str
    screen: str


def parts(page: str) -> Iterator[File | Command]:
    """What there is to do in a guide, from its first line to its last."""
    for language, reading, text in _FENCE.findall(page):
        if reading.startswith(_FILE):
            yield File(reading.removeprefix(_FILE), text)
        elif language == "console":
            yield from commands(text)


def commands(block: str) -> Iterator[Command]:
    """What a block of a terminal shows; a command goes on behind `> `."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        typed = re.match(r"[^\n]*(?:\n> [^\n]*)*\n", part)
        assert typed
        yield Command(typed[0].replace(_MORE, "\n").strip(), part[typed.end() :])


def follow(page: str, terminal: Terminal, folder: Path, installed: Path | None = None) -> None:
    """Do what a guide says, beginning in a folder. What another has `installed` in an environment already is
    found there instead of being made anew.
    """
    for part in parts(page):
        if isinstance(part, File):
            file = folder / part.name
            assert file.parent.is_dir(), f"the page writes {part.name} before there is its folder"
            file.write_text(part.text, encoding="utf-8")
            continue
        line = part.line
        if installed and is_installation(line):
            line = f"ln -sn {installed} .venv" if "venv" in line else "true"
        typed = terminal.type(line)
        folder = typed.folder
        screen = re.sub(r"[ \t]+$", "", typed.screen, flags=re.MULTILINE)
        assert shown(screen, part.screen, in_lines=True), f"$ {part.line}\n{screen}"
        # What fails says so, and the page shows it.
        is_told = part.screen.strip() not in {"", LEFT_OUT}
        assert typed.code == 0 or is_told, f"$ {part.line}\n{screen}ends with {typed.code}"


def is_installation(line: str) -> bool:
    """Whether a command makes an environment, or installs something in it."""
    return line == "python3 -m venv .venv" or line.startswith("pip install ")
