"""A customer is erased: nothing of them stays, nothing comes back, and whoever comes again is new."""

import zlib
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Delivery, Message, Runtime, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Commit
from journeyc.runtime.stores import SqliteStore, documents
from journeyc.runtime.stores.postgres import PostgresStore
from tests.posix import posix
from tests.runtime.customers.journeys import company
from tests.runtime.stage import HandClock, Recorder

PACKAGE = company()
PLANTED = ("PLANTED-NAME", "PLANTED-BANK", "PLANTED@x", "PLANTED-KEY", "PLANTED-EVENT", "PLANTED-BEFORE")


def lived(runtime: Runtime, clock: HandClock, name: str = "PLANTED-KEY") -> None:
    """Somebody who has left traces everywhere."""
    runtime.identify(name, {"bank": "PLANTED-BEFORE" * 40})
    runtime.identify(
        name, {"name": "PLANTED-NAME", "bank": "PLANTED-BANK", "mail": "PLANTED@x", "points": 20}
    )
    runtime.send("opened", {"bill": "B1"}, customer=name, channel="web")
    runtime.send("heard_of", {"words": "PLANTED-EVENT"}, customer=name)
    runtime.send("asked", customer=name, channel="web", run=f"dispute/{name}/1")
    runtime.send("opened", {"bill": "B2"}, customer=name, channel="web")
    for _ in range(3):
        runtime.send("complained", customer=name)
    runtime.send("asked", customer=name, channel="web", run=f"dispute/{name}/2")
    runtime.send("bought", {"what": "PLANTED-EVENT"}, customer=name)
    clock.pass_(hours=1)


@pytest.fixture
def runtime(store: Store, clock: HandClock) -> Runtime:
    return Runtime.open(store, PACKAGE, {"sms": Recorder()}, clock)


def test_everything_of_a_customer_goes(runtime: Runtime, store: Store, clock: HandClock) -> None:
    lived(runtime, clock)
    runtime.identify("ben", {"name": "Ben"})
    runtime.send("opened", {"bill": "B1"}, customer="ben", channel="web")
    kept = runtime.export("ben")
    before = len(runtime.export("PLANTED-KEY")["history"])
    erased = runtime.erase("PLANTED@x")
    assert (erased.customers, erased.at) == (("PLANTED-KEY",), "2026-11-23T10:00:00Z")
    assert (erased.rows["runs"], erased.rows["aliases"], erased.rows["history"]) == (3, 1, before)
    # What a server keeps besides its tables, nobody can look through.
    is_clean = not isinstance(store, PostgresStore)
    assert (erased.rows["tasks"], erased.unsent, erased.clean) == (2, 1, is_clean)
    assert (erased.rows["members"], erased.rows["timers"]) == (1, 2)
    assert runtime.customer("PLANTED-KEY") is None
    assert (store.find("PLANTED@x"), store.owner("dispute/PLANTED-KEY/1")) == ((), None)
    assert (store.runs(10, customer="PLANTED-KEY"), store.history(run="dispute/PLANTED-KEY/1")) == ([], [])
    assert (runtime.tasks(), runtime.incidents(), runtime.members("at_risk")) == ([], [], [])
    assert runtime.export("ben") == kept
    with pytest.raises(UsageError, match="there is no customer `PLANTED-KEY`"):
        runtime.erase("PLANTED-KEY")


def test_who_was_merged_goes_too(runtime: Runtime) -> None:
    for name in ("a", "b", "c"):
        runtime.send("opened", {"bill": name}, customer=name, channel="web")
    runtime.merge("a", into="b")
    runtime.merge("b", into="c")
    erased = runtime.erase("a")
    assert (erased.customers, erased.rows["runs"]) == (("c", "b", "a"), 3)
    assert [runtime.customer(name) for name in ("a", "b", "c")] == [None] * 3


