"""Policies hold for the person: what was sent to either of two counts, and what is held comes once."""

from datetime import timedelta

import pytest

from journeyc.runtime import Consent, Delivery, Runtime, Store
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.stage import HandClock, Recorder

POLICY = """
policy contact {
  quiet from 20:00 to 08:00
  at most 1 per 1 day
  consent sms needs (customer.tier else "") != "quiet"
}
"""
PACKAGE = company(COMPANY + POLICY)


@pytest.fixture
def sms() -> Recorder:
    return Recorder()


@pytest.fixture
def runtime(store: Store, clock: HandClock, sms: Recorder) -> Runtime:
    opened = Runtime.open(store, PACKAGE, {"sms": sms}, clock)
    for name in ("cookie", "anna"):
        opened.identify(name, {"timezone": "UTC", "tier": "gold"})
    return opened


def complain(runtime: Runtime, customer: str) -> None:
    """What makes a rule of the customer send a message."""
    for _ in range(3):
        runtime.send("complained", customer=customer)


def test_a_cap_counts_what_was_sent_to_both(runtime: Runtime, sms: Recorder) -> None:
    complain(runtime, "cookie")
    runtime.tick()
    runtime.merge("cookie", into="anna")
    complain(runtime, "anna")
    runtime.tick()
    assert len(sms.messages) == 1
    assert [one.reason for one in runtime.contacts("anna")] == ["", "capped", "capped", "capped"]


def test_after_a_merge_is_undone_each_counts_their_own(runtime: Runtime, sms: Recorder) -> None:
    complain(runtime, "cookie")
    runtime.tick()
    merge = runtime.merge("cookie", into="anna")["input"]
    runtime.unmerge(merge)
    complain(runtime, "anna")
    complain(runtime, "cookie")
    runtime.tick()
    assert [message.customer for message in sms.messages] == ["cookie", "anna"]


def test_what_is_held_for_the_one_comes_for_both_and_what_is_parted_stays_held(
    runtime: Runtime, clock: HandClock, sms: Recorder
) -> None:
    clock.pass_(hours=12)
    complain(runtime, "cookie")
    merge = runtime.merge("cookie", into="anna")["input"]
    runtime.tick()
    assert sms.messages == []
    again = runtime.unmerge(merge)
    assert again["result"] == "accepted"
    assert runtime.next_due() == clock.time + timedelta(hours=11)
    runtime.merge("cookie", into="anna")
    clock.pass_(hours=11)
    runtime.tick()
    assert [message.id for message in sms.messages] == ["customer:cookie/4/0"]
    assert runtime.export("anna")["customers"][0].get("held") is None


def test_a_message_in_the_outbox_is_looked_at_as_one_to_whom_they_are_now(
    runtime: Runtime, sms: Recorder
) -> None:
    """Consent is asked anew when it is handed over, and it is that of whom they were merged into."""
    complain(runtime, "cookie")
    runtime.identify("anna", {"tier": "quiet"})
    runtime.merge("cookie", into="anna")
    runtime.tick()
    assert sms.messages == []
    view = runtime.customer("cookie")
    assert view is not None
    assert Consent("sms", "service", agreed=False) in view.consents
    assert Consent("email", "service", agreed=True) in view.consents
    assert view.contacts[0].kind == "contact"


def test_what_becomes_of_a_message_is_told_of_whom_its_run_belongs_to(store: Store, clock: HandClock) -> None:
    """It was asked for while two were one, and its channel is busy until they are not."""
    sms = Recorder(Delivery("retry", "busy"))
    runtime = Runtime.open(store, company(), {"sms": sms}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="cookie", channel="web")
    merge = runtime.merge("cookie", into="anna")["input"]
    clock.pass_(days=3)
    runtime.tick()
    runtime.unmerge(merge)
    clock.pass_(days=1)
    runtime.tick()
    assert [one.state for one in runtime.contacts("cookie")] == ["delivered"]
    assert [line.kind for line in runtime.history("anna")] == ["merge", "unmerge"]
