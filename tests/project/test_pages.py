"""What the pages for each role show works: their Python runs, their commands are there."""

import contextlib
import io
import re
from functools import cache
from pathlib import Path

import pytest

from journeyc.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:    |\$ )journeyc ([a-z]+)(.*)$", re.MULTILINE)
#: Commands that are groups of commands.
GROUPS = {
    "runs": (
        *(
            "list",
            "show",
            "heads",
            "flow",
            "send",
            "answer",
            "suspend",
            "resume",
            "cancel",
            "retry",
            "migrate",
        ),
        "export",
    ),
    "incidents": ("list", "show", "retry", "dismiss"),
    "tasks": ("list", "show", "claim", "release", "answer"),
    "customers": ("list", "show", "merge", "unmerge", "erase", "export"),
    "store": ("info", "archive", "deploy", "export", "import"),
    "archives": ("list", "show", "erase"),
}
INLINE = re.compile(r"`journeyc ([a-z]+)([^`\n]*)`")


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        *("asyncio", "customers", "developer", "embedding-tests", "observability", "operations"),
        *("scenarios", "services"),
    ],
)
def test_the_python_of_a_page_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In written order, in one folder."""
    monkeypatch.chdir(tmp_path)
    # What the pages read from the environment.
    monkeypatch.setenv("CRM_TOKEN", "none")
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    blocks = PYTHON.findall(read(ROOT / "docs" / f"{name}.md"))
    assert blocks
    with contextlib.redirect_stdout(io.StringIO()):
        for block in blocks:
            exec(compile(block, name, "exec"), {})  # noqa: S102  # our own page


@cache
def options(command: str) -> str:
    """What a command says of itself."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for words in ([command], *([command, inner] for inner in GROUPS.get(command, ()))):
            assert main([*words, "--help"]) == 0
    return said.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_is_there(page: Path) -> None:
    """With the options that are shown."""
    shown = COMMAND.findall(read(page)) + INLINE.findall(read(page))
    missing = [
        f"{command} {option}"
        for command, rest in shown
        for option in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest)
        if not re.search(rf"(?<![\w-]){option}\b", options(command))
    ]
    assert missing == []


def test_a_pipeline_as_it_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked, laid out, compiled: the commands that stand on more than one page; and a doctor."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "journeys").symlink_to(ROOT / "examples" / "journeys", target_is_directory=True)
    for name, number in {"developer": 3, "operations": 4}.items():
        text = read(ROOT / "docs" / f"{name}.md")
        lines = [f"{command}{rest}" for command, rest in COMMAND.findall(text) if "journeys/" in rest]
        assert len(lines) == number
        for line in lines:
            assert main(line.split()) == 0, line
    assert (tmp_path / "build" / "journeys" / "bill_dispute.json").exists()
