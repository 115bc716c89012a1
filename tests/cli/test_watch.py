"""`journeyc lint --watch`: looking again when something changes, and only then."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from journeyc.cli import main
from journeyc.cli.ending import Failure
from journeyc.cli.watch import watch
from tests.cli.conftest import SMALL


class Looked(NamedTuple):
    """What a look depends on."""

    paths: frozenset[str]


def looks(monkeypatch: pytest.MonkeyPatch, changes: list[Callable[[], object]]) -> int:
    """How often is looked while one change after the other is made, with an idle moment after each."""
    count = 0
    moments = iter([moment for change in changes for moment in (change, lambda: None)])

    def look() -> Looked:
        nonlocal count
        count += 1
        if Path("gone").exists():
            raise Failure("nothing can be looked at")
        return Looked(frozenset({"a.journey", "inside/b.journey"}))

    def pause(_seconds: float) -> None:
        moment = next(moments, None)
        if moment is None:
            raise KeyboardInterrupt
        moment()

    monkeypatch.setattr("time.sleep", pause)
    with pytest.raises(KeyboardInterrupt):
        watch(look)
    return count


@pytest.mark.usefixtures("here")
def test_each_change_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes, one that appears, settings, one that goes; nothing else."""
    Path("inside").mkdir()
    Path("a.journey").write_text("event a", encoding="utf-8")
    Path("inside/b.journey").write_text("event b", encoding="utf-8")
    assert looks(monkeypatch, []) == 1
    assert looks(monkeypatch, [lambda: Path("a.journey").write_text("event aa", encoding="utf-8")]) == 2
    assert looks(monkeypatch, [lambda: Path("inside/new.journey").write_text("", encoding="utf-8")]) == 2
    assert looks(monkeypatch, [lambda: Path("journeyc.toml").write_text("", encoding="utf-8")]) == 2
    assert looks(monkeypatch, [Path("inside/new.journey").unlink, Path("journeyc.toml").unlink]) == 3
    assert looks(monkeypatch, [lambda: Path("other.txt").write_text("", encoding="utf-8")]) == 1


@pytest.mark.usefixtures("here")
def test_what_cannot_be_looked_at_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is empty for a moment ends nothing."""
    Path("gone").touch()
    changes: list[Callable[[], object]] = [
        Path("x.journey").touch,
        Path("gone").unlink,
        Path("y.journey").touch,
    ]
    assert looks(monkeypatch, changes) == 3


def test_the_command_says_what_it_finds_each_time(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until Ctrl-C; imported files count, too."""
    small.write_text('import "more.journey"\n' + SMALL, encoding="utf-8")
    more = Path("more.journey")
    changes: list[Callable[[], object]] = [more.touch, lambda: more.write_text("event x {", "utf-8")]
    moments = iter(changes)

    def pause(_seconds: float) -> None:
        moment = next(moments, None)
        if moment is None:
            raise KeyboardInterrupt
        moment()

    monkeypatch.setattr("time.sleep", pause)
    assert main(["lint", str(small), "--watch", "--output-format", "concise"]) == 130
    said = capsys.readouterr()
    assert [line.partition(" error")[2][:18] for line in said.out.splitlines()] == [
        "[import-not-found]",
        "[syntax-error] the",
    ]
    assert said.err.count("waiting for changes; Ctrl-C ends it") == 3


@pytest.mark.parametrize("other", [["--fix"], ["--diff"], ["-"]])
@pytest.mark.usefixtures("here")
def test_what_cannot_be_watched_is_refused(other: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is looked at."""
    assert main(["lint", "--watch", *other]) == 2
    assert "`--watch` looks at files again and again and mends none" in capsys.readouterr().err
