"""Business rules in scenarios: those of the journey, and those of the customer."""

import pytest

from tests.testing.scenes import passes, problem, told

CARE = """
rule well_known { on 2 agreed within 1 day { set customer.tier = gold  notify thanks } }
rule silent { on left then no agreed within 2 days { start rescue() } }
journey care "Care" {
  context { asked: int = 0 }
  starts on opened -> here
  rule impatient { on 3 late within 1 hour { set asked = 3 } }
  step here "Here" via web {
    when asked == 3 -> helped
    when customer.tier == gold -> golden
    after 9 days -> gone
  }
  end helped "Helped" success
  end golden "Golden" success
  end gone "Gone" failure
}
journey rescue "Rescue" {
  starts -> calling
  step calling "Calling" via web { enter { notify pushed } after 1 day -> over }
  end over "Over" neutral
}
"""


def test_counts_and_silences_play_on_the_clock_of_the_scenario() -> None:
    """With the customer given, whose fields rules may change."""
    passes(
        CARE
        + """
scenario "three in an hour" for care {
  given customer = { id = "anna", email = "a@example.org" }
  on opened(topic = "x") from web
  on late from web   on late from web
  wait 61 minutes
  on late from web   on late from web
  expect at here
  on late from web
  expect ended helped
}
scenario "what is known of the customer changes" for care {
  given customer = { id = "anna", email = "a@example.org" }
  on opened(topic = "x") from web
  on agreed from web
  expect customer.tier == bronze
  on agreed from web
  expect notified thanks via email
  expect customer.tier == gold
  expect ended golden
}
scenario "nobody came back" for care {
  given customer = { id = "anna", email = "a@example.org" }
  on opened(topic = "x") from web
  on left from web
  wait 2 days
  expect notified pushed
}
"""
    )


WATCHED = """
rule tired {
  on 2 agreed within 1 day when customer.tier == gold { emit left }
}
rule silent { on left then no agreed within 2 days { notify thanks } }
journey care "Care" {
  context { asked: int = 0 }
  starts on opened -> here
  rule impatient { on 3 late from web within 1 hour when asked < 1 { set asked = 3   raise agreed } }
  rule many { on 7 left within 30 days { emit closed(won = true) } }
  rule regular { on 2 here_again within 1 day { emit agreed } }
  step here "Here" via web {
    every 1 hour at most 3 times { raise here_again }
    after 60 days -> gone
  }
  end gone "Gone" failure
}
event here_again
journey other "Other" {
  starts -> called
  rule impatient { on late { emit left } }
  step called "Called" via web { after 1 day -> over }
  end over "Over" neutral
}
"""


def scene(*lines: str) -> str:
    """A scenario of the journey; the run begins on a Monday at nine."""
    body = "\n  ".join(('on opened(topic = "x") from web', *lines))
    return f'{WATCHED}scenario "scene" for care {{\n  {body}\n}}\n'


def test_a_rule_fires_or_does_not() -> None:
    """Of the journey or of the customer, once or often, also when time alone has passed."""
    passes(
        scene(
            "expect not fired impatient",
            "on late from web   on late from web   on late from web",
            "expect fired impatient",
            "expect not fired tired",
            "expect not fired silent",
            "on left",
            "wait 1 day",
            "expect not fired silent",
            "wait 1 day",
            "expect fired silent",
            "expect fired impatient",
        )
    )


LATE = "on late from web   wait 20 minutes   on late from web"
LEFT = "   ".join(["on left", *["wait 9 hours   on left"] * 5])


