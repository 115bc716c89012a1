"""The outbox of a test: what was sent, to whom, over what; and channels that are told what to answer."""

import pytest

from journeyc.runtime import Channel, Delivery, Runtime
from journeyc.runtime.errors import UsageError
from journeyc.testing import Arrived, ChannelContract, Outbox, VirtualClock, pass_time
from tests.runtime.stage import DISPUTE, begin


class TestAnOutboxIsAChannel(ChannelContract):
    """It keeps to what every channel does."""

    to, another, parts = "+49 30 1", "+49 30 2", ("subject", "html")

    outbox = Outbox(sms="phone", broken="phone")

    def channel(self) -> Channel:
        return self.outbox.channels["sms"]

    def unreachable(self) -> Channel:
        self.outbox.answers("broken", Delivery("retry", "nobody is there"))
        return self.outbox.channels["broken"]

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(message.id, message.text, message.subject, message.html, message.to)
            for message in self.outbox.messages
        ]


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(sms="phone", email="email")


def remind(outbox: Outbox, *customers: str) -> None:
    """Let these customers be reminded, over sms where that goes."""
    with Runtime.open(None, DISPUTE, outbox.channels, VirtualClock()) as runtime:
        for number, customer in enumerate(customers):
            runtime.identify(
                customer,
                {"first_name": customer, "phone": f"+49 30 {number}", "email": f"{customer}@example.com"},
            )
            begin(runtime, customer)
            runtime.send("save_for_later", customer=customer, channel="web")
        pass_time(runtime, "1 day")


def test_messages_are_found_by_what_is_said_of_them(outbox: Outbox) -> None:
    remind(outbox, "anna", "ben")
    assert [message.to for message in outbox.messages] == ["+49 30 0", "+49 30 1"]
    assert outbox.one(customer="ben").customer == "ben"
    assert len(outbox.sent("come_back", channel="sms")) == 2
    assert outbox.sent("come_back", channel="email") == outbox.sent("other") == []
    outbox.clear()
    assert outbox.messages == outbox.attempts == []


def test_what_was_sent_instead_is_told(outbox: Outbox) -> None:
    with pytest.raises(AssertionError, match=r"^no message `come_back` was sent, .*: nothing$"):
        outbox.one("come_back")
    remind(outbox, "anna", "ben")
    with pytest.raises(AssertionError) as raised:
        outbox.one("come_back", channel="sms")
    assert str(raised.value).splitlines() == [
        "2 messages `come_back` via sms were sent, where one was to be; sent was:",
        "  2026-11-24T09:00:00Z `come_back` to `anna` via sms (+49 30 0)",
        "  2026-11-24T09:00:00Z `come_back` to `ben` via sms (+49 30 1)",
    ]


def test_a_channel_that_is_down_makes_room_for_the_next(outbox: Outbox) -> None:
    outbox.down("sms")
    remind(outbox, "anna")
    assert [message.channel for message in outbox.attempts] == ["sms", "email"]
    assert outbox.one().to == "anna@example.com"
    outbox.up("sms")
    remind(outbox, "ben")
    assert outbox.one(customer="ben").channel == "sms"


def test_a_channel_may_raise(outbox: Outbox) -> None:
    """Its message is tried again under its id, and counts once."""
    outbox.answers("sms", OSError("gone"), Delivery("delivered"))
    remind(outbox, "anna")
    assert (len(outbox.attempts), outbox.messages) == (1, [])


def test_a_channel_it_does_not_have_is_told(outbox: Outbox) -> None:
    with pytest.raises(UsageError, match=r"no channel `emial`; did you mean `email`\?"):
        outbox.down("emial")
    with pytest.raises(UsageError, match="no channel `letter`; it has `sms`, `email`"):
        outbox.sent(channel="letter")
