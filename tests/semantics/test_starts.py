"""How journeys begin: events, segments, schedules, programs, and who may come again."""

import pytest

from tests.semantics.play import Play, journey

STEP = "step here via web { on a -> done } end done success"


def trip(settings: str, body: str = STEP) -> str:
    return f'journey trip "Trip" {{ {settings} {body} }}'


# ── who may come again ───────────────────────────────────────────────────────────────────────────────


def again(play: Play) -> bool:
    """Begin and end a run; whether it began."""
    begun = bool(play.send("opened").get("began"))
    if begun:
        play.send("a")
    return begun


def test_as_soon_as_the_last_run_has_ended() -> None:
    play = Play(trip("starts on opened -> here"))
    assert [again(play) for _ in range(3)] == [True] * 3
    play.send("opened")
    assert play.send("opened")["because"] == "reentry"


def test_never() -> None:
    play = Play(trip("reenter never starts on opened -> here"))
    assert [again(play) for _ in range(2)] == [True, False]
    assert "once only" in play.reports[-1]["reason"]
    assert play.reports[-1]["because"] == "reentry"


def test_a_program_is_told_so_though_a_timer_fails_before() -> None:
    """What fails on the way is another matter."""
    failing = "step wait via web { after 1 day -> over { set share = 1 / customer.bills } }  end over neutral"
    other = f'journey other "Other" {{ context {{ share: decimal = 0 }} starts on opened -> wait {failing} }}'
    play = Play(trip("reenter never starts -> here") + other)
    play.may_fail = True
    play.start("trip")
    play.send("a")
    play.send("opened")
    play.later(days=2)
    report = play.start("trip")
    assert (report["result"], report["because"]) == ("not_accepted", "reentry")
    assert "once only" in report["reason"]
    assert len(play.incidents) == 1


def test_after_a_while_from_the_end_of_the_last_run() -> None:
    play = Play(trip("reenter after 30 days starts on opened -> here"))
    play.send("opened")
    play.wait(days=20)
    play.send("a")
    play.wait(days=29)
    assert not again(play)
    play.wait(days=1)
    assert again(play)


def test_at_most_so_many_in_a_stretch() -> None:
    play = Play(trip("reenter after 1 minute at most 2 times per 10 days starts on opened -> here"))
    assert again(play)
    play.wait(days=4)
    assert again(play)
    play.wait(days=1)
    assert not again(play)
    play.wait(days=5)
    assert again(play)
    play.wait(days=3)
    assert not again(play)
    assert "begun 2 times already" in play.reports[-1]["reason"]


OFFICE = 'calendar office { timezone "Europe/Berlin" monday to friday from 09:00 to 17:00 } '


def test_after_business_time() -> None:
    """The run ends on a Monday, and the third business day after it is a Thursday."""
    play = Play(OFFICE + trip("calendar office reenter after 3 business days starts on opened -> here"))
    assert again(play)
    play.wait(days=2, hours=23)
    assert not again(play)
    play.wait(hours=1)
    assert again(play)


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("reenter after 3650000 days", "the instant lies outside the years 1 to 9999"),
        (
            "reenter after 1 day at most 1 times per 3650000 days",
            "the instant lies outside the years 1 to 9999",
        ),
        ("reenter after customer.patience", "`customer.patience` has no value"),
    ],
)
def test_a_time_that_cannot_be_told_is_an_incident(settings: str, problem: str) -> None:
    """As any expression that cannot be computed; the input is kept."""
    play = Play(trip(f"{settings} starts on opened -> here  starts -> here"))
    play.may_fail = True
    assert again(play)
    play.wait(days=2)
    assert not again(play)
    assert not play.start("trip").get("began")
    assert [report["result"] for report in play.reports[-2:]] == ["incident", "incident"]
    assert [incident["problem"] for incident in play.incidents] == [problem, problem]
    play.know(patience="PT3600S")
    assert again(play) is ("patience" in settings)


def test_one_run_for_each_value() -> None:
    play = Play(
        trip(
            'one run per customer, bill  context { bill: id = "none" }  starts '
            'on opened -> here { set bill = event.bill else "none" }'
        )
    )
    for bill in ("1", "2", "1", None):
        play.send("opened", bill=bill) if bill else play.send("opened")
    assert [run["key"] for run in play.runs.values()] == [["1"], ["2"], ["none"]]


