"""Rule 9: timers are data, in logical time."""

import pytest

from journeyc.expression.values import to_instant
from tests.semantics.play import Play, journey


def test_timers_are_instants_named_by_their_place() -> None:
    play = Play(
        journey(
            """stage here { after 5 days -> gone
                 step one via web { after 1 day { note "day" }  at visit { note "visit" }
                   every 2 days at most 3 times { note "every" }
                   remind nudge after 1 hour, 3 hours  on a -> done } }""",
            header="context { visit: instant = 2026-11-30T09:00 }",
        )
    )
    play.send("opened")
    assert play.due == {
        "one/remind/0/0": "2026-11-23T10:00:00Z", "one/remind/0/1": "2026-11-23T12:00:00Z",
        "one/after/0": "2026-11-24T09:00:00Z", "one/every/2": "2026-11-25T09:00:00Z",
        "here/after/0": "2026-11-28T09:00:00Z", "one/at/1": "2026-11-30T09:00:00Z",
    }  # fmt: skip
    play.send("a")
    assert play.due == {}
    assert set(play.last["cancelled"]) >= {"one/remind/0/0", "one/at/1", "here/after/0"}


def test_staying_arms_nothing_again() -> None:
    play = Play(journey('step here via web { on a { note "a" }  after 2 days -> done }'))
    play.send("opened")
    play.wait(days=1)
    play.send("a")
    assert play.due == {"here/after/0": "2026-11-25T09:00:00Z"}


def test_timers_due_before_an_input_fire_first_by_instant_and_name() -> None:
    play = Play(
        journey(
            """step here via web { after 2 days { note "z2" }  after 1 day { note "one" }  after 2 days {
               note "z3" }
                 on a { note "a" }  on b -> done }"""
        )
    )
    play.send("opened")
    play.later(days=3)
    play.send("a")
    assert play.words == ["one", "z2", "z3", "a"]


def test_timers_of_two_runs_fire_in_the_order_of_time() -> None:
    play = Play(
        journey(
            'step here via web { after 2 days { note "trip 2" }  after 4 days -> done { note "trip 4" } }'
        )
        + journey(
            'step here via web { after 1 day { note "tour 1" }  after 3 days -> done { note "tour 3" } }',
            "tour",
        )
    )
    play.send("opened")
    play.later(days=9)
    play.tick()
    assert play.words == ["tour 1", "trip 2", "tour 3", "trip 4"]


def test_an_event_of_the_same_instant_goes_before_the_timer() -> None:
    play = Play(journey("step here via web { after 1 day -> gone  on a -> done }"))
    play.send("opened")
    play.later(days=1)
    play.send("a")
    assert play.end == "done"
    play = Play(journey('step here via web { after 1 day -> gone  on a { note "a" }  on b -> done }'))
    play.send("opened")
    play.later(days=1)
    play.send("a")
    assert play.end is None
    play.tick()
    assert play.end == "gone"


def test_a_late_host_fires_each_once_and_says_how_late() -> None:
    play = Play(journey('step here via web { after 1 day { note "day" }  after 3 days -> done }'))
    play.send("opened")
    play.later(days=2)
    play.tick()
    assert play.words == ["day"]
    assert play.last["late_seconds"] == 24 * 3600
    assert play.run["logical_time"] == "2026-11-24T09:00:00Z"


def test_missed_ticks_collapse_into_one_and_the_next_keeps_the_beat() -> None:
    play = Play(journey('step here via web { every 1 day at most 5 times { note "tick" }  on a -> done }'))
    play.send("opened")
    play.later(days=3, hours=5)
    play.tick()
    assert play.words == ["tick"]
    assert play.run["timers"] == [
        {"name": "here/every/0", "kind": "every", "due": "2026-11-27T09:00:00Z", "left": 4}
    ]
    play.wait(days=10)
    assert play.words == ["tick"] * 5
    assert play.due == {}


def test_a_tick_whose_condition_is_not_true_counts_all_the_same() -> None:
    play = Play(
        journey(
            "step here via web { every 1 day at most 3 times when customer.bills > 0 { "
            'note "tick" }  on a -> done }'
        )
    )
    play.send("opened")
    play.wait(days=1, hours=1)
    play.know(bills=1)
    play.wait(days=5)
    assert play.words == ["tick"] * 2


def test_a_timer_may_lead_back_to_its_own_step() -> None:
    play = Play(
        journey(
            """step here via web { every 1 day at most 3 times -> here { note "again" }
               after 36 hours -> done }"""
        )
    )
    play.send("opened")
    play.wait(days=3)
    assert play.words == ["again"] * 3
    assert play.due == {"here/every/0": "2026-11-27T09:00:00Z", "here/after/1": "2026-11-27T21:00:00Z"}


def test_a_condition_that_is_not_true_uses_the_timer_up() -> None:
    play = Play(journey("step here via web { after 1 day when customer.bills > 0 -> gone  on a -> done }"))
    play.send("opened")
    play.wait(days=2)
    play.know(bills=3)
    assert play.due == {}
    assert play.places == ["here"]


