"""`journeyc doctor --store`: what an operator wants to know of a store in which customers are."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any, NamedTuple

import pytest

from journeyc.cli.doctor import place, work
from journeyc.report.lasting import lasting
from journeyc.runtime import Runtime
from journeyc.runtime.stores import open_store
from tests.cli.test_doctor import objects, said
from tests.runtime.stage import DISPUTE, HandClock, begin, remind

Journeyc = Callable[..., CompletedProcess[str]]

pytestmark = pytest.mark.usefixtures("without_engine", "undrawn")


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> HandClock:
    """What time the machine has, too."""
    hand = HandClock()
    monkeypatch.setattr(work, "now_at", lambda _: hand.now())
    return hand


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, here: Path) -> str:
    return str(here / "s.sqlite") if request.param == "sqlite" else request.getfixturevalue("postgres")


def of(done: CompletedProcess[str], what: str) -> dict[str, Any]:
    """The one finding of this name."""
    (found,) = [one for one in objects(done) if one["what"] == what]
    return found


def test_a_store_in_which_all_is_done_is_well(journeyc: Journeyc, address: str, clock: HandClock) -> None:
    Runtime.open(address, DISPUTE, clock=clock).close()
    done = journeyc("doctor", "--store", address)
    assert done.returncode == 0
    assert said(done, "outbox") == ["nothing waits that is due"]
    assert said(done, "timers") == ["none is due"]
    assert said(done, "runs") == ["none is open"]
    assert said(done, "leases") == []
    assert "warning" not in done.stdout


def test_what_nobody_does_is_a_warning_with_its_cure(
    journeyc: Journeyc, address: str, clock: HandClock
) -> None:
    """It works, so the command ends with 0."""
    with Runtime.open(address, DISPUTE, clock=clock) as runtime:
        remind(runtime, clock, phone="1")
        runtime.tick()
        begin(runtime, "otto")
    young = journeyc("doctor", "--store", address, "--output-format", "json")
    assert (of(young, "outbox")["state"], of(young, "timers")["state"]) == ("well", "well")
    clock.pass_(hours=3)
    done = journeyc("doctor", "--store", address, "--output-format", "json")
    assert done.returncode == 0
    outbox, timers = of(done, "outbox"), of(done, "timers")
    assert outbox["state"] == timers["state"] == "warning"
    assert outbox["said"] == (
        "due: 1 for channel sms, the first since 3 hours; nobody carries channel sms, or not fast enough"
    )
    assert "journeyc worker --store" in outbox["help"]
    assert outbox["facts"] == {"message:sms": {"due": 1, "seconds": 3 * 3600}}
    assert timers["said"].startswith("1 due, the first since 2 hours; nobody fires them")
    told = journeyc("doctor", "--store", address)
    assert said(told, "outbox")[0].startswith("warning: due:")
    assert told.stdout.rstrip().endswith("nothing is broken; 2 warnings")


def test_a_worker_that_died_is_told(journeyc: Journeyc, address: str, clock: HandClock) -> None:
    with Runtime.open(address, DISPUTE, clock=clock) as runtime:
        remind(runtime, clock, phone="1")
    store = open_store(address)
    assert len(store.lease_timers(clock.now(), clock.now() + timedelta(minutes=2), 10)) == 1
    store.close()
    for minutes, state in ((1, None), (2, "well"), (10, "warning")):
        clock.pass_(minutes=minutes)
        found = [one["state"] for one in objects(_json(journeyc, address)) if one["what"] == "leases"]
        assert found == ([] if state is None else [state])


def test_it_says_where_customers_are(
    journeyc: Journeyc, address: str, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By version; where there are too many it says of how many."""
    with Runtime.open(address, DISPUTE, clock=clock) as runtime:
        for name in ("anna", "otto", "ida"):
            begin(runtime, name)
        runtime.suspend("bill_dispute/ida/1")
    told = of(_json(journeyc, address), "runs")
    assert told["said"] == "3 open (2 active, 1 suspended); 3 in bill_dispute 3"
    assert told["facts"]["versions"] == [{"journey": "bill_dispute", "version": 3, "runs": 3}]
    assert told["facts"]["sampled"] is None
    clock.pass_(days=2)
    (_, held) = [one for one in objects(_json(journeyc, address)) if one["what"] == "runs"]
    assert held["state"] == "warning"
    assert held["said"] == "1 run is suspended for more than a day, `bill_dispute/ida/1` for 2 days"
    assert "`journeyc runs resume bill_dispute/ida/1 --store " in held["help"]
    monkeypatch.setattr(work, "SAMPLE", 2)
    monkeypatch.setattr(work, "MOST", 2)
    done = _json(journeyc, address)
    first = next(one for one in objects(done) if one["what"] == "runs")
    assert first["said"].startswith("2 or more open (")
    assert "of 2 that were looked at, 2 in bill_dispute 3" in first["said"]
    assert first["facts"]["sampled"] == 2


