"""Whoever has much to be carried keeps nobody waiting, and is not kept waiting either."""

from collections import Counter
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from journeyc.runtime import Delivery, Message, Runtime, Store
from journeyc.runtime.hosts.rounds import TIMED, TURN
from journeyc.runtime.stores import open_store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import CHAT, chat, letters, until_idle, work

OTHERS = [f"other {number:03}" for number in range(200)]


def whose(messages: list[Message]) -> list[str]:
    return [message.customer for message in messages]


def test_one_with_thousands_does_not_hold_hundreds_of_others(tmp_path: Path, clock: HandClock) -> None:
    store, sms = open_store(f"sqlite:///{tmp_path}/runs.sqlite?synchronous=normal"), Recorder()
    letters(store, "hog", 5_000)
    for customer in OTHERS:
        letters(store, customer, 1, late_seconds=1)
    clock.pass_(minutes=1)
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock).worker(carriers=4)
    for _ in range(70):
        worker.step()
    served = whose(sms.messages)
    assert set(served[: 2 * TURN + len(OTHERS)]) == {"hog", *OTHERS}
    assert Counter(served)["hog"] == worker.counts.carried - len(OTHERS) > 2 * TURN
    assert [message.text for message in sms.messages if message.customer == "hog"] == [
        str(number) for number in range(Counter(served)["hog"])
    ]


def test_who_comes_later_does_not_go_before_for_ever(store: Store, clock: HandClock) -> None:
    """Others come all the time; whoever was served and has more left waits for those who were there then."""
    sms = Recorder()
    letters(store, "hog", 3 * TURN)
    letters(store, "there", 1, late_seconds=1)
    clock.pass_(minutes=1)
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock).worker(carriers=1)
    for number in range(6):
        worker.step()
        clock.pass_(seconds=1)
        letters(store, f"new {number}", 1, late_seconds=61 + number)
    turns = [customer for customer, _ in groupby(whose(sms.messages))]
    assert turns == ["hog", "there", "hog", "new 0", "new 1", "hog"]


def test_turns_of_two_who_have_much_alternate(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    for customer in ("anna", "bob"):
        letters(store, customer, 2 * TURN)
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock).worker(carriers=1)
    until_idle(worker)
    assert whose(sms.messages) == [name for name in ("anna", "bob") * 2 for _ in range(TURN)]


def test_two_workers_are_fair_together(tmp_path: Path, clock: HandClock) -> None:
    sms = Recorder()
    address = f"sqlite:///{tmp_path}/runs.sqlite?synchronous=normal"
    store = open_store(address)
    letters(store, "hog", 10 * TURN)
    for customer in OTHERS[:40]:
        letters(store, customer, 1, late_seconds=1)
    clock.pass_(minutes=1)
    work([Runtime.open(address, CHAT, {"sms": sms}, clock) for _ in range(2)], carriers=2)
    served = whose(sms.messages)
    assert Counter(served) == {"hog": 10 * TURN, **dict.fromkeys(OTHERS[:40], 1)}
    assert max(served.index(customer) for customer in OTHERS[:40]) < 5 * TURN


def test_no_more_is_leased_than_can_be_worked_at(store: Store, clock: HandClock) -> None:
    """What waits can be taken by another worker at once."""
    journeys = package('rule r { on asked_human { set customer.tier = "x" } }')
    for customer in OTHERS[: TIMED + 10]:
        letters(store, customer, 1)
    left: list[int] = []

    class Looking(Recorder):
        def deliver(self, message: Message) -> Delivery:
            until = clock.now() + timedelta(minutes=2)
            leases = store.lease_outbox(["message:sms"], clock.now(), until, 1_000)
            left.append(len(leases))
            store.release(leases)
            return super().deliver(message)

    Runtime.open(store, journeys, {"sms": Looking()}, clock).worker(carriers=8).step()
    assert left[0] == TIMED + 10 - 8


def test_timers_are_fired_for_the_longest_waiting_first(store: Store, clock: HandClock) -> None:
    """However many there are, a round takes no more than it can renew."""
    host = Runtime.open(store, CHAT, clock=clock)
    for customer in OTHERS[: TIMED + 6]:
        chat(host, customer)
        clock.pass_(seconds=1)
    clock.pass_(days=1)
    worker = host.worker()
    assert [worker.step().timed for _ in range(3)] == [TIMED, 6, 0]
    first = [customer for customer in OTHERS[: TIMED + 6] if host.where(customer)[0].steps == ("late",)]
    assert first == OTHERS[: TIMED + 6]