def test_what_one_journey_begins_does_not_begin_again_on_the_same_event() -> None:
    """Two start on it, and the first of them begins the second by itself."""
    text = trip("starts on opened -> here { start tour() }")
    play = Play(
        text
        + """journey tour "Tour" {
               starts on opened -> visit { note "event" }
               starts -> visit { note "begun" }
               step visit via web { on b -> over }  end over success }"""
    )
    assert play.send("opened")["began"] == ["trip/anna/1", "tour/anna/1"]
    assert play.words == ["begun"]
    assert play.customer["journeys"]["tour"]["begun"] == 1


# ── by program, with parameters ──────────────────────────────────────────────────────────────────────


def test_parameters_and_their_defaults() -> None:
    play = Play(
        "journey trip(words: text, count: int = 2, when_asked: instant?, "
        'part: Part?) "Trip" { context { twice: int = count * 2 } starts -> here '
        'step here via web { enter { note "{{ words }} {{ count }} {{ twice }}" } '
        "on a when count > 2 -> done  after 1 day -> done } end done success }"
    )
    play.start("trip", words="x")
    assert play.words == ["x 2 4"]
    play.wait(days=1)
    play.start("trip", words="y", count=3, part={"name": "n", "count": 1})
    assert play.words[-1] == "y 3 6"
    assert play.run_of("trip")["parameters"]["part"] == {"name": "n", "count": 1}
    play.send("a")
    assert play.run_of("trip")["status"] == "ended"


def test_a_program_is_told_why_a_run_does_not_begin() -> None:
    play = Play(trip("reenter never starts on opened -> here  starts -> here"))
    assert play.start("trip")["began"] == ["trip/anna/1"]
    assert play.start("trip")["because"] == "reentry"
    play = Play(trip("starts on opened -> here"))
    assert "has no start without an event" in play.start("trip")["reason"]
    play = Play(trip("starts -> here"))
    play.start("trip")
    assert "already runs" in play.start("trip")["reason"]


def test_fields_begin_with_what_was_there_before_them() -> None:
    play = Play(
        trip(
            "context { one: int = customer.bills + 1  two: int = one * 2  "
            "list_of: list of int = [one, two]  at_start: instant = now }"
            '  starts on opened when two > 2 -> here { note "{{ two }}" }'
        ),
        bills=4,
    )
    play.send("opened")
    assert play.context == {"one": 5, "two": 10, "list_of": [5, 10], "at_start": "2026-11-23T09:00:00Z"}
    assert play.words == ["10"]


# ── segments ─────────────────────────────────────────────────────────────────────────────────────────

SEGMENT = 'segment many "Many" when customer.bills > 2 '


def test_coming_into_a_segment_begins_and_leaving_it_is_an_event() -> None:
    play = Play(
        SEGMENT
        + trip(
            'starts when customer enters many -> here { note "in" }',
            'step here via web { on many.left -> done  on many.entered { note "again" } '
            "on a -> there } step there via web { on b -> here } end done success",
        )
    )
    play.know(bills=2)
    assert not play.runs
    play.know(bills=3)
    assert play.words == ["in"]
    assert play.customer["segments"] == {"many": "2026-11-23T09:00:00Z"}
    play.know(bills=4)
    assert len(play.runs) == 1
    play.know(bills=0)
    assert play.end == "done"
    assert "segments" not in play.customer
    play.know(bills=9)
    assert len(play.runs) == 2


def test_entering_is_heard_by_open_runs() -> None:
    play = Play(SEGMENT + journey("step here via web { on many.entered -> done  on a -> gone }"))
    play.send("opened")
    play.know(bills=3)
    assert play.end == "done"


def test_a_customer_who_is_in_a_segment_when_first_heard_of_has_entered_it() -> None:
    play = Play(
        'segment few "Few" when customer.bills < 2 ' + trip("starts when customer enters few -> here")
    )
    play.know(tier="gold")
    assert len(play.runs) == 1


def test_a_segment_start_keeps_to_reenter() -> None:
    play = Play(SEGMENT + trip("reenter never starts when customer enters many -> here"))
    for bills in (3, 0, 3):
        play.know(bills=bills)
        play.send("a")
    assert len(play.runs) == 1


