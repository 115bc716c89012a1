"""Rule 12: pause is a status of a run; nobody is sent back to the beginning."""

from tests.semantics.play import Play, journey

TEXT = journey(
    """pause { after 30 minutes idle  on d  remind nudge after 1 day, 3 days  give up after 14 days -> gone }
       step here via web, chat { ask words, count
         on resumed when event.away > 7 days -> again
         on resumed { note "back" }
         on paused { note "paused" }
         on answered -> there { note "answered" }
         on a { note "a" }
         after 2 days { note "two days" } }
       step again via web { on a -> here { note "again" }  on resumed { note "wrong" } }
       step there via desk by queue experts { on told -> done  on b -> here }""",
    header="context { words: text?  count: int? }",
)


def begun() -> Play:
    play = Play(TEXT)
    play.send("opened")
    return play


def paused(**more: float) -> Play:
    play = begun()
    play.wait(minutes=30)
    play.wait(**more)
    return play


def test_idle_counts_from_the_last_input_of_the_customer() -> None:
    play = begun()
    play.wait(minutes=20)
    play.send("a", "desk")
    play.send("a", None)
    assert play.due["idle"] == "2026-11-23T09:30:00Z"
    play.send("a", "chat")
    assert play.due["idle"] == "2026-11-23T09:50:00Z"
    play.answer(words="x")
    play.wait(minutes=29)
    assert play.status == "active"
    play.wait(minutes=1)
    assert play.status == "paused"
    assert play.words[-1] == "paused"
    assert play.places == ["here"]


def test_what_a_channel_delivers_is_no_input_of_the_customer() -> None:
    play = Play(
        journey(
            """pause { after 30 minutes idle  give up after 9 days -> gone }
               step here via web { enter { notify hello }  on hello.delivered { note "there" }  on a -> done
                 }"""
        )
    )
    play.send("opened")
    play.wait(minutes=10)
    play.deliver(play.effects[0], "delivered")
    assert play.words == ["there"]
    assert play.due == {"idle": "2026-11-23T09:30:00Z"}


def test_an_event_pauses_where_the_customer_is_awaited() -> None:
    play = begun()
    assert play.send("d")["runs"][0]["result"] == "paused"
    play.send("a")
    play.answer(words="x", count=1)
    assert play.places == ["there"]
    assert play.send("d")["result"] == "not_accepted"


def test_reminders_and_giving_up_count_from_the_pause() -> None:
    play = paused(days=3, hours=1)
    assert play.notified == ["nudge", "nudge"]
    assert play.due == {"give_up": "2026-12-07T09:30:00Z"}
    play.wait(days=11)
    assert play.end == "gone"
    assert "two days" in play.words


def test_a_new_pause_counts_anew() -> None:
    play = paused(days=2)
    play.send("a")
    play.wait(minutes=30)
    assert play.run["paused_since"] == "2026-11-25T10:00:00Z"
    assert play.due["give_up"] == "2026-12-09T10:00:00Z"


def test_on_return_resumed_is_handled_and_then_the_event() -> None:
    play = paused(days=1)
    before = len(play.words)
    report = play.send("a")
    assert report["runs"][-1]["result"] == "resumed"
    assert play.words[before:] == ["back", "a"]
    assert play.status == "active"
    assert sorted(play.due) == ["here/after/0", "idle"]


def test_the_event_is_offered_where_resumed_led() -> None:
    play = paused(days=8)
    before = len(play.words)
    play.send("a")
    assert play.words[before:] == ["again"]
    assert play.places == ["here"]


def test_an_answer_is_stored_before_resumed_is_handled() -> None:
    play = paused(days=8)
    play.answer(words="x", count=2)
    assert play.places == ["again"]
    assert play.context == {"words": "x", "count": 2}
    play.send("a")
    assert play.places == ["there"]


def test_an_answer_that_completes_leads_on_after_resumed() -> None:
    play = paused(days=1)
    before = len(play.words)
    play.answer(words="x", count=2)
    assert play.words[before:] == ["back", "answered"]
    assert play.places == ["there"]


