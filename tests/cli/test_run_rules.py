"""How `run` tells of what rules bring about: silences, and the events that they raise for interrupts."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_run import play

Journeyc = Callable[..., CompletedProcess[str]]

INVOICE = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event sent
event paid
event overdue
event trouble { call: bool }
journey invoice "Invoice" {
  starts on sent -> open
  rule silence { on sent then no paid within 10 days { raise overdue } }
  rule at_once { on sent then paid within 1 hour { note "Paid at once." } }
  step open "Open" via web {
    on paid -> done
    on overdue -> late
  }
  step late "Late" via web {
    on paid -> done
    after 10 days -> done
  }
  anytime help "Help" {
    on trouble when event.call -> call
    on trouble from web -> late
    step call "Call" via web {
      on paid -> done
      after 2 days -> back
    }
  }
  end done "Done" success
}
"""


@pytest.fixture(autouse=True)
def invoice(here: Path) -> None:
    """A journey with a rule that waits."""
    (here / "case.journey").write_text(INVOICE, encoding="utf-8")


def test_a_silence_is_told_once(journeyc: Journeyc) -> None:
    """Its end is a timer, and a rule that fires: the words of the rule say both."""
    shown = " ".join(play(journeyc, "on sent\nwait 10 days\nwhy\nhistory\n"))
    told = "open -> late · rule silence: on sent then no paid within 10 days"
    assert shown.count(told) == 3
    assert f"{told} ·" not in shown


def test_what_happens_anywhere_is_told_with_its_condition(journeyc: Journeyc) -> None:
    """Two handlers of one event are told apart."""
    shown = " ".join(play(journeyc, "on sent\nwhy\n"))
    assert "for trouble when event.call, wherever it is for trouble from web, wherever it is" in shown


def test_a_sequence_that_began_too_long_ago_is_told(journeyc: Journeyc) -> None:
    """Nothing more will come of it: the last event was there, and those before it were not in time."""
    shown = " ".join(play(journeyc, "on sent\nwait 2 hours\non paid\nwhy\n"))
    assert "rule at_once: on sent then paid within 1 hour (line 10): only 1 of 2 came in time" in shown
