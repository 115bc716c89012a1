"""Node, as tests have it: scripts answer, and one that hangs or ends is an error soon."""

import time
from pathlib import Path

import pytest

from tests import node
from tests.node import Script, needs_node

pytestmark = needs_node


def script(text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seconds: float = 60) -> Script:
    (tmp_path / "it.mjs").write_text(text, encoding="utf-8")
    monkeypatch.setattr(node, "FOLDER", tmp_path)
    return Script("it.mjs", seconds)


def test_questions_are_answered_one_by_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = 'process.stdin.on("data", (line) => console.log(JSON.stringify({ was: JSON.parse(line) })))'
    with script(text, monkeypatch, tmp_path) as it:
        assert it.ask(["ä\n", 1]) == {"was": ["ä\n", 1]}
        assert it.ask(None) == {"was": None}


def test_one_that_ends_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (
        script("process.exit(7)", monkeypatch, tmp_path) as it,
        pytest.raises(RuntimeError, match=r"it\.mjs ended with exit code 7"),
    ):
        it.ask(1)


def test_one_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun = time.monotonic()
    with (
        script("setInterval(() => {}, 1000)", monkeypatch, tmp_path, 0.3) as it,
        pytest.raises(RuntimeError, match="no answer"),
    ):
        it.ask(1)
    assert time.monotonic() - begun < node.SECONDS


def test_the_compiler_of_typescript_checks(tmp_path: Path) -> None:
    """It is the real one, and strict where it is asked to be."""
    (tmp_path / "it.ts").write_text("export function f(a) { return a }\n", encoding="utf-8")
    lax, strict = (
        node.run("typescript/bin/tsc", "--noEmit", *flags, "it.ts", folder=tmp_path)
        for flags in (["--strict", "false"], ["--strict"])
    )
    assert (lax.returncode, lax.stdout) == (0, "")
    assert strict.returncode != 0
    assert "implicitly has an 'any' type" in strict.stdout


def test_the_parser_of_mermaid_reads_and_refuses(mermaid: Script) -> None:
    read, refused = mermaid.ask(['flowchart LR\n  a["one"] -.->|"x"| b', "flowchart LR\n  end --> a"])
    assert (read["kind"], read["direction"]) == ("flowchart-v2", "LR")
    assert [item["words"] for item in read["nodes"]] == ["one", "b"]
    assert [(item["words"], item["dashed"]) for item in read["edges"]] == [("x", True)]
    assert "error" in refused
