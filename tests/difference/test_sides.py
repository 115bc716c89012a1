"""What is compared: files, folders, compiled journeys, and what they were in a revision of git."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from journeyc.compiler import check
from journeyc.difference import reader, revisions
from journeyc.difference.between import between
from journeyc.difference.model import Difference
from journeyc.difference.phrase import said
from journeyc.difference.problem import SideProblem
from journeyc.difference.sides import both
from journeyc.ir import definition_of, to_json
from journeyc.loading import load
from journeyc.source import Source
from tests.difference.repository import AROUND, TRIP, commit, git, repository, write

CHANGED = [
    "the journey: version `1` → `2`",
    "step `here`, timer to `done`: `after 2 days` → `after 3 days`",
]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, in which everything is looked at."""
    folder = repository(tmp_path / "a project")
    monkeypatch.chdir(folder)
    return folder


def compare(old: str, new: str | None = None) -> Difference:
    return between(*both(old, new))


def sentences(found: Difference) -> list[str]:
    return [said(change.sentence) for journey in found.journeys for change in journey.changes]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("main", "journeys/trip.journey"),
        ("main", "journeys"),
        ("main", "."),
        ("main", None),
        ("first", "./journeys/../journeys"),
        ("HEAD:journeys/trip.journey", "journeys/trip.journey"),
        ("HEAD:./journeys", "journeys"),
        ("main:journeys", "journeys/trip.journey"),
        ("HEAD:", "."),
        ("journeys/trip.journey", None),
        ("journeys", None),
    ],
)
@pytest.mark.usefixtures("here")
def test_a_revision_is_compared_with_what_is_there(old: str, new: str | None) -> None:
    assert sentences(compare(old, new)) == CHANGED


def test_imports_are_those_of_the_revision(here: Path) -> None:
    write(here, "shared.journey", AROUND.replace("event opened", "event opened { bill: id? }"))
    found = compare("main", "journeys")
    assert "event `opened`: field `bill: id?` is new" in sentences(found)


def test_what_is_the_same_on_both_sides_is_compiled_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is the same where all that it imports is."""
    seen: list[str] = []

    def counting(source: Source, *rest: Any) -> Any:
        seen.append(source.name)
        return check(source, *rest)

    monkeypatch.setattr(reader, "check", counting)
    shared, trip = "journeys/shared.journey", "journeys/trip.journey"
    compare("main", "journeys")
    assert sorted(seen) == [shared, trip, trip]
    seen.clear()
    git(here, "checkout", "-q", trip)
    assert compare("main", "journeys").same
    assert sorted(seen) == [shared, trip]
    seen.clear()
    write(here, "shared.journey", AROUND.replace("event opened", "event opened { bill: id? }"))
    assert "event `opened`: field `bill: id?` is new" in sentences(compare("main", "journeys"))
    assert sorted(seen) == [shared, shared, trip, trip]


def test_two_revisions_are_compared(here: Path) -> None:
    commit(here, "second")
    git(here, "checkout", "-q", "--detach", "first")
    assert sentences(compare("first:journeys", "second")) == CHANGED
    assert sentences(compare("first", "second:journeys")) == CHANGED
    assert compare("HEAD", "journeys").same
    with pytest.raises(SideProblem, match="are revisions, and nothing says of what"):
        compare("first", "second")


def test_from_a_folder_inside(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path of a revision counts from the top, as with git; a path from here begins with a dot."""
    monkeypatch.chdir(here / "journeys")
    for old in ("main", "main:journeys/trip.journey", "main:./trip.journey"):
        assert sentences(compare(old, "trip.journey")) == CHANGED


def test_what_was_not_there_is_new_and_what_is_not_there_is_gone(here: Path) -> None:
    write(here, "later.journey", TRIP.replace("journey trip", "journey later"))
    commit(here, "second")
    new = compare("first", "journeys/later.journey")
    assert [one.state for one in new.journeys] == ["added"]
    gone = compare("second:journeys/later.journey", "first")
    assert [(one.state, one.new_version) for one in gone.journeys] == [("removed", None)]
    assert [one.kind for one in gone.breaking] == ["journey-removed"]
    with pytest.raises(SideProblem, match="there is neither"):
        compare("first:nowhere.journey", "second:nowhere.journey")


def test_a_file_that_was_deleted_is_gone(here: Path) -> None:
    (here / "journeys" / "trip.journey").unlink()
    for found in (compare("main", "journeys/trip.journey"), compare("journeys/trip.journey")):
        assert [(one.name, one.state) for one in found.journeys] == [("trip", "removed")]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("main:jorneys/trip.journey", "journeys/trip.journey", "main:journeys/trip.journey"),
        ("first:jorneys", "main:journeys", "first:journeys"),
        ("main:journeys/trip.journey", "journeys/tripp.journey", "journeys/trip.journey"),
    ],
)
def test_a_path_that_is_wrong_makes_nothing_new_or_gone(old: str, new: str, meant: str) -> None:
    with pytest.raises(SideProblem, match="there is no `") as refused:
        both(old, new)
    assert refused.value.help == f"did you mean `{meant}`?"


