"""Files that are whole or not there, whatever happens while they are written."""

import os
import threading
import time
from pathlib import Path

import pytest

from journeyc import writing
from journeyc.writing import put
from tests.posix import posix


@pytest.fixture(autouse=True)
def _each_anew() -> None:
    writing._drafts.cache_clear()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_somebody_left_who_was_killed_goes(tmp_path: Path) -> None:
    """After an hour: another may be writing right now. What belongs to others stays."""
    old = [
        ".a.svg.0123456789ab.draft",
        ".a.svg.my-own-notes.draft",
        ".a.svg.my.own.draft",
        ".b.svg.0123456789ab.draft",
    ]
    for name in (*old, ".a.svg.ba9876543210.draft"):
        (tmp_path / name).touch()
    for name in old:
        os.utime(tmp_path / name, (time.time() - 4_000,) * 2)
    put(tmp_path / "a.svg", b"new")
    assert names(tmp_path) == [".a.svg.ba9876543210.draft", *old[1:], "a.svg"]
    assert (tmp_path / "a.svg").read_bytes() == b"new"


def test_what_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    (tmp_path / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        put(tmp_path / "a", b"new")
    assert (names(tmp_path), (tmp_path / "a").read_bytes()) == (["a"], b"old")


@posix("named pipes")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe, read = tmp_path / "a.svg", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    put(pipe, b"content")
    reader.join(10)
    assert (read, pipe.is_fifo(), names(tmp_path)) == ([b"content"], True, ["a.svg"])