# ── schedules ────────────────────────────────────────────────────────────────────────────────────────


def ticks(play: Play) -> list[str]:
    return [run["started_at"][:16] for run in play.runs.values()]


def scheduled(text: str, header: str = 'timezone "Europe/Berlin"', body: str = "") -> str:
    return trip(
        f"{header} reenter always starts {text} -> {'over' if not body else 'here'}",
        body or "end over neutral",
    )


ENDING = "step here via web { after 1 minute -> done } end done neutral"


def test_every_day_at_a_time_in_the_zone_of_the_journey() -> None:
    play = Play(scheduled("every day at 09:00", body=ENDING), at="2026-03-27T12:00:00Z")
    play.know(tier="gold")
    play.wait(days=3)
    assert ticks(play) == ["2026-03-28T08:00", "2026-03-29T07:00", "2026-03-30T07:00"]


def test_on_some_weekdays() -> None:
    play = Play(scheduled("every monday, thursday at 09:00", body=ENDING))
    play.know(tier="gold")
    play.wait(days=8)
    assert ticks(play) == ["2026-11-26T08:00", "2026-11-30T08:00"]
    play = Play(scheduled("every friday to sunday at 09:00", body=ENDING))
    play.know(tier="gold")
    play.wait(days=6)
    assert ticks(play) == ["2026-11-27T08:00", "2026-11-28T08:00", "2026-11-29T08:00"]


def test_a_time_that_clocks_skip_or_repeat() -> None:
    play = Play(scheduled("every day at 02:30", body=ENDING), at="2026-03-28T12:00:00Z")
    play.know(tier="gold")
    play.wait(days=2)
    assert ticks(play) == ["2026-03-29T01:00", "2026-03-30T00:30"]
    play = Play(scheduled("every day at 02:30", body=ENDING), at="2026-10-24T12:00:00Z")
    play.know(tier="gold")
    play.wait(days=2)
    assert ticks(play) == ["2026-10-25T00:30", "2026-10-26T01:30"]


def test_missed_ticks_are_one() -> None:
    play = Play(scheduled("every day at 09:00", body=ENDING))
    play.know(tier="gold")
    play.later(days=5)
    play.tick()
    assert ticks(play) == ["2026-11-24T08:00"]
    assert play.customer["timers"][0]["due"] == "2026-11-29T08:00:00Z"
    assert play.run["outcome"] == {"end": "done", "kind": "neutral", "at": "2026-11-24T08:01:00Z"}


def test_a_schedule_for_a_segment() -> None:
    play = Play(SEGMENT + scheduled("every day at 09:00 for many", body=ENDING))
    play.know(bills=1)
    play.wait(days=1)
    assert not play.runs
    play.know(bills=5)
    play.wait(days=1)
    assert len(play.runs) == 1


def test_the_zone_of_the_customer_counts_and_may_change() -> None:
    play = Play(
        scheduled("every day at 09:00", "timezone customer.timezone", ENDING), at="2026-11-23T00:00:00Z"
    )
    play.know(timezone="America/New_York")
    assert play.customer["timers"][0]["due"] == "2026-11-23T14:00:00Z"
    play.know(timezone="Asia/Tokyo")
    assert play.customer["timers"][0]["due"] == "2026-11-24T00:00:00Z"


def test_what_is_learned_at_the_very_instant_of_a_tick_does_not_lose_it() -> None:
    play = Play(scheduled("every day at 09:00", body=ENDING), at="2026-11-23T07:00:00Z")
    play.know(tier="gold")
    play.later(hours=1)
    play.know(tier="silver")
    play.tick()
    assert ticks(play) == ["2026-11-23T08:00"]


def test_a_tick_begins_no_second_run() -> None:
    play = Play(trip("starts every day at 09:00 -> here"))
    play.know(tier="gold")
    play.wait(days=3)
    assert len(play.runs) == 1


@pytest.mark.parametrize("second", [1, 3600])
def test_what_happens_between_ticks_arms_nothing_anew(second: int) -> None:
    play = Play(scheduled("every day at 09:00", body=ENDING))
    play.know(tier="gold")
    due = play.customer["timers"]
    play.wait(seconds=second)
    assert play.customer["timers"] == due
