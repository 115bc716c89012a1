"""Results that are kept: when they are believed, and that nothing but a run of our own is."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from journeyc.linting import Cache, Linting, Opened, Result, cache, examine
from journeyc.selection import Selection
from tests.posix import posix

SHARED = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event closed
"""
JOURNEY = """\
import "shared.journey"
journey claim "Claim" {
  starts on opened -> intake
  step intake "Tell us more" via web { on closed -> finished }
  end finished "Done" success
}
"""
STUCK = JOURNEY.replace("on closed -> finished", "on closed { }")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two journeys that share a file; the command would start in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shared.journey").write_text(SHARED, encoding="utf-8")
    for name in ("one", "other"):
        text = JOURNEY.replace("claim", name)
        (tmp_path / f"{name}.journey").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that the compiler was asked about, as they come."""
    names: list[str] = []
    work = examine.examine

    def noted(file: Opened) -> object:
        names.append(file.name)
        return work(file)

    monkeypatch.setattr(examine, "examine", noted)
    return names


def lint(selection: Selection | None = None, kept: str = "kept") -> list[Result]:
    """One run over all journeys of this folder."""
    chosen = selection or Selection(ignore=frozenset({"all"}))
    files = [Opened(str(path), path.read_bytes(), chosen) for path in sorted(Path().glob("*.journey"))]
    return list(Linting(Cache(str(Path(kept).resolve())), jobs=1).results(files))


def said(results: list[Result]) -> list[tuple[str, str]]:
    return [(result.name, finding.rule) for result in results for finding in result.findings]


@pytest.mark.usefixtures("folder")
def test_what_is_known_is_not_examined_again(examined: list[str]) -> None:
    """A second run gives the same without the compiler."""
    Path("one.journey").write_text(JOURNEY.replace("-> intake", "-> intak"), encoding="utf-8")
    first = lint()
    assert examined == ["one.journey", "other.journey", "shared.journey"]
    examined.clear()
    again = lint()
    assert examined == []
    assert [result._replace(findings=[], fixable=[]) for result in again] == [
        result._replace(findings=[], fixable=[]) for result in first
    ]
    (before,), (after,) = first[0].findings, again[0].findings
    assert after._replace(source=before.source, labels=()) == before._replace(labels=())
    assert after.source.text == before.source.text
    assert [(label.span, label.text) for label in after.labels] == [
        (label.span, label.text) for label in before.labels
    ]
    assert len(again[0].fixable) == len(first[0].fixable) == 1


@pytest.mark.usefixtures("folder")
def test_a_changed_file_is_examined_and_those_that_import_it(examined: list[str]) -> None:
    """An event that is gone is missed by both journeys; back again, nothing is."""
    lint()
    examined.clear()
    Path("shared.journey").write_text(SHARED.replace("event closed", ""), encoding="utf-8")
    missed = [("one.journey", "undefined-name"), ("other.journey", "undefined-name")]
    assert said(lint()) == missed
    assert examined == ["one.journey", "other.journey", "shared.journey"]
    Path("shared.journey").write_text(SHARED, encoding="utf-8")
    assert said(lint()) == []


@pytest.mark.usefixtures("folder")
def test_an_import_that_was_missing_is_looked_for_again() -> None:
    """What could not be read counts, too."""
    Path("shared.journey").rename("elsewhere")
    assert ("one.journey", "import-not-found") in said(lint())
    Path("elsewhere").rename("shared.journey")
    assert said(lint()) == []


@pytest.mark.usefixtures("folder")
def test_other_rules_are_another_result(examined: list[str]) -> None:
    """What one selection found says nothing of another."""
    Path("one.journey").write_text(STUCK, encoding="utf-8")
    assert ("one.journey", "dead-end") not in said(lint())
    assert ("one.journey", "dead-end") in said(lint(Selection()))
    assert len(examined) == 6


def damaged(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def work(kept: Path) -> None:
        for shard in kept.glob("*.results"):
            shard.write_bytes(change(shard.read_bytes()))

    return work


def foreign(kept: Path) -> None:
    """A key of another machine, under which nothing here was made."""
    (kept / "journeyc.key").write_bytes(bytes(32))


def copied(kept: Path) -> None:
    """All of it as somebody else may have it in a project: the key is the same, and not ours."""
    kept.rename("theirs")
    shutil.copytree("theirs", kept)


def half_a_key(kept: Path) -> None:
    """A machine that stopped while it was written."""
    (kept / "journeyc.key").write_bytes(b"")


def swapped(kept: Path) -> None:
    """A shard in the place of another: both are ours, and only one speaks of these files."""
    (shard,) = kept.glob("*.results")
    Path("deeper").mkdir()
    Path("deeper/two.journey").write_text(SHARED, encoding="utf-8")
    other = Opened("deeper/two.journey", SHARED.encode(), Selection(ignore=frozenset({"all"})))
    list(Linting(Cache(str(kept)), jobs=1).results([other]))
    (new,) = set(kept.glob("*.results")) - {shard}
    new.replace(shard)


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(damaged(lambda raw: raw[: len(raw) // 2]), id="half-written"),
        pytest.param(damaged(lambda raw: b""), id="empty"),  # noqa: ARG005  # whatever was there
        pytest.param(damaged(lambda raw: raw.replace(b"dead-end", b"dead-ant")), id="poisoned"),
        pytest.param(damaged(lambda raw: raw[:33] + b"{}"), id="made up"),
        pytest.param(damaged(lambda raw: bytes(reversed(raw))), id="odd bytes"),
        foreign,
        copied,
        half_a_key,
        swapped,
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_is_not_ours_is_not_believed(harm: Callable[[Path], None], examined: list[str]) -> None:
    """Everything is examined again, and kept again."""
    Path("one.journey").write_text(STUCK, encoding="utf-8")
    first = said(lint(Selection()))
    harm(Path("kept"))
    examined.clear()
    assert said(lint(Selection())) == first
    assert examined == ["one.journey", "other.journey", "shared.journey"]
    assert said(lint(Selection())) == first
    assert len(examined) == 3


@pytest.mark.usefixtures("folder")
def test_another_version_of_journeyc_begins_anew(
    examined: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its rules may be others."""
    lint()
    monkeypatch.setattr(cache, "_stamp", lambda: "0.0 of another day")
    lint()
    assert len(examined) == 6


