"""Messages: whose words, on which channel, how often, and what is said when one does not arrive."""

from datetime import timedelta

import pytest

from journeyc.runtime import Backoff, Delivery, Message
from journeyc.runtime.hosts.carrying import LEASE
from tests.runtime.stage import ALL, MORNING, HandClock, Opener, Recorder, at, remind, states

#: The first waits of one message, so that another version does not move what is under way.
JITTERED = [32.339753, 67.384441, 123.381498]


@pytest.mark.parametrize(
    ("language", "channel", "subject", "text"),
    [
        ("en", "email", "Your dispute is waiting", "Hi Anna, continue here: https://example.com/r/"),
        ("de", "email", "Ihre Reklamation wartet", "Hallo Anna, hier geht es weiter: https://example.com/r/"),
        ("en", "sms", "Your dispute is waiting", "Continue: https://example.com/r/"),
        ("de", "sms", "Ihre Reklamation wartet", "Hallo Anna, hier geht es weiter: https://example.com/r/"),
    ],
)
def test_a_message_has_the_most_specific_words(
    language: str, channel: str, subject: str, text: str, opened: Opener, clock: HandClock
) -> None:
    recorder = Recorder()
    runtime = opened(channels={channel: recorder}, resume_link="https://example.com/r/")
    remind(runtime, clock, language=language, first_name="Anna")
    runtime.tick()
    # A channel that nobody has here is left to somebody else, so the first of those that are here is taken.
    (message,) = recorder.messages
    assert message.subject == subject
    assert message.text.startswith(text)
    assert runtime.open_link(message.text.removeprefix(text)).run == "bill_dispute/anna/1"


@pytest.mark.parametrize(
    ("profile", "channel", "to"),
    [
        ({"phone": "+49", "email": "a@x"}, "sms", "+49"),
        ({"phone": "+49"}, "sms", "+49"),
        ({"email": "a@x"}, "email", "a@x"),
    ],
)
def test_the_first_channel_that_has_an_address_carries_the_message(
    profile: dict[str, str], channel: str, to: str, opened: Opener, clock: HandClock
) -> None:
    recorders = {"email": Recorder(address="email"), "sms": Recorder(address="phone")}
    runtime = opened(channels=recorders)
    remind(runtime, clock, first_name="Anna", **profile)
    runtime.tick()
    carried = {name: [m.to for m in recorder.messages] for name, recorder in recorders.items()}
    assert carried == {"email": [], "sms": [], channel: [to]}


def test_a_message_that_reaches_nobody_is_an_incident_and_the_run_goes_on(
    opened: Opener, clock: HandClock
) -> None:
    channels = {"email": Recorder(address="email"), "sms": Recorder(address="phone")}
    runtime = opened(channels=channels)
    remind(runtime, clock)
    assert runtime.tick().attempts == ()
    (incident,) = runtime.incidents()
    assert incident["problem"] == (
        "`come_back` was not sent: `come_back` reaches nobody: the customer has no address for `sms`, `email`"
    )
    runtime.answer("anna", ALL, channel="web")
    assert at(runtime).steps == ("review",)


def test_a_text_that_cannot_be_rendered_is_an_incident_and_the_run_goes_on(
    opened: Opener, clock: HandClock
) -> None:
    runtime = opened(channels={"email": Recorder()})
    remind(runtime, clock)
    assert runtime.tick().attempts == ()
    (incident,) = runtime.incidents()
    assert incident["run"] == "bill_dispute/anna/1"
    assert "`come_back` was not sent: the text cannot be rendered" in incident["problem"]
    assert at(runtime).status == "paused"
    (told,) = runtime.contacts("anna")
    assert (told.state, told.problem[:27]) == ("failed", "the text cannot be rendered")


def test_a_message_waits_for_the_program_that_has_its_channel(opened: Opener, clock: HandClock) -> None:
    web = opened()
    remind(web, clock)
    assert web.tick().attempts == ()
    assert web.next_due() == MORNING + timedelta(days=14)
    sms = Recorder()
    worker = opened(channels={"sms": sms})
    assert worker.next_due() == MORNING + timedelta(days=1)
    assert states(worker.tick().attempts) == [("delivered", 1)]


def test_a_failed_attempt_is_repeated_with_the_same_words_and_longer_waits(
    opened: Opener, clock: HandClock
) -> None:
    sms = Recorder(Delivery("retry", "busy"), ValueError("broken"))
    runtime = opened(channels={"sms": sms}, backoff=Backoff(first_seconds=10, factor=3, jitter=0))
    remind(runtime, clock)
    first = runtime.tick().attempts
    assert [(a.state, a.problem, a.next_at) for a in first] == [
        ("waiting", "busy", clock.time + timedelta(seconds=10))
    ]
    runtime.identify("anna", {"language": "de", "first_name": "Änne"})
    clock.pass_(seconds=9)
    assert runtime.tick().attempts == ()
    clock.pass_(seconds=1)
    second = runtime.tick().attempts
    assert [(a.problem, a.next_at) for a in second] == [
        ("ValueError: broken", clock.time + timedelta(seconds=30))
    ]
    clock.pass_(seconds=30)
    assert states(runtime.tick().attempts) == [("delivered", 3)]
    assert len(set(sms.messages)) == 1
    assert runtime.tick().attempts == ()


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ([Delivery("failed", "no such number")], "no such number"),
        ([Delivery("retry", "busy")] * 2, "busy; given up after 2 attempts"),
    ],
)
def test_a_message_that_is_given_up_is_an_incident_and_history(
    answers: list[Delivery], problem: str, opened: Opener, clock: HandClock
) -> None:
    runtime = opened(
        channels={"sms": Recorder(*answers)}, backoff=Backoff(first_seconds=1, attempts=2, jitter=0)
    )
    remind(runtime, clock)
    for _ in answers:
        runtime.tick()
        clock.pass_(seconds=1)
    assert runtime.tick().attempts == ()
    (incident,) = runtime.incidents()
    assert incident["problem"] == f"`come_back` could not be delivered on `sms`: {problem}"
    last = runtime.history("anna")[-1]
    assert (last.kind, last.document["state"], last.document["problem"]) == ("message", "failed", problem)


