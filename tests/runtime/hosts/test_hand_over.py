"""Handing over: by another host than the one that decided, after a long time, and again after it failed."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime import Backoff, Delivery, Runtime, Store
from journeyc.runtime.errors import StoreError, UsageError
from journeyc.runtime.ports import Commit, Emitted, Message, Settled
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import MORNING, HandClock, Recorder

TALK = """
notification hello "Hello" { via sms  text "Hi" }
journey talk "Talk" {
  starts on opened -> talking
  step talking "Talking" via web {
    on closed { notify hello }
    on asked_human { emit credited(bill = "B1", amount = 1.00 EUR) }
    on credited -> over
  }
  end over "Over" success
}
"""
GREETING = """
notification offer "Offer" { category marketing  via sms  text "An offer" }
rule greets "Greets" { on closed { notify offer } }
"""
OTHER = """
journey other "Other" {
  starts on decided -> here
  step here "Here" via web { on credited -> over }
  end over "Over" success
}
"""
NIGHT = "policy night { quiet from 20:00 to 08:00 in customer.timezone }"
CONSENT = 'policy asked { consent sms needs customer.tier is set and customer.tier == "yes" }'
HOPELESS = Delivery("failed", "no such number")


def asking(store: Store, clock: HandClock, channels: Any, text: str = TALK, **more: Any) -> Runtime:
    """Somebody for whom a message is in the outbox."""
    runtime = Runtime.open(store, package(text), channels, clock, **more)
    runtime.identify("anna", {"phone": "+49 30 1", "tier": "yes"})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.send("closed", customer="anna")
    return runtime


def test_a_host_without_channels_leaves_the_address_to_the_one_that_has_them(
    store: Store, clock: HandClock
) -> None:
    asking(store, clock, {})
    sms = Recorder(address="phone")
    Runtime.open(store, package(TALK), {"sms": sms}, clock).tick()
    assert [message.to for message in sms.messages] == ["+49 30 1"]


def test_an_empty_address_is_none(store: Store, clock: HandClock) -> None:
    sms = Recorder(address="phone")
    runtime = asking(store, clock, {"sms": sms})
    runtime.identify("anna", {"phone": ""})
    runtime.send("closed", customer="anna")
    assert runtime.contacts("anna")[-1].reason == "no_address"


@pytest.mark.parametrize("what", ["closed", "asked_human"])
def test_what_is_given_up_again_is_an_incident_again(what: str, store: Store, clock: HandClock) -> None:
    """A message, and an event for listeners that raise."""
    heard: list[Emitted] = []

    def listener(event: Emitted) -> None:
        heard.append(event)
        raise OSError

    sms = Recorder(*[HOPELESS] * 3)
    runtime = Runtime.open(store, package(TALK), {"sms": sms}, clock, listeners=[listener])
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.send(what, customer="anna")
    ids = set()
    for _ in range(3):
        for _ in range(10):
            runtime.tick()
            clock.pass_(hours=2)
        (incident,) = runtime.incidents()
        ids.add(incident["id"])
        assert runtime.retry(incident["id"])["result"] == "accepted"
    assert len(ids) == 3
    assert len(sms.messages) == 3 * (what == "closed")
    assert len({event.id for event in heard}) == (what == "asked_human")


class Once(Recorder):
    at_most_once = True


def test_what_may_have_left_once_is_not_put_off_until_the_morning_and_sent_again(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store was away when it had been sent, and when it was there again it was night."""
    clock.pass_(hours=9)
    sms = Once()
    runtime = asking(store, clock, {"sms": sms}, NIGHT + TALK)
    with monkeypatch.context() as broken:
        broken.setattr(store, "settle", _away)
        with pytest.raises(StoreError):
            runtime.tick()
    for _ in range(3):
        clock.pass_(hours=6)
        runtime.tick()
    assert len(sms.messages) == 1
    (incident,) = runtime.incidents()
    assert "whether it was sent is not known" in incident["problem"]


def _away(_: Settled) -> None:
    raise StoreError("the store cannot be reached", "try again")


