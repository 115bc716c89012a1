"""What a scenario can expect, and what is told where it is not so."""

import pytest

from tests.testing.scenes import passes, played, problem, told

HOUSE = """
journey house "House" {
  reenter after 10 days
  context { amount: money?   parts: list of text = []   open: bool = true }
  starts on opened from web, voice -> phase
  pause { after 1 hour idle   give up after 30 days -> lost }
  stage phase "Phase" {
    step ask_it "Ask" via web, voice {
      ask amount
      on answered when amount > 100 EUR -> lost
      on answered -> several
      on left -> lost { notify pushed   emit closed(won = false) }
    }
    parallel several "Several" {
      branch one "One" { step first_one "First" { on agreed -> first_done }   end first_done }
      branch two "Two" { step second_one "Second" via desk { on closed -> second_done }   end second_done }
      on several.done -> won { notify thanks }
    }
  }
  anytime help "Help" {
    on late -> helping
    step helping "Helping" via desk { on agreed -> back }
  }
  end won "Won" success
  end lost "Lost" failure
}
"""


def scene(*lines: str) -> str:
    """A scenario whose third line is the first of these; the customer can be reached by mail."""
    body = "\n  ".join(lines)
    return f'{HOUSE}scenario "scene" for house {{\n  given customer.email = "a@b"\n  {body}\n}}\n'


def test_a_run_is_at_its_steps_and_in_all_that_is_around_them() -> None:
    """A stage, a parallel and its branches count, also several at once."""
    passes(
        scene(
            'on opened(topic = "a") from web',
            "expect at ask_it",
            "expect at phase",
            "expect not at several",
            "answer amount = 5 EUR from web",
            "expect at first_one",
            "expect at second_one",
            "expect at one",
            "expect at two",
            "expect at several",
            "expect at phase",
            "expect not at ask_it",
            "on agreed",
            "expect at first_done",
            "expect not at first_one",
            "on closed(won = true) from desk",
            "expect not at phase",
            "expect ended won",
            "expect notified thanks",
            "expect notified thanks via email, sms",
        )
    )


def test_what_an_interrupt_froze_is_not_where_the_run_is() -> None:
    """It is there again afterwards."""
    passes(
        scene(
            'on opened(topic = "a") from web',
            "on late",
            "expect at helping",
            "expect at help",
            "expect not at ask_it",
            "expect not at phase",
            "on agreed",
            "expect at ask_it",
        )
    )


def test_a_run_is_paused_or_refuses() -> None:
    """Each reason by its name."""
    passes(
        scene(
            'on opened(topic = "a") from web',
            "wait 59 minutes",
            "on agreed",
            "expect refused agreed because not_accepted",
            "wait 1 minute",
            "expect paused",
            "wait 30 days",
            "expect ended lost",
            'on opened(topic = "b") from web',
            "expect refused opened because reentry",
            "expect ended lost",
            "wait 10 days",
            'on opened(topic = "b") from web',
            "expect at ask_it",
        )
    )


def test_conditions_read_the_context_and_the_customer() -> None:
    """As they are now."""
    passes(
        scene(
            'on opened(topic = "a") from web',
            "expect amount is missing and parts == [] and open",
            "answer amount = 5 EUR from web",
            'expect amount == 5 EUR and customer.email == "a@b" and customer.tier in [bronze, silver]',
        )
    )