def test_a_message_in_delivery_is_nobody_elses(opened: Opener, clock: HandClock) -> None:
    class Busy(Recorder):
        def deliver(self, message: Message) -> Delivery:
            assert opened(channels={"sms": other}).tick().attempts == ()
            return super().deliver(message)

    busy, other = Busy(), Recorder()
    runtime = opened(channels={"sms": busy})
    remind(runtime, clock)
    assert states(runtime.tick().attempts) == [("delivered", 1)]
    assert (len(busy.messages), other.messages) == (1, [])


def test_a_message_of_a_program_that_died_is_delivered_by_another_with_the_same_words(
    opened: Opener, clock: HandClock
) -> None:
    class Deadly(Recorder):
        def deliver(self, message: Message) -> Delivery:
            super().deliver(message)
            raise KeyboardInterrupt

    deadly, sms = Deadly(), Recorder()
    runtime = opened(channels={"sms": deadly})
    remind(runtime, clock)
    with pytest.raises(KeyboardInterrupt):
        runtime.tick()
    other = opened(channels={"sms": sms})
    assert other.next_due() == clock.time + LEASE
    assert other.tick().attempts == ()
    clock.time += LEASE
    assert states(other.tick().attempts) == [("delivered", 2)]
    assert sms.messages == deadly.messages


def test_a_message_expires(opened: Opener, clock: HandClock) -> None:
    remind(opened(), clock)
    opened().tick()
    clock.pass_(days=2, seconds=1)
    sms = Recorder()
    assert states(opened(channels={"sms": sms}).tick().attempts) == [("expired", 1)]
    assert sms.messages == []


def test_backoff_grows_up_to_its_limit() -> None:
    waits = [
        Backoff(first_seconds=30, factor=2, longest_seconds=100).wait(n).total_seconds()
        for n in (1, 2, 3, 4, 99)
    ]
    assert waits == [30, 60, 100, 100, 100]


def test_waits_differ_by_message_and_attempt_and_are_the_same_wherever_they_are_asked() -> None:
    backoff = Backoff(first_seconds=100, factor=1)
    waits = [backoff.wait_of(f"a/{n}", attempts).total_seconds() for n in range(50) for attempts in (1, 2)]
    assert all(100 <= wait < 125 for wait in waits)
    assert len(set(waits)) == len(waits)
    assert max(waits) - min(waits) > 20
    assert [Backoff().wait_of("bill_dispute/anna/1/4/0", n).total_seconds() for n in (1, 2, 3)] == JITTERED


@pytest.mark.parametrize(
    ("named", "seconds"), [(None, 30), (5, 30), (90, 90), (10**9, 86_400), (float("nan"), 30), (-5, 30)]
)
def test_who_names_a_time_is_left_alone_until_then(
    named: float | None, seconds: float, opened: Opener, clock: HandClock
) -> None:
    """A day at most, and not less than one would have waited anyway."""
    sms = Recorder(Delivery("retry", "too many", named))
    runtime = opened(channels={"sms": sms}, backoff=Backoff(jitter=0))
    remind(runtime, clock)
    (attempt,) = runtime.tick().attempts
    assert attempt.next_at == clock.time + timedelta(seconds=seconds)


class Once(Recorder):
    """A channel that is asked no second time for what may have left."""

    at_most_once = True


@pytest.mark.parametrize("answer", [Delivery("unknown", "cut off"), ValueError("cut off")])
@pytest.mark.parametrize(("kind", "state"), [(Recorder, "waiting"), (Once, "failed")])
def test_only_a_channel_that_says_so_gives_up_what_may_have_left(
    kind: type[Recorder], state: str, answer: Delivery | Exception, opened: Opener, clock: HandClock
) -> None:
    runtime = opened(channels={"sms": kind(answer)})
    remind(runtime, clock)
    (attempt,) = runtime.tick().attempts
    assert attempt.state == state
    assert attempt.problem.endswith("cut off")
    assert ("whether it was sent is not known: " in attempt.problem) == (state == "failed")


def test_a_channel_of_at_most_once_is_asked_again_where_nothing_has_left(
    opened: Opener, clock: HandClock
) -> None:
    once = Once(Delivery("retry", "busy"))
    runtime = opened(channels={"sms": once})
    remind(runtime, clock)
    runtime.tick()
    clock.pass_(minutes=1)
    assert states(runtime.tick().attempts) == [("delivered", 2)]


def test_what_a_dead_program_may_have_sent_is_not_sent_at_most_once_twice(
    opened: Opener, clock: HandClock
) -> None:
    """Until somebody who looks into it says that it may be."""

    class Deadly(Once):
        def deliver(self, message: Message) -> Delivery:
            super().deliver(message)
            raise KeyboardInterrupt

    deadly, once = Deadly(), Once()
    runtime = opened(channels={"sms": deadly})
    remind(runtime, clock)
    with pytest.raises(KeyboardInterrupt):
        runtime.tick()
    clock.time += LEASE
    other = opened(channels={"sms": once})
    assert states(other.tick().attempts) == [("failed", 2)]
    assert once.messages == []
    (incident,) = other.incidents()
    assert "whether it was sent is not known" in incident["problem"]
    other.retry(incident["id"])
    assert states(other.tick().attempts) == [("delivered", 1)]
