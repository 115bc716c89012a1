"""Faults of the store and of single customers: a worker goes on, leaves alone what fails, and never spins."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from journeyc.runtime import Message, Runtime, Store
from journeyc.runtime.errors import StoreError, StoreFullError, StoreLockedError
from journeyc.runtime.hosts.aside import Aside, Pause
from journeyc.runtime.stores import MemoryStore
from tests.runtime.hosts.hanging import PROMPT, SHORT, Hanging, eventually
from tests.runtime.hosts.hanging import begin as call
from tests.runtime.stage import MORNING, HandClock, Recorder
from tests.runtime.workers.stage import CHAT, Interrupted, chat, heard, letters, until_idle, work


class Failing:
    """Fails as often as it is told to."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error = error
        self.left = times

    def __call__(self, *_: object) -> None:
        if self.left:
            self.left -= 1
            raise self.error


LOCKED = StoreLockedError("`x` is locked by another program", "try again")
FULL = StoreFullError("the disk is full", "make room")


@pytest.mark.parametrize("error", [LOCKED, FULL, StoreError("gone"), RuntimeError("odd")])
@pytest.mark.parametrize("name", ["lease_outbox", "lease_timers", "next_due", "commit_each"])
def test_a_store_that_fails_is_left_alone_for_longer_each_time(
    store: Store, clock: HandClock, name: str, error: Exception
) -> None:
    """Then all is done, and the waits begin anew."""
    sms = Recorder()
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 1)
    clock.pass_(days=1)
    broken: Any = Interrupted(store)
    broken.first[name] = Failing(error, 4)
    worker = Runtime.open(broken, CHAT, {"sms": sms}, clock).worker()
    waits: list[float] = []
    for _ in range(40):
        done = worker.step()
        waits.append(done.seconds)
        clock.time += timedelta(seconds=done.seconds)
    assert heard(sms) == {"anna": ["1", "2"]}
    assert worker.counts.errors == 4
    assert sum(wait == 0 for wait in waits) < 6
    assert 0.25 <= max(waits) <= 8
    assert not worker.step().failed


@pytest.mark.parametrize("name", ["claim", "settle", "commit"])
def test_a_store_that_fails_with_an_entry_in_hand_gets_it_again(
    store: Store, clock: HandClock, name: str
) -> None:
    """At least once, under one id; the run hears of it once."""
    host = Runtime.open(store, CHAT, clock=clock)
    chat(host, "anna")
    clock.pass_(days=1)
    host.tick()
    sms = Recorder()
    broken: Any = Interrupted(store)
    broken.first[name] = Failing(LOCKED, 1)
    worker = Runtime.open(broken, CHAT, {"sms": sms}, clock).worker()
    assert worker.step().failed
    assert worker.counts.errors == 1
    clock.pass_(minutes=3)
    until_idle(worker)
    assert {message.id for message in sms.messages} == {"chat/anna/1/2/0"}
    assert store.runs(1)[0]["context"]["n"] == 101
    assert worker.counts.carried == 1


@pytest.mark.parametrize("name", ["renew", "release"])
def test_leases_that_cannot_be_renewed_or_given_back_run_out(
    store: Store, clock: HandClock, name: str
) -> None:
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 3)

    class Slow(Recorder):
        def deliver(self, message: Message) -> Any:
            clock.pass_(seconds=50)
            return super().deliver(message)

    broken: Any = Interrupted(store)
    broken.first[name] = Failing(LOCKED, 99)
    slow = Slow()
    worker = Runtime.open(broken, CHAT, {"sms": slow}, clock).worker()
    worker.step()
    assert heard(slow) == {"anna": ["1", "2", "3"]}
    assert worker.counts.errors >= 1
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 4)
    clock.pass_(minutes=3)
    until_idle(Runtime.open(store, CHAT, {"sms": slow}, clock).worker())
    assert heard(slow) == {"anna": ["1", "2", "3", "4"]}


