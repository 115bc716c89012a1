"""Several workers on one store: everything happens once, in order for each customer."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from journeyc.runtime import Runtime, Store
from journeyc.runtime.stores import MemoryStore
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import CHAT, chat, heard, until_idle, work

CUSTOMERS = [f"c{number:02}" for number in range(24)]


@pytest.fixture(params=["memory", "sqlite"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store | Path]:
    """The store of a test, for each program anew: one in memory, or connections of their own to a file."""
    shared, path = MemoryStore(), tmp_path / "runs.sqlite"
    return lambda: shared if request.param == "memory" else path


@pytest.mark.parametrize("number", [2, 4])
def test_everything_happens_once_and_in_order(
    address: Callable[[], Store | Path], clock: HandClock, number: int
) -> None:
    sms = Recorder()
    host = Runtime.open(address(), CHAT, clock=clock)
    for questions, customer in enumerate(CUSTOMERS):
        chat(host, customer, questions % 6)
    clock.pass_(days=1)
    runtimes = [Runtime.open(address(), CHAT, {"sms": sms}, clock) for _ in range(number)]
    workers = work(runtimes, carriers=3)
    assert heard(sms) == {
        customer: [str(n + 1) for n in range(questions % 6 + 1)]
        for questions, customer in enumerate(CUSTOMERS)
    }
    counts = [worker.counts for worker in workers]
    assert sum(one.carried for one in counts) == len(sms.messages)
    assert [(one.errors, one.fenced, one.lost) for one in counts] == [(0, 0, 0)] * number
    for customer in CUSTOMERS:
        lines = Counter(line.kind for line in host.history(customer))
        assert (lines["timer"], lines["message"]) == (1, len(heard(sms)[customer]))
        assert host.where(customer)[0].steps == ("late",)
    assert host.next_due() is None
    assert host.incidents() == []


def told(store: Store, clock: HandClock, customer: str) -> list[str]:
    """The timeline of a customer, but for the ids that time is given."""
    lines = Runtime.open(store, CHAT, clock=clock).history(customer)
    return [
        str(line._replace(input="" if line.kind in {"timer", "contact"} else line.input)) for line in lines
    ]


def test_what_workers_do_is_what_a_tick_does(store: Store, clock: HandClock) -> None:
    """Their rounds in turns come to the same history, word for word, as one program that ticks."""
    apart = MemoryStore()
    for kept in (store, apart):
        for customer in CUSTOMERS[:5]:
            chat(Runtime.open(kept, CHAT, clock=clock), customer)
    clock.pass_(days=2)
    workers = [Runtime.open(store, CHAT, {"sms": Recorder()}, clock).worker() for _ in range(3)]
    until_idle(*workers)
    Runtime.open(apart, CHAT, {"sms": Recorder()}, clock).tick()
    for customer in CUSTOMERS[:5]:
        assert told(store, clock, customer) == told(apart, clock, customer)
    assert sum(worker.counts.carried for worker in workers) == 5


def test_calls_go_before_the_timers_that_passed_while_nobody_worked(store: Store, clock: HandClock) -> None:
    """A timeout of ten minutes does not fire for a call that could not leave for an hour."""
    journeys = package(CREDIT)
    host = Runtime.open(store, journeys, clock=clock)
    for customer in CUSTOMERS[:5]:
        host.send("opened", {"bill": "B1"}, customer=customer, channel="web")
    clock.pass_(hours=1)
    services = {"billing.credit": lambda amount, **_: {"amount": amount}}
    workers = [Runtime.open(store, journeys, clock=clock, services=services).worker(carriers=1) for _ in "ab"]
    until_idle(*workers)
    assert {host.where(customer)[0].steps for customer in CUSTOMERS[:5]} == {("paid_out",)}
    assert sum(worker.counts.carried for worker in workers) == 5


PARENT = package("""
    journey parent "Parent" {
      starts on opened -> waiting
      step waiting "Waiting" via web { after 1 day -> inside }
      step inside "Inside" { run child() { ends done -> over } }
      end over "Over" success
    }
    journey child "Child" {
      starts -> asking
      step asking "Asking" via web { on closed -> done }
      end done "Done" success
    }
""")


def test_without_journeys_a_worker_serves_those_of_the_store(store: Store, clock: HandClock) -> None:
    """Where they lead to as well, though no run is there yet."""
    bare = Runtime.open(store, clock=clock)
    worker = bare.worker()
    assert worker.serves.journeys == []
    host = Runtime.open(store, PARENT, clock=clock)
    host.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    clock.pass_(days=1)
    until_idle(worker)
    assert sorted(run["id"] for run in store.runs(9)) == ["child/anna/1", "parent/anna/1"]
    assert host.incidents() == []
    assert worker.serves.journeys == [("child", 1), ("parent", 1)]


def test_runs_of_journeys_that_others_brought_lead_where_theirs_do(store: Store, clock: HandClock) -> None:
    """Their customer is somebody who has runs of ours as well."""
    worker = Runtime.open(store, CHAT, {"sms": Recorder()}, clock).worker()
    host = Runtime.open(store, PARENT, clock=clock)
    host.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    clock.pass_(days=1)
    until_idle(worker)
    assert "child/anna/1" in [run["id"] for run in store.runs(9)]
    assert host.incidents() == []


def test_a_worker_says_what_it_leaves_to_others(store: Store) -> None:
    services = {"billing.credit": lambda **_: None}
    runtime = Runtime.open(store, [package(CREDIT), CHAT], {"email": Recorder()}, services=services)
    assert runtime.worker().serves == (
        [("chat", 1), ("credit", 1)],
        ["call:billing.credit", "message:email"],
        ["message:sms"],
    )


def test_what_a_run_sent_is_carried_whoever_it_was_of_then(store: Store, clock: HandClock) -> None:
    """Also where they are not there any longer, and the run is another's again."""
    host = Runtime.open(store, CHAT, clock=clock)
    host.identify("bob", {"tier": "few"})
    chat(host, "anna")
    merge = host.merge("anna", into="bob")
    host.send("asked_human", customer="anna", channel="web")
    host.unmerge(merge["input"])
    host.erase("bob", clean=False)
    sms = Recorder()
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock).worker()
    until_idle(worker)
    assert ([message.text for message in sms.messages], worker.counts.errors) == (["1"], 0)