OPENED = 'on opened(topic = "a") from web'


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([OPENED, "expect at several"], ("the run is not at `several`", "at `several`", "at `ask_it`")),
        ([OPENED, "expect not at phase"], ("the run is at `phase`", "not at `phase`", "at `ask_it`")),
        (
            ["expect at ask_it"],
            ("the run is not at `ask_it`", "at `ask_it`", "no run of `house` has begun"),
        ),
        (
            [OPENED, "answer amount = 5 EUR from web", "expect ended won"],
            ("the run has not ended so", "ended at `won`", "at `first_one` and `second_one`"),
        ),
        (
            [OPENED, "on left from web", "expect ended won"],
            ("the run has not ended so", "ended at `won`", "ended at `lost`"),
        ),
        ([OPENED, "expect paused"], ("the run is not paused", "paused", "at `ask_it`")),
        (
            [OPENED, "wait 1 hour", "expect at several"],
            ("the run is not at `several`", "at `several`", "paused at `ask_it`"),
        ),
        (
            [OPENED, "on late", "expect at ask_it"],
            (
                "the run is not at `ask_it`",
                "at `ask_it`",
                "at `helping`, in the interrupt `help`, from `ask_it`",
            ),
        ),
        (
            [OPENED, "expect notified thanks"],
            ("`thanks` was not sent", "`thanks` sent", "nothing was sent"),
        ),
        (
            [OPENED, "on left from web", "expect notified thanks"],
            ("`thanks` was not sent", "`thanks` sent", "not sent; what was sent is `pushed`"),
        ),
        (
            [OPENED, "on left from web", "expect notified pushed via sms, app_push"],
            (
                "`pushed` was not sent over `sms` or `app_push`",
                "`pushed` sent over `sms` or `app_push`",
                "sent over `email`",
            ),
        ),
        (
            [OPENED, "on left from web", "expect not notified pushed"],
            ("`pushed` was sent", "`pushed` not sent", "sent over `email`"),
        ),
        (
            [OPENED, "expect emitted opened"],
            ("`opened` was not emitted", "`opened` emitted", "nothing was emitted"),
        ),
        (
            [OPENED, "on left from web", "expect emitted agreed"],
            ("`agreed` was not emitted", "`agreed` emitted", "what was emitted is `closed`"),
        ),
        (
            [OPENED, "on left from web", "expect not emitted closed"],
            ("`closed` was emitted", "`closed` not emitted", "emitted"),
        ),
        (
            [OPENED, "expect refused agreed because not_accepted"],
            (
                "no `agreed` has happened",
                "`agreed` refused because not_accepted",
                "it has not happened yet",
            ),
        ),
        (
            [OPENED, "expect refused opened because reentry"],
            ("`opened` was taken", "`opened` refused because reentry", "it was taken"),
        ),
        (
            [OPENED, "on agreed", "expect refused agreed because invalid"],
            (
                "`agreed` was refused for another reason",
                "`agreed` refused because invalid",
                (
                    "refused because not_accepted: no active step takes `agreed`; it is taken in `first_one`, "  # noqa: E501  # it is printed so
                    "`helping`"
                ),
            ),
        ),
        (
            [OPENED, "answer amount = 5 EUR from web", "expect amount > 5 EUR and customer.tier == gold"],
            (
                "`amount > 5 EUR and customer.tier == gold` is not true",
                "`amount > 5 EUR and customer.tier == gold`",
                "`amount` is 5.00 EUR, `customer.tier` is bronze",
            ),
        ),
        (
            [OPENED, "expect amount > 5 EUR"],
            (
                "`amount > 5 EUR` cannot be told: `amount` has no value",
                "`amount > 5 EUR`",
                "`amount` is missing",
            ),
        ),
        (
            [OPENED, "answer amount = 5 EUR from web", "expect amount > 5 USD"],
            (
                "`amount > 5 USD` cannot be told: 5.00 EUR and 5.00 USD are in different currencies",
                "`amount > 5 USD`",
                "`amount` is 5.00 EUR",
            ),
        ),
        (
            [OPENED, "expect ended cancelled"],
            ("the run has not ended so", "cancelled", "at `ask_it`"),
        ),
        (["expect open"], ("there is nothing to ask", "`open`", "no run of `house` has begun")),
        (
            [OPENED, "answer amount = 5 EUR from web", "answer amount = 6 EUR from web"],
            (
                "nobody takes this answer",
                "",
                "the answer does not fit: `amount` is not asked here; nothing is open",
            ),
        ),
    ],
)
def test_what_is_not_so_is_told(lines: list[str], found: tuple[str, str, str]) -> None:
    """What was expected and what was."""
    assert problem(scene(*lines)) == found


def test_an_end_may_be_called_cancelled() -> None:
    """Who comes to it was not cancelled."""
    text = """
journey called_off "Called off" {
  starts on opened -> asked
  step asked "Asked" via web { on left -> cancelled   on agreed -> won }
  end cancelled "Cancelled" failure
  end won "Won" success
}
scenario "scene" for called_off {
  on opened(topic = "a") from web
  on left
  expect ended won
}
"""
    assert problem(text) == ("the run has not ended so", "ended at `won`", "ended at `cancelled`")


def test_a_failure_tells_the_way_there() -> None:
    """With its times, what happened and what followed, and what the last of it passed over."""
    text = scene(
        OPENED, "wait 2 hours", "answer amount = 50 EUR from voice", "expect ended lost   # too much"
    )
    assert told(text).splitlines() == [
        "scenes.journey:31:3: failed: the run has not ended so",
        "  31 |   expect ended lost   # too much",
        "     |   ^^^^^^^^^^^^^^^^^",
        "scenario: scene",
        "expected: ended at `lost`",
        "actual: at `first_one` and `second_one`",
        "the way there:",
        '  Mon 2026-11-23 09:00  on opened(topic = "a") from web  => ask_it',
        "  Mon 2026-11-23 10:00  idle for 1 hour  => paused at ask_it",
        (
            "  Mon 2026-11-23 11:00  answer amount = 50.00 EUR from voice  => resumed, ask_it -> first_one -> "  # noqa: E501  # it is printed so
            "second_one"
        ),
        (
            "                        not taken: on answered when amount > 100 EUR -> lost (line 9): its "
            "condition is not true (amount = 50.00 EUR)"
        ),
    ]