def test_what_was_not_handed_over_is_not_sent_and_no_time_passes(runtime: Runtime, clock: HandClock) -> None:
    lived(runtime, clock)
    runtime.erase("PLANTED-KEY")
    clock.pass_(days=30)
    tick = runtime.tick()
    assert (tick.reports, tick.attempts) == ((), ())
    assert runtime.customer("PLANTED-KEY") is None
    assert runtime.next_due() is None


class Erasing:
    """A channel in whose hands a customer is erased."""

    address: str | None = None

    def __init__(self) -> None:
        self.erase: Callable[[], object] = lambda: None
        self.answer = Delivery("delivered")

    def deliver(self, _: Message) -> Delivery:
        self.erase()
        return self.answer


@pytest.mark.parametrize(
    "answer", [Delivery("delivered"), Delivery("retry"), Delivery("failed", "PLANTED@x")]
)
def test_whoever_has_a_message_in_hand_brings_nothing_back(
    store: Store, clock: HandClock, answer: Delivery
) -> None:
    channel = Erasing()
    runtime = Runtime.open(store, PACKAGE, {"sms": channel}, clock)
    lived(runtime, clock)
    channel.erase = lambda: runtime.erase("PLANTED-KEY")
    channel.answer = answer
    assert len(runtime.tick().attempts) == 1
    assert runtime.customer("PLANTED-KEY") is None
    assert (store.history(customer="PLANTED-KEY"), runtime.incidents()) == ([], [])
    clock.pass_(days=1)
    assert runtime.tick().attempts == ()


@pytest.mark.parametrize(
    "late",
    [
        lambda runtime: runtime.result("calling/anna/1/1/0", "ok", "x"),
        lambda runtime: runtime.suspend("dispute/anna/1"),
        lambda runtime: runtime.outcome("dispute/anna/1", "nps", 3),
        lambda runtime: runtime.delivered("customer:anna/4/0", "opened"),
    ],
)
def test_what_comes_back_too_late_brings_nobody_back(
    runtime: Runtime, late: Callable[[Runtime], Any]
) -> None:
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.erase("anna")
    assert late(runtime)["result"] == "refused"
    assert runtime.customer("anna") is None


def test_whoever_comes_again_is_new_with_ids_of_their_own(store: Store, clock: HandClock) -> None:
    """Else a receiver that knows messages by their ids would take one for them for one it has had."""
    sms = Recorder()
    runtime = Runtime.open(store, PACKAGE, {"sms": sms}, clock)
    for number in range(2):
        first = runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web", id="e1")
        assert first["began"] == [("dispute/anna/1", "dispute/anna/1.1")[number]]
        for event in range(3):
            runtime.send("complained", customer="anna", id=f"c{event}")
        runtime.tick()
        if not number:
            runtime.erase("anna")
    assert [message.id for message in sms.messages] == ["customer:anna/4/0", "customer:anna/4.1/0"]
    # Nobody takes for hers what becomes of the first message.
    assert runtime.delivered("customer:anna/4/0", "opened")["result"] == "refused"


@pytest.fixture
def uncompressed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents stand in rows so that their words can be found there."""
    plain = zlib.compressobj(0, zlib.DEFLATED, documents.WINDOW)
    monkeypatch.setattr(documents, "_COMPRESSOR", plain)


def test_what_another_host_was_deciding_brings_nothing_back(
    runtime: Runtime, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are erased meanwhile, come again, and are written as often as before."""
    runtime.identify("anna", {"name": "PLANTED-NAME"})
    commit = store.commit

    def once_later(*commits: Commit) -> None:
        monkeypatch.undo()
        runtime.erase("anna")
        runtime.identify("anna", {"tier": "gold"})
        commit(*commits)

    monkeypatch.setattr(store, "commit", once_later)
    runtime.identify("anna", {"points": 3})
    assert store.customers(1)[0]["profile"] == {"tier": "gold", "points": 3}


