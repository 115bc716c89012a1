"""`journeyc store` and `journeyc archives`: what leaves a store, and whole stores on their way."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess
from threading import Thread
from time import sleep
from urllib.parse import urlsplit

import pytest

from journeyc.cli.ending import Failure
from journeyc.cli.store import import_whole
from journeyc.runtime import Runtime
from journeyc.runtime.stores import open_store
from tests.cli.conftest import digest
from tests.cli.test_run import facts
from tests.posix import posix
from tests.runtime.customers.journeys import company
from tests.runtime.customers.test_retention import ended
from tests.runtime.stage import MORNING, HandClock, Recorder

Journeyc = Callable[..., CompletedProcess[str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store whose dispute of Anna ended long ago, and that of Ben today."""
    monkeypatch.chdir(tmp_path)
    clock = HandClock()
    clock.time = MORNING - timedelta(days=200)
    with Runtime.open(tmp_path / "c.sqlite", company(), {"sms": Recorder()}, clock) as runtime:
        runtime.identify("anna", {"name": "NAME-Anna"})
        ended(runtime, "anna")
        clock.pass_(days=200)
        ended(runtime, "ben")
    # The time of the store, as a play keeps it.
    (tmp_path / "c.sqlite.clock").write_text("2026-11-23T09:00:00Z\n")
    return "c.sqlite"


