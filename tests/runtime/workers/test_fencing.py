"""A worker that sleeps over its lease while another takes over: nothing it decided then counts."""

from collections import Counter
from typing import Any

import pytest

from journeyc.runtime import Reply, Request, Runtime, Store
from journeyc.runtime.ports import Lease
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import HandClock, Recorder
from tests.runtime.workers.stage import CHAT, Interrupted, Once, Sleepy, chat, heard, pause, until_idle

CREDITED = package(CREDIT)


def kinds(runtime: Runtime, customer: str = "anna") -> Counter[str]:
    return Counter(line.kind for line in runtime.history(customer))


def late(store: Store, clock: HandClock) -> None:
    """A run that hears what becomes of its next message."""
    host = Runtime.open(store, CHAT, clock=clock)
    chat(host, "anna")
    clock.pass_(days=1)
    host.tick()


def test_a_message_that_two_have_delivered_is_told_once(store: Store, clock: HandClock) -> None:
    """Under one id, so that its receiver knows it; the run hears of it from the second alone."""
    late(store, clock)
    sms = Recorder()
    second = Runtime.open(store, CHAT, {"sms": sms}, clock).worker()

    def sleep() -> None:
        pause(clock)
        second.step()

    sleepy = Sleepy(sleep)
    runtime = Runtime.open(store, CHAT, {"sms": sleepy}, clock)
    first = runtime.worker()
    first.step()
    assert (first.counts.fenced, first.counts.carried, first.counts.errors) == (1, 0, 0)
    assert (second.counts.fenced, second.counts.carried) == (0, 1)
    assert [message.id for message in (*sms.messages, *sleepy.messages)] == ["chat/anna/1/2/0"] * 2
    assert store.runs(1)[0]["context"]["n"] == 101
    assert kinds(runtime)["message"] == 1
    until_idle(first, second)
    assert len(sms.messages) + len(sleepy.messages) == 2


def test_the_answer_of_a_service_to_who_slept_changes_nothing(store: Store, clock: HandClock) -> None:
    """The other was told that it failed, and that stays so."""
    host = Runtime.open(store, CREDITED, clock=clock)
    host.send("opened", {"bill": "B1"}, customer="anna", channel="web")

    def refuse(_: Request) -> Reply:
        return Reply("fails", failure="refused")

    def credit(request: Request) -> Reply:
        pause(clock)
        second.step()
        return Reply("ok", {"amount": request.arguments["amount"]})

    def opened(call: Any) -> Runtime:
        service = type("Billing", (), {"call": staticmethod(call)})()
        return Runtime.open(store, CREDITED, clock=clock, services={"billing.credit": service})

    first, second = opened(credit).worker(), opened(refuse).worker()
    first.step()
    assert (first.counts.fenced, second.counts.carried) == (1, 1)
    assert host.where("anna")[0].steps == ("lost",)
    assert (kinds(host)["called"], kinds(host)["call"]) == (1, 1)


def test_who_slept_goes_on_with_nobody_it_has_lost(store: Store, clock: HandClock) -> None:
    """Its customer has a second message, and another customer has one: the other worker's by now."""
    host = Runtime.open(store, CHAT, clock=clock)
    chat(host, "anna", 2)
    chat(host, "bob", 1)
    sms = Recorder()
    second = Runtime.open(store, CHAT, {"sms": sms}, clock).worker()

    def sleep() -> None:
        pause(clock)
        second.step()

    sleepy = Sleepy(sleep)
    first = Runtime.open(store, CHAT, {"sms": sleepy}, clock).worker()
    first.step()
    assert heard(sleepy) == {"anna": ["1"]}
    # The one in hand is uncertain, so it comes behind the next.
    assert {name: sorted(texts) for name, texts in heard(sms).items()} == {"anna": ["1", "2"], "bob": ["1"]}
    assert second.counts.carried == 3
    assert (first.counts.carried, first.counts.fenced, first.counts.lost) == (0, 1, 1)


def test_timers_are_fired_by_one(store: Store, clock: HandClock) -> None:
    """The first sleeps when it has decided, and has not committed yet."""
    host = Runtime.open(store, CHAT, clock=clock)
    for customer in ("anna", "bob"):
        chat(host, customer)
    clock.pass_(days=1)
    second = host.worker()

    def sleep() -> None:
        pause(clock)
        second.step()

    slow: Any = Interrupted(store)
    slow.first["commit_each"] = Once(sleep)
    first = Runtime.open(slow, CHAT, clock=clock).worker()
    first.step()
    assert (second.counts.fired, first.counts.fired) == (2, 0)
    assert (first.counts.fenced, first.counts.errors) == (2, 0)
    for customer in ("anna", "bob"):
        assert kinds(host, customer)["timer"] == 1


def test_a_lease_that_is_only_over_still_counts(store: Store, clock: HandClock) -> None:
    """Nobody has taken the customer, so nothing needs to be done again."""
    host = Runtime.open(store, CHAT, clock=clock)
    chat(host, "anna", 2)
    sleepy = Sleepy(lambda: pause(clock, minutes=60))
    worker = Runtime.open(store, CHAT, {"sms": sleepy}, clock).worker()
    worker.step()
    assert heard(sleepy) == {"anna": ["1", "2"]}
    assert (worker.counts.fenced, worker.counts.lost) == (0, 0)


def test_long_work_renews_its_lease_before_half_of_it_is_over(store: Store, clock: HandClock) -> None:
    """Ten messages that take half a minute each are one turn, however long the lease is."""
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 10)
    seen: Any = Interrupted(store)
    left: list[float] = []

    class Slow(Recorder):
        def deliver(self, message: Any) -> Any:
            left.append((until[0] - clock.now()).total_seconds())
            clock.pass_(seconds=30)
            assert store.lease_outbox(["message:sms"], clock.now(), clock.now(), 9) == []
            return super().deliver(message)

    until = [clock.now()]

    def renewed(_: list[Lease], end: Any) -> None:
        until[0] = end

    def leased(_: Any, __: Any, end: Any, *_more: Any) -> None:
        until[0] = end

    seen.first |= {"renew": renewed, "lease_outbox": leased}
    slow = Slow()
    worker = Runtime.open(seen, CHAT, {"sms": slow}, clock).worker()
    worker.step()
    assert heard(slow) == {"anna": [str(number) for number in range(1, 11)]}
    assert min(left) > 60
    assert worker.counts.fenced == worker.counts.lost == 0


@pytest.mark.parametrize("leased", ["outbox", "timers"])
def test_what_was_leased_is_given_back_at_once(store: Store, clock: HandClock, leased: str) -> None:
    host = Runtime.open(store, CHAT, {"sms": Recorder()}, clock)
    chat(host, "anna", int(leased == "outbox"))
    clock.pass_(days=int(leased == "timers"))
    seen: Any = Interrupted(store)
    worker = Runtime.open(seen, CHAT, {"sms": Recorder()}, clock).worker()
    worker.step()
    assert "release" in seen.calls
    chat(host, "anna", 2)
    later = clock.now()
    assert [one.customer for one in store.lease_outbox(["message:sms"], later, later, 9)] == ["anna"]
