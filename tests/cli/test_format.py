"""`journeyc format`: files, folders and standard input, and how it ends."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.posix import LINKS, posix

Journeyc = Callable[..., CompletedProcess[str]]

NOBODY = 65534
WRITTEN = "event   a{x:int}\n"
FORMATTED = "event a { x: int }\n"
FAULTY = "event   a { x: int\n"


@pytest.fixture
def loose(here: Path) -> Path:
    """A file that is not in the layout."""
    path = here / "a.journey"
    path.write_text(WRITTEN)
    return path


def test_a_file_is_formatted_in_place(journeyc: Journeyc, loose: Path) -> None:
    """Once; a second time nothing is left to do, and the file is not written at all."""
    done = journeyc("format", "a.journey")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 file formatted\n")
    assert loose.read_text() == FORMATTED
    before = loose.stat()
    done = journeyc("format", "a.journey")
    assert (done.returncode, done.stderr) == (0, "1 file unchanged\n")
    assert loose.stat().st_ino == before.st_ino


def test_check_lists_what_would_change(journeyc: Journeyc, loose: Path, here: Path) -> None:
    """One path a line, for other programs to read."""
    (here / "b.journey").write_text(FORMATTED)
    done = journeyc("format", "--check", ".")
    assert (done.returncode, done.stdout) == (1, "a.journey\n")
    assert done.stderr == "1 file would be formatted, 1 file unchanged\n"
    assert loose.read_text() == WRITTEN
    assert journeyc("format", "--check", "b.journey").returncode == 0


def test_diff_shows_what_would_change(journeyc: Journeyc, loose: Path) -> None:
    """As a unified difference."""
    done = journeyc("format", "--diff", "a.journey")
    assert done.returncode == 1
    assert done.stdout == (f"--- a.journey\n+++ a.journey (formatted)\n@@ -1 +1 @@\n-{WRITTEN}+{FORMATTED}")
    assert loose.read_text() == WRITTEN


def test_a_file_without_a_last_line_break_gets_one(journeyc: Journeyc) -> None:
    """The difference says so in the way of `diff`."""
    done = journeyc("format", "--diff", "-", stdin="event a")
    assert "-event a\n\\ No newline at end of file\n+event a\n" in done.stdout


@pytest.mark.usefixtures("here")
def test_standard_input_goes_to_standard_output(journeyc: Journeyc) -> None:
    """And nothing else is said."""
    done = journeyc("format", "-", stdin=WRITTEN)
    assert (done.returncode, done.stdout, done.stderr) == (0, FORMATTED, "")
    done = journeyc("format", "-", "--check", "--stdin-filename", "shop.journey", stdin=WRITTEN)
    assert (done.returncode, done.stdout) == (1, "shop.journey\n")


def test_faults_are_said_and_the_file_stays(journeyc: Journeyc, loose: Path, here: Path) -> None:
    """The other files are formatted all the same."""
    (here / "b.journey").write_text(FAULTY)
    done = journeyc("format", ".")
    assert done.returncode == 1
    assert "b.journey:1:18: error[syntax-error]" in done.stderr
    assert done.stderr.endswith("1 file formatted, 1 file with errors, left as it was\n")
    assert (here / "b.journey").read_text() == FAULTY
    assert loose.read_text() == FORMATTED
    (here / "c.journey").write_text(FAULTY)
    done = journeyc("format", ".")
    assert done.stderr.endswith("1 file unchanged, 2 files with errors, left as they were\n")


@pytest.mark.usefixtures("here")
def test_faulty_standard_input_gives_nothing(journeyc: Journeyc) -> None:
    """An editor keeps what it has."""
    done = journeyc("format", "-", stdin=FAULTY)
    assert (done.returncode, done.stdout) == (1, "")
    assert "<stdin>:1:18: error[syntax-error]" in done.stderr


def test_what_cannot_be_read_does_not_hide_the_rest(journeyc: Journeyc, loose: Path, here: Path) -> None:
    """It is one message each."""
    (here / "b.journey").write_bytes(b"event a \xff")
    done = journeyc("format", "b.journey", "c.journey", "a.journey")
    assert done.returncode == 2
    assert done.stderr.startswith(
        "journeyc: `b.journey` cannot be read: it is not UTF-8 text (line 1 has the byte 0xff)\n"
        "journeyc: `c.journey` cannot be read: there is no such file\n"
    )
    assert loose.read_text() == FORMATTED


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"event   a\r\nevent b\r\n", b"event a\r\nevent b\r\n"),
        (b"event   a\nevent b\r\n", b"event a\nevent b\n"),
        (b"\xef\xbb\xbfevent   a\r\n", b"\xef\xbb\xbfevent a\r\n"),
        ('import   "Übergabe"'.encode(), 'import "Übergabe"\n'.encode()),
    ],
)
def test_a_file_keeps_its_line_ends(journeyc: Journeyc, here: Path, written: bytes, expected: bytes) -> None:
    """Those of its first line, and the mark at the beginning that some editors write."""
    path = here / "a.journey"
    path.write_bytes(written)
    assert journeyc("format", "a.journey").returncode == 0
    assert path.read_bytes() == expected


@posix(f"modes of files, and no {LINKS}")
def test_mode_and_links_stay(journeyc: Journeyc, loose: Path, here: Path) -> None:
    """A link is followed; what it leads to is replaced, with the mode it had."""
    loose.chmod(0o640)
    (here / "links").mkdir()
    link = here / "links" / "b.journey"
    link.symlink_to(loose)
    assert journeyc("format", "links/b.journey").returncode == 0
    assert link.is_symlink()
    assert loose.read_text() == FORMATTED
    assert stat.S_IMODE(loose.stat().st_mode) == 0o640
    assert sorted(path.name for path in here.iterdir()) == ["a.journey", "links"]


@pytest.fixture
def open_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that any user may enter, which the usual one of a test is not."""
    with tempfile.TemporaryDirectory(prefix="journeyc-") as folder:
        Path(folder).chmod(0o777)
        monkeypatch.chdir(folder)
        yield Path(folder)
        Path(folder).chmod(0o777)
        monkeypatch.chdir(here)