def test_a_moment_that_has_passed_is_due_at_once() -> None:
    play = Play(
        journey(
            "step here via web { at visit -> done  on a -> gone }",
            header="context { visit: instant = 2026-11-01T09:00 }",
        )
    )
    play.send("opened")
    assert play.end == "done"


def test_logical_time_never_goes_back() -> None:
    play = Play(journey('step here via web { on a { note "{{ event.at }}" }  after 1 day -> done }'))
    play.send("opened")
    play.later(hours=-5)
    play.send("a")
    assert play.words == ["23 November 2026, 04:00"]
    assert play.run["logical_time"] == "2026-11-23T09:00:00Z"
    play.later(hours=5)
    play.wait(days=1)
    assert play.run["logical_time"] == "2026-11-24T09:00:00Z"


@pytest.mark.parametrize(
    ("now", "wait", "due"),
    [
        (
            "2026-03-28T01:30:00Z",
            "1 day",
            "2026-03-29T01:00:00Z",
        ),  # 02:30 is skipped, so 03:00 in summer time
        ("2026-03-28T12:00:00Z", "1 day", "2026-03-29T11:00:00Z"),  # the same time tomorrow
        ("2026-03-28T12:00:00Z", "24 hours", "2026-03-29T12:00:00Z"),
        ("2026-10-24T00:30:00Z", "1 day", "2026-10-25T00:30:00Z"),  # 02:30 comes twice: the first
        ("2026-10-24T12:00:00Z", "1 day", "2026-10-25T13:00:00Z"),
        ("2026-01-31T12:00:00Z", "1 month", "2026-02-28T12:00:00Z"),
    ],
)
def test_days_and_months_follow_the_clocks_of_the_zone(now: str, wait: str, due: str) -> None:
    text = journey(f"step here via web {{ after {wait} -> done }}", header='timezone "Europe/Berlin"')
    play = Play(text, at=now)
    play.send("opened")
    assert play.due == {"here/after/0": due}


def test_the_zone_may_be_that_of_the_customer() -> None:
    text = journey("step here via web { after 1 day -> done }", header="timezone customer.timezone")
    for zone, due in (("Europe/Berlin", "2026-03-29T11:00:00Z"), ("Mars", "2026-03-29T12:00:00Z")):
        play = Play(text, at="2026-03-28T12:00:00Z", timezone=zone)
        play.send("opened")
        assert play.due == {"here/after/0": due}


def test_a_moment_is_in_the_zone_of_the_journey() -> None:
    header = 'timezone "America/New_York"  context { visit: instant = 2026-12-01T09:00 }'
    play = Play(journey("step here via web { at visit -> done }", header=header))
    play.send("opened")
    assert play.due == {"here/at/0": "2026-12-01T14:00:00Z"}


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("Europe/Berlin", "2026-12-01T08:00:00Z"),
        ("America/New_York", "2026-12-01T14:00:00Z"),
        ("Nowhere/Else", "2026-12-01T09:00:00Z"),
    ],
)
def test_a_moment_is_in_the_zone_of_the_customer_where_that_is_the_journeys(zone: str, due: str) -> None:
    text = journey(
        """step here via web { at 2026-12-01T09:00 when visit == 2026-12-01T09:00 -> done
             on a when time(2026-12-01T09:00) == 09:00 -> gone }""",
        header="timezone customer.timezone  context { visit: instant = 2026-12-01T09:00 }",
    )
    play = Play(text, timezone=zone)
    play.send("opened")
    assert play.due == {"here/at/0": due}
    assert play.context == {"visit": due}
    play.wait(days=9)
    assert play.end == "done"
    play = Play(text, timezone=zone)
    play.send("opened")
    play.send("a")
    assert play.end == "gone"


def test_a_moment_of_a_journey_that_may_begin_again_is_in_the_zone_of_the_customer() -> None:
    text = journey(
        "step here via web { on a -> done }",
        header="timezone customer.timezone  reenter after 2026-11-24T09:00 - 2026-11-23T10:00",
    )
    play = Play(text, timezone="America/New_York")
    play.send("opened")
    play.send("a")
    play.wait(hours=22, minutes=59)
    assert play.send("opened")["because"] == "reentry"
    play.wait(minutes=1)
    assert play.send("opened")["result"] == "accepted"


CHAIN = (
    journey(
        """step here { run inner() { ends over -> there }  after 2 days { note "two days" } }
           step there { enter { start aside() }  after 1 day { note "there" }  after 3 days -> done }"""
    )
    + """journey inner "Inner" { starts -> look step look { after 1 day -> over } end over success }"""
    + """journey aside "Aside" { starts -> look step look { after 1 day { note "aside" }
       after 9 days -> over } end over success }"""
)


def test_what_one_run_does_to_another_happens_at_its_own_time_however_late_the_host_is() -> None:
    prompt, late = Play(CHAIN), Play(CHAIN)
    for play in (prompt, late):
        play.send("opened")
    prompt.wait(days=20)
    late.later(days=20)
    late.tick()
    assert prompt.words == late.words
    assert (
        prompt.run_of("aside")["started_at"] == late.run_of("aside")["started_at"] == "2026-11-24T09:00:00Z"
    )
    assert late.end == prompt.end == "done"
    assert late.run["outcome"] == prompt.run["outcome"]