@pytest.mark.parametrize("what", ["retry", "dismiss"])
def test_of_two_who_settle_an_incident_at_once_one_is_told_that_it_is_settled(
    what: str, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its message would go out twice, or once although somebody wanted none."""
    sms = Recorder(HOPELESS)
    runtime = asking(store, clock, {"sms": sms})
    runtime.tick()
    (incident,) = runtime.incidents()
    commit = store.commit

    def once_later(*commits: Commit) -> None:
        monkeypatch.undo()
        runtime.retry(incident["id"])
        runtime.tick()
        commit(*commits)

    monkeypatch.setattr(store, "commit", once_later)
    with pytest.raises(UsageError, match="is settled already"):
        getattr(runtime, what)(incident["id"])
    runtime.tick()
    assert len(sms.messages) == 2


def test_what_is_tried_again_before_its_failure_is_noted_goes_out(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host that has told of the failure notes it late, and means what there was before."""
    sms = Recorder(HOPELESS)
    runtime = asking(store, clock, {"sms": sms}, "policy few { at most 5 per 1 hour }" + TALK)
    settle = store.settle

    def later(settled: Settled) -> None:
        for incident in runtime.incidents():
            assert runtime.retry(incident["id"])["result"] == "accepted"
        settle(settled)

    monkeypatch.setattr(store, "settle", later)
    for _ in range(3):
        runtime.tick()
    assert len(sms.messages) == 2
    assert runtime.contacts("anna")[-1].result == "sent_to"
    assert "sent" in store.customers(1)[0]["contacts"][0]


class Slow(Recorder):
    """Takes its time."""

    def __init__(self, clock: HandClock, minutes: float) -> None:
        super().__init__()
        self._clock, self._minutes = clock, minutes
        self.times: list[str] = []

    def deliver(self, message: Message) -> Delivery:
        self.times.append(f"{self._clock.now():%H:%M}")
        self._clock.pass_(minutes=self._minutes)
        return super().deliver(message)


def test_a_tick_that_takes_long_does_not_write_at_night(store: Store, clock: HandClock) -> None:
    """It begins in the evening, and much waits."""
    slow = Slow(clock, 1)
    runtime = asking(store, clock, {"sms": slow}, NIGHT + TALK)
    runtime.send("closed", customer="anna")
    runtime.send("closed", customer="anna")
    # In Berlin it is an hour later.
    clock.time = clock.time.replace(hour=18, minute=58)
    runtime.tick()
    assert slow.times == ["18:58", "18:59"]
    clock.pass_(hours=12)
    runtime.tick()
    assert slow.times == ["18:58", "18:59", "07:00"]


def test_nobody_takes_what_a_long_tick_has_in_hand(store: Store, clock: HandClock) -> None:
    """What it comes to late is its own for as long as what it came to first."""
    claims: list[object] = []

    class Watched(Slow):
        def deliver(self, message: Message) -> Delivery:
            delivery = super().deliver(message)
            now = clock.now()
            claims.append(store.claim(["message:sms"], now, now) if len(self.times) == len(asked) else None)
            return delivery

    runtime = asking(store, clock, {"sms": (slow := Watched(clock, 1.5))})
    asked = ["closed", *(runtime.send("closed", customer="anna")["input"] for _ in range(3))]
    runtime.tick()
    assert len(slow.times) == len(asked)
    assert claims == [None] * len(asked)


def test_what_hangs_is_not_tried_again_in_the_same_tick(store: Store, clock: HandClock) -> None:
    """The wait begins when the attempt is over; timers have their turn between."""

    class Hanging(Slow):
        def deliver(self, message: Message) -> Delivery:
            super().deliver(message)
            return Delivery("unknown", "no answer within 60 seconds")

    runtime = asking(store, clock, {"sms": (sms := Hanging(clock, 1))}, backoff=Backoff(jitter=0))
    (attempt,) = runtime.tick().attempts
    assert sms.times == ["09:00"]
    assert attempt.next_at == MORNING + timedelta(seconds=90)


@pytest.mark.parametrize(
    ("policy", "results"),
    [(NIGHT, ["sent_to", "held"]), (CONSENT, ["sent_to", "suppressed"])],
    ids=["night", "consent"],
)
def test_policies_hold_where_the_rule_that_sends_is_not_loaded(
    policy: str, results: list[str], store: Store, clock: HandClock
) -> None:
    deciding = asking(store, clock, {}, policy + GREETING + OTHER)
    deciding.identify("anna", {"tier": "no"})
    sms = Recorder()
    carrying = Runtime.open(store, package(policy + OTHER), {"sms": sms}, clock)
    clock.pass_(hours=12)
    carrying.tick()
    assert sms.messages == []
    assert [one.result for one in carrying.contacts("anna")][:2] == results


def test_a_policy_may_read_who_the_customer_is_where_the_rule_that_sends_is_not_loaded(
    store: Store, clock: HandClock
) -> None:
    policy = 'policy tests { consent sms needs customer.id == "anna" }'
    asking(store, clock, {}, policy + GREETING + OTHER)
    sms = Recorder()
    Runtime.open(store, package(policy + OTHER), {"sms": sms}, clock).tick()
    assert [message.text for message in sms.messages] == ["An offer"]


def test_what_was_held_for_a_rule_that_is_not_loaded_can_be_tried_where_it_is(
    store: Store, clock: HandClock
) -> None:
    """Nobody here can say what it is, or when it expires; and trying it here once more loses nothing."""
    clock.pass_(hours=12)
    sms = Recorder()
    knowing = asking(store, clock, {"sms": sms}, NIGHT + GREETING + OTHER)
    clock.pass_(hours=12)
    without = Runtime.open(store, package(NIGHT + OTHER), {"sms": sms}, clock)
    without.tick()
    held, failed = without.contacts("anna")
    assert (held.result, failed.result, failed.message) == ("held", "failed", held.message)
    assert failed.reason == "what sends it is not loaded here any longer"
    assert without.retry(without.incidents()[0]["id"])["result"] == "incident"
    (incident,) = without.incidents()
    assert knowing.retry(incident["id"])["result"] == "accepted"
    knowing.tick()
    assert [message.text for message in sms.messages] == ["An offer"]


@pytest.mark.parametrize("policy", [NIGHT, ""], ids=["held", "in the outbox"])
def test_a_run_that_has_moved_sends_what_its_old_version_had(
    policy: str, store: Store, clock: HandClock
) -> None:
    """Also by a program that began later, and has never seen that version; fallback and retry, too."""
    clock.pass_(hours=12)
    newer = policy + TALK[TALK.index("journey") :].replace("on closed { notify hello }", "").replace(
        "starts on", "version 2  migrate from 1 {}  starts on"
    )
    text = policy + TALK.replace("sms", "sms, email")
    asking(store, clock, {"sms": Recorder(), "email": Recorder()}, text)
    assert Runtime.open(store, package(newer), clock=clock).migrate("talk/anna/1")["result"] == "accepted"
    clock.pass_(hours=12)
    email = Recorder(HOPELESS)
    runtime = Runtime.open(store, package(newer), {"sms": Recorder(HOPELESS), "email": email}, clock)
    runtime.tick()
    assert len(email.messages) == 1
    (incident,) = runtime.incidents()
    runtime = Runtime.open(store, package(newer), {"sms": (sms := Recorder())}, clock)
    assert runtime.retry(incident["id"])["result"] == "accepted"
    runtime.tick()
    assert [message.text for message in sms.messages] == ["Hi"]


# ── what is reported later ──


def test_what_comes_back_later_is_an_incident_that_can_be_tried_again(store: Store, clock: HandClock) -> None:
    """Though nothing is kept of a message that has one channel, and that no cap counts; each time anew."""
    sms = Recorder()
    runtime = asking(store, clock, {"sms": sms})
    for number in (1, 2, 3):
        runtime.tick()
        assert len(sms.messages) == number
        clock.pass_(days=1)
        assert runtime.delivered(sms.messages[0].id, "failed", reason="bounced")["result"] == "accepted"
        # Whoever reports it twice gets the same answer.
        runtime.delivered(sms.messages[0].id, "failed", channel="sms")
        (incident,) = runtime.incidents()
        assert incident["problem"] == "`hello` could not be delivered on `sms`: bounced"
        assert runtime.retry(incident["id"])["result"] == "accepted"
    assert len({message.id for message in sms.messages}) == 1


def test_an_incident_of_a_message_shows_neither_its_words_nor_its_address(
    store: Store, clock: HandClock
) -> None:
    runtime = asking(store, clock, {"sms": Recorder(HOPELESS, address="phone")})
    runtime.tick()
    (incident,) = runtime.incidents()
    assert incident["input"] == {"id": incident["input"]["id"], "at": incident["at"], "kind": "undelivered"}
    assert "49 30" not in str(incident)


def test_an_incident_tells_when_it_was_found(store: Store, clock: HandClock) -> None:
    """Not when the message was sent that failed a day later."""
    text = TALK.replace('via sms  text "Hi"', 'via sms, email  text "Hi"')
    runtime = asking(store, clock, {"sms": Recorder(HOPELESS), "email": Recorder(HOPELESS)}, text)
    clock.pass_(days=1)
    runtime.tick()
    (incident,) = runtime.incidents()
    assert incident["at"] == "2026-11-24T09:00:00Z"


def test_a_message_that_goes_out_again_may_fail_again(store: Store, clock: HandClock) -> None:
    """The same where a cap counts it, and where somebody else carries it and says so."""
    runtime = asking(store, clock, {}, "policy few { at most 1 per 7 days }" + TALK)
    message = runtime.contacts("anna")[0].message
    for _ in range(3):
        runtime.delivered(message, "sent", channel="sms")
        clock.pass_(days=1)
        runtime.delivered(message, "failed")
        (incident,) = runtime.incidents()
        assert runtime.retry(incident["id"])["result"] == "accepted"
    runtime.delivered(message, "sent", channel="sms")
    clock.pass_(days=7)
    runtime.send("closed", customer="anna")
    assert [one.result for one in runtime.contacts("anna")] == ["sent_to"] * 5


def test_what_another_channel_says_later_changes_nothing(store: Store, clock: HandClock) -> None:
    """Long after, too, when nothing is kept of the message."""
    sms = Recorder()
    runtime = asking(store, clock, {"sms": sms})
    runtime.tick()
    clock.pass_(days=30)
    report = runtime.delivered(sms.messages[0].id, "failed", channel="email")
    assert (report["result"], report["because"]) == ("refused", "stale")
    assert runtime.incidents() == []


def test_a_failure_that_is_reported_twice_gets_its_first_answer(store: Store, clock: HandClock) -> None:
    """Though another channel carries the message by then."""
    sms = Recorder()
    text = TALK.replace('via sms  text "Hi"', 'via sms, email  text "Hi"')
    runtime = asking(store, clock, {"sms": sms, "email": Recorder()}, text)
    runtime.tick()
    message = sms.messages[0].id
    first = runtime.delivered(message, "failed", channel="sms", id="report")
    assert runtime.contacts("anna")[-1].channel == "email"
    assert runtime.delivered(message, "failed", channel="sms", id="report") == first


def test_it_is_told_what_became_of_a_message(store: Store, clock: HandClock) -> None:
    """Why nothing has arrived, though a channel was to carry it: of a host that has none, or of a channel."""

    def became() -> tuple[str, str, str | None]:
        (told,) = runtime.contacts("anna")
        return told.state, told.problem, told.until and told.until[:16]

    runtime = asking(store, clock, {})
    assert became() == ("waiting", "", None)
    sms = Recorder(Delivery("retry", "busy"))
    runtime = Runtime.open(store, package(TALK), {"sms": sms}, clock)
    runtime.tick()
    assert became() == ("waiting", "busy", "2026-11-23T09:00")
    clock.pass_(hours=1)
    runtime.tick()
    assert became() == ("delivered", "", None)
    runtime.delivered(sms.messages[0].id, "failed", reason="bounced")
    assert became() == ("failed", "bounced", None)


def test_it_is_told_of_each_channel_and_of_what_came_too_late(store: Store, clock: HandClock) -> None:
    text = TALK.replace('via sms  text "Hi"', 'via sms, email  expires 1 day  text "Hi"')
    runtime = asking(store, clock, {"sms": Recorder(HOPELESS), "email": Recorder()}, text)
    runtime.tick()
    runtime.send("closed", customer="anna")
    clock.pass_(days=2)
    runtime.tick()
    found = [(one.channel, one.state, one.problem) for one in runtime.contacts("anna")]
    assert found[:2] == [("sms", "failed", "no such number"), ("email", "delivered", "")]
    assert ("sms", "expired", "it expired at 2026-11-24T09:00:00Z") in found
