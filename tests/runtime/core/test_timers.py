"""Timers: armed on entry, cancelled on leaving, fired once, in order, however late the host is."""

import pytest

from journeyc.runtime.core.bounds import MAXIMUM_FIRINGS
from tests.runtime.core.journeys import (
    FALSE,
    Play,
    after,
    at,
    ctx,
    days,
    end,
    field,
    journey,
    lit,
    of_customer,
    on,
    put,
    remind,
    seconds,
    starts,
    step,
    tell,
    when,
)


def test_a_timer_is_armed_on_entry_and_cancelled_on_leaving() -> None:
    """Rule 9: absolute instants, named by their place."""
    play = Play(journey(step("a", after(days(2), "late"), on("ping", "b")), step("b"), end("late")))
    play.send("opened")
    assert play.run["timers"] == [{"name": "a/after/0", "kind": "after", "due": "2026-11-25T09:00:00Z"}]
    report = play.send("ping")
    assert (play.run["timers"], report["runs"][0]["cancelled"]) == ([], ["a/after/0"])


def test_staying_does_not_arm_again_and_coming_back_does() -> None:
    """Rule 9: staying does not re-arm."""
    play = Play(journey(step("a", after(days(2), "late"), on("ping"), on("pong", "a")), end("late")))
    play.send("opened")
    play.pass_time(hours=1).send("ping")
    assert play.due == {"a/after/0": "2026-11-25T09:00:00Z"}
    play.send("pong")
    assert play.due == {"a/after/0": "2026-11-25T10:00:00Z"}


def test_a_timer_that_is_due_leads_on_and_says_how_late_it_is() -> None:
    """Rule 9: a late host fires each once, with how late it was."""
    play = Play(journey(step("a", after(days(2), "late")), end("late")))
    play.send("opened")
    assert play.wait(days=2, seconds=-1)["runs"] == []
    report = play.wait(seconds=61)["runs"][0]
    assert (report["fired"], report["late_seconds"], report["result"]) == (["a/after/0"], 60, "ended")
    assert play.run["outcome"] == {"end": "late", "kind": "success", "at": "2026-11-25T09:00:00Z"}
    assert report["taken"][0].startswith("after a while -> late (line ")


def test_a_timer_whose_guard_is_false_is_gone() -> None:
    """A guard is looked at when the timer is due; staying does not re-arm."""
    play = Play(journey(step("a", after(days(1), "late", guard=when(FALSE, "never"))), end("late")))
    play.send("opened")
    report = play.wait(days=1)["runs"][0]
    assert (play.step, play.run["timers"], report["considered"][0]["reason"]) == ("a", [], "guard")


def test_a_timer_without_an_arrow_acts_and_stays() -> None:
    """No arrow, stay."""
    play = Play(journey(step("a", after(days(1), None, tell("news")))))
    play.send("opened")
    play.wait(days=3)
    assert (play.step, play.notified, play.effects[0]["at"]) == ("a", ["news"], "2026-11-24T09:00:00Z")


def test_reminders_go_out_once_each() -> None:
    """`remind N after D, D`: once after each delay, cancelled on leaving."""
    play = Play(journey(step("a", remind("nudge", days(1), days(3)), on("ping", "b")), step("b")))
    play.send("opened")
    play.wait(days=2)
    play.wait(days=2)
    assert [effect["at"] for effect in play.effects] == ["2026-11-24T09:00:00Z", "2026-11-26T09:00:00Z"]
    play = Play(journey(step("a", remind("nudge", days(1), days(3)), on("ping", "b")), step("b")))
    play.send("opened")
    play.pass_time(days=2).send("ping")
    play.wait(days=9)
    assert play.notified == ["nudge"]


def test_timers_due_before_an_event_fire_first_and_an_equal_one_after_it() -> None:
    """Rule 9: every timer due before an input's logical time fires first; an equal event goes before the
    timer.
    """

    def fresh() -> Play:
        play = Play(
            journey(step("a", after(days(1), "late"), on("ping", "in_time")), step("late"), step("in_time"))
        )
        play.send("opened")
        return play

    early, equal = fresh(), fresh()
    assert early.pass_time(days=1, seconds=1).send("ping")["result"] == "not_accepted"
    assert early.step == "late"
    assert equal.pass_time(days=1).send("ping")["result"] == "accepted"
    assert equal.step == "in_time"


