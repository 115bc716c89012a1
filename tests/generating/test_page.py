"""What the page about generated code shows works, in written order and in one folder."""

import re
import sys
from pathlib import Path

import pytest

from journeyc.cli import main
from tests import node
from tests.node import needs_node

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "generate.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    journeyc (generate .*)$", PAGE, re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where its commands have been typed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    for command in [*COMMANDS, COMMANDS[0].replace("bill_dispute", "late_payment")]:
        assert main(command.split()) == 0, command
    return tmp_path


def test_its_python_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(folder)
    for name in ("bill_dispute", "late_payment"):
        # Examples have a module of this name, too.
        monkeypatch.delitem(sys.modules, name, raising=False)
    shown = blocks("python")
    assert len(shown) == 3
    for block in shown:
        exec(compile(block, "generate", "exec"), {"__name__": "page"})  # noqa: S102  # our own page
    for name in ("bill_dispute", "late_payment"):
        del sys.modules[name]


@needs_node
def test_its_typescript_is_right(folder: Path) -> None:
    (block,) = blocks("typescript")
    (folder / "shown.ts").write_text(block, encoding="utf-8")
    done = node.run("typescript/bin/tsc", "--noEmit", "--strict", "shown.ts", folder=folder)
    assert (done.returncode, done.stdout) == (0, "")