@posix("read-only folders, and no other user to be for a while")
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555)])
def test_what_may_not_be_written_stays(
    journeyc: Journeyc, open_folder: Path, file_mode: int, folder_mode: int
) -> None:
    """A file that is read-only, and one in a folder that is; nothing is left behind."""
    path = open_folder / "a.journey"
    path.write_text(WRITTEN)
    path.chmod(file_mode)
    open_folder.chmod(folder_mode)
    user = os.geteuid()
    if user == 0:
        # Root may write what nobody else may.
        os.seteuid(NOBODY)
    try:
        done = journeyc("format", "a.journey")
    finally:
        os.seteuid(user)
    assert done.stderr == "journeyc: `a.journey` cannot be written: permission denied\n"
    assert done.returncode == 2
    assert path.read_text() == WRITTEN
    assert [path.name for path in open_folder.iterdir()] == ["a.journey"]


def test_a_full_disk_leaves_the_file(
    journeyc: Journeyc, loose: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new text goes to a file beside it, which is dropped."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = journeyc("format", "a.journey")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "journeyc: `a.journey` cannot be written: no space left on device\n"
    assert loose.read_text() == WRITTEN
    assert [path.name for path in loose.parent.iterdir()] == ["a.journey"]


def test_a_layout_that_would_lose_something_is_not_written(
    journeyc: Journeyc, loose: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be a fault of ours, and the author's text is worth more than its layout."""
    monkeypatch.setattr("journeyc.cli.format.is_kept", lambda *_: False)
    done = journeyc("format", "a.journey")
    assert done.returncode == 3
    assert "the layout of `a.journey` would change what it says" in done.stderr
    assert loose.read_text() == WRITTEN


def test_nothing_is_formatted_to_nothing(journeyc: Journeyc, here: Path) -> None:
    """An empty file is as it should be."""
    (here / "a.journey").write_bytes(b"")
    (here / "b.journey").write_bytes(b" \n\n ")
    assert journeyc("format", ".").stderr == "1 file formatted, 1 file unchanged\n"
    assert (here / "b.journey").read_bytes() == b""
