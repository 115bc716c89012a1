"""Events to the outside, notes, and what became of messages: out once, and back into the run."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime import Backoff, Delivery, Emitted, Message, Runtime, Store
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import HandClock, Recorder

CREDITED = package(CREDIT)
RUN = "credit/anna/1"
SERVICES = {"billing.credit": lambda amount, **_: {"amount": amount}}

TOLD = package("""
journey told "Told" {
  context { bill: id = "none"   heard: text = "nothing" }
  starts on opened -> telling { set bill = event.bill }
  step telling "Telling" via web {
    enter { notify done_note(bill = bill) }
    on done_note.sent                     { set heard = "sent" }
    on done_note.opened -> read
    on done_note.failed                   { set heard = "failed" }
    on done_note.suppressed               { set heard = "suppressed" }
    on closed -> read
  }
  end read "Read" success
}
""")


class Listener:
    """Somebody who keeps what they are told, and fails as often as told to."""

    def __init__(self, failures: int = 0) -> None:
        self.events: list[Emitted] = []
        self.failures = failures

    def __call__(self, event: Emitted) -> None:
        self.events.append(event)
        if self.failures:
            self.failures -= 1
            raise ValueError("busy")


def paid(runtime: Runtime) -> None:
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.tick()


def test_an_event_reaches_all_who_listen(store: Store, clock: HandClock) -> None:
    one, two = Listener(), Listener()
    paid(Runtime.open(store, CREDITED, clock=clock, services=SERVICES, listeners=[one, two]))
    (event,) = one.events
    assert event == Emitted(
        id=f"{RUN}/2/0", at="2026-11-23T09:00:00Z", run=RUN, customer="anna", journey="credit",
        event="credited", payload={"bill": "B1", "amount": "12.50 EUR"},
    )  # fmt: skip
    assert two.events == [event]


def test_a_listener_that_fails_is_told_again_under_the_same_id(store: Store, clock: HandClock) -> None:
    listener = Listener(failures=1)
    runtime = Runtime.open(
        store,
        CREDITED,
        clock=clock,
        services=SERVICES,
        listeners=[listener],
        backoff=Backoff(first_seconds=10, jitter=0),
    )
    paid(runtime)
    assert runtime.next_due() == clock.time + timedelta(seconds=10)
    clock.pass_(seconds=10)
    assert [attempt.state for attempt in runtime.tick().attempts] == ["delivered"]
    assert len(listener.events) == 2
    assert len(set(map(str, listener.events))) == 1


def test_an_event_that_is_given_up_is_an_incident_that_can_be_tried_again(
    store: Store, clock: HandClock
) -> None:
    listener = Listener(failures=1)
    runtime = Runtime.open(
        store, CREDITED, clock=clock, services=SERVICES, listeners=[listener], backoff=Backoff(attempts=1)
    )
    paid(runtime)
    (incident,) = runtime.incidents()
    assert incident["problem"] == (
        "no listener took the event `credited`: ValueError: busy; given up after 1 attempt"
    )
    assert runtime.retry(incident["id"])["result"] == "accepted"
    assert [attempt.state for attempt in runtime.tick().attempts] == ["delivered"]
    assert runtime.incidents() == []
    assert runtime.incidents(settled=True) == [incident]


@pytest.mark.parametrize(("listeners", "kept"), [(None, 0), ([], 1)])
def test_an_event_waits_only_where_somebody_may_listen(
    listeners: list[Any] | None, kept: int, store: Store, clock: HandClock
) -> None:
    quiet = Runtime.open(store, CREDITED, clock=clock, services=SERVICES, listeners=listeners)
    paid(quiet)
    listener = Listener()
    Runtime.open(store, CREDITED, clock=clock, listeners=[listener]).tick()
    assert len(listener.events) == kept
    told = [line for line in quiet.history(run=RUN) if line.kind == "emitted"]
    assert [line.document["payload"] for line in told] == [{"bill": "B1", "amount": "12.50 EUR"}]


def test_a_note_is_a_line_of_history(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, CREDITED, clock=clock, services=SERVICES)
    paid(runtime)
    notes = [line for line in runtime.history(run=RUN) if line.kind == "note"]
    assert [(line.document["text"], line.document["place"]) for line in notes] == [
        ("paid 12.50 EUR", "paid_out")
    ]


# ── what became of a message ──


def heard(store: Store) -> Any:
    return store.runs(1)[0]["context"]["heard"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Delivery("delivered"), "sent"),
        (Delivery("failed", "no such number"), "failed"),
        (Delivery("retry", "busy"), "nothing"),
    ],
)
def test_the_run_hears_what_became_of_its_message(
    answer: Delivery, said: str, store: Store, clock: HandClock
) -> None:
    runtime = Runtime.open(store, TOLD, {"sms": Recorder(answer)}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    tick = runtime.tick()
    assert heard(store) == said
    assert len(tick.reports) == (said != "nothing")
    # What the journey has handled is nothing that an operator must see to.
    assert runtime.incidents() == []


def test_the_run_hears_of_a_message_that_expired(store: Store, clock: HandClock) -> None:
    runtime = Runtime.open(store, TOLD, {"sms": Recorder()}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    clock.pass_(days=8)
    assert [attempt.state for attempt in runtime.tick().attempts] == ["expired"]
    assert heard(store) == "suppressed"


def test_a_customer_without_an_address_is_told_of_nowhere_and_the_run_knows(
    store: Store, clock: HandClock
) -> None:
    channels = {"sms": Recorder(address="phone"), "email": Recorder(address="first_name")}
    runtime = Runtime.open(store, TOLD, channels, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    runtime.tick()
    assert heard(store) == "suppressed"
    assert runtime.incidents() == []
    assert runtime.tick().attempts == ()


def test_a_report_of_another_system_moves_the_run_once(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    runtime = Runtime.open(store, TOLD, {"sms": sms}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna")
    runtime.tick()
    effect = sms.messages[0].id
    assert runtime.delivered(effect, "delivered")["result"] == "accepted"
    report = runtime.delivered(effect, "opened", channel="sms")
    assert [done["path"] for done in report["runs"]] == [["telling", "read"]]
    assert runtime.delivered(effect, "opened") == report


def test_a_report_of_no_message_is_refused(store: Store, clock: HandClock) -> None:
    report = Runtime.open(store, TOLD, clock=clock).delivered("told/anna/1/1/0", "opened")
    assert (report["result"], report["reason"]) == ("refused", "no message has the id `told/anna/1/1/0`")


class _Homeless:
    def deliver(self, message: Message) -> Delivery:  # noqa: ARG002  # it takes whatever comes
        return Delivery("delivered")


@pytest.mark.parametrize(
    ("channel", "said"),
    [(object(), "which has no `deliver`"), (_Homeless(), "a channel without `address`")],
)
def test_what_is_no_channel_is_refused_at_once(channel: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Runtime.open(channels={"sms": channel})
