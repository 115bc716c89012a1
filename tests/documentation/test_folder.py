"""A folder of results: whole or not at all, and never over something that is not ours."""

import errno
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from journeyc.documentation import folder as module
from journeyc.documentation.folder import MARK, FolderError, claim, write_folder


def files_in(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != MARK
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_no_more_vanishes(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "site"
    write_folder(folder, {"a.html": b"1", "b/c.html": b"2"})
    write_folder(folder, {"a.html": b"3"})
    assert files_in(folder) == {"a.html": "3"}
    assert names_in(folder.parent) == ["site"]


@pytest.mark.parametrize("there", [{"notes.txt": "mine"}, {MARK: "else\nnotes.txt\n", "notes.txt": ""}])
def test_a_folder_that_is_not_ours_stays(tmp_path: Path, there: dict[str, str]) -> None:
    for name, text in there.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(FolderError, match="has not made"):
        write_folder(tmp_path, {"a.html": b"1"})
    assert names_in(tmp_path) == sorted(there)


def test_a_file_that_somebody_added_is_not_taken_away(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    (folder / "CNAME").write_text("x.example", encoding="utf-8")
    with pytest.raises(FolderError, match="holds `CNAME`"):
        write_folder(folder, {"a.html": b"2"})
    assert files_in(folder) == {"a.html": "1", "CNAME": "x.example"}


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    write_folder(folder, {"a.html": b"1"})
    assert files_in(folder) == {"a.html": "1"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("x", encoding="utf-8")
    with pytest.raises(FolderError, match="is no folder"):
        write_folder(tmp_path / "site", {"a.html": b"1"})


def test_where_somebody_stands_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FolderError, match="is where you are"):
        write_folder(Path(), {"a.html": b"1"})


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    with pytest.raises(FolderError, match="cannot be written"):
        write_folder(folder, {"a.html": b"2", "x" * 300: b"3"})
    assert files_in(folder) == {"a.html": "1"}
    assert names_in(tmp_path) == ["site"]


def test_of_several_at_once_one_wins_and_its_result_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    names = [f"{number}.html" for number in range(20)]

    def write(number: int) -> None:
        write_folder(folder, dict.fromkeys(names, b"%d" % number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(24)))
    found = files_in(folder)
    assert sorted(found) == sorted(names)
    assert len(set(found.values())) == 1
    assert names_in(tmp_path) == ["site"]


def test_what_is_put_back_while_we_look_is_not_taken_for_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a call that found the place taken, and then empty again."""
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    look, looks = module._require_ours, []  # the moment between two looks has no other name

    def moved_meanwhile(named: Path, target: Path) -> None:
        looks.append(target)
        if len(looks) > 1:
            return look(named, target)
        (target / MARK).rename(tmp_path / "mark")
        try:
            return look(named, target)
        finally:
            (tmp_path / "mark").rename(target / MARK)
            target.rename(tmp_path / "aside")
            (tmp_path / "aside").rename(target)

    monkeypatch.setattr(module, "_require_ours", moved_meanwhile)
    write_folder(folder, {"a.html": b"2"})
    assert files_in(folder) == {"a.html": "2"}


def test_who_interrupts_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also between taking away what was there and putting something in its place."""
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if self.suffix == ".draft":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(folder, {"a.html": b"2"})
    assert files_in(folder) == {"a.html": "1"}
    assert names_in(tmp_path) == ["site"]


def test_what_cannot_be_put_back_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And comes back with the next call, once what stood against it has passed."""
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "worn out")))
        with pytest.raises(FolderError, match="worn out"):
            write_folder(folder, {"a.html": b"2"})
    (aside,) = tmp_path.iterdir()
    before = time.time() - 60
    os.utime(aside, (before, before))
    claim(folder)
    assert files_in(folder) == {"a.html": "1"}
    assert names_in(tmp_path) == ["site"]


def test_a_folder_below_a_file_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="cannot be written"):
        write_folder(tmp_path / "notes" / "site", {"a.html": b"1"})


def test_a_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "site").symlink_to("real", target_is_directory=True)
    write_folder(tmp_path / "site", {"a.html": b"1"})
    assert files_in(tmp_path / "real") == {"a.html": "1"}
    assert (tmp_path / "site").is_symlink()


def test_what_a_killed_call_took_away_is_put_back(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_folder(folder, {"a.html": b"1"})
    (tmp_path / ".site.x.old").mkdir()
    folder.rename(tmp_path / ".site.x.old" / "old")
    # One that has just gone may be on its way, and is left alone.
    claim(folder)
    assert names_in(tmp_path) == [".site.x.old"]
    before = time.time() - 60
    os.utime(tmp_path / ".site.x.old", (before, before))
    claim(folder)
    assert files_in(folder) == {"a.html": "1"}
    assert names_in(tmp_path) == ["site"]


def test_what_a_killed_call_left_goes_once_it_is_nobodys(tmp_path: Path) -> None:
    for name in (".site.a.draft", ".site.b.old", ".site.c.draft", ".sites.d.draft", ".site.mine"):
        (tmp_path / name).mkdir()
        if ".c." not in name:
            os.utime(tmp_path / name, (0, 0))
    write_folder(tmp_path / "site", {"a.html": b"1"})
    assert names_in(tmp_path) == [".site.c.draft", ".site.mine", ".sites.d.draft", "site"]
