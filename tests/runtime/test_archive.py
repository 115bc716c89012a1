"""The files of an archive: whole or not, read once, and rewritten without somebody."""

import gzip
import json
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Archived, Runtime, Store
from journeyc.runtime.archive import Archive
from journeyc.runtime.archived import KINDS, Items
from journeyc.runtime.errors import ArchiveError, UsageError
from tests.posix import posix
from tests.runtime.customers.test_retention import DAYS_90, PACKAGE, begun, ended
from tests.runtime.stage import MORNING, HandClock, Recorder


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def items(**several: list[dict[str, Any]]) -> Items:
    return {**{name: [] for name in KINDS}, **several}


def run(name: str, owner: str) -> dict[str, Any]:
    return {"id": name, "customer": owner}


def line(owner: str, of: str | None = None, **more: Any) -> dict[str, Any]:
    return {"customer": owner, "run": of, "at": "x", "kind": "event", "input": "i", "document": {}, **more}


def written(archive: Archive, *batches: Items, end: bool = True) -> Path:
    """A file with a member for each batch."""
    path = archive.new_file(MORNING + timedelta(microseconds=len(list(archive.folder.glob("*")))))
    with archive.alone():
        for batch in batches:
            archive.append(path, batch, "2026-11-23T09:00:00Z")
        if end:
            archive.finish(path)
    return path


def texts(path: Path) -> str:
    """All that stands in a file, as any tool for gzip reads it."""
    return gzip.decompress(path.read_bytes()).decode()


# ── files ────────────────────────────────────────────────────────────────────────────────────────────


def test_files_are_json_lines_that_any_tool_reads(archive: Archive) -> None:
    path = written(archive, items(runs=[run("d/anna/1", "anna")]), items(history=[line("ännä")]))
    first, second, end = (json.loads(text) for text in texts(path).splitlines())
    assert (first["format"], first["at"], first["runs"]) == (
        1,
        "2026-11-23T09:00:00Z",
        [run("d/anna/1", "anna")],
    )
    assert (second["history"], end) == ([line("ännä")], {"end": 2})
    (listed,) = archive.listed()
    assert (listed.file, listed.batches, listed.is_whole) == (path.name, 2, True)
    assert {name: many for name, many in listed.counts.items() if many} == {"runs": 1, "history": 1}
    assert listed.bytes == path.stat().st_size


@posix("rights of files")
def test_nobody_else_may_read_them(archive: Archive) -> None:
    path = written(archive, items(runs=[run("d/anna/1", "anna")]))
    archive.erase(["ben"])
    archive.erase(["anna"])
    other = written(archive, items(runs=[run("d/anna/1", "anna"), run("d/ben/1", "ben")]))
    archive.erase(["anna"])
    assert not path.exists()
    assert (other.stat().st_mode & 0o777, archive.folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_of_what_was_left_half_written_nothing_is_read_and_all_before_it(archive: Archive) -> None:
    """Whoever wrote it has died: nothing of it had left the store."""
    batches = [items(runs=[run(f"d/anna/{number}", "anna")]) for number in range(3)]
    path = written(archive, *batches, end=False)
    whole = path.read_bytes()
    two = len(written(Archive(archive.folder / "other"), *batches[:2], end=False).read_bytes())
    for size in range(two, len(whole)):
        path.write_bytes(whole[:size])
        assert [one["id"] for one in archive.of(["anna"])["runs"]] == ["d/anna/0", "d/anna/1"]
        assert [one.is_whole for one in archive.listed()] == [False]


@pytest.mark.parametrize("lost", ["cut short", "nothing on the disk", "all of it"])
def test_erasing_takes_out_what_was_left_half_written(archive: Archive, lost: str) -> None:
    """It may be theirs, and had not left the store; what is before it stays."""
    mine, other = items(runs=[run("d/anna/1", "anna")]), items(runs=[run("d/ben/1", "ben")])
    path = written(archive, other, end=False)
    kept = path.read_bytes()
    with archive.alone():
        archive.append(path, mine, "x")
    half = path.read_bytes()[len(kept) : -9]
    path.write_bytes(kept + {"cut short": half, "nothing on the disk": bytes(5000), "all of it": b""}[lost])
    alone = archive.new_file(MORNING)
    alone.write_bytes(half)
    assert archive.holding(["anna"]) == []
    assert archive.erase(["anna"]) == []
    assert (path.read_bytes(), alone.exists()) == (kept, False)
    assert [one["id"] for one in archive.of(["ben"])["runs"]] == ["d/ben/1"]


def test_it_is_told_where_a_file_is_damaged(archive: Archive) -> None:
    path = written(archive, items(runs=[run("d/ben/1", "ben")]), end=False)
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + b"x" * 100)
    with pytest.raises(
        ArchiveError, match=f"is damaged behind its byte {size}; restore it from a backup, or"
    ):
        archive.erase(["anna"])


