"""Each guide of the documentation, followed from an empty folder and without anything installed.

What is installed comes from the index of packages that pip knows, or from what pip has kept of it.
"""

import os
import re
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.guides.following import Command, commands, follow, is_installation, parts
from tests.guides.terminal import Terminal

ROOT = Path(__file__).parents[2]
GUIDES = ("embed", "write-a-channel", "bind-a-service", "operate")
#: `skips.toml` allows it: a Debian without python3-venv cannot do what the guides say.
pytestmark = pytest.mark.skipif(find_spec("ensurepip") is None, reason="this Python has no ensurepip")


def read(guide: str) -> str:
    """The text of a guide, with a free port where it has one that somebody else here may have."""
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    for port in sorted(set(re.findall(r"\b80\d\d\b", text))):
        text = re.sub(rf"\b{port}\b", str(free_port()), text)
    return text


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def desk(folder: Path) -> dict[str, str]:
    """What a reader has: Python, a clone of the project, and nothing else. Gives their environment."""
    (folder / "journeyc").symlink_to(ROOT, target_is_directory=True)
    programs = folder.parent / f"{folder.name}-programs"
    programs.mkdir()
    (programs / "python3").symlink_to(Path(sys._base_executable).resolve())  # type: ignore[attr-defined]
    constraint = programs / "constraint.txt"
    constraint.write_text("\n".join(locked()), encoding="utf-8")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    theirs = {
        name: value
        for name, value in os.environ.items()
        if not re.match(r"PYTHON|VIRTUAL_ENV|JOURNEYC", name)
    }
    return theirs | {
        "PATH": f"{programs}{os.pathsep}{os.defpath}",
        "NO_COLOR": "1",
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR") or str(cache / "pip"),
        "XDG_CACHE_HOME": str(programs / "cache"),
        # What pip says, and of what it installs which version, is not the page's.
        "PIP_CONSTRAINT": str(constraint),
        "PIP_QUIET": "3",
        "PIP_NO_COMPILE": "1",
    }


def locked() -> list[str]:
    """What is locked for the project, as pip takes it beside a folder that has no hash."""
    locks = [(ROOT / "locks" / f"{name}.lock").read_text(encoding="utf-8") for name in ("runtime", "dev")]
    lines = re.findall(r"^\w.*", "\n".join(locks), re.MULTILINE)
    return sorted({line.removesuffix(" \\") for line in lines})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with what all guides install, made in this run by their own commands."""
    folder = tmp_path_factory.mktemp("installed")
    lines = dict.fromkeys(
        part.line
        for guide in GUIDES
        for part in parts(read(guide))
        if isinstance(part, Command) and is_installation(part.line)
    )
    (folder / "shop").mkdir()
    with Terminal(folder, desk(folder)) as terminal:
        terminal.type("cd shop")
        for line in [next(iter(lines)), ". .venv/bin/activate", *list(lines)[1:]]:
            assert terminal.type(line).code == 0, line
    return folder / "shop" / ".venv"


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_works(guide: str, installed: Path, tmp_path: Path) -> None:
    """In a folder of its own, with the environment of all."""
    take(guide, tmp_path, installed)


@pytest.mark.full
@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_works_from_nothing(guide: str, tmp_path: Path) -> None:
    """With an environment of its own, so that it installs all that it needs."""
    take(guide, tmp_path, None)


def take(guide: str, folder: Path, installed: Path | None) -> None:
    beginning = folder / "reader"
    beginning.mkdir()
    with Terminal(beginning, desk(beginning)) as terminal:
        follow(read(guide), terminal, beginning, installed)


def test_every_guide_installs_first() -> None:
    """And all of them in the same words, so that one environment serves for all."""
    first = {tuple(part for part in parts(read(guide)))[1:4] for guide in GUIDES}
    assert len(first) == 1


def test_what_a_page_forgets_is_noticed(tmp_path: Path) -> None:
    """A file that is nowhere written, a screen that is another, a command that fails and shows nothing."""

    def taken(page: str) -> None:
        with Terminal(tmp_path, os.environ) as terminal:
            follow(page, terminal, tmp_path)

    taken(
        "```text file a.txt\n1 a\n2 b\n```\n"
        "```console\n$ cat a.txt\n1 …\n2 b\n$ cat \\\n> a.txt\n…\n2 b\n```\n"
    )
    for page in ("$ cat b.txt\n", "$ echo a\nb\n", "$ echo a\n", "$ echo a b\na … c\n", "$ false\n"):
        with pytest.raises(AssertionError):
            taken(f"```console\n{page}```\n")
    with pytest.raises(AssertionError, match="before there is its folder"):
        taken("```text file lost/a.txt\n1\n```\n")
    assert list(commands("$ a\n$ b\n"))[1].line == "b"