def test_how_much_is_in_a_store_is_told(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    told = facts(journeyc("store", "info", "--store", store).stdout)
    assert {"2 customers", "2 runs", "2 tasks", "0 incidents"} <= set(told)
    rows = json.loads(journeyc("store", "info", "--store", store, "--output-format", "json").stdout)
    assert (rows["definitions"], rows["customers"], rows["runs"]) == (4, 2, 2)
    assert digest(store) == before
    assert journeyc("store", "info", "--store", "nowhere.sqlite").returncode == 2


def archive(journeyc: Journeyc, store: str, *more: str) -> CompletedProcess[str]:
    return journeyc("store", "archive", "--store", store, "--older-than", "90 days", *more)


def test_what_is_over_leaves_for_an_archive(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    dry = archive(journeyc, store, "--dry-run")
    what = "1 run, 1 task, 4 answers to inputs, 5 lines of history of 1 customer"
    assert (dry.returncode, dry.stdout, dry.stderr) == (0, f"would leave: {what}\n", "")
    assert digest(store) == before
    done = archive(journeyc, store, "--to", "kept")
    (file,) = [one for one in os.listdir("kept") if not one.startswith(".")]  # noqa: PTH208  # names are what is asked
    assert (done.returncode, done.stdout) == (0, f"archived in `kept/{file}`: {what}\n")
    again = archive(journeyc, store, "--to", "kept", "--output-format", "json")
    assert json.loads(again.stdout)["customers"] == 0
    assert archive(journeyc, store, "--delete").stdout == "nothing has been over for 90 days\n"
    (line,) = facts(journeyc("archives", "list", "--archive", "kept").stdout)
    assert line.startswith(f"{file} ")
    assert line.endswith("1 run, 1 task, 4 answers to inputs, 5 lines of history whole")
    (listed,) = json.loads(
        journeyc("archives", "list", "--archive", "kept", "--output-format", "json").stdout
    )
    assert (listed["is_whole"], listed["counts"]["runs"]) == (True, 1)
    shown = journeyc("archives", "show", "anna", "--archive", "kept")
    assert [run["id"] for run in json.loads(shown.stdout)["runs"]] == ["dispute/anna/1"]


def test_what_is_deleted_is_kept_nowhere(journeyc: Journeyc, store: str) -> None:
    done = archive(journeyc, store, "--delete")
    assert done.stdout.startswith("deleted: 1 run")
    assert not Path("kept").exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["--older-than", "90 days"], "say `--to FOLDER`, or `--delete`"),
        (["--older-than", "90 days", "--to", "x", "--delete"], "say one of them"),
        (
            ["--older-than", "90 bananas", "--delete"],
            "`90 bananas` is no length of time\nhelp: write a day or",
        ),
        (["--older-than", "99999 months", "--delete"], "longer than the calendar"),
        (
            ["--older-than", "1 hour", "--delete"],
            "`1 hour` is less than a day\nhelp: write a day or more, in",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(journeyc: Journeyc, store: str, given: list[str], why: str) -> None:
    before = digest(store)
    done = journeyc("store", "archive", "--store", store, *given)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert digest(store) == before


def test_a_customer_is_erased_from_archives_too(journeyc: Journeyc, store: str) -> None:
    archive(journeyc, store, "--to", "kept")
    (name,) = [path.name for path in Path("kept").glob("*.gz")]
    erase = ("customers", "erase", "anna", "--store", store, "--archive", "kept")
    asked = journeyc(*erase)
    holds = f"1 run, 1 task, 4 answers to inputs, 5 lines of history in `{name}`"
    assert asked.returncode == 2
    assert f"`anna` and 0 runs, and of archives {holds} would be erased" in asked.stderr
    done = journeyc(*erase, "--yes")
    assert done.stdout.splitlines() == [
        "erased 1 customer",
        f"archive `kept`, 1 file: erased {holds}",
    ]
    assert done.stderr == ""
    assert journeyc("archives", "show", "anna", "--archive", "kept").returncode == 2


def test_without_an_archive_it_is_said_that_none_was_searched(journeyc: Journeyc, store: str) -> None:
    done = journeyc("customers", "erase", "anna", "--store", store, "--yes")
    assert "no archive was searched" in done.stderr
    proof = journeyc("customers", "erase", "ben", "--store", store, "--yes", "--output-format", "json")
    told = json.loads(proof.stdout)
    assert (told["customers"], told["rows"]["runs"], told["clean"], told["archives"]) == (
        ["ben"],
        1,
        True,
        [],
    )


def test_somebody_whom_the_store_has_forgotten_is_taken_out_of_an_archive(
    journeyc: Journeyc, store: str
) -> None:
    archive(journeyc, store, "--to", "kept")
    erase = ("archives", "erase", "anna", "ben", "--archive", "kept")
    assert "would be erased" in journeyc(*erase).stderr
    done = journeyc(*erase, "--yes")
    assert (done.returncode, done.stdout.startswith("erased 1 run, 1 task")) == (0, True)
    again = journeyc(*erase, "--yes")
    assert (again.returncode, "nothing of `anna`, `ben` is in the archive" in again.stderr) == (2, True)
    assert journeyc("archives", "list", "--archive", "nowhere").returncode == 2


# ── whole stores ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", ["all.jsonl", "all.jsonl.gz"])
def test_a_store_goes_through_a_file_into_another(journeyc: Journeyc, store: str, file: str) -> None:
    before = digest(store)
    done = journeyc("store", "export", "--store", store, "-o", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"exported to `{file}`: ")
    assert "it holds private data and secrets" in done.stdout
    assert digest(store) == before
    taken = journeyc("store", "import", file, "--store", "new.sqlite")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert taken.stdout.startswith("imported into `new.sqlite`, as it was at 2026-11-23T09:00:00Z: ")
    Path("new.sqlite.clock").write_text("2026-11-23T09:00:00Z\n")
    journeyc("store", "export", "--store", "new.sqlite", "-o", f"again {file}")
    assert Path(f"again {file}").read_bytes() == Path(file).read_bytes()
    twice = journeyc("store", "import", file, "--store", "new.sqlite")
    assert (twice.returncode, "`new.sqlite` is not empty" in twice.stderr) == (2, True)


@posix("rights of files")
def test_nobody_else_may_read_an_export(journeyc: Journeyc, store: str) -> None:
    Path("all.jsonl").touch(0o644)
    journeyc("store", "export", "--store", store, "-o", "all.jsonl")
    assert Path("all.jsonl").stat().st_mode & 0o777 == 0o600
    assert not list(Path().glob(".*.draft"))


def test_a_file_that_is_cut_is_refused(journeyc: Journeyc, store: str, postgres: str) -> None:
    for file in ("all.jsonl", "all.jsonl.gz"):
        journeyc("store", "export", "--store", store, "-o", file)
        whole = Path(file).read_bytes()
        Path(file).write_bytes(whole[: len(whole) // 2])
        for new in ("new.sqlite", postgres):
            done = journeyc("store", "import", file, "--store", new)
            assert done.returncode == 2
            assert "this export is damaged" in done.stderr
    assert list(Path().glob("new.sqlite*")) == []
    rows = json.loads(journeyc("store", "info", "--store", postgres, "--output-format", "json").stdout)
    assert not any(rows.values())
    assert journeyc("store", "import", "nowhere", "--store", "new.sqlite").returncode == 2
    assert journeyc("store", "export", "--store", store, "-o", "no/where").returncode == 2


@contextmanager
def taken_in(into: str, stream: bytes) -> Iterator[list[str]]:
    """A stream is imported that comes only at the end; then, why that has failed."""
    os.mkfifo("pipe")
    failed: list[str] = []

    def take_in() -> None:
        try:
            import_whole("pipe", into, "text")
        except Failure as failure:
            failed.append(str(failure))

    taking = Thread(target=take_in)
    taking.start()
    with Path("pipe").open("wb") as pipe:
        while not Path(into).exists():
            sleep(0.001)
        yield failed
        pipe.write(stream)
    taking.join()


@posix("pipes with names")
def test_an_import_that_fails_leaves_what_others_have_written_meanwhile(
    journeyc: Journeyc, store: str
) -> None:
    """A stream may be long in coming, and a service may open what was made for it."""
    assert journeyc("store", "export", "--store", store, "-o", "all.jsonl").returncode == 0
    with (
        taken_in("new.sqlite", Path("all.jsonl").read_bytes()) as failed,
        Runtime.open("new.sqlite", company()) as runtime,
    ):
        runtime.identify("cleo", {"name": "Cleo"})
    assert "is not empty" in failed[0]
    with Runtime.open("new.sqlite", company()) as runtime:
        assert runtime.customer("cleo") is not None


@posix("pipes with names")
@pytest.mark.usefixtures("store")
def test_an_import_that_fails_leaves_what_others_have_open() -> None:
    """They may write into it yet."""
    with taken_in("new.sqlite", b"nothing\n") as failed:
        other = open_store("new.sqlite")
    assert "this is no export of a store" in failed[0]
    with closing(other), Runtime.open(other, company()) as runtime:
        runtime.identify("cleo", {"name": "Cleo"})
    with Runtime.open("new.sqlite", company()) as runtime:
        assert runtime.customer("cleo") is not None


def test_an_import_that_fails_leaves_a_file_that_was_there(journeyc: Journeyc, store: str) -> None:
    journeyc("store", "export", "--store", store, "-o", "all.jsonl")
    done = journeyc("store", "import", "all.jsonl", "--store", store)
    assert (done.returncode, Path(store).exists()) == (2, True)


def test_a_store_may_go_through_a_pipe(journeyc: Journeyc, store: str) -> None:
    out = journeyc("store", "export", "--store", store, "-o", "-")
    assert out.returncode == 0
    done = journeyc("store", "import", "-", "--store", "new.sqlite", stdin=out.stdout)
    assert done.returncode == 0, done.stderr
    journeyc("store", "export", "--store", store, "-o", "all.jsonl")
    assert Path("all.jsonl").read_text(encoding="utf-8") == out.stdout


def test_a_store_moves_to_a_server_and_no_password_is_shown(
    journeyc: Journeyc, store: str, postgres: str
) -> None:
    journeyc("store", "export", "--store", store, "-o", "all.jsonl")
    done = journeyc("store", "import", "all.jsonl", "--store", postgres)
    assert (done.returncode, done.stderr) == (0, "")
    password = urlsplit(postgres).password
    assert password
    assert password not in done.stdout
    info = [journeyc("store", "info", "--store", where).stdout for where in (store, postgres)]
    assert info[0] == info[1]
    left = archive(journeyc, postgres, "--delete")
    assert (left.returncode, left.stdout.startswith("deleted: ")) == (0, True)
    journeyc("store", "export", "--store", postgres, "-o", "back.jsonl")
    assert journeyc("store", "import", "back.jsonl", "--store", "back.sqlite").returncode == 0
    gone = journeyc("customers", "erase", "ben", "--store", postgres, "--yes", "--output-format", "json")
    assert json.loads(gone.stdout)["clean"] is False
