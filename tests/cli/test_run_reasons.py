"""Why: which condition was not true, with values as they are written, and which rules fired."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_run import facts

Journeyc = Callable[..., CompletedProcess[str]]

CARD = """\
touchpoint website "Website" { channel web: show, ask  channel desk: agent }
customer {
  key id: id
  private first_name: text = "there"
  tier: one of bronze, gold = bronze
  upset: bool = false
}
event opened
event failed { code: text  amount: money }
event closed
rule angry { on 2 failed within 1 hour when customer.tier == gold { set customer.upset = true } }
rule known { on closed { set customer.upset = false } }
journey card "Card" {
  timezone "Europe/Berlin"
  context { limit: money = 20 EUR  times: int = 0 }
  starts on opened -> here
  pause { after 1 hour idle }
  rule often "Often" { on 2 failed within 1 hour when times < 1 { set times = times + 1 } }
  step here "Here" via web {
    on failed when event.amount > limit and length(customer.first_name) > 2 -> done
    on failed { note "again" }
    on resumed when event.away > 2 days -> done
    on closed -> done
    on paid when event.amount > allowed(customer) -> done
    on paid { set limit = allowed(customer) }
  }
  end done "Done" success
}
event paid { amount: money }
decision allowed(c: Customer) gives money first {
  when c.tier == gold         => 50 EUR
  when length(c.first_name) > 9 => 30 EUR
  otherwise                   => 25 EUR
}
"""
FAILED = 'on failed(code = "x", amount = 5 EUR)\n'


@pytest.fixture
def play(journeyc: Journeyc, here: Path) -> Callable[[str], list[str]]:
    path = here / "card.journey"
    path.write_text(CARD, encoding="utf-8")

    def run(script: str) -> list[str]:
        done = journeyc("run", path.name, "--store", "a.sqlite", stdin=script)
        assert (done.returncode, done.stderr) == (0, "")
        return facts(done.stdout)

    return run


def told(lines: list[str], label: str) -> str:
    """What stands behind a label, with the lines that go on with it."""
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{label} "))
    rest = lines[start + 1 : start + 3]
    return " ".join([lines[start], *rest])


def test_a_condition_that_is_not_true_shows_what_it_read(play: Callable[[str], list[str]]) -> None:
    """As its author would write it; what is private is not shown."""
    shown = told(play(f"on opened\n{FAILED}why\n"), "not")
    assert "its condition is not true (event.amount = 5.00 EUR, limit = 20.00 EUR," in shown
    assert "customer.first_name = •••)" in shown
    shown = told(play("wait 26 hours\non closed\nwhy\n"), "not")
    assert "its condition is not true (event.away = 25 hours)" in shown


def test_rules_that_fired_and_rules_that_did_not_are_told(play: Callable[[str], list[str]]) -> None:
    """Those of the journey with its runs, those of the customer with the customer."""
    play(f"on opened\n{FAILED}")
    shown = play(f"{FAILED}why\n")
    passed = "rule angry: on 2 failed within 1 hour when customer.tier == gold (line 11): its"
    assert told(shown, "rule").startswith(f"{passed} condition is not true (customer.tier = bronze)")
    fired = "rule often: on 2 failed within 1 hour when times < 1 (line 18): it fired (times = 0)"
    assert fired in " ".join(shown)
    again = " ".join(play(f"{FAILED}why\n"))
    assert "rule often: on 2 failed within 1 hour when times < 1 (line 18): its condition is not" in again
    assert "(times = 1)" in again


def test_how_far_rules_have_come_is_told(play: Callable[[str], list[str]]) -> None:
    """For each that counts: how many are missing, until when, and whether its condition would be true."""
    shown = " ".join(play(f"on opened\n{FAILED}why\n"))
    assert (
        "on 2 failed within 1 hour when times < 1 (line 18): 1 of 2 so far, until Mon 23 Nov 10:00" in shown
    )
    angry = "on 2 failed within 1 hour when customer.tier == gold (line 11): 1 of 2 so far, until Mon 23 Nov"
    assert f"{angry} 10:00; its condition is not true now (customer.tier = bronze)" in shown
    assert "so far, until" not in " ".join(play("wait 2 hours\nwhy\n"))


def test_the_history_tells_of_the_rules_of_the_customer(play: Callable[[str], list[str]]) -> None:
    shown = play(f"on opened\n{FAILED}{FAILED}on closed\nhistory\n")
    assert "rule known: on closed" in shown
    history = " ".join(shown)
    assert "rule angry: on 2 failed within 1 hour when customer.tier == gold (line 11): its" in history
    assert "rule known: on closed (line 12): it fired; set upset = false" in history


def test_the_rows_that_decided_are_told(play: Callable[[str], list[str]]) -> None:
    """Of a condition with it, of what was set with the run; the words of the table, no values."""
    shown = play("on opened\non paid(amount = 20 EUR)\nwhy\n")
    passed = told(shown, "not")
    assert "(event.amount = 20.00 EUR, customer = •••); allowed: otherwise => 25 EUR (line 33)" in passed
    assert "decided allowed: otherwise => 25 EUR (line 33)" in " ".join(shown)
    shown = play("on paid(amount = 26 EUR)\nwhy\n")
    assert "decided allowed: otherwise => 25 EUR (line 33)" in " ".join(shown)


CALLED = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event failed
event closed
event doubt
event call_her
journey card "Card" {
  starts on opened -> here
  rule fails { on failed { raise doubt } }
  rule often { on 2 doubt within 1 hour { raise call_her } }
  step here "Here" via web {
    on closed -> later
    after 1 day -> called
  }
  step later "Later" via web {
    on call_her -> called
    after 1 day -> called
  }
  end called "Called" success
}
"""