def test_versions_that_nobody_is_in_are_told(
    journeyc: Journeyc, here: Path, clock: HandClock, small_in: Callable[[int], Path]
) -> None:
    store = str(here / "v.sqlite")
    for version in (1, 2):
        path = small_in(version)
        assert journeyc("compile", path, "-o", f"v{version}.json").returncode == 0
        with Runtime.open(store, f"v{version}.json", clock=clock) as runtime:
            runtime.send("opened", {"case": {"id": "1"}}, customer=f"c{version}", channel="web")
            if version == 1:
                runtime.cancel("case/c1/1")
    assert said(journeyc("doctor", "--store", store), "versions") == ["nobody is in case 1 any more"]


@pytest.fixture
def small_in(small: Path) -> Callable[[int], Path]:
    """The small journey in a version."""
    text = small.read_text(encoding="utf-8")

    def write(version: int) -> Path:
        words = f'journey case "A case" {{\n  version {version}\n'
        small.write_text(text.replace('journey case "A case" {\n', words), encoding="utf-8")
        return small

    return write


def test_a_disk_that_is_nearly_full_is_a_warning(
    journeyc: Journeyc, here: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = str(here / "s.sqlite")
    Runtime.open(store, DISPUTE, clock=clock).close()
    assert of(_json(journeyc, store), "disk")["state"] == "well"
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Usage(2**40, 2**40, 2**20))
    found = of(_json(journeyc, store), "disk")
    assert found["state"] == "warning"
    assert found["said"] == "the store has 1 MiB, and 1 MiB are free"


def test_a_log_that_is_held_back_is_a_warning(
    journeyc: Journeyc, here: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "LARGE_LOG", 1)
    store = str(here / "s.sqlite")
    with Runtime.open(store, DISPUTE, clock=clock) as runtime:
        begin(runtime)
        done = _json(journeyc, store)
    found = [one for one in objects(done) if one["what"] == "disk"]
    assert [one["state"] for one in found] == ["well", "warning"]


@pytest.mark.parametrize(("seconds", "state"), [(0, "well"), (4, "well"), (60, "warning"), (-60, "warning")])
def test_a_server_whose_clock_differs_is_a_warning(seconds: int, state: str) -> None:
    now = datetime.now(UTC)
    found = place._clock(now + timedelta(seconds=seconds), now)
    assert found.state == state
    assert found.facts == {"seconds_ahead": seconds}


def test_the_clock_of_a_server_is_looked_at(journeyc: Journeyc, postgres: str, clock: HandClock) -> None:
    Runtime.open(postgres, DISPUTE, clock=clock).close()
    assert of(_json(journeyc, postgres), "clock")["state"] == "well"


def test_a_quick_look_does_not_read_a_file_to_its_end(
    journeyc: Journeyc, here: Path, clock: HandClock
) -> None:
    """So it does not see that a page at the end is damaged, and says so."""
    store = here / "s.sqlite"
    with Runtime.open(store, DISPUTE, clock=clock) as runtime:
        begin(runtime)
    with closing(sqlite3.connect(store)) as db:
        ((page,),) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'history'").fetchall()
        ((size,),) = db.execute("PRAGMA page_size").fetchall()
    raw = bytearray(store.read_bytes())
    raw[(page - 1) * size : (page - 1) * size + 8] = b"\xff" * 8
    store.write_bytes(bytes(raw))
    assert journeyc("doctor", "--store", str(store)).returncode == 1
    quick = journeyc("doctor", "--store", str(store), "--quick")
    assert quick.returncode == 0
    assert "it was not read to its end" in said(quick, "store")[0]


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(), "0 seconds"),
        (timedelta(seconds=61), "1 minute"),
        (timedelta(hours=47), "1 day"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_how_long_it_is_since_is_said_in_one_unit(time: timedelta, words: str) -> None:
    assert lasting(time) == words


def _json(journeyc: Journeyc, address: str) -> CompletedProcess[str]:
    return journeyc("doctor", "--store", address, "--output-format", "json")
