"""Another channel carries a message after one has failed (semantics rule 22)."""

from typing import Any

import pytest

from journeyc.runtime.core.inputs import DeliveryInput
from tests.semantics.play import Play, journey
from tests.semantics.sending import NIGHT, contacts, failed, results, sent

FADING = 'notification fading "Fading" { via sms, email  expires 2 days  text "Soon over" }'


def test_another_channel_carries_what_one_cannot() -> None:
    """Under the same id, and the run hears nothing of it until none is left."""
    text = journey(
        """step here via web { enter { notify hello(words = "x") }
             on hello.failed -> gone  on hello.sent { note "sent" } }"""
    )
    play = Play(text)
    play.send("opened")
    first: Any = play.effects[0]
    assert (first["channel"], first["arguments"]) == ("sms", {"words": "x"})
    report = failed(play, "sms")
    (told,) = contacts(report)
    assert (told["result"], told["channel"], play.places) == ("next", "email", ["here"])
    second: Any = play.effects[1]
    assert (second["id"], second["channel"], second["again"]) == (first["id"], "email", 1)
    # It was said of the first once more: of no concern any longer.
    assert failed(play, "sms")["because"] == "stale"
    failed(play, "email")
    assert play.end == "gone"
    assert "contacts" not in play.customer


def test_a_channel_may_fail_days_after_it_has_carried_a_message() -> None:
    body = "enter { notify hello }  on hello.failed, a -> gone  on b { notify hello }"
    play = Play(journey(f"step here via web {{ {body} }}"))
    play.send("opened")
    sent(play)
    play.later(days=6)
    assert results(failed(play, "sms")) == [("hello", "next")]
    sent(play)
    play.later(days=7)
    assert results(play.send("b")) == [("hello", "sent_to")]
    assert len(play.customer["contacts"]) == 1


def test_a_report_that_comes_too_late_moves_nothing_to_another_channel() -> None:
    play = Play(journey("step here via web { enter { notify hello }  on hello.failed, a -> gone }"))
    play.send("opened")
    sent(play)
    play.later(days=7)
    failed(play, "sms")
    assert (len(play.of_kind("notify")), play.end) == (1, "gone")


@pytest.mark.parametrize("policy", ["", NIGHT, "policy few { at most 9 per 7 days }"])
def test_what_has_expired_makes_no_room_for_another_channel(policy: str) -> None:
    text = journey("step here via web { enter { notify fading }  on fading.failed -> gone  on a -> done }")
    play = Play(policy + FADING + text)
    play.send("opened")
    play.later(days=2)
    assert not contacts(failed(play, "sms"))
    assert (len(play.of_kind("notify")), play.end) == (1, "gone")
    assert "contacts" not in play.customer


@pytest.mark.parametrize("host", ["prompt", "late"])
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_failure_is_heard_alike_however_late_what_came_before_it_was_sent(host: str, channel: str) -> None:
    """Rule 9: a host that was late decides the reminder when the other message has expired, and looks no more
    at that one; one that was not late has it still in its documents.
    """
    text = journey(
        """step here via web { enter { notify fading }  remind nudge after 2 hours
             on fading.failed { note "failed" }  on a -> done }"""
    )
    play = Play(FADING + text)
    play.send("opened")
    first: Any = play.of_kind("notify")[0]
    failed(play, "sms")
    if host == "prompt":
        play.wait(hours=2)
    play.later(days=3)
    play.give(DeliveryInput("late", play.now, first["id"], "fading", "failed", channel))
    assert [(one["notification"], one["channel"]) for one in play.of_kind("notify")] == [
        ("fading", "sms"), ("fading", "email"), ("nudge", "sms")
    ]  # fmt: skip
    assert play.words == ["failed"]


def test_the_next_channel_is_under_the_same_policies() -> None:
    play = Play(NIGHT + journey("step here via web { enter { notify hello }  on hello.failed -> gone }"))
    play.send("opened")
    play.later(hours=12)
    assert results(failed(play, "sms")) == [("hello", "held")]
    play.wait(hours=12)
    assert [effect["channel"] for effect in play.of_kind("notify")] == ["sms", "email"]


def test_a_message_over_another_channel_has_the_place_of_the_first_under_a_cap() -> None:
    text = journey("step here via web { enter { notify hello }  on a { notify nudge }  on b -> done }")
    play = Play("policy few { at most 1 per 1 day }" + text)
    play.send("opened")
    assert results(failed(play, "sms")) == [("hello", "next")]
    assert results(play.send("a")) == [("nudge", "suppressed")]
    play.may_fail = True
    failed(play, "email")
    assert [incident["problem"] for incident in play.incidents] == [
        "`hello` could not be delivered on `email`: it failed"
    ]
    assert results(play.send("a")) == [("nudge", "sent_to")]