@pytest.mark.parametrize(
    ("lines", "actual"),
    [
        ([LATE, "expect fired impatient"], "Mon 2026-11-23 09:20: only 2 of 3 came in time (09:00, 09:20)"),
        (["expect fired impatient"], "it has seen no `late`"),
        (
            [LATE, "on late from desk", "expect fired impatient"],
            "Mon 2026-11-23 09:20: it takes other channels",
        ),
        (
            ["on agreed   on agreed", "wait 2 days", "expect fired tired"],
            "Mon 2026-11-23 09:00: its condition is not true (customer.tier = bronze)",
        ),
        (["expect fired silent"], "it has seen no `left`"),
        (
            ["on left", "wait 1 day", "expect fired silent"],
            "Mon 2026-11-23 09:00: it waits until Wed 2026-11-25 09:00",
        ),
        (
            ["on left", "wait 1 day", "on agreed", "wait 2 days", "expect fired silent"],
            "Tue 2026-11-24 09:00: it waits no longer",
        ),
        (
            [LEFT, "expect fired many"],
            (
                "Wed 2026-11-25 06:00: only 6 of 7 came in time (…, Mon 2026-11-23 18:00, "
                "Tue 2026-11-24 03:00, Tue 2026-11-24 12:00, Tue 2026-11-24 21:00, Wed 2026-11-25 06:00)"
            ),
        ),
        # What a timer has raised is of the time at which it fired.
        (["wait 1 hour", "expect fired regular"], "Mon 2026-11-23 10:00: only 1 of 2 came in time (10:00)"),
    ],
)
def test_why_a_rule_did_not_fire_is_told(lines: list[str], actual: str) -> None:
    """What was found when it was looked at last, and when that was."""
    rule = lines[-1].rpartition(" ")[2]
    assert problem(scene(*lines)) == (f"rule `{rule}` did not fire", f"`{rule}` fired", actual)


def test_when_a_rule_fired_that_must_not_is_told() -> None:
    """Each time of them."""
    lines = ["on agreed   on agreed   wait 1 hour   on agreed", "expect not fired tired"]
    text = scene("wait 1 minute", *lines).replace(
        '"scene" for care {', '"scene" for care {\n  given customer.tier = gold'
    )
    assert problem(text) == (
        "rule `tired` fired",
        "`tired` not fired",
        "fired Mon 2026-11-23 09:01, Mon 2026-11-23 10:01",
    )


def test_rules_of_a_journey_look_at_nothing_before_it_begins() -> None:
    """So what is missing is the run."""
    text = scene("expect fired impatient").replace('on opened(topic = "x") from web', "on late from web")
    assert problem(text)[2] == "no run of `care` has begun"


def test_a_rule_of_another_journey_is_not_meant() -> None:
    """Though it has the name of one of the journey that is tested, and the same event made it fire."""
    starts = WATCHED.replace("-> here\n", "-> here { start other() }\n")
    assert starts != WATCHED
    text = scene("on late from web", "expect emitted left", "expect fired impatient")
    told = "Mon 2026-11-23 09:00: only 1 of 3 came in time (09:00)"
    assert problem(text.replace(WATCHED, starts))[2] == told


def test_what_a_run_raises_is_not_emitted() -> None:
    """And who mixes up the two is told so."""
    text = scene("on late from web   on late from web   on late from web", "expect emitted agreed")
    assert "help: the run raised it in itself; `emit agreed(…)` tells others" in told(text).splitlines()


def test_the_way_tells_which_rules_fired() -> None:
    """Before what became of the event: those of the customer with what they set, then those of the run."""
    text = """
rule well_known { on 2 agreed within 1 day { set customer.tier = gold } }
rule gone { on left then no agreed within 2 days { set customer.tier = bronze } }
journey care "Care" {
  starts on opened -> here
  rule persistent { on 3 agreed within 1 day { raise late } }
  step here "Here" via web {
    on late -> over
  }
  end over "Over" success
}
scenario "scene" for care {
  on left
  wait 2 days
  on opened(topic = "x") from web
  on agreed   on agreed   on agreed
  expect paused
}
"""
    shown = told(text).splitlines()
    assert shown[shown.index("the way there:") + 2 :] == [
        (
            "  Wed 2026-11-25 09:00  rule gone: on left then no agreed within 2 days  => rule gone fired: "
            "tier = bronze"
        ),
        '  Wed 2026-11-25 09:00  on opened(topic = "x") from web  => here',
        (
            "  Wed 2026-11-25 09:00  on agreed  => not taken because not_accepted: no active step takes "
            "`agreed`, and no journey starts with it"
        ),
        "  Wed 2026-11-25 09:00  on agreed  => rule well_known fired: tier = gold",
        (
            "  Wed 2026-11-25 09:00  on agreed  => rule well_known fired: tier = gold; "
            "rule persistent fired; here -> over, the end"
        ),
    ]