def test_one_that_was_cut_between_two_members_is_not_whole(archive: Archive) -> None:
    path = written(archive, items(runs=[run("d/anna/1", "anna")]), end=False)
    size = path.stat().st_size
    with archive.alone():
        archive.append(path, items(runs=[run("d/anna/2", "anna")]), "x")
        archive.finish(path)
    assert archive.listed()[0].is_whole
    path.write_bytes(path.read_bytes()[:size])
    assert not archive.listed()[0].is_whole


@pytest.mark.parametrize("damage", ["middle", "no gzip", "no json", "no batch", "no object"])
def test_a_damaged_file_is_told_and_left_as_it_is(archive: Archive, damage: str) -> None:
    path = written(archive, items(runs=[run("d/anna/1", "anna")]))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 4] ^= 0xFF
    content = {
        "middle": bytes(raw),
        "no gzip": b"x" * 100,
        "no json": gzip.compress(b"{nothing\n"),
        "no object": gzip.compress(b"[1]\n"),
        "no batch": gzip.compress(b'{"format": 1}\n'),
    }[damage]
    path.write_bytes(content)
    for look in (lambda: archive.of(["anna"]), archive.listed, lambda: archive.erase(["anna"])):
        with pytest.raises(ArchiveError, match=f"{path.name}` is damaged"):
            look()
    assert path.read_bytes() == content


def test_what_a_newer_journeyc_has_written_is_not_read(archive: Archive) -> None:
    path = written(archive, items())
    path.write_bytes(gzip.compress(b'{"format": 2}\n'))
    with pytest.raises(ArchiveError, match=r"a newer journeyc \(format 2; this one reads 1\)"):
        archive.of(["anna"])


def test_an_archive_that_is_not_there_is_told(archive: Archive, store: Store, clock: HandClock) -> None:
    with pytest.raises(UsageError, match="there is no archive"):
        archive.of(["anna"])
    runtime = Runtime.open(store, PACKAGE, clock=clock)
    begun(runtime)
    with pytest.raises(UsageError, match="there is no archive"):
        runtime.erase("anna", archives=[archive.folder])
    assert runtime.customer("anna") is not None


@posix("bound on the size of files")
def test_a_full_disk_leaves_the_store_and_the_archive_as_they_were(
    store: Store, clock: HandClock, archive: Archive
) -> None:
    import resource

    runtime = Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)
    ended(runtime)
    clock.pass_(days=100)
    before = runtime.export("anna")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(ArchiveError, match="cannot be read or written"):
            runtime.archive(DAYS_90, to=archive.folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert runtime.export("anna") == before
    assert [path.stat().st_size for path in archive.files()] == [0]
    assert runtime.archive(DAYS_90, to=archive.folder).counts["runs"] == 1
    assert len(archive.of(["anna"])["runs"]) == 1


@posix("rights of files")
def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)
    ended(runtime)
    clock.pass_(days=100)
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="cannot be read or written"):
        runtime.archive(DAYS_90, to=tmp_path / "file" / "archive")
    assert len(runtime.export("anna")["runs"]) == 1


# ── each thing once ──────────────────────────────────────────────────────────────────────────────────


def test_of_what_was_archived_twice_the_later_one_counts(archive: Archive) -> None:
    first, later = run("d/anna/1", "anna"), {**run("d/anna/1", "anna"), "outcomes": [1]}
    written(archive, items(runs=[first], inputs=[{"customer": "anna", "id": "i", "report": 1}]), end=False)
    written(archive, items(runs=[later], inputs=[{"customer": "anna", "id": "i", "report": 1}]))
    found = archive.of(["anna"])
    assert (found["runs"], len(found["inputs"])) == ([later], 1)


def test_two_lines_that_say_the_same_stay_two(archive: Archive) -> None:
    twice = items(history=[line("anna"), line("anna"), line("anna", kind="contact")])
    written(archive, twice, end=False)
    written(archive, twice)
    assert archive.of(["anna"])["history"] == twice["history"]


# ── somebody is erased ───────────────────────────────────────────────────────────────────────────────


def test_a_customer_is_found_by_whatever_was_theirs(archive: Archive) -> None:
    theirs = items(
        runs=[run("d/anna/1", "anna"), run("d/cookie/1", "anna")],
        history=[line("anna"), line("anna", "d/cookie/1")],
        inputs=[{"customer": "cookie", "id": "i", "report": {}}],
        outbox=[{"id": "customer:anna/1/0", "run": "customer:anna", "customer": "anna"}],
        tasks=[{"id": "d/cookie/1/1/0", "run": "d/cookie/1", "customer": "cookie"}],
        incidents=[{"id": "x", "run": "d/cookie/1"}, {"id": "unborn", "run": "d/anna/9"}],
    )
    others = items(
        runs=[run("d/anna x/1", "anna x"), run("d/ann/1", "ann")],
        history=[line("ben", document={"words": "anna"})],
        incidents=[{"id": "y", "run": "d/x/anna/1"}],
    )
    both = {name: [*theirs[name], *others[name]] for name in KINDS}
    path = written(archive, both, others)
    other = written(archive, others)
    before = other.stat().st_mtime_ns
    assert archive.of(["anna", "cookie"]) == theirs
    (holding,) = archive.holding(["anna", "cookie"])
    assert holding == (path.name, {name: len(theirs[name]) for name in KINDS})
    assert archive.erase(["anna", "cookie"]) == [holding]
    assert archive.of(["anna", "cookie"]) == items()
    assert (archive.holding(["anna", "cookie"]), archive.erase(["anna", "cookie"])) == ([], [])
    assert archive.of(["anna x", "ann", "ben", "x/anna"]) == others
    assert (other.stat().st_mtime_ns, [one.is_whole for one in archive.listed()]) == (before, [True, True])