@pytest.mark.parametrize("kind", ["messages", "timers"])
def test_one_customer_with_a_fault_keeps_no_other(clock: HandClock, kind: str) -> None:
    """They are tried again, and not in every round; once they are mended nothing is missing."""
    store, sms = MemoryStore(), Recorder()
    host = Runtime.open(store, CHAT, clock=clock)
    questions = int(kind == "messages")
    for customer in ("anna", "bob", "carl"):
        chat(host, customer, questions)
    clock.pass_(days=1 - questions)
    broken: Any = Interrupted(store)
    runs = {"anna": "chat/anna/1"}

    def damaged(*customers: str) -> None:
        if runs.keys() & {*customers}:
            raise OverflowError("what nobody has thought of")

    def damaged_too(asked: list[tuple[str, Any, Any]]) -> None:
        damaged(*(customer for customer, _, _ in asked))

    broken.first |= {"read": lambda customer, *_, **__: damaged(customer), "read_many": damaged_too}
    worker = Runtime.open(broken, CHAT, {"sms": sms}, clock).worker()
    for _ in range(20):
        worker.step()
    assert worker.counts.errors == 1
    # What was in hand is tried again in two minutes.
    clock.pass_(minutes=3)
    for _ in range(20):
        worker.step()
    assert worker.counts.errors == 2
    assert set(heard(sms)) == {"bob", "carl"}
    runs.clear()
    clock.pass_(minutes=10)
    until_idle(worker)
    assert heard(sms) == {"bob": ["1"], "carl": ["1"], "anna": ["1"]}


def test_a_run_whose_version_is_lost_keeps_no_other(clock: HandClock) -> None:
    store, sms = MemoryStore(), Recorder()
    host = Runtime.open(store, CHAT, clock=clock)
    chat(host, "anna", 1)
    chat(host, "bob", 1)
    (definition,) = store._definitions
    run = store._runs["anna"]["chat/anna/1"]
    store._runs["anna"]["chat/anna/1"] = {**run, "definition_hash": "sha256:lost"}
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock).worker()
    for _ in range(9):
        worker.step()
    assert heard(sms) == {"bob": ["1"]}
    assert worker.counts.errors == 1
    store._runs["anna"]["chat/anna/1"] = {**run, "definition_hash": definition}
    clock.pass_(minutes=3)
    until_idle(worker)
    assert heard(sms) == {"bob": ["1"], "anna": ["1"]}


def test_a_late_answer_that_cannot_be_applied_keeps_no_other(store: Store, clock: HandClock) -> None:
    service = Hanging({"amount": "10 EUR"})
    broken: Any = Interrupted(store)
    runtime = Runtime.open(
        broken, PROMPT, clock=clock, services={"billing.credit": service}, service_seconds=SHORT
    )
    call(runtime)
    worker = runtime.worker()
    worker.step()
    letters(store, "bob", 1)
    broken.first["owner"] = Failing(OverflowError("odd"), 1)
    service.go.set()
    eventually(lambda: runtime._caller.has_late)
    worker.step()
    assert (worker.counts.answers, worker.counts.errors) == (0, 1)
    clock.pass_(seconds=2)
    worker.step()
    assert (worker.counts.answers, worker.counts.errors) == (1, 1)
    assert runtime.where("anna")[0].steps == ("paid_out",)


def test_workers_with_threads_go_on_after_faults(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    for number in range(10):
        letters(store, f"c{number}", 2)
    broken: Any = Interrupted(store)
    broken.first["lease_outbox"] = Failing(LOCKED, 1)
    (worker,) = work([Runtime.open(broken, CHAT, {"sms": sms}, clock)])
    assert worker.counts.errors == 1
    assert heard(sms) == {f"c{number}": ["0", "1"] for number in range(10)}


CHANCE = Random(1)  # noqa: S311  # the same waits each time


def of_store() -> Callable[[], float]:
    pause = Pause(CHANCE)

    def wait() -> float:
        pause.failed()
        return pause.seconds()

    return wait


def of_customer() -> Callable[[], float]:
    aside = Aside(CHANCE)
    return lambda: aside.put("anna", MORNING)


@pytest.mark.parametrize(
    ("begun", "first", "longest"), [(of_store, 0.5, 30), (of_customer, 1, 300)], ids=["store", "customer"]
)
def test_waits_grow_and_have_an_end(
    begun: Callable[[], Callable[[], float]], first: float, longest: float
) -> None:
    """Never less than half of what they grow to, so that nothing spins, and not the same for all."""
    wait = begun()
    found = [wait() for _ in range(40)]
    for number, seconds in enumerate(found):
        most = min(longest, first * 2**number)
        assert most / 2 <= seconds <= most
    assert len(set(found)) == 40