def test_what_is_gone_is_placed_in_its_revision(here: Path) -> None:
    text = TRIP.replace("  after 2 days -> done", "").replace("-> done", "-> over")
    write(here, "trip.journey", text.replace('end done "Done"', 'end over "Over"'))
    hashed = git(here, "rev-parse", "main")
    for name, shown in (("main", "main"), (hashed, hashed[:12])):
        found = compare(name)
        gone, *_ = (one for one in found.journeys[0].changes if one.kind == "timer")
        lost, *_ = (one for one in found.breaking if one.kind == "end-removed")
        for one, line in ((gone, 5), (lost, 6)):
            assert one.at is not None
            assert (one.at.file, one.at.line) == (f"{shown}:journeys/trip.journey", line)


@pytest.mark.usefixtures("here")
def test_compiled_journeys() -> None:
    package = load("journeys/trip.journey")
    Path("package.json").write_text(to_json(package))
    Path("definition.json").write_text(to_json(definition_of(package, package.journeys[0])))
    assert compare("package.json", "definition.json").same
    assert sentences(compare("main:journeys/trip.journey", "package.json")) == CHANGED
    # In a folder, what is no journey is passed over.
    Path("built").mkdir()
    Path("package.json").rename("built/package.json")
    Path("built/other.json").write_text("[1]")
    assert sentences(compare("main:journeys", "built")) == CHANGED


def test_names_with_spaces_dashes_and_bytes_that_are_no_text(here: Path) -> None:
    for number, name in enumerate(("a b", "-trip", "ü", "a:b")):
        write(here, f"{name}.journey", TRIP.replace("journey trip", f"journey trip_{number}"))
    raw = os.fsencode(str(here / "journeys")) + b"/\xff.journey"
    try:
        Path(os.fsdecode(raw)).write_text(TRIP.replace("journey trip", "journey raw"), encoding="utf-8")
    except OSError:
        raw = b""  # this file system takes text alone
    commit(here, "second")
    found = compare("first", "second:journeys")
    assert len([one for one in found.journeys if one.state == "added"]) == 4 + bool(raw)
    assert compare("second", "journeys").same
    assert compare("second:journeys/-trip.journey", "./journeys/-trip.journey").same


def test_hidden_files_links_beside_and_submodules_without_journeys_are_passed_over(here: Path) -> None:
    write(here, ".hidden.journey", "nothing to compile")
    (here / "journeys" / "linked.journey").symlink_to("trip.journey")
    git(
        here,
        "update-index",
        "--add",
        "--cacheinfo",
        f"160000,{git(here, 'rev-parse', 'HEAD')},journeys/module",
    )
    git(here, "add", "journeys")
    git(
        here,
        "update-index",
        "--add",
        "--cacheinfo",
        f"160000,{git(here, 'rev-parse', 'HEAD')},journeys/module",
    )
    git(here, "commit", "-q", "-m", "links")
    assert sentences(compare("first:journeys", "HEAD")) == CHANGED
    with pytest.raises(SideProblem, match="it is a link in `HEAD`"):
        compare("HEAD:journeys/linked.journey", "journeys/trip.journey")
    with pytest.raises(SideProblem, match="it is a submodule in `HEAD`"):
        compare("HEAD:journeys/module", "journeys/trip.journey")


def test_what_an_empty_file_held_is_not_gone(tmp_path: Path) -> None:
    """Also where it was compiled: nothing in it says that it is something else."""
    for side in ("old", "new"):
        (tmp_path / side).mkdir()
        for name in ("trip", "other"):
            source = AROUND + TRIP.split("\n", 1)[1].replace("trip", name)
            file = tmp_path / side / f"{name}.journey"
            file.write_text(source)
            file.with_suffix(".json").write_text(to_json(load(str(file))))
            file.unlink()
    (tmp_path / "new" / "other.json").write_text("\n")
    found = compare(str(tmp_path / "old"), str(tmp_path / "new"))
    assert [(one.name, one.state) for one in found.journeys] == [("trip", "unchanged")]
    assert (found.not_compared, found.breaking) == (("other",), ())


