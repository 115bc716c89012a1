"""Contact policies: consent, quiet hours, caps, and who goes first."""

from typing import Any

import pytest

from journeyc.expression.values import Json
from tests.semantics.play import Play, compiled, journey
from tests.semantics.sending import NIGHT, contacts, lately, results, sent

MESSAGES = """
notification offer "Offer" { category marketing  via sms  text "An offer" }
notification brief "Brief" { via sms  expires 3 hours  text "Soon over" }
notification code "Code" { category transactional  via sms  text "1234" }
"""
SENDING = MESSAGES + journey(
    """step here via web {
         on a { notify nudge }  on b { notify offer }  on c { notify code }
         on d { notify offer  notify nudge  notify code }
         on early { notify brief }
         on told -> done { notify nudge }
         on nudge.suppressed, offer.suppressed, brief.suppressed { note "{{ event.reason }}" }
       }"""
)
EVENING, MORNING = "2026-11-23T21:00:00Z", "2026-11-24T07:00:00Z"


def started(policy: str, at: str = "2026-11-23T09:00:00Z", **profile: Any) -> Play:
    play = Play(policy + SENDING, at=at, **profile)
    play.send("opened")
    return play


# ── quiet hours ──


def test_what_is_sent_in_quiet_hours_waits_until_they_are_over() -> None:
    play = started(NIGHT, EVENING)
    (told,) = contacts(play.send("a"))
    assert (told["result"], told["reason"], told["until"]) == ("held", "quiet_hours", MORNING)
    assert play.notified == []
    play.wait(hours=9, minutes=59)
    assert play.notified == []
    play.wait(minutes=1)
    assert play.notified == ["nudge"]
    assert lately(play) == [("nudge", "sent_to")]
    assert "held" not in play.customer
    assert "timers" not in play.customer


@pytest.mark.parametrize(
    ("profile", "until"),
    [
        ({"timezone": "America/New_York"}, None),
        ({"timezone": "Asia/Tokyo"}, "2026-11-23T23:00:00Z"),
        ({"timezone": "Nowhere/At_All"}, "2026-11-24T08:00:00Z"),
    ],
)
def test_the_night_is_that_of_the_customer(profile: dict[str, Json], until: str | None) -> None:
    """What is no zone counts as UTC where the journey has none either."""
    play = started(NIGHT, EVENING, **profile)
    (told,) = contacts(play.send("a"))
    assert told.get("until") == until
    assert play.notified == ([] if until else ["nudge"])