def test_what_a_rule_raised_in_vain_is_told(journeyc: Journeyc, here: Path) -> None:
    """With the input, in its reasons and in the history: else it looks as if all was done. Of what a rule
    counts, or a step takes, it is not said.
    """
    (here / "card.journey").write_text(CALLED, encoding="utf-8")
    script = "on opened\non failed\non failed\nwhy\nhistory\non closed\non failed\n"
    done = journeyc("run", "card.journey", "--store", "a.sqlite", stdin=script)
    assert (done.returncode, done.stderr) == (0, "")
    shown = " ".join(facts(done.stdout))
    vain = "no step takes `call_her` here"
    assert shown.count(f"stayed here · rule fails · rule often · {vain}") == 2, "at once, and in the history"
    assert f"raised doubt, call_her unheard {vain}" in shown
    assert (shown.count(vain), shown.count("no step takes")) == (3, 3)
    assert "ended later -> called" in shown


def test_the_reasons_of_the_whole_history_are_told(
    play: Callable[[str], list[str]], journeyc: Journeyc
) -> None:
    """Weeks later, too, when the events count no longer: which rule looked, and why it did nothing."""
    play(f"on opened\n{FAILED}wait 59 minutes\n{FAILED}on closed\nwait 10 days\n")
    show = ("runs", "show", "card/anna/1", "--store", "a.sqlite")
    often = "rule often: on 2 failed within 1 hour when times < 1 (line 18)"
    incomplete, fired = f"{often}: only 1 of 2 came in time", f"{often}: it fired (times = 0)"
    shown = " ".join(facts(journeyc(*show).stdout))
    assert incomplete not in shown
    shown = " ".join(facts(journeyc(*show, "--why").stdout))
    first, second = shown.index(incomplete), shown.index(fired)
    assert shown.index("09:00 on failed from web") < first < shown.index("09:59 on failed from web") < second


def test_the_history_tells_what_was_noted_and_why_something_was_ignored(
    play: Callable[[str], list[str]], journeyc: Journeyc
) -> None:
    """By the names of the fields; their values may be private."""
    play('customer first_name = "Anna", tier = gold\non opened\n')
    journeyc("run", "card.journey", "--store", "a.sqlite", stdin="on opened\n")
    history = " ".join(play("history\n"))
    assert "customer: noted first_name, tier" in history
    assert "on opened from web: ignored (no open run takes `opened`, and `card` cannot start now" in history
    assert "Anna" not in history
