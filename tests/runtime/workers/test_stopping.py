"""A worker that is told to end finishes what is in hand, and gives all else back at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from journeyc.runtime import Message, Runtime, Store, Worker
from tests.runtime.hosts.hanging import eventually
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import CHAT, Interrupted, Once, chat, heard, letters, until_idle

SMS = "message:sms"


class Gate(Recorder):
    """A channel through which nothing goes before it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = Event()
        self.open = Event()

    def deliver(self, message: Message) -> Any:
        self.reached.set()
        assert self.open.wait(30)
        return super().deliver(message)


@contextmanager
def running(worker: Worker) -> Iterator[Thread]:
    thread = Thread(target=worker.run, daemon=True)
    thread.start()
    try:
        yield thread
    finally:
        worker.stop()
        thread.join(30)
    assert not thread.is_alive()


def leasable(store: Store, clock: HandClock) -> list[str]:
    """For whom others could carry now."""
    leases = store.lease_outbox([SMS], clock.now(), clock.now(), 99)
    store.release(leases)
    return sorted(one.customer for one in leases)


def test_what_is_in_hand_is_finished_and_no_more_begun(store: Store, clock: HandClock) -> None:
    gate = Gate()
    for customer in ("anna", "bob"):
        letters(store, customer, 3)
    worker = Runtime.open(store, CHAT, {"sms": gate}, clock).worker(carriers=1, poll_seconds=0.01)
    with running(worker) as thread:
        assert gate.reached.wait(30)
        worker.stop()
        gate.open.set()
        thread.join(30)
        assert not thread.is_alive()
    assert heard(gate) == {"anna": ["0"]}
    assert worker.counts.carried == 1
    assert leasable(store, clock) == ["anna", "bob"]


def test_what_hangs_is_left_when_the_grace_is_over(store: Store, clock: HandClock) -> None:
    """Its customer is free for others at once; what it says later does not count."""
    gate = Gate()
    host = Runtime.open(store, CHAT, clock=clock)
    chat(host, "anna", 2)
    runtime = Runtime.open(store, CHAT, {"sms": gate}, clock)
    worker = runtime.worker(grace_seconds=0, poll_seconds=0.01)
    with running(worker):
        assert gate.reached.wait(30)
    assert leasable(store, clock) == ["anna"]
    gate.open.set()
    eventually(lambda: worker.counts.fenced == 1)
    assert worker.counts.carried == 0
    clock.pass_(minutes=3)
    sms = Recorder()
    until_idle(Runtime.open(store, CHAT, {"sms": sms}, clock).worker())
    assert sorted(heard(sms)["anna"]) == ["1", "2"]


def test_a_worker_that_is_stopped_before_it_runs_ends(store: Store, clock: HandClock) -> None:
    letters(store, "anna", 1)
    worker = Runtime.open(store, CHAT, {"sms": Recorder()}, clock).worker()
    worker.stop()
    worker.run()
    assert worker.counts.progress is None
    assert leasable(store, clock) == ["anna"]


def test_ctrl_c_gives_back_what_was_leased(store: Store, clock: HandClock) -> None:
    """It may come at any moment, such as between two leases."""
    for customer in ("anna", "bob"):
        letters(store, customer, 2)

    def interrupt() -> None:
        raise KeyboardInterrupt

    seen: Any = Interrupted(store)
    seen.first["lease_timers"] = Once(interrupt)
    gate = Gate()
    worker = Runtime.open(seen, CHAT, {"sms": gate}, clock).worker(poll_seconds=0.01)
    ended: list[bool] = []

    def run() -> None:
        try:
            worker.run()
        except KeyboardInterrupt:
            ended.append(True)

    thread = Thread(target=run)
    thread.start()
    thread.join(30)
    assert ended == [True]
    assert leasable(store, clock) == ["anna", "bob"]
    gate.open.set()


def test_it_sleeps_until_it_is_woken(store: Store, clock: HandClock) -> None:
    """With an hour between two looks, it ends at once all the same; what came before was done."""
    letters(store, "anna", 1)
    sms = Recorder()
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock).worker(poll_seconds=3_600)
    with running(worker):
        eventually(lambda: worker.counts.carried == 1)
    assert heard(sms) == {"anna": ["0"]}


def test_one_that_hangs_holds_no_other(store: Store, clock: HandClock) -> None:
    """Another carrier, and time, go on meanwhile."""
    host = Runtime.open(store, CHAT, clock=clock)
    gate = Gate()
    hanging = Gate()

    class Both(Recorder):
        def deliver(self, message: Message) -> Any:
            return (hanging if message.customer == "anna" else gate).deliver(message)

    chat(host, "anna", 1)
    gate.open.set()
    worker = Runtime.open(store, CHAT, {"sms": Both()}, clock).worker(carriers=2, poll_seconds=0.01)
    with running(worker):
        assert hanging.reached.wait(30)
        chat(host, "bob", 3)
        eventually(lambda: len(gate.messages) == 3)
        clock.pass_(days=1)
        eventually(lambda: host.where("bob")[0].steps == ("late",))
        hanging.open.set()
        eventually(lambda: len(hanging.messages) == 2)
    assert heard(gate) == {"bob": ["1", "2", "3", "4"]}