@pytest.mark.parametrize(
    ("hours", "at", "until"),
    [
        # Europe/Berlin, 2026-03-29: 02:00 is 03:00. Half past two does not come; it ends when it is passed.
        ("22:00 to 02:30", "2026-03-29T00:10:00Z", "2026-03-29T01:00:00Z"),
        ("02:15 to 06:00", "2026-03-29T00:59:59Z", None),
        ("02:15 to 06:00", "2026-03-29T01:00:00Z", "2026-03-29T04:00:00Z"),
        # 2026-10-25: 03:00 is 02:00. Half past two comes twice, and the first counts.
        ("22:00 to 02:30", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00Z"),
        ("22:00 to 02:30", "2026-10-25T01:10:00Z", None),
        ("02:30 to 06:00", "2026-10-25T01:10:00Z", "2026-10-25T05:00:00Z"),
        ("12:00 to 13:00", "2026-10-25T11:30:00Z", "2026-10-25T12:00:00Z"),
    ],
)
def test_clocks_that_change_move_quiet_hours(hours: str, at: str, until: str | None) -> None:
    """At the night when clocks change."""
    play = started(f"policy night {{ quiet from {hours} in customer.timezone }}", at)
    (told,) = contacts(play.send("a"))
    assert told.get("until") == until


def test_hours_that_join_each_other_are_one_night() -> None:
    policy = "policy long { quiet from 20:00 to 08:00  quiet from 08:00 to 10:00 in customer.timezone }"
    play = started(policy, EVENING)
    assert contacts(play.send("a"))[0]["until"] == "2026-11-24T09:00:00Z"
    always = started("policy shut { quiet from 08:00 to 20:00  quiet from 20:00 to 08:00 }")
    assert results(always.send("a")) == [("nudge", "suppressed")]


def test_what_would_expire_before_the_morning_is_not_sent_and_the_run_hears_of_it() -> None:
    play = started(NIGHT, EVENING)
    (told,) = contacts(play.send("early"))
    assert (told["result"], told["reason"]) == ("suppressed", "quiet_hours")
    assert play.words == ["quiet_hours"]


def test_what_is_transactional_passes() -> None:
    play = started(NIGHT, EVENING)
    play.send("c")
    assert play.notified == ["code"]


def test_a_late_host_does_not_write_at_night_because_it_was_due_by_day() -> None:
    text = MESSAGES + journey("step here via web { after 2 hours { notify nudge } on a -> done }")
    play = Play(NIGHT + text)
    play.send("opened")
    play.later(hours=12)
    assert results(play.tick()) == [("nudge", "held")]
    # And not at the end of the next night, if nobody looks until the third.
    play.later(hours=24)
    (told,) = contacts(play.tick())
    assert (told["result"], told["until"]) == ("held", "2026-11-25T07:00:00Z")
    play.wait(hours=12)
    assert play.notified == ["nudge"]


def test_a_message_of_a_run_that_has_ended_goes_out_in_the_morning() -> None:
    play = started(NIGHT, EVENING)
    play.send("told", accepted=True)
    assert play.end == "done"
    play.wait(hours=10)
    assert play.notified == ["nudge"]


@pytest.mark.parametrize(
    ("event", "goes"), [("a", False), ("b", True), ("c", False), ("d", True), (None, True)]
)
def test_nobody_is_reminded_of_what_is_over(event: str | None, *, goes: bool) -> None:
    """Left, left and entered again, or frozen in the morning; not if an interrupt has come back by then."""
    text = journey(
        """step here via web { remind nudge after 1 hour
             on a -> there  on b -> here  on nudge.suppressed { note "over" } }
           step there via web { on nudge.suppressed { note "over" }  on told -> done }
           anytime help { on c -> helped  on d -> helped
             step helped via web { on told -> back  on nudge.suppressed { note "over" } } }"""
    )
    play = Play(NIGHT + text, at="2026-11-23T19:30:00Z")
    play.send("opened")
    play.wait(hours=1)
    assert lately(play) == [("nudge", "held")]
    if event:
        play.send(event)
    if event == "d":
        play.send("told", accepted=True)
    play.wait(hours=11)
    assert play.notified == (["nudge"] if goes else [])
    assert play.words == (["over"] if event in {"a", "b", "c"} else [])


@pytest.mark.parametrize("resumed", [True, False])
def test_nobody_is_reminded_while_an_operator_holds_the_run(*, resumed: bool) -> None:
    text = journey("step here via web { remind nudge after 1 hour  on a -> done }")
    play = Play(NIGHT + text, at="2026-11-23T19:30:00Z")
    play.send("opened")
    play.wait(hours=1)
    play.operate("suspend")
    if resumed:
        play.operate("resume")
    play.wait(hours=11)
    assert play.notified == (["nudge"] if resumed else [])


def test_a_reminder_of_a_pause_is_dropped_when_the_customer_is_back() -> None:
    text = journey(
        "step here via web { ask note  on answered -> done }",
        header="context { note: text? } pause { after 10 minutes idle  remind nudge after 1 hour }",
    )
    for back in (True, False):
        play = Play(NIGHT + text, at="2026-11-23T19:30:00Z")
        play.send("opened")
        play.wait(hours=2)
        assert (play.status, len(play.customer["held"])) == ("paused", 1)
        if back:
            play.answer(note="x")
        play.wait(hours=11)
        assert play.notified == ([] if back else ["nudge"])


# ── caps ──


def test_what_is_beyond_a_cap_is_not_sent_and_the_cap_is_told() -> None:
    play = started("policy few { at most 2 marketing per 7 days }")
    for _ in range(2):
        play.send("b")
        sent(play)
        play.later(hours=1)
    (told,) = contacts(play.send("b"))
    messages = [effect["id"] for effect in play.of_kind("notify")]
    assert (told["result"], told["reason"]) == ("suppressed", "capped")
    assert (told["cap"], told["counted"]) == ("at most 2 marketing per 7 days", messages)
    assert play.words == ["capped"]
    # A cap on marketing counts marketing only.
    assert results(play.send("a")) == [("nudge", "sent_to")]


def test_the_stretch_of_a_cap_ends_now() -> None:
    """A message a week is what `at most 1 per 7 days` lets through."""
    play = started("policy few { at most 1 per 7 days }")
    play.send("a")
    sent(play)
    play.later(days=6, hours=23, minutes=49)
    assert results(play.send("a")) == [("nudge", "suppressed")]
    play.later(minutes=11)
    assert results(play.send("a")) == [("nudge", "sent_to")]


def test_what_is_one_too_many_for_moments_only_waits() -> None:
    """A host hands over a message some seconds later one week than the next."""
    play = started("policy few { at most 1 per 7 days }")
    play.send("a")
    play.later(seconds=40)
    sent(play)
    play.later(days=6, hours=23, minutes=59, seconds=20)
    (told,) = contacts(play.send("a"))
    assert (told["result"], told["reason"], told["until"]) == ("held", "capped", "2026-11-30T09:00:40Z")
    play.wait(seconds=40)
    assert play.notified == ["nudge", "nudge"]


def test_what_is_on_its_way_counts_as_sent_now() -> None:
    """However long nobody hands it over."""
    play = started("policy few { at most 1 per 1 hour }")
    play.send("a")
    play.later(hours=30)
    assert results(play.send("a")) == [("nudge", "suppressed")]
    sent(play)
    play.later(minutes=56)
    assert results(play.send("a")) == [("nudge", "suppressed")]
    play.later(minutes=4)
    assert results(play.send("a")) == [("nudge", "sent_to")]


def test_what_is_on_its_way_counts_until_it_expires() -> None:
    play = started("policy few { at most 1 per 1 hour }")
    play.send("early")
    play.later(hours=3)
    assert results(play.send("a")) == [("nudge", "suppressed")]
    play.later(minutes=11)
    assert results(play.send("a")) == [("nudge", "sent_to")]


def test_two_at_one_instant_do_not_both_slip_under_a_cap() -> None:
    """What is transactional goes first and always, marketing last; what does not pass says why."""
    play = started("policy few { at most 2 per 1 day }")
    report = play.send("d")
    assert results(report) == [("code", "sent_to"), ("nudge", "sent_to"), ("offer", "suppressed")]
    assert play.notified == ["nudge", "code"]
    assert play.words == ["capped"]
    assert results(play.send("c")) == [("code", "sent_to")]


def test_what_comes_free_in_the_morning_competes_too() -> None:
    play = started(NIGHT + "policy few { at most 1 per 1 day }", EVENING)
    play.send("b")
    play.send("a")
    play.send("a")
    play.wait(hours=10)
    assert lately(play) == [
        ("nudge", "sent_to"), ("nudge", "suppressed"), ("offer", "suppressed")
    ]  # fmt: skip


def test_an_event_in_the_very_instant_competes_with_what_comes_free() -> None:
    play = started(NIGHT + "policy few { at most 1 per 1 day }", EVENING)
    play.send("a")
    play.later(hours=10)
    assert results(play.send("b")) == [("nudge", "sent_to"), ("offer", "suppressed")]


def test_a_cap_that_names_what_is_transactional_holds_for_it() -> None:
    play = started("policy few { at most 1 transactional per 1 day }")
    assert [results(play.send("c")) for _ in range(2)] == [[("code", "sent_to")], [("code", "suppressed")]]
    assert results(play.send("a")) == [("nudge", "sent_to")]


def test_of_two_timers_the_earlier_is_decided_first() -> None:
    """What is told of it may still change what the later one does."""
    text = MESSAGES + journey(
        """step here via web { enter { notify nudge }
             after 1 hour { notify offer }  on offer.suppressed -> done  after 2 hours -> gone }"""
    )
    play = Play("policy few { at most 1 per 1 day }" + text)
    play.send("opened")
    play.later(hours=3)
    play.tick()
    assert play.end == "done"


def test_what_is_sent_because_nothing_was_has_an_end() -> None:
    text = MESSAGES + journey(
        """step here via web { on offer.suppressed { notify offer }  on a { notify offer } on b -> done }"""
    )
    play = Play("policy none { at most 1 marketing per 1 day }" + text)
    play.send("opened")
    play.may_fail = True
    play.send("a")
    play.send("a")
    (incident,) = play.incidents
    assert "more than 1,000 messages were not sent" in incident["problem"]
    play.send("b")
    assert play.end == "done"


# ── consent ──


CONSENT = "policy asked { consent sms needs customer.bills > 0  consent email needs customer.bills > 1 }"


@pytest.mark.parametrize(("bills", "channel"), [(0, None), (1, "sms")])
def test_without_consent_nothing_is_sent_and_nobody_has_to_see_to_it(bills: int, channel: str | None) -> None:
    play = started(CONSENT, bills=bills)
    (told,) = contacts(play.send("a"))
    assert told.get("channel") == channel
    assert play.words == ([] if channel else ["no_consent"])


def test_consent_is_asked_for_again_when_the_night_is_over() -> None:
    play = started(CONSENT + NIGHT, EVENING, bills=2)
    play.send("a")
    play.know(bills=0)
    play.wait(hours=10)
    assert (play.notified, play.words) == ([], ["no_consent"])


# ── a policy for all ──


def test_the_policies_of_today_hold_for_runs_of_an_older_version() -> None:
    old = "policy few { at most 9 per 1 day }" + SENDING
    new = "policy few { at most 1 per 1 day }" + SENDING.replace(
        'journey trip "Trip" {', 'journey trip "Trip" { version 2'
    )
    play = Play(old)
    play.send("opened")
    play.directory = Play(old, new).directory
    assert [results(play.send("a")) for _ in range(2)] == [[("nudge", "sent_to")], [("nudge", "suppressed")]]


def test_what_no_cap_counts_any_longer_is_forgotten() -> None:
    """After a day more: another journey may count by other clocks."""
    play = started("policy few { at most 1 per 7 days }")
    for _ in range(3):
        play.send("a")
        sent(play)
        play.later(days=8)
    assert len(play.customer["contacts"]) == 1


def test_a_run_that_has_moved_on_sends_what_it_held_as_before() -> None:
    """The version that it is in now does not know that message any longer."""
    later = 'journey trip "Trip" { version 2  migrate from 1 { }  starts on opened -> here'
    later += '  step here via web { on a -> done } end done "Done" success }'
    play = started(NIGHT, EVENING)
    play.send("a")
    play.directory = Play(NIGHT + SENDING, later).directory
    play.operate("migrate")
    assert play.run["version"] == 2
    play.wait(hours=10)
    assert play.notified == ["nudge"]


def test_what_has_no_policy_and_one_channel_is_kept_nowhere() -> None:
    assert compiled(SENDING).declarations.policies == ()
    play = started("")
    play.send("a")
    assert play.notified == ["nudge"]
    assert "contacts" not in play.customer