def test_timers_of_all_runs_fire_in_order_of_instant_and_name() -> None:
    """Rule 9: (instant, name) order, across the runs of the customer."""
    play = Play(
        journey(step("z", after(days(2), None, tell("news"))), name="one"),
        journey(step("b", after(days(2), None, tell("news"))), name="two"),
        journey(step("c", after(days(1), None, tell("news"))), name="three"),
    )
    play.send("opened")
    report = play.wait(days=9)
    assert [run["fired"][0] for run in report["runs"]] == ["c/after/0", "b/after/0", "z/after/0"]


def test_a_late_host_gives_what_a_punctual_one_gives() -> None:
    """Rule 9: a step that a timer leads to counts from when that was due, not from when it was noticed."""
    play = Play(
        journey(
            step("a", after(days(1), "b")),
            step("b", after(days(1), "c")),
            step("c", after(days(1), "d")),
            end("d"),
        )
    )
    play.send("opened")
    report = play.wait(days=30)
    assert [run["path"] for run in report["runs"]] == [["a", "b"], ["b", "c"], ["c", "d"]]
    assert play.run["outcome"] == {"end": "d", "kind": "success", "at": "2026-11-26T09:00:00Z"}


def test_an_instant_that_has_passed_is_due_at_once() -> None:
    """`at I` in the past fires with the next input, at the run's logical time."""
    past = lit("2020-01-01T00:00:00Z", "instant")
    play = Play(journey(step("a", at(past, "b")), end("b")))
    play.send("opened")
    play.wait(seconds=0)
    assert play.run["outcome"] == {"end": "b", "kind": "success", "at": "2026-11-23T09:00:00Z"}


def test_an_input_from_the_past_does_not_turn_the_clock_back() -> None:
    """Rule 9: logical time never goes back in a run; `event.at` is data."""
    play = Play(journey(step("a", on("ping", "b")), step("b", after(days(1), "c")), end("c")))
    play.send("opened")
    play.pass_time(hours=-5).send("ping")
    assert play.run["logical_time"] == "2026-11-23T09:00:00Z"
    assert play.due == {"b/after/0": "2026-11-24T09:00:00Z"}


@pytest.mark.parametrize(
    ("timezone", "due"),
    [
        (None, "2026-03-29T01:30:00Z"),  # no zone of the journey: UTC
        (lit("Europe/Berlin", "text"), "2026-03-29T01:00:00Z"),  # 02:30 is skipped: the next valid instant
        (of_customer("timezone", "text?"), "2026-03-29T01:00:00Z"),
        (of_customer("name", "text"), "2026-03-29T01:30:00Z"),  # not set: as an unknown zone, UTC
    ],
)
def test_days_are_days_of_the_calendar_in_the_journey_s_zone(timezone: object, due: str) -> None:
    """Rule 9: wall-clock expressions are zoned; a time that daylight saving skips moves to the next valid
    instant.
    """
    play = Play(journey(step("a", after(days(1))), timezone=timezone), timezone="Europe/Berlin")
    play.now = play.now.replace(month=3, day=28, hour=1, minute=30)
    play.send("opened")
    assert play.due == {"a/after/0": due}


def test_a_timer_that_arms_itself_at_once_is_stopped() -> None:
    """A journey cannot hold its host: such a timer is an incident, and the rest of the run goes on."""
    play = Play(journey(step("a", after(seconds(0), "a"), on("ping", "b")), end("b")))
    play.send("opened")
    report = play.wait(seconds=5)
    assert len(report["runs"]) == MAXIMUM_FIRINGS
    assert play.incidents[0]["problem"] == "timer `a/after/0` was stopped: it arms itself without end"
    play.send("ping")
    assert play.run["status"] == "ended"


def test_a_delay_may_come_from_the_context() -> None:
    """The duration of a timer is an expression."""
    begin = [starts("opened", "a", put("wait", lit("PT90S", "duration")))]
    context = (field("wait", "duration"),)
    play = Play(journey(step("a", after(ctx("wait", "duration"))), begin=begin, context=context))
    play.send("opened")
    assert play.due == {"a/after/0": "2026-11-23T09:01:30Z"}
