"""Pause and resume: the absence of the customer made visible, never a lost position."""

from typing import Any

import pytest

from tests.runtime.core.journeys import (
    Play,
    after,
    apply,
    ask,
    days,
    end,
    field,
    journey,
    on,
    pause,
    put,
    remind,
    said,
    seconds,
    starts,
    step,
    tell,
    when,
)

CONTEXT = (
    field("amount", "money?"),
    field("why", "Reason?"),
    field("away", "duration?"),
    field("was", "channel?"),
)
IDLE = {"idle": seconds(1800), "idle_text": "30 minutes"}


def pausing(*parts: object, via: tuple[str, ...] = ("web", "voice"), **more: object) -> Play:
    body = parts or (
        ask("amount", "money?"),
        ask("why", "Reason?"),
        on("answered", "done"),
        on("ping", "done"),
    )
    settings = {**IDLE, **more}
    nodes = (
        step("a", *body, via=via),
        step("done", on("pong"), via=()),
        step("again", ask("why", "Reason?")),
        end("gone", "failure"),
    )
    play = Play(journey(*nodes, pause=pause(**settings), context=CONTEXT))
    play.send("opened")
    return play


def test_silence_makes_a_run_paused_and_keeps_its_place() -> None:
    """Rule 12: paused is a status, never a lost position."""
    play = pausing()
    play.answer(amount="3 EUR")
    report = play.wait(minutes=30)["runs"][0]
    assert (play.run["status"], play.run["paused_since"], play.step) == (
        "paused",
        "2026-11-23T09:30:00Z",
        "a",
    )
    assert (report["result"], report["fired"], play.asked) == ("paused", ["idle"], ["why"])


def test_input_of_the_customer_starts_idleness_again() -> None:
    """Rule 12: only the customer's input does; what others send does not."""
    play = pausing(on("ping"), on("decided"))
    play.pass_time(minutes=20).send("ping")
    assert play.due["idle"] == "2026-11-23T09:50:00Z"
    play.pass_time(minutes=20).send("decided", accepted=True, channel="desk")
    play.send("decided", accepted=True, channel=None)
    assert play.due["idle"] == "2026-11-23T09:50:00Z"


@pytest.mark.parametrize(
    ("parts", "via", "counts"),
    [
        ([ask("amount", "money?")], ("desk",), True),
        ([on("ping")], ("web",), True),
        ([on("ping", channels=["voice"])], ("desk",), True),
        ([on("decided", channels=["desk"])], ("web",), False),
        ([on("ping")], ("desk",), False),
        ([on("ping")], (), False),
        ([on("answered"), after(days(1))], ("web",), False),
    ],
)
def test_idleness_counts_only_while_the_customer_is_awaited(
    parts: list[object], via: tuple[str, ...], *, counts: bool
) -> None:
    """Rule 12: the step asks, or handles an event from a customer channel."""
    assert ("idle" in pausing(*parts, via=via).due) == counts


def test_leaving_for_a_step_without_the_customer_stops_idleness() -> None:
    """Rule 12: calls, queues and internal steps stop it."""
    play = pausing()
    play.send("ping")
    assert (play.step, play.due) == ("done", {})


def test_an_event_of_pause_makes_it_paused_at_once() -> None:
    """Rule 12: `on EVENT` says that the run becomes paused now, and may act."""
    play = pausing(events=(on("later", None, tell("news")),))
    report = play.send("later")["runs"][0]
    assert (play.run["status"], play.notified, report["result"]) == ("paused", ["news"], "paused")
    assert report["taken"][0].startswith("on later (line ")


def test_only_where_the_customer_is_awaited_can_a_run_be_paused() -> None:
    """Rule 12: while a desk or a call works nobody is away, so there is nothing to pause."""
    play = pausing(events=(on("later"),))
    play.send("ping")
    report = play.send("later")
    assert (play.step, report["result"], play.run["status"]) == ("done", "not_accepted", "active")


def test_reminders_and_give_up_count_from_the_pause() -> None:
    """Rule 12: delays count from the moment of the pause; a new pause starts them again."""
    parts: dict[str, Any] = {
        "reminders": (remind("nudge", days(1), days(3)),),
        "give_up": after(days(14), "gone", tell("news")),
    }
    play = pausing(**parts)
    play.wait(minutes=30)
    assert play.due == {
        "pause_remind/0/0": "2026-11-24T09:30:00Z",
        "pause_remind/0/1": "2026-11-26T09:30:00Z",
        "give_up": "2026-12-07T09:30:00Z",
    }
    play.pass_time(days=2).answer(amount="3 EUR")
    assert (play.notified, play.due) == (["nudge"], {"idle": "2026-11-25T10:00:00Z"})
    play.wait(days=30)
    assert (play.run["configuration"], play.run["status"]) == (["gone"], "ended")
    assert play.notified == ["nudge", "nudge", "nudge", "news"]
    assert play.run["outcome"] == {"end": "gone", "kind": "failure", "at": "2026-12-09T10:00:00Z"}


