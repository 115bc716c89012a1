"""Policies in a host: when a message is handed over, over which channel, and what is told of it."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.ir import Package
from journeyc.runtime import Backoff, Delivery, Runtime, Store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import MORNING, HandClock, Recorder

SENDING = """
notification offer "Offer" { category marketing  via sms, email  text "An offer" }
notification hello "Hello" { via sms, email  expires 3 days  text "Hi by sms"  text for email "Hi by e-mail" }
journey talk "Talk" {
  starts on opened -> talking
  step talking "Talking" via web {
    on closed { notify hello }
    on asked_human { notify offer }
    on credited -> over { notify hello }
    on hello.failed, offer.failed, hello.suppressed, offer.suppressed { note "not sent" }
  }
  end over "Over" success
}
"""
UNSENT = "on hello.failed, offer.failed, hello.suppressed, offer.suppressed"
NIGHT = "policy night { quiet from 20:00 to 08:00 in customer.timezone }"
FEW = "policy few { at most 1 per 1 day }"
CONSENT = 'policy asked { consent sms, email needs customer.tier is set and customer.tier == "yes" }'
BUSY, HOPELESS = Delivery("retry", "busy"), Delivery("failed", "no such number")
NEXT_MORNING = MORNING + timedelta(hours=22)


def opened(
    store: Store, clock: HandClock, policy: str, sms: Recorder, email: Recorder, **more: Any
) -> Runtime:
    compiled: Package = package(policy + SENDING)
    runtime = Runtime.open(store, compiled, {"sms": sms, "email": email}, clock, **more)
    runtime.identify("anna", {"phone": "+49 30 1", "tier": "yes"})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    return runtime


def failed(store: Store, clock: HandClock) -> tuple[Runtime, Recorder, str]:
    """A message that no channel has carried, of which the run does not hear: the runtime, the first channel
    and the incident. Each channel carries what comes next.
    """
    text = SENDING.replace(UNSENT, "on hello.sent")
    sms, email = Recorder(HOPELESS), Recorder(HOPELESS)
    runtime = Runtime.open(store, package(FEW + text), {"sms": sms, "email": email}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.send("closed", customer="anna")
    runtime.tick()
    (incident,) = runtime.incidents()
    return runtime, sms, incident["id"]


def results(runtime: Runtime) -> list[tuple[str, str | None]]:
    return [(one.result, one.channel) for one in runtime.contacts("anna")]


def notes(runtime: Runtime) -> list[str]:
    return [line.document["text"] for line in runtime.history("anna") if line.kind == "note"]


def texts(channel: Recorder) -> list[str]:
    return [message.text for message in channel.messages]


def test_an_evening_message_arrives_in_the_morning(store: Store, clock: HandClock) -> None:
    sms, email = Recorder(), Recorder()
    runtime = opened(store, clock, NIGHT, sms, email)
    clock.pass_(hours=12)
    runtime.send("closed", customer="anna")
    runtime.tick()
    assert (sms.messages, runtime.next_due()) == ([], NEXT_MORNING)
    clock.pass_(hours=10)
    runtime.tick()
    assert texts(sms) == ["Hi by sms"]
    held, sent = runtime.contacts("anna")
    assert (held.result, held.until, held.reason) == ("held", "2026-11-24T07:00:00Z", "quiet_hours")
    assert (sent.result, sent.channel, sent.message) == ("sent_to", "sms", held.message)


def test_the_message_of_a_run_that_ended_meanwhile_arrives_too(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    runtime = opened(store, clock, NIGHT, sms, Recorder())
    clock.pass_(hours=12)
    runtime.send("credited", {"bill": "B1", "amount": "1.00 EUR"}, customer="anna")
    assert runtime.where("anna")[0].status == "ended"
    clock.pass_(hours=10)
    runtime.tick()
    assert texts(sms) == ["Hi by sms"]


def test_a_host_that_was_down_in_the_evening_does_not_write_at_night(store: Store, clock: HandClock) -> None:
    """The message was let through by day, and lay in the outbox."""
    sms, email = Recorder(), Recorder()
    runtime = opened(store, clock, NIGHT, sms, email)
    runtime.send("closed", customer="anna")
    clock.pass_(hours=13)
    (attempt,) = runtime.tick().attempts
    assert (attempt.state, attempt.attempts, attempt.next_at) == ("waiting", 0, NEXT_MORNING)
    assert [one.result for one in runtime.contacts("anna")] == ["sent_to", "held"]
    assert runtime.tick().attempts == ()
    clock.pass_(hours=9)
    (attempt,) = runtime.tick().attempts
    assert (attempt.state, attempt.attempts) == ("delivered", 1)
    assert (texts(sms), texts(email)) == (["Hi by sms"], [])


def test_consent_that_was_withdrawn_meanwhile_is_kept(store: Store, clock: HandClock) -> None:
    sms, email = Recorder(), Recorder()
    runtime = opened(store, clock, CONSENT, sms, email)
    runtime.send("closed", customer="anna")
    runtime.identify("anna", {"tier": "no"})
    runtime.tick()
    assert (sms.messages, email.messages, notes(runtime)) == ([], [], ["not sent"])
    assert results(runtime) == [("sent_to", "sms"), ("suppressed", None)]
    assert runtime.contacts("anna")[-1].reason == "no_consent"
    assert runtime.incidents() == []


def test_consent_for_one_channel_withdrawn_leaves_the_other(store: Store, clock: HandClock) -> None:
    sms, email = Recorder(), Recorder()
    policy = 'policy asked { consent sms needs customer.tier is set and customer.tier == "yes" }'
    runtime = opened(store, clock, policy, sms, email)
    runtime.send("closed", customer="anna")
    runtime.identify("anna", {"tier": "no"})
    runtime.tick()
    assert (texts(sms), texts(email), notes(runtime)) == ([], ["Hi by e-mail"], [])


def test_what_fails_on_one_channel_goes_over_the_next(store: Store, clock: HandClock) -> None:
    """Under the same id, in the words of that channel; nobody has to see to it."""
    sms, email = Recorder(HOPELESS), Recorder()
    runtime = opened(store, clock, "", sms, email)
    runtime.send("closed", customer="anna")
    runtime.tick()
    assert (texts(sms), texts(email)) == (["Hi by sms"], ["Hi by e-mail"])
    assert sms.messages[0].id == email.messages[0].id
    assert results(runtime) == [("sent_to", "sms"), ("next", "email")]
    assert (notes(runtime), runtime.incidents()) == ([], [])


def test_a_channel_that_is_down_gets_three_attempts_where_another_is_left(
    store: Store, clock: HandClock
) -> None:
    sms, email = Recorder(BUSY, BUSY, BUSY, BUSY), Recorder()
    backoff = Backoff(first_seconds=10, factor=1, jitter=0)
    runtime = opened(store, clock, "", sms, email, backoff=backoff)
    runtime.send("closed", customer="anna")
    for _ in range(3):
        runtime.tick()
        clock.pass_(seconds=10)
    assert (len(sms.messages), texts(email)) == (3, ["Hi by e-mail"])


def test_the_run_hears_that_all_channels_have_failed(store: Store, clock: HandClock) -> None:
    sms, email = Recorder(HOPELESS), Recorder(HOPELESS)
    runtime = opened(store, clock, FEW, sms, email)
    runtime.send("closed", customer="anna")
    runtime.tick()
    assert (notes(runtime), runtime.incidents()) == (["not sent"], [])
    # Its place under the cap is free again.
    runtime.send("closed", customer="anna")
    assert results(runtime)[-1] == ("sent_to", "sms")


def test_a_report_days_later_moves_a_message_to_another_channel(store: Store, clock: HandClock) -> None:
    sms, email = Recorder(), Recorder()
    runtime = opened(store, clock, "", sms, email)
    runtime.send("closed", customer="anna")
    runtime.tick()
    (message,) = sms.messages
    clock.pass_(days=2)
    assert runtime.delivered(message.id, "failed")["result"] == "accepted"
    runtime.tick()
    assert texts(email) == ["Hi by e-mail"]
    # The same of the first channel changes nothing; of the second, the run hears.
    runtime.delivered(message.id, "failed", channel="sms")
    assert notes(runtime) == []
    runtime.delivered(message.id, "failed")
    assert notes(runtime) == ["not sent"]


def test_what_failed_is_decided_anew_when_it_is_tried_again(store: Store, clock: HandClock) -> None:
    """Under the same id and under the policies of then."""
    runtime, sms, incident = failed(store, clock)
    runtime.send("asked_human", customer="anna")
    runtime.tick()
    assert texts(sms) == ["Hi by sms", "An offer"]
    report = runtime.retry(incident)
    assert (report["result"], runtime.contacts("anna")[-1].reason) == ("accepted", "capped")
    assert runtime.incidents() == []


def test_what_cannot_be_said_on_another_channel_has_failed(store: Store, clock: HandClock) -> None:
    """Nothing is on its way any longer, so its place under a cap is free."""
    text = SENDING.replace("Hi by e-mail", "{{ customer.first_name | default('') }}")
    compiled = package(FEW + text)
    # No compiler lets such a text pass; documents come from elsewhere, too.
    broken = Package.model_validate_json(compiled.model_dump_json().replace(" | default('')", ""))
    sms = Recorder(HOPELESS)
    runtime = Runtime.open(store, broken, {"sms": sms, "email": Recorder()}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    runtime.send("closed", customer="anna")
    runtime.tick()
    assert (texts(sms), notes(runtime), runtime.incidents()) == (["Hi by sms"], ["not sent"], [])
    assert ("email", "failed") in {(told.channel, told.state) for told in runtime.contacts("anna")}
    runtime.send("closed", customer="anna")
    assert results(runtime)[-1] == ("sent_to", "sms")


def test_a_retry_that_succeeds_is_told_to_the_run(store: Store, clock: HandClock) -> None:
    runtime, sms, incident = failed(store, clock)
    assert runtime.retry(incident)["result"] == "accepted"
    runtime.tick()
    assert (texts(sms), notes(runtime)) == (["Hi by sms"] * 2, ["not sent"])
    assert len({message.id for message in sms.messages}) == 1


def test_what_was_held_does_not_fit_another_version_of_the_rule(store: Store, clock: HandClock) -> None:
    """It is an incident of that message; time goes on for all others."""
    sending = """
        notification due(sum: text) "Due" {{ via sms  text "Pay {{{{ sum }}}}" }}
        rule remind {{ on closed {{ notify due(sum = {}) }} }}
    """
    before = package(NIGHT + sending.format('"soon"'))
    after = package(NIGHT + sending.replace("sum: text", "sum: money").format("12.50 EUR"))
    sms = Recorder()
    clock.pass_(hours=12)
    with Runtime.open(store, before, {"sms": sms}, clock) as runtime:
        runtime.send("closed", customer="anna")
        clock.pass_(hours=10)
        newer = Runtime.open(store, after, {"sms": sms}, clock)
        newer.tick()
        (incident,) = newer.incidents()
        assert incident["problem"].endswith("a value that it shows is missing: `sum`")
        newer.send("closed", customer="anna")
        newer.tick()
        assert texts(sms) == ["Pay 12.50 EUR"]
        assert runtime.retry(incident["id"])["result"] == "accepted"
        runtime.tick()
        assert texts(sms) == ["Pay 12.50 EUR", "Pay soon"]


def test_an_answer_of_a_slow_host_does_not_undo_what_came_after(store: Store, clock: HandClock) -> None:
    """Its lease was over, another host found the channel hopeless, and the message went on by e-mail."""
    email = Recorder()
    others: list[Runtime] = []

    class Slow(Recorder):
        def deliver(self, message: Any) -> Delivery:
            clock.pass_(minutes=3)
            others[0].tick()
            return super().deliver(message)

    slow = opened(store, clock, "", Slow(BUSY), Recorder(BUSY))
    others.append(
        Runtime.open(store, package(SENDING), {"sms": Recorder(HOPELESS), "email": Recorder(BUSY)}, clock)
    )
    slow.send("closed", customer="anna")
    slow.tick()
    clock.pass_(minutes=3)
    Runtime.open(store, package(SENDING), {"email": email}, clock).tick()
    assert texts(email) == ["Hi by e-mail"]


@pytest.mark.parametrize("count", [2, 5])
def test_hosts_at_once_do_not_slip_under_a_cap(count: int, store: Store, clock: HandClock) -> None:
    sms = Recorder()
    runtimes = [opened(store, clock, FEW, sms, Recorder()) for _ in range(count)]
    for runtime in runtimes:
        runtime.send("closed", customer="anna")
    for runtime in runtimes:
        runtime.tick()
    assert len(sms.messages) == 1
    (passed, *capped) = runtimes[0].contacts("anna")
    assert (passed.result, {(one.reason, one.cap) for one in capped}) == (
        "sent_to", {("capped", "at most 1 per 1 day")}
    )  # fmt: skip
    assert all(one.counted == (passed.message,) for one in capped)


def test_the_newest_policy_of_a_name_counts_for_all_packages(store: Store, clock: HandClock) -> None:
    """Also for a journey of a package that has none."""
    other = """
        policy few { at most 1 per 1 day }
        journey other "Other" {
          starts on decided -> here
          step here "Here" via web { on closed -> over }
          end over "Over" success
        }
    """
    sms = Recorder()
    packages = [package("policy few { at most 9 per 1 day }" + SENDING), package(other)]
    runtime = Runtime.open(store, packages, {"sms": sms}, clock)
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    for _ in range(3):
        runtime.send("closed", customer="anna")
    runtime.tick()
    assert len(sms.messages) == 1