def test_a_kept_event_is_taken_at_the_time_of_the_timer_that_made_way_for_it() -> None:
    text = journey(
        """step here via web { after 1 hour -> there }
           step there via web { on early_too -> last_one } step last_one via web { after 1 day -> done }"""
    )
    for late in (False, True):
        play = Play(text)
        play.send("opened")
        play.wait(minutes=30)
        assert play.send("early_too")["result"] == "kept"
        play.later(hours=5) if late else play.wait(hours=5)
        play.tick()
        assert play.places == ["last_one"]
        assert play.due == {"last_one/after/0": "2026-11-24T10:00:00Z"}


def test_a_timer_that_arms_itself_at_once_is_stopped() -> None:
    play = Play(
        journey(
            "step here via web { at visit -> here  on a -> done }",
            header="context { visit: instant = 2026-11-01T09:00 }",
        )
    )
    play.may_fail = True
    play.send("opened")
    assert "arms itself without end" in play.incidents[0]["problem"]
    assert play.send("a")["result"] == "accepted"


def test_business_time_counts_when_the_company_works() -> None:
    text = """calendar office { timezone "Europe/Berlin"
             monday to friday from 08:00 to 18:00 closed 2026-11-25 }""" + journey(
        'step here via desk { after 12 business hours { note "h" }  after 2 business days -> done }',
        header="calendar office",
    )
    play = Play(text)
    play.send("opened")
    assert play.due == {"here/after/0": "2026-11-24T11:00:00Z", "here/after/1": "2026-11-26T09:00:00Z"}


def test_the_same_late_or_prompt_without_other_runs() -> None:
    text = journey(
        "step here via web { after 1 day -> there } step there via web { "
        'every 2 days at most 2 times { note "x" }  after 9 days -> done }'
    )
    prompt, late = Play(text), Play(text)
    for play in (prompt, late):
        play.send("opened")
    prompt.wait(days=2)
    prompt.wait(days=3)
    late.later(days=2)
    late.tick()
    late.wait(days=3)
    assert late.run == {**prompt.run, "seq": late.run["seq"]}
    assert (late.words, late.effects) == (prompt.words, prompt.effects)


def ticks(text: str, at: str, *, prompt: bool = True, **away: float) -> list[str]:
    """When the ticks of a journey that begins at a time are due, for a host that is there, or was away."""
    play, found = Play(text, at=at), []
    play.send("opened")
    if not prompt:
        play.later(**away)
        play.tick()
    while due := play.due.get("here/every/0"):
        found.append(due)
        play.later(seconds=(to_instant(due) - play.now).total_seconds())
        play.tick()
    return found


def test_ticks_that_the_calendar_moves_move_no_later_ones() -> None:
    """They are counted from entering the step, whatever came between."""
    monthly = journey('step here via web { every 1 month at most 5 times { note "x" }  on a -> done }')
    days = ["02-28", "03-31", "04-30", "05-31", "06-30"]
    assert ticks(monthly, "2027-01-31T10:00:00Z") == [f"2027-{day}T10:00:00Z" for day in days]
    late = ticks(monthly, "2027-01-31T10:00:00Z", prompt=False, days=70)
    assert late == [f"2027-{day}T10:00:00Z" for day in ("04-30", "05-31", "06-30", "07-31")]
    daily = journey(
        'step here via web { every 1 day at most 3 times { note "x" }  on a -> done }',
        header='timezone "Europe/Berlin"',
    )
    times = ["28T01:00:00Z", "29T00:30:00Z", "30T00:30:00Z"]
    assert ticks(daily, "2027-03-27T01:30:00Z") == [f"2027-03-{time}" for time in times]


def test_ticks_that_were_put_off_are_counted_from_where_they_came() -> None:
    play = Play(
        journey('step here via web { every 1 month at most 5 times { note "x" }  on a -> done }'),
        at="2027-01-31T10:00:00Z",
    )
    play.send("opened")
    play.operate("suspend")
    play.wait(days=1)
    play.operate("resume")
    assert play.due == {"here/every/0": "2027-03-01T10:00:00Z"}
    play.wait(days=28)
    assert play.due == {"here/every/0": "2027-04-01T10:00:00Z"}


def test_a_tick_that_is_tried_again_keeps_the_beat() -> None:
    text = journey(
        """step here via web { every 1 month at most 3 times { set n = 6 / n }
           on divided { set n = event.by }  on a -> done }""",
        header="context { n: decimal = 0 }",
    )
    play = Play(text, at="2027-01-31T10:00:00Z")
    play.may_fail = True
    play.send("opened")
    play.wait(days=28)
    assert play.due == {}
    play.send("divided", by=2)
    assert play.retry(play.incidents[0])["result"] == "accepted"
    assert play.due == {"here/every/0": "2027-03-31T10:00:00Z"}
