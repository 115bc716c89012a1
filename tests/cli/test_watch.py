"""`journeyc lint --watch`: looking again when something changes, and only then."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from journeyc.cli import main
from journeyc.cli.watch import watch
from tests.cli.conftest import SMALL


def pauses(monkeypatch: pytest.MonkeyPatch, moments: list[Callable[[], object]]) -> None:
    """Let one thing happen in each pause, and Ctrl-C be pressed in the one after the last."""
    left = iter(moments)

    def pause(_seconds: float) -> None:
        moment = next(left, None)
        if moment is None:
            raise KeyboardInterrupt
        moment()

    monkeypatch.setattr("time.sleep", pause)


def looks(
    monkeypatch: pytest.MonkeyPatch,
    changes: list[Callable[[], object]],
    during: Callable[[], object] = lambda: None,
) -> int:
    """How often is looked while one change after the other is made, with an idle moment after each; and one
    during the first look.
    """
    count = 0

    def look() -> frozenset[str]:
        nonlocal count
        count += 1
        if count == 1:
            during()
        return frozenset({"folder/a.journey", "imported.journey", "journeyc.toml"})

    pauses(monkeypatch, [moment for change in changes for moment in (change, lambda: None)])
    with pytest.raises(KeyboardInterrupt):
        watch(look, ["folder"])
    return count


def written(path: str, text: str = "") -> Callable[[], object]:
    """Write a file, in a folder that need not be there."""

    def write() -> None:
        Path(path).parent.mkdir(exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")

    return write


@pytest.mark.usefixtures("here")
def test_each_change_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that changes, one that appears, settings, one that goes; nothing else."""
    written("folder/a.journey", "event a")()
    assert looks(monkeypatch, []) == 1
    assert looks(monkeypatch, [written("folder/a.journey", "event aa")]) == 2
    assert looks(monkeypatch, [written("folder/new/b.journey"), written("imported.journey")]) == 3
    assert looks(monkeypatch, [written("journeyc.toml")]) == 2
    assert looks(monkeypatch, [Path("folder/new/b.journey").unlink, Path("journeyc.toml").unlink]) == 3
    others = ["folder/other.txt", "other.journey", "folder/.hidden/c.journey"]
    assert looks(monkeypatch, [written(other) for other in others]) == 1


@pytest.mark.usefixtures("here")
def test_a_folder_that_comes_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """It need not be there to be waited for."""
    changes = [written("folder/a.journey"), lambda: shutil.rmtree("folder"), written("folder/a.journey")]
    assert looks(monkeypatch, changes) == 4


@pytest.mark.parametrize("path", ["folder/a.journey", "folder/b.journey"])
@pytest.mark.usefixtures("here")
def test_what_changes_during_a_look_is_looked_at(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """A file that was read already, and one that was not there yet."""
    written("folder/a.journey", "event a")()
    assert looks(monkeypatch, [], during=written(path, "event aa")) == 2


@pytest.mark.usefixtures("here")
def test_settings_are_waited_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Those of a folder around this one, and the released journeys they name, mended and broken."""
    written("inside/a.journey", "event a")()
    monkeypatch.chdir("inside")
    changes = [
        written("../journeyc.toml", "[lint"),
        written("../journeyc.toml", '[lint]\nreleased = "released"'),
        written("../released/a.json", "{"),
        written(
            "../released/a.json", '{"format": "journeyc.package", "journeys": [{"name": "a", "nodes": []}]}'
        ),
    ]
    pauses(monkeypatch, changes)
    assert main(["lint", "--watch"]) == 130
    said = capsys.readouterr().err.split("waiting for changes; Ctrl-C ends it")
    expected = ["no findings", "is not TOML", "cannot be read", "is no compiled journey", "no findings", ""]
    assert all(words in part for words, part in zip(expected, said, strict=True))


def test_the_command_says_what_it_finds_each_time(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until Ctrl-C; imported files count, too."""
    small.write_text('import "more.journey"\n' + SMALL, encoding="utf-8")
    more = Path("more.journey")
    changes: list[Callable[[], object]] = [more.touch, lambda: more.write_text("event x {", "utf-8")]
    pauses(monkeypatch, changes)
    assert main(["lint", str(small), "--watch", "--output-format", "concise"]) == 130
    said = capsys.readouterr()
    assert [line.partition(" error")[2][:18] for line in said.out.splitlines() if " error" in line] == [
        "[import-not-found]",
        "[syntax-error] the",
    ]
    assert said.err.count("waiting for changes; Ctrl-C ends it") == 3


@pytest.mark.parametrize("other", [["--fix"], ["--diff"], ["-"]])
@pytest.mark.usefixtures("here")
def test_what_cannot_be_watched_is_refused(other: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is looked at."""
    assert main(["lint", "--watch", *other]) == 2
    assert "`--watch` looks at files again and again: it mends none, and reads no" in capsys.readouterr().err
