"""`journeyc run` in words: rules, what was refused, cancelled runs, values that are names, business time."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_run import OPENED, facts, play

Journeyc = Callable[..., CompletedProcess[str]]

PRACTICE = """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id  first_name: text = "there"  missed: int = 0  last_visit: date? }
event booked { visit: instant }
event toothache
event missed_visit
event call_me
event plan_told { reason: text }
rule careless "Careless" {
  on 2 missed_visit within 30 days when customer.missed < 5 { emit plan_told(reason = "twice")
    set customer.missed = 9 }
}
calendar office { timezone "Europe/Berlin"  monday to friday from 08:00 to 12:00 }
journey visit "Visit" {
  timezone "Europe/Berlin"
  calendar office
  context { pain: int = 0 }
  starts on booked -> waiting
  step waiting "Waiting" via web { after 30 days -> over }
  anytime urgent talk { on call_me -> talking  step talking "Talking" via web { after 1 day -> back } }
  rule hurts "It hurts" { on 2 toothache within 1 day when pain == 0 { raise call_me  set pain = 1 } }
  end over "Over" neutral
}
"""
BOOKED = "on booked(visit = 2026-12-01T10:00)\n"


@pytest.fixture
def practice(here: Path) -> Path:
    """A journey with rules; what is played with it is kept beside it."""
    path = here / "case.journey"
    path.write_text(PRACTICE, encoding="utf-8")
    return Path(path.name)


def tried(journeyc: Journeyc, script: str) -> str:
    """Play a script whose last line is refused, and give what was said of that."""
    done = journeyc("run", "case.journey", "--store", "a.sqlite", stdin=script)
    assert done.returncode == 1
    return done.stderr.partition(": <stdin>:")[2].partition(": ")[2]


@pytest.mark.usefixtures("practice")
def test_a_rule_of_the_customer_is_told(journeyc: Journeyc) -> None:
    """When it fires, behind `why`, and in the history; one whose condition is not true behind `why` alone."""
    tried(journeyc, "on missed_visit")
    shown = play(journeyc, "on missed_visit\nwhy\nhistory\n")
    rule = "careless: on 2 missed_visit within 30 days when customer.missed < 5"
    assert f"rule {rule}" in shown
    assert f"rule {rule} (line 8): it fired" in " ".join(shown)
    assert "Mon 23 Nov 2026 09:00 rule careless: on 2 missed_visit within 30 days when" in shown


@pytest.mark.usefixtures("practice")
def test_a_rule_of_the_journey_is_told(journeyc: Journeyc) -> None:
    """Beside what it brought about, and so is one that did nothing."""
    tried(journeyc, f"{BOOKED}on toothache")
    shown = play(journeyc, "on toothache\nwhy\nhistory\n")
    told = "on toothache from web: moved waiting -> talking · rule hurts"
    assert f"Mon 23 Nov 2026 09:00 {told}" in " ".join(shown)
    assert "moved waiting -> talking · rule hurts · pain = 1" in shown
    fired = "rule hurts: on 2 toothache within 1 day when pain == 0 (line 20): it fired (pain = 0)"
    assert fired in " ".join(shown)


@pytest.mark.usefixtures("practice")
def test_why_tells_why_nothing_was_taken(journeyc: Journeyc, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a keyboard asks it right behind the refusal."""
    monkeypatch.setattr("journeyc.cli.run.lines.Script.interactive", True)
    done = journeyc("run", "case.journey", "--store", "a.sqlite", stdin=f"{BOOKED}on toothache\nwhy\n")
    shown = facts(done.stdout)
    assert "ignored no active step takes `toothache`, and no journey starts with it" in shown
    lacking = "rule hurts: on 2 toothache within 1 day when pain == 0 (line 20): only 1 of 2 came in time"
    assert lacking in " ".join(shown)
    told = "Mon 23 Nov 2026 09:00 on toothache from web: ignored"
    assert any(line.startswith(told) for line in play(journeyc, "history"))


@pytest.mark.usefixtures("practice")
def test_who_was_cancelled_is_at_no_end(journeyc: Journeyc) -> None:
    """In the play and in the list of runs alike."""
    shown = play(journeyc, f"{BOOKED}cancel\n")
    assert "Waiting step waiting on web" in shown
    assert "cancelled Mon 23 Nov 09:00" in shown
    assert not [line for line in shown if "neutral" in line]
    told = facts(journeyc("runs", "show", "visit/anna/1", "--store", "a.sqlite").stdout)
    assert "status cancelled" in told