@pytest.mark.parametrize("what", ["link", "submodule"])
def test_what_a_revision_leads_to_elsewhere_is_not_new(here: Path, what: str) -> None:
    """Git has neither the file behind a link nor those of a submodule in that folder."""
    elsewhere = here / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "other.journey").write_text(AROUND + TRIP.split("\n", 1)[1].replace("trip", "other"))
    git(here, "add", "journeys")
    if what == "link":
        (here / "journeys" / "there.journey").symlink_to("../elsewhere/other.journey")
        git(here, "add", "journeys")
    else:
        elsewhere.rename(here / "journeys" / "there.journey")
        about = f"160000,{git(here, 'rev-parse', 'HEAD')},journeys/there.journey"
        git(here, "update-index", "--add", "--cacheinfo", about)
    git(here, "commit", "-q", "-m", what)
    found = compare("HEAD", "journeys")
    assert [(one.name, one.state) for one in found.journeys] == [("trip", "unchanged")]
    assert (found.left_out, found.not_compared) == (("HEAD:journeys/there.journey",), ("other",))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("-x", "journeys", "`-x` is no revision"),
        ("--upload-pack=touch x", "journeys", "is no revision"),
        ("-x:journeys", "journeys", "`-x` is no revision"),
        ("nobody", "journeys", "there is no revision `nobody`, and no file or folder of that name"),
        ("main..first", "journeys", "`main..first` is a range"),
        ("", "journeys", "an empty name"),
        ("main", "gone.journey", "there is neither `main:gone.journey` nor `gone.journey`"),
        ("main", "loop/a.journey", "there is neither `main:loop/a.journey` nor `loop/a.journey`"),
        ("journeys", "gone.journey", "`gone.journey` cannot be read: there is no such file"),
        ("main:../outside.journey", "journeys", "is not in the repository of `main`"),
        ("main:journeys/../../outside", "journeys", "is not in the repository of `main`"),
        ("main", "/", "is not in the repository of `main`"),
        ("a\0b", "journeys", "NUL"),
        ("journeys/broken.journey", "journeys/trip.journey", "`journeys/broken.journey` has errors"),
        ("journeys/empty.journey", "journeys/trip.journey", "`journeys/empty.journey` is empty"),
        ("journeys/binary.journey", "journeys/trip.journey", "it is not text"),
        ("package.json", "journeys/trip.journey", "this is not JSON"),
        ("folder", "journeys", "there is no `.journey` file in the folder `folder`"),
        ("twice", "journeys", "journey `trip` is in `twice/a.journey` and `twice/b.journey`"),
    ],
)
def test_what_cannot_be_compared_says_why(here: Path, old: str, new: str, says: str) -> None:
    for folder in ("folder", "twice"):
        Path(folder).mkdir()
    if new.startswith("loop"):
        (here / "loop").symlink_to("loop")
    for name in ("a", "b"):
        Path("twice", f"{name}.journey").write_text(
            TRIP.replace("shared", "../journeys/shared"), encoding="utf-8"
        )
    Path("package.json").write_bytes(b"\x00\xff")
    for name, raw in (("broken", b"journey {"), ("empty", b" "), ("binary", b"\x00")):
        if name in old:
            (here / "journeys" / f"{name}.journey").write_bytes(raw)
    with pytest.raises(SideProblem) as caught:
        compare(old, new)
    assert not (here / "x").exists()
    assert says in caught.value.problem


def test_findings_of_a_revision_name_it(here: Path) -> None:
    write(here, "trip.journey", TRIP.replace("-> here", "-> there"))
    commit(here, "broken")
    write(here, "trip.journey", TRIP)
    with pytest.raises(SideProblem) as caught:
        compare("broken", "journeys")
    assert {one.source.name for one in caught.value.findings} == {"broken:journeys/trip.journey"}


def test_a_shallow_clone_says_how_to_get_the_rest(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(here, "second")
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-tags", here.as_uri(), "clone")
    monkeypatch.chdir(tmp_path / "clone")
    with pytest.raises(SideProblem) as caught:
        compare("HEAD~1", "journeys")
    assert "git fetch --unshallow" in caught.value.help


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(SideProblem, match="this folder is in no git repository"):
        compare("main", ".")


@pytest.mark.usefixtures("here")
def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SideProblem, match="git is not installed"):
        compare("main", "journeys")
    assert compare("journeys", "journeys").same


@pytest.mark.usefixtures("here")
def test_a_git_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("git", 60)

    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(SideProblem, match="git did not answer within 60 seconds"):
        compare("main", "journeys")


def test_a_damaged_repository(here: Path) -> None:
    for file in (here / ".git" / "objects").rglob("*"):
        if file.is_file():
            file.chmod(0o600)
            file.write_bytes(b"")
    with pytest.raises(SideProblem):
        compare("main", "journeys")


def test_a_file_that_the_repository_has_lost(here: Path) -> None:
    """What is damaged is not taken for what was never there."""
    for name in ("first:journeys/shared.journey", "first:journeys"):
        lost = git(here, "rev-parse", name)
        file = here / ".git" / "objects" / lost[:2] / lost[2:]
        file.unlink()
        revisions._tree.cache_clear()
        with pytest.raises(SideProblem, match="git cannot read the revision"):
            compare("first", "journeys")


def test_a_bare_repository(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no working tree, so paths are written out."""
    commit(here, "second")
    git(tmp_path, "clone", "-q", "--bare", here.as_uri(), "bare")
    monkeypatch.chdir(tmp_path / "bare")
    assert sentences(compare("first:journeys", "second:journeys")) == CHANGED
    with pytest.raises(SideProblem, match="has no working tree"):
        compare("first", str(here / "journeys"))


@pytest.mark.usefixtures("here")
def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "MAXIMUM_BYTES", 10)
    with pytest.raises(SideProblem, match="more than the 10 that are read"):
        compare("main", "journeys")
