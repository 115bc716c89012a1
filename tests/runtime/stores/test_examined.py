"""A store that is only looked at stays as it is, to the byte, whoever has it open."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from journeyc.runtime import Runtime, StoreError
from journeyc.runtime.stores import examine
from tests.posix import posix
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import DISPUTE, HandClock
from tests.runtime.stores.test_files import open_folder, unprivileged

__all__ = ["open_folder"]

FAILING = package("""
rule shares { on decided when 3 / length(customer.tier else "") > 0 { set customer.tier = "a" } }
""")


def made(path: Path) -> Path:
    """A store with a journey and an open incident, which nobody has open."""
    with Runtime.open(path, [DISPUTE, FAILING], clock=HandClock()) as runtime:
        runtime.send("decided", {"accepted": True}, customer="anna", channel="web")
        assert len(runtime.incidents()) == 1
    return path


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def changed(path: Path, statement: str) -> None:
    """Let somebody else write into the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(statement)


@pytest.mark.parametrize("name", ["runs.sqlite", "a b#c?d%20e.sqlite", "ß 日本"])
def test_nothing_is_changed_and_no_file_is_made(tmp_path: Path, name: str) -> None:
    path = made(tmp_path / name)
    before = content(tmp_path)
    found = examine(str(path))
    assert [(one.journey, one.version) for one in found.definitions] == [("bill_dispute", 3)]
    assert [incident["run"] for incident in found.incidents] == ["customer:anna"]
    assert found.version == found.newest
    assert content(tmp_path) == before == {name: before[name], f"{name}-lock": b""}


def test_what_another_program_has_just_written_is_seen(tmp_path: Path) -> None:
    """It is in the log beside the file, and stays there."""
    path = tmp_path / "a"
    with Runtime.open(path, FAILING, clock=HandClock()) as runtime:
        assert examine(str(path)).incidents == ()
        runtime.send("decided", {"accepted": True}, customer="anna", channel="web")
        files = set(content(tmp_path))
        assert len(examine(str(path)).incidents) == 1
        assert set(content(tmp_path)) == files
        runtime.send("decided", {"accepted": True}, customer="ben", channel="web")
        assert len(examine(str(path)).incidents) == 2


def test_an_older_store_stays_older(tmp_path: Path) -> None:
    path = made(tmp_path / "a")
    changed(path, "PRAGMA user_version = 1")
    found = examine(str(path))
    assert (found.version, found.newest > 1, found.incidents) == (1, True, ())
    assert examine(str(path)).version == 1


def test_an_empty_file_is_a_store_without_anything(tmp_path: Path) -> None:
    """As it is to whoever opens it."""
    (tmp_path / "a").touch()
    found = examine(str(tmp_path / "a"))
    assert (found.version, found.definitions) == (0, ())
    assert content(tmp_path) == {"a": b""}


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("PRAGMA user_version = 99", "made by a newer journeyc"),
        ("PRAGMA application_id = 7", "is a database of another application"),
        ("DROP TABLE definitions", "no such table: definitions"),
        ("UPDATE incidents SET doc = x'7b'", "is damaged (an incident cannot be read)"),
        ("UPDATE incidents SET doc = x'018b8e0500'", "is damaged (an incident cannot be read)"),
    ],
)
def test_what_is_wrong_with_a_store_is_said(tmp_path: Path, statement: str, problem: str) -> None:
    path = made(tmp_path / "a")
    changed(path, statement)
    with pytest.raises(StoreError) as raised:
        examine(str(path))
    assert problem in str(raised.value)


@pytest.mark.parametrize(("start", "reason"), [(-3000, "a text in it is none"), (4096 * 4, "")])
def test_what_was_overwritten_is_found(tmp_path: Path, start: int, reason: str) -> None:
    """Though nobody would read it for a long time; what stands there is not shown."""
    path = made(tmp_path / "a")
    raw = bytearray(path.read_bytes())
    raw[start : start + 2000] = b"\xff" * 2000
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="is damaged") as raised:
        examine(str(path))
    assert reason in str(raised.value)
    assert len(str(raised.value)) < 300
    assert "\n" not in str(raised.value)


def test_what_is_no_database_is_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("journey x {}" * 1000, encoding="utf-8")
    with pytest.raises(StoreError, match="is not a database"):
        examine(str(tmp_path / "a"))
    with pytest.raises(StoreError, match="is a folder"):
        examine(str(tmp_path))


@posix("rights of files")
def test_who_may_only_read_can_look(open_folder: Path) -> None:
    """The service may be another user."""
    path = made(open_folder / "a")
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with unprivileged():
        assert len(examine(str(path)).definitions) == 1


@posix("rights of files")
def test_who_may_not_read_is_told_so(open_folder: Path) -> None:
    path = made(open_folder / "a")
    path.chmod(0)
    with unprivileged(), pytest.raises(StoreError, match="check the permissions of the file and its folder"):
        examine(str(path))
    open_folder.chmod(0)
    with unprivileged(), pytest.raises(StoreError, match="permission"):
        examine(str(path))