def test_who_was_cancelled_beside_a_branch_that_is_done_is_at_no_end(journeyc: Journeyc, here: Path) -> None:
    """The end of a branch is a place where a run can be."""
    (here / "case.journey").write_text(
        """\
touchpoint website "Website" { channel web: show, ask }
customer { key id: id }
event opened
event packed
event posted
journey parcel "Parcel" {
  starts on opened -> both
  parallel both "Both" {
    branch one "One" { step packing "Packing" via web { on packed -> ready }   end ready }
    branch two "Two" { step writing "Writing" via web { on posted -> sent }   end sent }
    on both.done -> over
    after 9 days -> over
  }
  end over "Over" neutral
}
""",
        encoding="utf-8",
    )
    shown = play(journeyc, "on opened\non packed\ncancel\n")
    assert "cancelled Mon 23 Nov 09:00" in shown
    assert not [line for line in shown if "neutral" in line]
    told = facts(journeyc("runs", "show", "parcel/anna/1", "--store", "a.sqlite").stdout)
    assert "status cancelled" in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "on booked(visit = tomorrow)",
            "`tomorrow` cannot be read as a value\nhelp: write a moment, such as 2026-11-23T09:00\n",
        ),
        (
            "customer first_name = Anna",
            '`Anna` cannot be read as a value\nhelp: a text stands in quotes: `"Anna"`\n',
        ),
        (
            "customer last_visit = yesterday",
            "`yesterday` cannot be read as a value\nhelp: write a day, such as 2026-11-23\n",
        ),
    ],
)
@pytest.mark.usefixtures("practice")
def test_a_name_in_place_of_a_value_says_how_values_are_written(
    journeyc: Journeyc, line: str, said: str
) -> None:
    """Nothing can be declared in a play, so nobody is told to."""
    assert tried(journeyc, line) == said


@pytest.mark.usefixtures("practice")
def test_business_time_is_waited_by_the_calendar_of_the_journey(journeyc: Journeyc) -> None:
    """As scenarios do; without a calendar it is refused."""
    shown = play(journeyc, f"{BOOKED}wait 5 business hours\nwait 1 business day\nwait 0 business days\n")
    assert [line[:16] for line in shown if " > wait" in line] == [
        "Mon 23 Nov 09:00",
        "Tue 24 Nov 10:00",
        "Wed 25 Nov 10:00",
    ]


@pytest.mark.usefixtures("small")
def test_business_time_needs_a_calendar(journeyc: Journeyc) -> None:
    """It is said what can be done instead."""
    said = tried(journeyc, "wait 3 business days")
    assert said == "`case` has no calendar to count business time by\nhelp: wait by the clock\n"


@pytest.mark.usefixtures("small")
def test_help_stands_in_two_columns(journeyc: Journeyc) -> None:
    """What is too long for its line goes on below itself."""
    done = journeyc("run", "case.journey", "--store", "a.sqlite", stdin="help\n")
    table = done.stdout.partition("on EVENT")[2].partition("a number")[0].splitlines()[1:-1]
    assert all(line.startswith(("  ", " " * 45)) and len(line) <= 88 for line in table)
    assert [line.strip() for line in table if line.startswith(" " * 10)] == [
        "answer`", "`release`", "value`", "`dismiss`", "for, and what happens next",
    ]  # fmt: skip


def test_the_journey_of_the_file_is_played(journeyc: Journeyc, practice: Path) -> None:
    """Not one that it imports, which can be named all the same."""
    text = practice.read_text().replace("journey visit", "journey other")
    Path("other.journey").write_text(text)
    practice.write_text(
        'import "other.journey"\njourney mine "Mine" { starts on booked -> over  end over "Over" neutral }\n'
    )
    assert play(journeyc, "")[0] == "Mine · version 1 · anna · kept in a.sqlite"
    assert play(journeyc, "", "--journey", "other")[0].startswith("Visit · version 1")


@pytest.mark.usefixtures("small")
def test_events_of_a_part_that_another_journey_does_are_sent(journeyc: Journeyc, practice: Path) -> None:
    """By name and by number, though the journey that is played does not name them."""
    text = practice.read_text().partition("rule careless")[0]
    practice.write_text(
        f"""{text} event agreed {{ price: money }}
        journey whole "Whole" {{ starts on booked -> asking
          step asking "Asking" {{ run part() {{ ends fine -> over  ends poor -> over }} }}
          end over "Over" neutral }}
        journey part "Part" {{ starts -> offer_it
          step offer_it "Offer" via web {{ on agreed when event.price > 5 EUR -> fine  on agreed -> poor }}
          end fine "Fine" success  end poor "Poor" failure }}"""
    )
    for line in ("on agreed(price = 9 EUR)\n", "1\n9 EUR\n"):
        shown = play(journeyc, f"{BOOKED}{line}", "--journey", "whole", "--as", line[:2].strip())
        assert "ended offer_it -> fine" in shown


@pytest.mark.usefixtures("small")
def test_a_store_that_was_removed_takes_its_time_along(journeyc: Journeyc) -> None:
    """Whoever begins anew begins on the first morning."""
    play(journeyc, f"{OPENED}wait 2 days")
    Path("a.sqlite").unlink()
    assert "Mon 23 Nov 2026 09:00 in Europe/Berlin · virtual time" in play(journeyc, "")