def test_a_rewrite_that_was_killed_leaves_the_file_and_its_rest_goes_with_the_next(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(archive, items(runs=[run("d/anna/1", "anna"), run("d/ben/1", "ben")]))
    before = path.read_bytes()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            archive.erase(["ben"])
    assert path.read_bytes() == before
    assert len(list(archive.folder.glob(".*.draft"))) == 1
    assert archive.files() == [path]
    archive.erase(["anna"])
    assert sorted(one.name for one in archive.folder.iterdir()) == [".lock", path.name]
    assert "ben" in texts(path)
    assert "anna" not in texts(path)


def test_who_is_erased_is_gone_from_archives_too_and_it_is_proved(
    store: Store, clock: HandClock, archive: Archive, tmp_path: Path
) -> None:
    runtime = Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)
    for name in ("PLANTED-COOKIE", "PLANTED-KEY", "ben"):
        runtime.identify(name, {"name": f"{name}-NAME", "mail": f"{name}@x"})
        ended(runtime, name, "B1")
    runtime.merge("PLANTED-COOKIE", into="PLANTED-KEY")
    clock.pass_(days=100)
    file = _file(runtime.archive(DAYS_90, to=archive.folder))
    assert "PLANTED" in texts(file)
    whole = archive.of(["ben"])
    other = Archive(tmp_path / "other")
    with other.alone():
        pass
    erased = runtime.erase("PLANTED-KEY", archives=[archive.folder, other.folder])
    assert erased.customers == ("PLANTED-KEY", "PLANTED-COOKIE")
    first, second = erased.archives
    assert (first.folder, first.files, second) == (str(archive.folder), 1, (str(other.folder), 0, ()))
    ((name, counts),) = first.erased
    assert (name, counts["history"] > 0, counts["inputs"] > 0) == (file.name, True, True)
    # No private data stands in the proof: keys only.
    assert "@x" not in repr(erased)
    assert "NAME" not in repr(erased)
    assert not [path for path in archive.folder.iterdir() if b"PLANTED" in path.read_bytes()]
    assert "PLANTED" not in texts(file)
    assert archive.of(["ben"]) == whole


def _file(done: Archived) -> Path:
    assert done.file is not None
    return Path(done.file)


def test_what_is_archived_while_somebody_is_erased_is_erased_too(
    store: Store, clock: HandClock, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first look into the archive and the store, and between reading somebody and deleting."""
    runtime = Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)
    ended(runtime)
    ended(runtime, "ben")
    with archive.alone():
        pass
    clock.pass_(days=100)
    erase = type(store).erase

    def archiving(self: Any, *about: Any, **more: Any) -> Any:
        monkeypatch.undo()
        runtime.archive(DAYS_90, to=archive.folder)
        return erase(self, *about, **more)

    monkeypatch.setattr(type(store), "erase", archiving)
    (searched,) = runtime.erase("anna", archives=[archive.folder]).archives
    assert [one.counts["runs"] for one in searched.erased] == [1]
    assert archive.of(["anna"]) == items()
    assert len(archive.of(["ben"])["runs"]) == 1


def test_whoever_archives_and_whoever_erases_take_turns(tmp_path: Path, clock: HandClock) -> None:
    archive = Archive(tmp_path / "archive")
    with Runtime.open(tmp_path / "s.sqlite", PACKAGE, {"sms": Recorder()}, clock) as runtime:
        names = [f"c{number}" for number in range(45)]
        for name in names:
            ended(runtime, name)
        clock.pass_(days=100)

        def archiving() -> None:
            with Runtime.open(tmp_path / "s.sqlite", PACKAGE, clock=clock) as own:
                own.archive(DAYS_90, to=archive.folder)

        with archive.alone():
            pass
        other = Thread(target=archiving)
        other.start()
        for name in names[::3]:
            runtime.erase(name, archives=[archive.folder], clean=False)
        other.join()
        runtime.archive(DAYS_90, to=archive.folder)
    found = {run["customer"] for run in archive.of(names)["runs"]}
    assert found == {name for number, name in enumerate(names) if number % 3}