@pytest.mark.usefixtures("uncompressed")
def test_no_byte_of_them_stays_in_the_file(tmp_path: Path, clock: HandClock) -> None:
    """Neither in the tables, nor in what is unused of their pages, nor in the write-ahead log."""
    path = tmp_path / "s.sqlite"
    names = ["PLANTED-KEY", *(f"PLANTED-KEY-{number}" for number in range(3))]
    with Runtime.open(path, PACKAGE, {"sms": Recorder()}, clock) as runtime:
        for number, name in enumerate(names):
            for other in range(10):
                runtime.identify(f"other {number}/{other}", {"name": f"Other {number}" * 20})
            lived(runtime, clock, name)
            runtime.tick()
            runtime.identify(name, {"mail": None})
            runtime.identify(f"other {number}/5", {"name": "x"})
        assert all(found(tmp_path, word) for word in PLANTED)
        for name in names[:-1]:
            assert not runtime.erase(name, clean=False).clean
        assert runtime.erase(names[-1]).clean
        assert [word for word in PLANTED if found(tmp_path, word)] == []
        assert runtime.customer("other 2/3") is not None
    assert [word for word in PLANTED if found(tmp_path, word)] == []


def found(folder: Path, word: str) -> bool:
    """Whether any file in a folder has these bytes."""
    return any(word.encode() in file.read_bytes() for file in folder.iterdir())


def test_a_reader_keeps_the_log_and_that_is_said(tmp_path: Path, clock: HandClock) -> None:
    path = tmp_path / "s.sqlite"
    with Runtime.open(f"sqlite:///{path}?busy_seconds=0", PACKAGE, clock=clock) as runtime:
        runtime.identify("anna", {"name": "PLANTED-NAME"})
        reader = SqliteStore(str(path))
        with reader._reading() as db:  # a reader that does not come to an end
            db.execute("BEGIN")
            db.execute("SELECT count(*) FROM customers").fetchone()
            assert not runtime.erase("anna").clean
            db.execute("COMMIT")
        reader.close()
        runtime.identify("ben", {"name": "Ben"})
        assert runtime.erase("ben").clean
        assert not found(tmp_path, "PLANTED-NAME")


@posix("bound on the size of files")
def test_a_full_disk_does_not_say_that_nobody_was_erased(tmp_path: Path, clock: HandClock) -> None:
    """They are, and a second try would find nobody: only the bytes are left to the next erasure."""
    import resource

    with Runtime.open(tmp_path / "s.sqlite", PACKAGE, clock=clock) as runtime:
        for number in range(60):
            runtime.identify(f"other {number}", {"name": "x" * 10_000})
        runtime.identify("anna", {"name": "PLANTED-NAME"})
        runtime.identify("ben", {"name": "Ben"})
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        room = (tmp_path / "s.sqlite-wal").stat().st_size + 100_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, limits[1]))
        try:
            erased = runtime.erase("anna")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert (erased.customers, erased.clean, runtime.customer("anna")) == (("anna",), False, None)
        assert runtime.erase("ben").clean
    assert not found(tmp_path, "PLANTED-NAME")


def test_events_that_come_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    """Of whom is erased again and again while they write, only what came after the last time is there."""
    path = tmp_path / "s.sqlite"

    def write(name: str) -> None:
        with Runtime.open(path, PACKAGE) as own:
            for number in range(30):
                report = own.send("heard_of", {"words": "x"}, customer="anna", id=f"{name}{number}")
                assert report["result"] == "not_accepted"

    with Runtime.open(path, PACKAGE) as runtime:
        threads = [Thread(target=write, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        gone = 0
        while any(thread.is_alive() for thread in threads):
            if runtime.customer("anna") is not None:
                gone += runtime.erase("anna").rows.get("inputs", 0)
        for thread in threads:
            thread.join()
        left = runtime.export("anna")["inputs"] if runtime.customer("anna") else []
        assert gone + len(left) == 60