@posix("modes that say who may write to a folder")
@pytest.mark.usefixtures("folder")
def test_a_folder_that_others_may_write_is_not_used(examined: list[str]) -> None:
    """Nothing is taken from it, and nothing is put there."""
    Path("kept").mkdir()
    Path("kept").chmod(0o777)
    lint()
    lint()
    assert len(examined) == 6
    assert not list(Path("kept").glob("*.results"))


@pytest.mark.usefixtures("folder")
def test_a_full_disk_is_no_reason_to_fail(examined: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is found anew each time; no draft stays behind."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    lint()
    Path("one.journey").write_text(STUCK, encoding="utf-8")
    monkeypatch.setattr(os, "replace", full)
    for _ in range(2):
        assert ("one.journey", "dead-end") in said(lint(Selection()))
    assert not [path for path in Path("kept").iterdir() if "draft" in path.name]
    assert len(examined) == 9


@pytest.mark.usefixtures("folder")
def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(examined: list[str]) -> None:
    """A file stands where the folder should be."""
    Path("taken").write_text("", encoding="utf-8")
    lint(kept="taken")
    lint(kept="taken/kept")
    assert len(examined) == 6


@pytest.mark.usefixtures("folder")
def test_shards_of_folders_that_are_gone_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest first; the key stays."""
    monkeypatch.setattr(cache, "_MOST_SHARDS", 2)
    for number in range(4):
        path = Path(f"{number}/one.journey")
        path.parent.mkdir()
        path.write_text("event a", encoding="utf-8")
        list(
            Linting(Cache(str(Path("kept").resolve()))).results([Opened(str(path), b"event a", Selection())])
        )
    assert len(list(Path("kept").glob("*.results"))) == 2
    assert Path("kept/journeyc.key").exists()


@pytest.mark.usefixtures("folder")
def test_nothing_else_in_its_folder_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may name one that holds more."""
    monkeypatch.setattr(cache, "_MOST_SHARDS", 0)
    kept = {"notes.txt", f"{'0' * 32}.json", "key"}
    for name in kept:
        Path(name).touch()
    lint(kept=".")
    left = {path.name for path in Path().iterdir() if path.suffix != ".journey"}
    assert left == kept | {"journeyc.key"}


@pytest.mark.usefixtures("folder")
def test_files_that_are_gone_are_forgotten() -> None:
    """A shard holds no more than its folder."""
    lint()
    Path("other.journey").unlink()
    Path("one.journey").write_text(STUCK, encoding="utf-8")
    lint()
    (shard,) = Path("kept").glob("*.results")
    assert b"one.journey" in shard.read_bytes()
    assert b"other.journey" not in shard.read_bytes()


def test_builds_of_one_version_are_told_apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where journeyc is installed, its files are those of one moment."""
    module = tmp_path / "cache.py"
    monkeypatch.setattr(cache, "_PACKAGE", "/usr/lib/site-packages/journeyc")
    monkeypatch.setattr(cache, "__file__", str(module))
    stamps = []
    for moment in (1, 2):
        module.touch()
        os.utime(module, (moment, moment))
        stamps.append(cache._stamp())
    assert len(set(stamps)) == 2


@pytest.mark.usefixtures("folder")
def test_a_text_that_is_no_file_is_not_kept(examined: list[str]) -> None:
    """Standard input of an editor, in a folder where no file was examined yet."""
    for _ in range(2):
        asked = [Opened("<stdin>", b"event a", Selection())]
        list(Linting(Cache(str(Path("kept").resolve()))).results(asked))
    assert examined == ["<stdin>", "<stdin>"]
    assert [path.name for path in Path("kept").iterdir()] == ["journeyc.key"]