def test_the_way_calls_timers_as_everybody_does() -> None:
    """Those of calls, too."""
    text = """
journey asking "Asking" {
  starts on opened -> here
  step here "Here" {
    call net.check(street = "x") retry 1 times every 1 minute timeout 10 minutes { otherwise -> done }
  }
  end done "Done" success
}
scenario "nobody there" for asking {
  stub net.check is silent
  on opened(topic = "a")
  wait 1 hour
  expect at here
}
"""
    shown = told(text).splitlines()
    assert shown[shown.index("the way there:") + 3 :] == [
        "  Mon 2026-11-23 09:10  no answer from net.check  => stayed at here",
        "  Mon 2026-11-23 09:11  call net.check again  => stayed at here",
        "  Mon 2026-11-23 09:11  net.check is silent",
        "  Mon 2026-11-23 09:21  no answer from net.check  => here -> done, the end",
    ]


def test_an_incident_fails_the_scenario() -> None:
    """With its words, what it read, and its place."""
    text = """
journey half "Half" {
  context { share: decimal = 1   parts: int = 0 }
  starts on opened -> here
  step here "Here" { on agreed -> done { set share = share / parts } }
  end done "Done" success
}
scenario "by nothing" for half {
  on opened(topic = "a")
  on agreed
  expect ended done
}
"""
    assert told(text).splitlines() == [
        "scenes.journey:9:3: failed: an incident: `share / parts`: division by zero",
        "  9 |   on agreed",
        "    |   ^^^^^^^^^",
        "scenario: by nothing",
        "actual: it read share = 1, parts = 0",
        "scenes.journey:4:42: it happened here",
        '  4 |   step here "Here" { on agreed -> done { set share = share / parts } }',
        "    |                                          -----------------------------",
        "the way there:",
        '  Mon 2026-11-23 09:00  on opened(topic = "a")  => here',
        "  Mon 2026-11-23 09:00  on agreed  => an incident: division by zero",
        "help: whoever runs this journey would have to look into it: mend the journey, or what is given",
    ]


def test_of_several_runs_the_one_that_something_happened_to_last_is_meant() -> None:
    """Side by side, each told apart by a field."""
    passes(
        """
        journey many "Many" {
          one run per customer, topic
          context { topic: text   won: bool = false }
          starts on opened -> here { set topic = event.topic }
          step here "Here" { on opened -> done   on agreed -> done }
          end done "Done" success
        }
        scenario "two" for many {
          on opened(topic = "a")
          on opened(topic = "b")
          expect at here
          expect topic == "b"
          on opened(topic = "a")
          expect ended done
          expect topic == "a"
        }
        scenario "which one" for many {
          on opened(topic = "a")
          on opened(topic = "b")
          on agreed
          expect refused agreed because ambiguous
          expect at here
        }
        """
    )


def test_an_event_that_waits_is_not_refused() -> None:
    """It is taken once somebody takes it."""
    text = """
    journey waiting "Waiting" {
      starts on opened -> here
      step here "Here" { on agreed -> there }
      step there "There" { on late -> done }
      end done "Done" success
    }
    """
    passes(
        text
        + """
    scenario "kept" for waiting {
      on opened(topic = "a")
      on late
      expect at here
      on agreed
      expect ended done
    }
    """
    )
    found = problem(
        text
        + """
    scenario "kept" for waiting {
      on opened(topic = "a")
      on late
      expect refused late because not_accepted
    }
    """
    )
    assert found[0] == "`late` was kept"


def test_an_answer_that_several_runs_ask_for_says_what_a_scenario_can_do() -> None:
    """Which run is meant cannot be said there, so nobody is told to."""
    text = """
    journey many "Many" {
      one run per customer, topic
      context { topic: text   won: bool? }
      starts on opened -> here { set topic = event.topic }
      step here "Here" via web { ask won  on answered -> done }
      end done "Done" success
    }
    scenario "two" for many {
      on opened(topic = "a")
      on opened(topic = "b")
      answer won = true from web
    }
    """
    (one,) = played(text)
    assert one.failure is not None
    assert one.failure.actual == "several runs ask for this: `many/scenario/1`, `many/scenario/2`"
    assert one.failure.help.startswith("play each run in a scenario of its own")
