"""What workers do at which time: retries, absences of rules, quiet hours; and clocks that jump."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime import Backoff, Delivery, Emitted, Reply, Request, Runtime, Store
from journeyc.runtime.ports import ArmedTimer
from tests.runtime.customers.journeys import company
from tests.runtime.hosts.hanging import PROMPT, SHORT, Hanging, eventually
from tests.runtime.hosts.hanging import begin as call
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import MORNING, HandClock, Recorder
from tests.runtime.workers.stage import CHAT, Interrupted, chat, heard, letters, until_idle

CREDITED = package(CREDIT)


def test_messages_are_tried_again_when_it_is_time(store: Store, clock: HandClock) -> None:
    sms = Recorder(Delivery("retry", "busy"), Delivery("retry", "busy"))
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 1)
    backoff = Backoff(first_seconds=30, jitter=0)
    worker = Runtime.open(store, CHAT, {"sms": sms}, clock, backoff=backoff).worker()
    for seconds, tried in ((0, 1), (29, 1), (1, 2), (59, 2), (1, 3), (3_600, 3)):
        clock.pass_(seconds=seconds)
        until_idle(worker)
        assert len(sms.messages) == tried
    assert worker.counts.carried == 3


def test_calls_are_tried_again_as_the_journey_says(store: Store, clock: HandClock) -> None:
    tries: list[int] = []

    class Billing:
        def call(self, request: Request) -> Reply:
            tries.append(request.attempt)
            amount = {"amount": request.arguments["amount"]}
            return Reply("ok", amount) if request.attempt == 3 else Reply("no_answer")

    services = {"billing.credit": Billing()}
    runtime = Runtime.open(store, CREDITED, clock=clock, services=services)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    workers = [runtime.worker(), runtime.worker()]
    for _ in range(3):
        until_idle(*workers)
        clock.pass_(minutes=1)
    assert tries == [1, 2, 3]
    assert runtime.where("anna")[0].steps == ("paid_out",)


@pytest.mark.parametrize("problem", ["", "no connection"])
def test_a_call_without_an_answer_is_told(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture, problem: str
) -> None:
    """Where a service is down, the log of a worker does not look as if all were well, and has no words of
    others.
    """
    caplog.set_level("INFO", "journeyc.outbox")

    class Billing:
        def call(self, _: Request) -> Reply:
            return Reply("no_answer", problem=problem)

    services = {"billing.credit": Billing()}
    runtime = Runtime.open(store, CREDITED, clock=clock, services=services)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.worker().step()
    assert caplog.messages == ["call `credit/anna/1/1/0` is over with a problem, attempt 1"]


def test_late_answers_are_applied(store: Store, clock: HandClock) -> None:
    service = Hanging({"amount": "10 EUR"})
    services = {"billing.credit": service}
    runtime = Runtime.open(store, PROMPT, clock=clock, services=services, service_seconds=SHORT)
    call(runtime)
    worker = runtime.worker()
    worker.step()
    service.go.set()
    eventually(lambda: runtime._caller.has_late)
    assert worker.step().answers == 1
    assert runtime.where("anna")[0].steps == ("paid_out",)


def test_silences_of_rules_are_noticed(store: Store, clock: HandClock) -> None:
    """They are timers of the customer, of no run."""
    sms = Recorder()
    runtime = Runtime.open(store, company(), {"sms": sms}, clock)
    for customer in ("anna", "bob"):
        runtime.send("bought", {"what": "a phone"}, customer=customer, channel="web")
    runtime.send("paid", {}, customer="bob", channel="web")
    clock.pass_(days=1)
    until_idle(runtime.worker(), runtime.worker())
    assert heard(sms) == {"anna": ["Hello pay"]}


def test_events_reach_who_listens(store: Store, clock: HandClock) -> None:
    told: list[Emitted] = []
    services = {"billing.credit": lambda amount, **_: {"amount": amount}}
    runtime = Runtime.open(store, CREDITED, clock=clock, services=services, listeners=[told.append])
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    until_idle(runtime.worker(), runtime.worker())
    assert [event.event for event in told] == ["credited"]


def test_quiet_hours_are_kept(store: Store, clock: HandClock) -> None:
    """A message that a worker finds in the outbox at night waits for the morning."""
    sms = Recorder()
    text = """
    policy night { quiet from 20:00 to 08:00 in customer.timezone }
    notification hello "Hello" { via sms  text "Hi" }
    journey talk "Talk" {
      starts on opened -> talking
      step talking "Talking" via web { on closed { notify hello } on asked_human -> over }
      end over "Over" success
    }
    """
    host = Runtime.open(store, package(text), clock=clock)
    host.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    host.send("closed", customer="anna")
    clock.pass_(hours=12)
    host.send("closed", customer="anna")
    worker = Runtime.open(store, package(text), {"sms": sms}, clock).worker()
    until_idle(worker)
    assert sms.messages == []
    clock.pass_(hours=10)
    until_idle(worker)
    assert heard(sms) == {"anna": ["Hi", "Hi"]}


OTHERS = company("""
touchpoint website "Website" { channel web: show, ask }
customer { key id: id  private alias phone: text?  points: int = 0  timezone: text = "Europe/Berlin" }
event came {}
journey visit "Visit" {
  starts on came -> here
  step here "Here" via web { after 3 days -> done }
  end done success
}
""")


def test_what_belongs_to_rules_of_others_is_not_leased_again_and_again(
    store: Store, clock: HandClock
) -> None:
    """Nor does it hold back what else is due for the same customers; who knows the rules sees to theirs."""
    host = Runtime.open(store, company(), {"sms": Recorder()}, clock)
    customers = [f"c{number:03}" for number in range(150)]
    for customer in customers:
        host.send("bought", {"what": "a phone"}, customer=customer, channel="web")
    seen: Any = Interrupted(store)
    stranger = Runtime.open(seen, OTHERS, clock=clock)
    for customer in customers[:3]:
        stranger.send("came", {}, customer=customer, channel="web")
    clock.pass_(days=1)
    worker = stranger.worker()
    until_idle(worker)
    asked = seen.calls.count("read_many")
    for _ in range(20):
        assert worker.step().is_idle
    assert seen.calls.count("read_many") == asked
    assert worker.step().seconds > 0.5
    clock.pass_(days=2)
    until_idle(worker)
    assert {run["status"] for run in store.runs(9, journey="visit")} == {"ended"}
    assert worker.counts.fired == 3
    assert all(worker.step().is_idle for _ in range(20))
    until_idle(host.worker())
    assert len(store.due(clock.now(), 999)) == 0
    worker.step()
    # What the others have seen to is forgotten, and a new one is theirs again.
    host.send("bought", {"what": "a phone"}, customer="c000", channel="web")
    clock.pass_(days=1)
    until_idle(worker)
    assert store.due(clock.now(), 9) == [ArmedTimer(clock.now(), "", "silent/absence/0", "c000")]


# ── clocks ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_clock_that_is_put_back_repeats_nothing(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    runtime = Runtime.open(store, CHAT, {"sms": sms}, clock)
    chat(runtime, "anna", 2)
    clock.pass_(days=2)
    worker = runtime.worker()
    until_idle(worker)
    clock.time = MORNING - timedelta(days=1)
    until_idle(worker)
    chat(runtime, "bob", 1)
    clock.time = MORNING + timedelta(days=9)
    until_idle(worker)
    assert heard(sms) == {"anna": ["1", "2", "3"], "bob": ["1", "2"]}
    assert worker.counts.errors == 0


def test_a_clock_that_jumps_while_leases_are_held_loses_nothing(store: Store, clock: HandClock) -> None:
    """Forth: they are over, and still held as nobody has taken them. Back: they are made as long as ever."""
    sms = Recorder()
    jumps = [timedelta(days=1), timedelta(days=-2), timedelta(hours=3), timedelta(minutes=-90)]
    left: list[float] = []

    class Jumping(Recorder):
        def deliver(self, message: Any) -> Any:
            if jumps:
                clock.time += jumps.pop(0)
            return sms.deliver(message)

    def renewed(_: Any, until: Any) -> None:
        left.append((until - clock.now()).total_seconds())

    seen: Any = Interrupted(store)
    seen.first["renew"] = renewed
    chat(Runtime.open(store, CHAT, clock=clock), "anna", 6)
    worker = Runtime.open(seen, CHAT, {"sms": Jumping()}, clock).worker()
    for _ in range(9):
        worker.step()
        clock.pass_(hours=1)
    clock.time = MORNING + timedelta(hours=9)
    until_idle(worker)
    assert heard(sms)["anna"][:6] == ["1", "2", "3", "4", "5", "6"]
    assert len(left) >= 4
    assert set(left) == {120.0}
    assert worker.counts.errors == worker.counts.lost == worker.counts.fenced == 0


def test_who_was_put_aside_comes_back_when_the_clock_is_put_back(store: Store, clock: HandClock) -> None:
    letters(store, "anna", 2)
    broken: Any = Interrupted(store)

    def fail(*_: object) -> None:
        raise OverflowError("odd")

    broken.first["claim"] = fail
    sms = Recorder()
    worker = Runtime.open(broken, CHAT, {"sms": sms}, clock).worker()
    clock.pass_(days=1)
    worker.step()
    clock.pass_(hours=-2)
    del broken.first["claim"]
    until_idle(worker)
    assert heard(sms) == {"anna": ["0", "1"]}


@pytest.mark.parametrize("hours", [-20, 20])
def test_two_workers_whose_clocks_differ_repeat_nothing(store: Store, clock: HandClock, hours: int) -> None:
    """They may take customers from each other too early; what counts is the lease that came last."""
    other = HandClock()
    sms = Recorder()
    host = Runtime.open(store, CHAT, clock=clock)
    for number in range(6):
        chat(host, f"c{number}", 3)
    clock.pass_(hours=1)
    other.time = clock.time + timedelta(hours=hours)
    ahead = Runtime.open(store, CHAT, {"sms": sms}, other).worker(carriers=2)

    class Sharing(Recorder):
        def deliver(self, message: Any) -> Any:
            ahead.step()
            return sms.deliver(message)

    worker = Runtime.open(store, CHAT, {"sms": Sharing()}, clock).worker(carriers=2)
    until_idle(worker)
    clock.pass_(days=1)
    other.time = clock.time
    until_idle(worker, ahead)
    told = {(line.document["message"]) for line in host.history("c0") if line.kind == "message"}
    assert len(told) == len([line for line in host.history("c0") if line.kind == "message"]) == 4
    assert host.next_due() is None