def test_an_answer_on_another_channel_resumes_in_one_macrostep() -> None:
    """Rule 12: the answer is stored before `resumed` is handled, and `answered` raised where that leads."""
    handlers = (
        ask("amount", "money?"),
        on(
            "resumed",
            None,
            put("away", said("away", "duration")),
            put("was", said("previous_channel", "channel?")),
        ),
        on("answered", "done"),
    )
    play = pausing(*handlers)
    play.wait(minutes=30)
    report = play.pass_time(days=2).answer("voice", amount="3 EUR")["runs"][0]
    assert (play.step, play.run["status"], play.run["paused_since"]) == ("done", "active", None)
    assert play.run["context"] == {"amount": "3.00 EUR", "away": "PT172800S", "was": "web"}
    assert [taken.split(" (")[0] for taken in report["taken"]] == ["on resumed", "on answered -> done"]
    assert (play.run["last_channel"], report["result"]) == ("voice", "resumed")


def test_resumed_may_lead_elsewhere_and_the_event_is_offered_there() -> None:
    """Rule 12: the event is offered where `resumed` leads; the answers stay."""
    long_away = when(apply(">", "bool", said("away", "duration"), days(7)), "event.away > 7 days")
    nodes = (
        step(
            "a",
            ask("amount", "money?"),
            on("resumed", "verify", guard=long_away),
            on("answered", "done"),
            on("ping", "done"),
        ),
        step("verify", on("ping", "verified")),
        end("verified"),
        end("done"),
    )

    def away(number: int) -> Play:
        play = Play(journey(*nodes, pause=pause(**IDLE), context=CONTEXT))
        play.send("opened")
        return play.pass_time(days=number)

    quick, late, answering = away(2), away(9), away(9)
    quick.send("ping")
    late.send("ping")
    answering.answer(amount="3 EUR")
    assert (quick.step, late.step, answering.step) == ("done", "verified", "verify")
    assert answering.run["context"] == {"amount": "3.00 EUR"}
    assert answering.asked == []


def test_an_event_that_only_resumes_is_accepted() -> None:
    """Rule 12: the customer is back in this journey even where no step takes the event just now."""
    play = pausing(on("answered", "done"), ask("amount", "money?"), on("resumed", "again"))
    play.wait(minutes=30)
    report = play.send("pong")
    assert (report["result"], report["runs"][0]["result"], play.step) == ("accepted", "resumed", "again")


def test_an_event_of_another_journey_does_not_resume() -> None:
    """An event that this journey never handles says nothing about its customer."""
    quiet = journey(step("a", on("ping")), pause=pause(**IDLE))
    play = Play(quiet, journey(step("b", on("pong")), name="other"))
    play.send("opened")
    play.wait(minutes=30)
    report = play.send("pong")
    assert [run["run"] for run in report["runs"]] == ["other/anna/1"]
    assert play.runs["dispute/anna/1"]["status"] == "paused"


def test_what_others_send_is_handled_without_resuming() -> None:
    """Rule 12: only the customer's own input resumes; a step without the customer ends the pause."""
    play = pausing(
        on("decided", "again", guard=when(said("accepted", "bool"))),
        on("decided", "done"),
        on("ping"),
        give_up=after(days(9), "gone"),
    )
    play.wait(minutes=30)
    play.send("decided", accepted=True, channel="desk")
    assert (play.step, play.run["status"]) == ("again", "paused")
    other = pausing(on("decided", "done"), on("ping"), give_up=after(days(9), "gone"))
    other.wait(minutes=30)
    other.send("decided", accepted=True, channel="desk")
    assert (other.step, other.run["status"], other.due) == ("done", "active", {})


@pytest.mark.parametrize(("hold", "due"), [(False, "2026-11-25T09:00:00Z"), (True, "2026-11-26T09:00:00Z")])
def test_timers_of_steps_keep_their_instants_unless_they_are_held(*, hold: bool, due: str) -> None:
    """`hold timers` adds the time away to the timers of the steps."""
    play = pausing(on("ping"), after(days(2), "gone"), events=(on("later"),), hold_timers=hold)
    play.send("later")
    assert ("a/after/0" in play.due) != hold
    play.pass_time(days=1).send("ping")
    assert play.due["a/after/0"] == due
    assert play.run.get("held", []) == []


def test_a_held_timer_does_not_fire_and_goes_with_its_step() -> None:
    """A held timer is never due; leaving its step cancels it."""
    play = pausing(on("ping", "done"), after(days(1), "gone"), events=(on("later"),), hold_timers=True)
    play.send("later")
    play.wait(days=5)
    assert (play.step, [entry["name"] for entry in play.run.get("held", [])]) == ("a", ["a/after/0"])
    play.send("ping")
    assert (play.run.get("held", []), play.run["timers"]) == ([], [])


def test_a_step_can_handle_paused() -> None:
    """`paused` is a system event that a handler can name."""
    play = pausing(on("ping"), on("paused", None, tell("news")))
    play.wait(hours=1)
    assert play.notified == ["news"]


def test_starts_from_a_desk_count_the_customer_s_silence_too() -> None:
    """Idleness begins where a step that awaits the customer is entered."""
    play = Play(journey(step("a", on("ping")), begin=[starts("opened", "a")], pause=pause(**IDLE)))
    play.send("opened", channel="desk")
    assert (play.due, play.run["last_channel"]) == ({"idle": "2026-11-23T09:30:00Z"}, None)
