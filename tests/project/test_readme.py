"""What the README shows works as it stands."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from journeyc.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_scenario_of_the_tour_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the end of the journey of the tour."""
    monkeypatch.chdir(tmp_path)
    text = "".join([*blocks("journey"), *blocks("journey scenario")])
    (tmp_path / "callback.journey").write_text(text, encoding="utf-8")
    (arguments,) = re.findall(r"^    journeyc test (.*)$", README, re.MULTILINE)
    assert main(["test", *arguments.split()]) == 0
    assert "played 1 scenario in 1 file: 1 passed" in capsys.readouterr().out


def test_the_journey_of_the_tour_is_checked_drawn_and_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the tour, on the journey of the tour."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "callback.journey").write_text(blocks("journey")[0], encoding="utf-8")
    commands = re.findall(r"^    journeyc (lint|diagram|docs|compile) (.*)$", README, re.MULTILINE)
    assert [name for name, _ in commands] == ["lint", "diagram", "docs", "compile"]
    for name, arguments in commands:
        assert main([name, *arguments.split()]) == 0
    made = {"callback.journey", "callback.svg", "callback_told", "callback.json"}
    assert {path.name for path in tmp_path.iterdir()} == made
    page = (tmp_path / "callback_told" / "journeys" / "callback.html").read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))
    quoted = re.findall(r"language: \"(.*?)\"", " ".join(README.split()))
    assert quoted
    assert quoted[0] in told


def test_the_service_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines that embed the runtime, run in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples", target_is_directory=True)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(blocks("python")[0], "README.md", "exec"), {})  # noqa: S102  # our own README
    assert "Tell us what is wrong" in said.getvalue()
    assert "dispute.amount" in said.getvalue()
    assert (tmp_path / "journeys.sqlite").exists()


def test_what_the_readme_links_to_is_there() -> None:
    """Every relative link of the README leads to a file or folder of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
