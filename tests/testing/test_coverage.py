"""What of a journey was played, and what was not."""

from journeyc.testing import Coverage, Played
from journeyc.testing.coverage import Count
from journeyc.testing.words import covered, percent_text, untested
from tests.testing.scenes import NAME, package, played

TWO = """
journey two "Two" {
  context { amount: money?   names: list of text = ["a", "b"] }
  starts on opened -> here
  step here "Here" via web {
    ask amount
    remind thanks after 1 day, 2 days
    on answered when amount > 100 EUR -> lost
    on answered -> many
    after 3 days { notify thanks }
    after 5 days -> lost
  }
  each many "Many" for name in names {
    step one_of "One" {
      run sub() { ends over -> one_done }
      after 1 day { notify thanks }
    }
    end one_done
    on many.done -> won
  }
  end won "Won" success
  end lost "Lost" failure
}
journey sub "Sub" {
  starts -> wait_here
  step wait_here "Wait" { on agreed -> over   on closed -> over }
  end over "Over" neutral
}
"""
ENDS = """
scenario "stood in for" for two {
  stub sub ends over
  on opened(topic = "a") from web
  answer amount = 5 EUR from web
  expect ended won
}
"""
WAITS = """
scenario "waits" for two {
  on opened(topic = "a") from web
  wait 1 day
  answer amount = 5 EUR from web
  wait 1 day
  on left
}
"""


def coverage(text: str) -> Coverage:
    return Coverage.of(package(text), played(text))


def names(found: Coverage) -> list[str]:
    return [f"{part.line} {part.kind} {part.name}" for part in found.untested]


def test_what_was_not_played_is_named_with_its_line() -> None:
    """Steps, transitions, timers and outcomes, of sub-journeys too; what stands in for one plays nothing."""
    found = coverage(TWO + ENDS)
    assert {kind: found.count(kind) for kind in ("step", "transition", "timer", "outcome")} == {
        "step": Count(2, 3),
        "transition": Count(4, 9),
        "timer": Count(0, 5),
        "outcome": Count(1, 3),
    }
    assert names(found) == [
        "6 timer remind thanks after 1 day",
        "6 timer remind thanks after 2 days",
        "7 transition on answered when amount > 100 EUR -> lost",
        "9 timer after 3 days",
        "10 transition after 5 days -> lost",
        "10 timer after 5 days -> lost",
        "15 timer after 1 day",
        "21 outcome lost",
        "24 transition starts -> wait_here",
        "25 step wait_here",
        "25 transition on agreed -> over",
        "25 transition on closed -> over",
        "26 outcome over",
    ]
    assert (
        covered(found) == "coverage: 35 % (2 of 3 steps, 4 of 9 transitions, 0 of 5 timers, 1 of 3 outcomes)"
    )
    assert untested(found)[:2] == ["not played:", f"  {NAME}:6: timer remind thanks after 1 day"]


def test_timers_of_items_are_those_of_their_step() -> None:
    """And everything that several scenarios play counts."""
    found = coverage(TWO + WAITS)
    assert "15 timer after 1 day" not in names(found)
    assert "6 timer remind thanks after 1 day" not in names(found)
    both = coverage(TWO + ENDS + WAITS)
    assert len(both.untested) < min(len(found.untested), len(coverage(TWO + ENDS).untested))


def test_nothing_is_covered_where_nothing_is_played() -> None:
    """And everything where there is nothing."""
    none: list[Played] = []
    assert Coverage.of(package(TWO), none).percent == 0
    assert Coverage([], frozenset()).percent == 100
    assert untested(Coverage([], frozenset())) == ["everything was played"]


def test_a_share_is_never_rounded_up_to_all() -> None:
    """99.96 percent is not 100."""
    assert [percent_text(share) for share in (0, 33.333, 99.96, 100.0)] == [
        "0 %",
        "33.3 %",
        "99.9 %",
        "100 %",
    ]


RULES = """
rule of_all { on agreed { notify thanks } }
rule too_late { on left then no agreed within 2 days { notify thanks } }
journey care "Care" {
  starts on opened -> here
  rule of_all { on 2 late within 1 hour { notify thanks } }
  rule impatient { on closed when event.won { notify thanks } }
  step here "Here" via web { after 9 days -> gone }
  end gone "Gone" failure
}
"""
FIRES = """
scenario "something" for care {
  on opened(topic = "x") from web
  on late from web
  on closed(won = false)
  on agreed
  on left
  wait 1 day
}
"""


def test_rules_that_fired_were_played() -> None:
    """Not those that looked and did nothing; one of the journey is another one than its namesake."""
    found = coverage(RULES + FIRES)
    assert found.count("rule") == Count(1, 4)
    assert [line for line in names(found) if " rule " in line] == [
        "2 rule too_late",
        "5 rule of_all",
        "6 rule impatient",
    ]
    assert covered(found).endswith("0 of 1 outcome, 1 of 4 rules)")
    more = FIRES.replace("wait 1 day", "on late from web   on closed(won = true)   wait 9 days")
    assert coverage(RULES + more).untested == []


def test_rules_of_what_is_stood_in_for_are_not_played() -> None:
    """And count as missing, as its steps do."""
    text = (
        RULES
        + """
journey outer "Outer" {
  starts -> inside
  step inside "Inside" { run inner() { ends over -> done } }
  end done "Done" success
}
journey inner "Inner" {
  starts -> asked
  rule asks { on agreed { notify thanks } }
  step asked "Asked" via web { on agreed -> over }
  end over "Over" neutral
}
"""
    )
    stub = 'scenario "stub" for outer { stub inner ends over start() }'
    real = 'scenario "real" for outer { start() on agreed }'
    assert "18 rule asks" in names(coverage(f"{text}{stub}"))
    assert "18 rule asks" not in names(coverage(f"{text}{real}"))
