"""What has been over for long leaves the store, into an archive; what anybody needs yet stays."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Delivery, Runtime, Store
from journeyc.runtime.archive import Archive
from journeyc.runtime.errors import UsageError
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.stage import HandClock, Recorder

PACKAGE = company()
DAYS_90 = timedelta(days=90)
KINDS = ("runs", "history", "inputs", "outbox", "tasks", "incidents")


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def begun(runtime: Runtime, name: str = "anna", bill: str = "B1") -> str:
    """A dispute that waits for experts."""
    report = runtime.send("opened", {"bill": bill}, customer=name, channel="web")
    (run,) = [run for run in report["began"] if run.startswith("dispute/")]
    runtime.send("asked", customer=name, channel="web", run=run)
    return run


def ended(runtime: Runtime, name: str = "anna", bill: str = "B1") -> str:
    """A dispute that is over, with a task that is closed and a message that was sent."""
    run = begun(runtime, name, bill)
    runtime.send("closed", customer=name, channel="web", run=run)
    return run


def left(runtime: Runtime, folder: Path | None, older_than: timedelta = DAYS_90) -> dict[str, int]:
    """What leaves, by kind."""
    found = runtime.archive(older_than, to=folder)
    assert found.busy == 0
    return {name: many for name, many in found.counts.items() if many}


def test_an_ended_run_leaves_with_all_that_it_has_caused(
    runtime: Runtime, store: Store, clock: HandClock, folder: Path
) -> None:
    run = ended(runtime)
    runtime.identify("anna", {"name": "Anna"})
    before = runtime.export("anna")
    assert all(before[name] for name in ("runs", "history", "inputs", "tasks"))
    clock.pass_(days=90)
    assert runtime.archive(DAYS_90, to=folder) == ("2026-11-23T09:00:00Z", 0, {}, 0, None)
    clock.pass_(seconds=1)
    counted = runtime.archive(DAYS_90, to=folder, dry_run=True)
    assert not folder.exists()
    assert runtime.export("anna") == before
    done = runtime.archive(DAYS_90, to=folder)
    assert (done.counts, done.customers) == (counted.counts, 1)
    assert {name: len(before[name]) for name in KINDS} == done.counts
    kept = runtime.export("anna")
    assert [kept[name] for name in KINDS] == [[]] * len(KINDS)
    assert (store.owner(run), runtime.position(run), runtime.history(run=run)) == (None, None, [])
    archived = Archive(folder).of(["anna"])
    assert {name: archived[name] for name in KINDS} == {name: before[name] for name in KINDS}
    # Nothing is left to be done.
    assert left(runtime, folder) == {}
    assert [one.is_whole for one in Archive(folder).listed()] == [True]


def test_a_customer_stays_and_no_id_comes_twice(runtime: Runtime, clock: HandClock, folder: Path) -> None:
    runtime.identify("anna", {"mail": "anna@x", "points": 20})
    first = ended(runtime)
    runtime.send("closed", customer="anna", channel="web")
    clock.pass_(days=100)
    assert left(runtime, folder)["runs"] >= 2
    assert (runtime.key("anna@x"), [one.customer for one in runtime.members("at_risk")]) == ("anna", ["anna"])
    assert first == "dispute/anna/1"
    assert begun(runtime) == "dispute/anna/2"
    # `care` is for once only, and remembers that.
    runtime.identify("anna", {"points": 0})
    runtime.identify("anna", {"points": 20})
    assert not [run for run in runtime.where("anna") if run.journey == "care"]


def test_what_is_under_way_stays_whole(runtime: Runtime, clock: HandClock, folder: Path) -> None:
    run = begun(runtime)
    runtime.tick()
    before = runtime.export("anna")
    clock.pass_(days=100)
    # But for what is only remembered so that it is not done twice.
    assert left(runtime, folder) == {"inputs": 2}
    assert {**runtime.export("anna"), "inputs": []} == {**before, "inputs": []}
    assert runtime.send("closed", customer="anna", channel="web", run=run)["result"] == "accepted"
    assert left(runtime, folder) == {}
    clock.pass_(days=91)
    assert left(runtime, folder)["runs"] == 1


def test_an_input_that_comes_again_after_that_is_a_new_one(
    runtime: Runtime, clock: HandClock, folder: Path
) -> None:
    first = runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web", id="e1")
    clock.pass_(days=30)
    left(runtime, folder)
    assert runtime.send("opened", {"bill": "B9"}, customer="anna", channel="web", id="e1") == first
    clock.pass_(days=61)
    left(runtime, folder)
    again = runtime.send("opened", {"bill": "B9"}, customer="anna", channel="web", id="e1")
    assert again["began"] == ["dispute/anna/2"]


def test_what_is_yet_to_be_carried_keeps_its_run(store: Store, clock: HandClock, folder: Path) -> None:
    """And so does an incident that nobody has settled, whose message may be sent again."""
    runtime = Runtime.open(store, PACKAGE, {}, clock, listeners=[])
    ended(runtime)
    for _ in range(3):
        runtime.send("complained", customer="anna")
    clock.pass_(days=100)
    assert "runs" not in left(runtime, folder)
    kept = runtime.export("anna")
    assert sorted(one["kind"] for one in kept["outbox"]) == ["emitted", "message"]
    carrier = Runtime.open(
        store, PACKAGE, {"sms": Recorder(Delivery("failed", "none"))}, clock, listeners=[_deaf]
    )
    carrier.tick()
    clock.pass_(days=100)
    assert {"runs", "outbox"} & left(runtime, folder).keys() == {"runs", "outbox"}
    (incident,) = carrier.incidents()
    assert carrier.retry(incident["id"])["result"] == "accepted"
    assert [tried.state for tried in carrier.tick().attempts] == ["delivered"]
    clock.pass_(days=100)
    assert left(runtime, folder)["incidents"] == 1
    assert (carrier.incidents(settled=True), runtime.export("anna")["outbox"]) == ([], [])


def _deaf(_: object) -> None:
    """Listens, and does nothing."""


def test_lines_of_no_run_leave_when_they_are_old(runtime: Runtime, clock: HandClock, folder: Path) -> None:
    runtime.identify("anna", {"name": "Anna"})
    runtime.send("heard_of", {"words": "x"}, customer="anna")
    clock.pass_(days=50)
    runtime.identify("anna", {"name": "Anne"})
    clock.pass_(days=50)
    assert left(runtime, folder) == {"history": 2, "inputs": 2}
    assert [line.kind for line in runtime.history("anna")] == ["profile"]
    assert runtime.customer("anna").profile["name"] == "•••"  # type: ignore[union-attr]  # she is there
    assert runtime.customer("anna", private=True).profile["name"] == "Anne"  # type: ignore[union-attr]  # she is there


# ── merges ───────────────────────────────────────────────────────────────────────────────────────────


def test_who_is_a_part_of_another_leaves_as_a_part_of_them(
    runtime: Runtime, clock: HandClock, folder: Path
) -> None:
    ended(runtime, "cookie")
    ended(runtime, "anna", "B2")
    clock.pass_(seconds=1)
    ended(runtime, "anna", "B3")
    merge = runtime.merge("cookie", into="anna")["input"]
    clock.pass_(days=100)
    counted = runtime.archive(DAYS_90, to=None, dry_run=True)
    done = runtime.archive(DAYS_90, to=folder)
    assert (done.customers, counted.customers, done.counts) == (1, 1, counted.counts)
    # Of each of them the one that ended last stays, as it tells when the journey was left.
    assert [run["id"] for run in runtime.export("anna")["runs"]] == ["dispute/cookie/1", "dispute/anna/2"]
    archive = Archive(folder)
    assert [run["id"] for run in archive.of(["anna"])["runs"]] == ["dispute/anna/1"]
    assert {one["customer"] for one in archive.of(["cookie"])["inputs"]} == {"cookie"}
    report = runtime.unmerge(merge)
    assert report["result"] == "accepted"
    assert [run["id"] for run in runtime.export("cookie")["runs"]] == ["dispute/cookie/1"]
    assert begun(runtime, "anna") == "dispute/anna/4"
    assert begun(runtime, "cookie") == "dispute/cookie/2"


REENTER = COMPANY.replace(
    "one run per customer, bill", "one run per customer, bill\n  reenter after 365 days"
)


@pytest.mark.parametrize("order", ["ended, left, merged", "ended, merged, left", "merged, ended, left"])
def test_a_merge_is_undone_as_if_nothing_had_left(
    store: Store, clock: HandClock, folder: Path, order: str
) -> None:
    """Who may come again after a year may not come after half of one, however the merge was undone."""
    runtime = Runtime.open(store, company(REENTER), {"sms": Recorder()}, clock)
    runs: dict[str, str] = {}

    def end() -> None:
        for name, run in runs.items():
            runtime.send("closed", customer=name, channel="web", run=run)
            clock.pass_(hours=1)

    def leave() -> None:
        clock.pass_(days=100)
        left(runtime, folder)

    for name in ("cookie", "anna"):
        runs[name] = begun(runtime, name, name)
    steps: dict[str, Callable[[], Any]] = {
        "ended": end,
        "left": leave,
        "merged": lambda: runtime.merge("cookie", into="anna", id="m"),
    }
    for step in order.split(", "):
        steps[step]()
    assert runtime.unmerge("m")["result"] == "accepted"
    for name, other in (("anna", 1), ("cookie", 2)):
        clock.pass_(days=other)
        refused = runtime.send("opened", {"bill": "B"}, customer=name, channel="web")
        assert "may begin again after 365 days" in refused["reason"], (name, refused)
    clock.pass_(days=300)
    # While they were one, the number after this was that of both.
    assert [begun(runtime, name) for name in ("anna", "cookie")] == ["dispute/anna/3", "dispute/cookie/2"]


# ── archives ─────────────────────────────────────────────────────────────────────────────────────────


def test_killed_between_the_two_it_is_archived_twice_and_read_once(
    runtime: Runtime, store: Store, clock: HandClock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(runtime)
    before = runtime.export("anna")
    clock.pass_(days=100)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(store), "retire", die)
        with pytest.raises(KeyboardInterrupt):
            runtime.archive(DAYS_90, to=folder)
    assert runtime.export("anna") == before
    # More has become old since, and more has come.
    runtime.identify("anna", {"name": "Anna"})
    ended(runtime, "ben")
    clock.pass_(days=100)
    done = runtime.archive(DAYS_90, to=folder)
    assert [one.is_whole for one in Archive(folder).listed()] == [False, True]
    archived = Archive(folder).of(["anna", "ben"])
    assert {name: len(several) for name, several in archived.items()} == done.counts
    assert archived["runs"] == [*before["runs"], *Archive(folder).of(["ben"])["runs"]]


def test_who_is_written_meanwhile_is_left_for_the_next_time(
    runtime: Runtime, store: Store, clock: HandClock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("anna", "ben"):
        ended(runtime, name)
    clock.pass_(days=100)
    retire = type(store).retire

    def interrupted(self: Any, leaving: Any) -> list[bool]:
        runtime.identify("anna", {"name": "Anna"})
        return retire(self, leaving)

    with monkeypatch.context() as patched:
        patched.setattr(type(store), "retire", interrupted)
        done = runtime.archive(DAYS_90, to=folder)
    assert (done.customers, done.busy) == (1, 1)
    assert [len(runtime.export(name)["runs"]) for name in ("anna", "ben")] == [1, 0]
    assert left(runtime, folder)["runs"] == 1
    assert len(Archive(folder).of(["anna"])["runs"]) == 1


def test_without_an_archive_it_is_gone(runtime: Runtime, clock: HandClock) -> None:
    run = ended(runtime)
    clock.pass_(days=100)
    assert runtime.archive(DAYS_90, to=None).file is None
    assert runtime.position(run) is None


def test_less_than_a_day_is_refused(runtime: Runtime, folder: Path) -> None:
    for short in (timedelta(), timedelta(hours=23), timedelta(days=-100)):
        with pytest.raises(UsageError, match="give a day at least"):
            runtime.archive(short, to=folder)
    with pytest.raises(UsageError, match="give less"):
        runtime.archive(timedelta.max, to=folder)


def test_what_comes_about_a_run_that_has_left_is_refused(
    runtime: Runtime, store: Store, clock: HandClock, folder: Path
) -> None:
    run = ended(runtime)
    clock.pass_(days=100)
    left(runtime, folder)
    assert runtime.outcome(run, "nps", 9)["result"] == "refused"
    assert runtime.suspend(run)["result"] == "refused"
    assert runtime.delivered(f"{run}/1/0", "opened")["result"] == "refused"
    assert store.runs(5) == []


def test_a_service_goes_on_while_much_leaves(clock: HandClock, tmp_path: Path) -> None:
    """Nothing of what others write meanwhile is lost, whoever was faster with whom."""
    with Runtime.open(tmp_path / "s.sqlite", PACKAGE, {"sms": Recorder()}, clock) as runtime:
        names = [f"c{number}" for number in range(60)]
        for name in names:
            ended(runtime, name)
        clock.pass_(days=100)

        def write() -> None:
            with Runtime.open(tmp_path / "s.sqlite", PACKAGE, clock=clock) as own:
                for name in names:
                    own.send("heard_of", {"words": "x"}, customer=name, id="w")

        writer = Thread(target=write)
        writer.start()
        while writer.is_alive():
            runtime.archive(DAYS_90, to=tmp_path / "archive")
        writer.join()
        runtime.archive(DAYS_90, to=tmp_path / "archive")
        assert all([line.kind for line in runtime.history(name)] == ["event"] for name in names)
        archived = Archive(tmp_path / "archive").of(names)
        assert (len(archived["runs"]), len({run["id"] for run in archived["runs"]})) == (60, 60)
        assert sorted({one["customer"] for one in archived["inputs"]}) == sorted(names)