def test_an_event_of_the_company_does_not_resume() -> None:
    play = paused(days=1)
    play.send("a", "desk")
    assert play.status == "paused"
    assert play.words[-1] == "a"


def test_an_event_of_the_customer_that_nobody_takes_resumes_all_the_same() -> None:
    play = paused(days=1)
    assert play.send("b", "chat")["runs"][-1]["result"] == "resumed"


def test_away_and_the_channels_are_told() -> None:
    play = Play(
        journey(
            """pause { after 30 minutes idle  give up after 9 days -> gone }
               step here via web, chat { on a { note "a" }
                 on resumed
                   when event.away >= 2 hours and event.previous_channel is set
                     and event.previous_channel == web and event.channel == chat -> done }"""
        )
    )
    play.send("opened")
    play.wait(minutes=30)
    play.wait(hours=2)
    play.send("a", "chat")
    assert play.end == "done"


def test_timers_go_on_unless_they_are_held() -> None:
    text = TEXT.replace("pause {", "pause { hold timers ")
    play = Play(text)
    play.send("opened")
    play.wait(minutes=30)
    assert [entry["name"] for entry in play.run["held"]] == ["here/after/0"]
    play.wait(days=4)
    assert "two days" not in play.words
    play.send("a")
    assert play.due["here/after/0"] == "2026-11-29T09:00:00Z"
    assert "held" not in play.run


def test_timers_of_what_is_entered_in_a_pause_are_held_too() -> None:
    play = Play(
        journey(
            """pause { hold timers after 30 minutes idle  give up after 14 days -> gone }
               step here via web { on told -> there  after 5 days -> gone }
               step there via web { after 2 days -> done  on a { note "a" } }"""
        )
    )
    play.send("opened")
    play.wait(days=1)
    play.send("told", "desk", accepted=True)
    assert (play.status, play.places) == ("paused", ["there"])
    play.wait(days=3)
    assert (play.status, list(play.due)) == ("paused", ["give_up"])
    play.send("a")
    assert (play.status, play.words) == ("active", ["a"])
    assert play.due["there/after/0"] == "2026-11-29T09:00:00Z"


def test_held_timers_of_what_is_frozen_are_held_too() -> None:
    play = Play(
        journey(
            """pause { hold timers after 30 minutes idle  give up after 14 days -> gone }
               step here via web { after 2 days -> done  on a -> gone }
               anytime plain { on b -> asking  step asking via chat { on c -> back } }"""
        )
    )
    play.send("opened")
    play.send("b")
    play.wait(minutes=30)
    play.wait(days=4)
    play.send("c", "chat")
    assert play.places == ["here"]
    assert play.due["here/after/0"] == "2026-11-29T09:00:00Z"


def test_a_pause_ends_where_nobody_waits_for_the_customer_any_more() -> None:
    play = paused(days=1)
    play.send("opened", "desk")
    play.answer("chat", words="x")
    play.wait(minutes=30)
    assert play.status == "paused"
    play.answer("chat", count=2)
    assert play.status == "active"
    assert play.due == {}


def test_a_call_stops_idleness_and_when_it_is_over_it_counts_again() -> None:
    play = Play(
        journey(
            """pause { after 30 minutes idle  give up after 9 days -> gone }
               step here via web { call bank.check(bill = "B1") { ok { note "checked" }  otherwise -> gone }
                 on a -> done }"""
        )
    )
    play.send("opened")
    assert play.due == {}
    play.wait(minutes=10)
    play.result(play.of_kind("call")[0]["key"], "ok")
    assert play.due == {"idle": "2026-11-23T09:40:00Z"}


def test_a_decision_says_whether_the_channel_is_one_of_the_customer() -> None:
    text = journey(
        """pause { after 30 minutes idle  give up after 9 days -> gone }
           step here via best best_channel(customer) { on a -> done }"""
    )
    for prefers, due in (("chat", {"idle": "2026-11-23T09:30:00Z"}), ("desk", {})):
        play = Play(text, prefers=prefers)
        play.send("opened")
        assert play.due == due
        assert play.run["channels"] == {"here": prefers}


def test_giving_up_completes_no_step() -> None:
    play = Play(
        journey(
            """pause { after 30 minutes idle  give up after 9 days -> there }
               step here via web { on a -> done  undo { note "undone" } }
               step there via desk by queue experts { on b -> gone undoing }"""
        )
    )
    play.send("opened")
    play.wait(days=10)
    assert play.places == ["there"]
    play.send("b")
    assert play.words == []


GIVEN_UP = journey(
    """pause { after 30 minutes idle  remind nudge after 1 day  give up after 2 days -> there }
       step here via web { on a -> done  on resumed { note "back" } }
       step there via web { enter { note "there" } on a -> done  on resumed { note "back there" }
         after 9 days -> gone }"""
)


def test_giving_up_ends_the_pause_where_it_leads() -> None:
    play = Play(GIVEN_UP)
    play.send("opened")
    play.wait(days=2, minutes=30)
    assert (play.status, play.places, play.words) == ("active", ["there"], ["there"])
    assert play.run["paused_since"] is None
    assert play.due == {"idle": "2026-11-25T10:00:00Z", "there/after/0": "2026-12-04T09:30:00Z"}
    fired = [
        done["result"] for report in play.reports for done in report["runs"] if "give_up" in done["fired"]
    ]
    assert fired == ["taken"]


def test_who_is_silent_where_giving_up_led_is_paused_and_reminded_again() -> None:
    play = Play(GIVEN_UP)
    play.send("opened")
    play.wait(days=3, hours=2)
    assert (play.status, play.run["paused_since"]) == ("paused", "2026-11-25T10:00:00Z")
    assert play.notified == ["nudge", "nudge"]
    play.send("a")
    assert play.words == ["there", "back there"]
    assert play.end == "done"


def test_giving_up_that_leads_nowhere_leaves_the_run_paused() -> None:
    text = GIVEN_UP.replace("days -> there", 'days { note "given up" }').replace(
        "on a -> done", "on a -> there", 1
    )
    play = Play(text)
    play.send("opened")
    play.wait(days=5)
    assert (play.status, play.words, play.places) == ("paused", ["given up"], ["here"])
    play.send("a")
    assert play.places == ["there"]


# ── operators ────────────────────────────────────────────────────────────────────────────────────────


def test_a_timer_that_stands_for_never_stays_at_the_end_of_the_calendar() -> None:
    """However long it stood still, in a pause or while an operator held the run."""
    text = journey(
        'pause { on b  hold timers } step here via web { at until -> gone  on c { note "c" }  on a -> done }',
        header="context { until: instant = now + customer.patience }",
    )
    for paused in (True, False):
        play = Play(text, at="9999-12-30T00:00:00Z", patience="P1DT86399S")
        play.send("opened")
        assert play.due == {"here/at/0": "9999-12-31T23:59:59Z"}
        play.send("b") if paused else play.operate("suspend")
        play.later(hours=3)
        play.send("c") if paused else play.operate("resume")
        assert play.status == "active"
        assert play.due == {"here/at/0": "9999-12-31T23:59:59.999999Z"}


def test_an_interrupt_that_begins_in_a_pause_takes_the_held_timers_along() -> None:
    text = journey(
        """pause { hold timers after 30 minutes idle  give up after 14 days -> gone }
           step here via web { after 2 days -> done  on a -> gone }
           anytime plain { on b -> asking  step asking via chat { on c -> back  on d { note "d" } } }"""
    )
    for back in ("chat", "desk"):
        play = Play(text)
        play.send("opened")
        play.wait(minutes=30)
        play.send("b", "desk")
        assert (play.status, play.places) == ("paused", ["asking"])
        play.wait(days=4)
        if back == "chat":
            play.send("d", "chat")
            play.wait(minutes=5)
        play.send("c", back)
        assert play.places == ["here"]
        if back == "desk":
            play.wait(days=1)
            play.send("d", "web")
            assert play.status == "active"
        assert play.due["here/after/0"] == (
            "2026-11-29T09:00:00Z" if back == "chat" else "2026-11-30T09:00:00Z"
        )
