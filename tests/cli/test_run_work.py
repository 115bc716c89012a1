"""`journeyc run` where several places, services, queues, operators and other journeys have a part."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli.test_run import facts

Journeyc = Callable[..., CompletedProcess[str]]

WORK = """\
touchpoint website "Website" { channel web: show, ask }
touchpoint contact "Contact" { channel desk: agent, ask  channel sms: push }
queue experts "Experts"
customer { key id: id  first_name: text = "there" }
type Paid { amount: money }
service billing.credit(bill: id) gives Paid fails refused
event opened { bill: id }
event decided { accepted: bool }
event closed
event help_wanted
event credited { amount: money }
journey work(bill: id = "B0") "Work" {
  timezone "Europe/Berlin"
  context { paid: money = 0 EUR  note: text?  ok: bool = false  share: decimal = 1 }
  starts -> checking
  step checking "Checking" { run check(bill = bill) { ends fine -> both  ends odd -> lost } }
  parallel both "Both sides" {
    branch money "Money" {
      step crediting "Crediting" {
        call billing.credit(bill = bill) retry 1 times every 1 hour timeout 2 days {
          ok as c -> credited_well { set paid = c.amount }  fails refused -> refused_well
          no answer -> refused_well
        }
      }
      end credited_well
      end refused_well
    }
    branch desk "Desk" {
      step judging "Judging" via desk by queue experts {
        ask note
        on decided when event.accepted -> judged { set ok = true }
        on decided -> judged
        on closed { set share = 1 / (share - 1) }
      }
      end judged
    }
    on both.done -> done
  }
  anytime human { on help_wanted -> talking  step talking "Talking" via web { on closed -> back } }
  goal quick "Quick" when reached done within 2 days
  end done "Done" success { emit credited(amount = paid)  note "paid {{ paid }}" }
  end lost "Lost" failure
}
journey check(bill: id) "Check" {
  timezone "Europe/Berlin"
  starts -> looking
  step looking "Looking" via web { on decided when event.accepted -> fine  on decided -> odd }
  end fine "Fine" success
  end odd "Odd" failure
}
"""
CHECKED = 'start (bill = "B7")\non decided(accepted = true)\n'


@pytest.fixture
def work(here: Path) -> Path:
    path = here / "work.journey"
    path.write_text(WORK, encoding="utf-8")
    return Path(path.name)


def play(journeyc: Journeyc, script: str, *options: str) -> list[str]:
    """Play a script on the store `a.sqlite`; it has to end well."""
    done = journeyc("run", "work.journey", "--journey", "work", "--store", "a.sqlite", *options, stdin=script)
    assert (done.returncode, done.stderr) == (0, "")
    assert max(len(line) for line in done.stdout.splitlines() if " > " not in line) <= 88
    return facts(done.stdout)


@pytest.mark.usefixtures("work")
def test_a_journey_begins_without_an_event_and_waits_for_another(journeyc: Journeyc) -> None:
    """Both are shown, and the end of the one moves the other on."""
    first = play(journeyc, "")
    assert "next 1 start(bill = …) starts at checking" in first
    shown = play(journeyc, 'start (bill = "B7")\n')
    assert "started checking" in shown
    assert "works check another journey, until it ends" in shown
    assert "Check · check/anna/1" in shown
    shown = play(journeyc, "on decided(accepted = true)\n")
    assert "ended looking -> fine" in shown
    assert "moved checking -> crediting -> judging" in shown


@pytest.mark.usefixtures("work")
def test_several_places_are_several_cards(journeyc: Journeyc) -> None:
    """Each with what it waits for, and what is taken wherever the run is once, below."""
    play(journeyc, CHECKED)
    shown = play(journeyc, "")
    start = shown.index("Crediting step crediting in both › money")
    assert shown[start : start + 9] == [
        "Crediting step crediting in both › money",
        "─" * 86,
        "works 1 call billing.credit try 1, ok, fails refused or no answer",
        "Judging step judging in both › desk on desk",
        "─" * 86,
        "here nothing to do on web; this step is on desk",
        "asks 2 note a text",
        "next 3 on decided(accepted = …) -> judged, when event.accepted",
        "4 on decided(accepted = …) -> judged",
    ]
    assert shown[start + 9 : start + 13] == [
        "5 on closed stays here",
        "works 6 task experts nobody has it yet",
        "anytime 7 on help_wanted -> talking",
        "time 8 in 2 days no answer from billing.credit",
    ]


@pytest.mark.usefixtures("work")
def test_the_person_says_what_a_service_answers(journeyc: Journeyc) -> None:
    """As a command, or under its number; what cannot be is refused."""
    play(journeyc, CHECKED)
    shown = play(journeyc, "call billing.credit ok { amount = 3 EUR }\n")
    assert "moved crediting, judging -> credited_well · paid = 3.00 EUR" in shown
    play(journeyc, CHECKED, "--as", "ben")
    assert any("refused_well" in line for line in play(journeyc, "1\nfails refused\n", "--as", "ben"))
    play(journeyc, CHECKED, "--as", "cleo")
    shown = play(journeyc, "call billing.credit no answer\nwait 1 hour\n", "--as", "cleo")
    assert "works 1 call billing.credit try 2, ok, fails refused or no answer" in shown


@pytest.mark.usefixtures("work")
@pytest.mark.parametrize(
    ("stub", "said"),
    [
        ("billing.credit ok { amount = 12 EUR }", "paid = 12.00 EUR"),
        ("billing.credit fails refused", "refused_well"),
    ],
)
def test_a_service_answers_what_was_said_beforehand(journeyc: Journeyc, stub: str, said: str) -> None:
    """At once, with what it does told before what follows."""
    shown = play(journeyc, CHECKED, "--stub", stub)
    assert any(said in line for line in shown)
    assert not any("call billing.credit" in line for line in shown)


@pytest.mark.usefixtures("work")
def test_a_task_is_claimed_and_done(journeyc: Journeyc) -> None:
    """By the name of its queue."""
    play(journeyc, CHECKED, "--stub", "billing.credit ok { amount = 1 EUR }")
    shown = play(journeyc, "task experts claim by emma\nwhere\n")
    assert any("task experts claimed by emma" in line for line in shown)
    shown = play(journeyc, "task experts release\nwhere\n")
    assert any("task experts nobody has it yet" in line for line in shown)
    shown = play(journeyc, 'task experts answer note = "fine"\ntask experts on decided(accepted = true)\n')
    assert 'kept note = "fine"' in shown
    assert any("ok = true" in line for line in shown)
    ending = shown.index("goal quick")
    assert shown[ending + 1 : ending + 3] == ["note paid 1.00 EUR", "emitted credited(amount = 1.00 EUR)"]
    assert any(line.startswith("ended") for line in shown)


@pytest.mark.usefixtures("work")
def test_operators_hold_runs_and_try_incidents_again(journeyc: Journeyc) -> None:
    """Of the only run, or of the one that is named."""
    play(journeyc, CHECKED)
    shown = play(journeyc, "suspend\nresume work/anna/1\n")
    assert "suspended since Mon 23 Nov 09:00" in shown
    broken = journeyc(
        "run", "work.journey", "--journey", "work", "--store", "a.sqlite", stdin="on closed from desk\n"
    )
    assert broken.returncode == 1
    again = journeyc("run", "work.journey", "--journey", "work", "--store", "a.sqlite", stdin="retry\n")
    assert again.returncode == 1
    assert "division by zero" in broken.stderr
    assert "division by zero" in again.stderr
    shown = play(journeyc, "dismiss\nhistory\n")
    assert any(line.endswith("dismissed:") for line in shown)
    shown = play(journeyc, "cancel\nhistory\n")
    assert any(line.endswith("cancel by operator: ended crediting, judging") for line in shown)


@pytest.mark.usefixtures("work")
def test_why_tells_what_was_passed_over_and_what_is_waited_for(journeyc: Journeyc) -> None:
    """With the values of the conditions, and what happens next and when."""
    play(journeyc, CHECKED)
    shown = play(journeyc, "on decided(accepted = false) from desk\nwhy\n")
    passed = shown.index("not on decided when event.accepted -> judged (line 31): its condition is not")
    assert shown[passed + 1] == "true (event.accepted = false)"
    assert "because on decided from desk: moved crediting, judging -> judged" in shown
    assert "waits for the answer of billing.credit, try 1" in shown
    assert "next Wed 25 Nov 09:00, in 2 days: no answer from billing.credit" in shown


@pytest.mark.usefixtures("work")
def test_an_interrupt_shows_what_is_behind_it(journeyc: Journeyc) -> None:
    """And comes back to it."""
    play(journeyc, CHECKED)
    shown = play(journeyc, "on help_wanted\n")
    assert "Talking step talking in human on web" in shown
    assert "behind crediting, judging" in shown
    assert any(line.startswith("Crediting") for line in play(journeyc, "on closed\n"))


@pytest.mark.usefixtures("work")
def test_what_others_do_behind_an_interrupt_is_told_and_taken(journeyc: Journeyc) -> None:
    """It is waited for, and what comes of it arrives when the interrupt is over."""
    play(journeyc, CHECKED)
    shown = play(journeyc, "on help_wanted\nwhy\n")
    assert "behind crediting, judging, until human is done" in shown
    assert "waits for the answer of billing.credit, try 1" in shown
    assert "waits for experts, nobody has it yet" in shown
    shown = play(journeyc, "task experts claim by emma\ncall billing.credit ok { amount = 5 EUR }\nwhy\n")
    behind = shown.index("behind crediting, judging, until human is done")
    assert shown[behind + 1 : behind + 3] == ["waits for experts, claimed by emma", "next nothing by itself"]
    shown = play(journeyc, "on closed\nwhy\n")
    assert any(line.startswith("here credited_well") for line in shown)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("start chek", "there is no journey `chek`"),
        ("start (odd = 1)", "there is no field `odd` of `work`"),
        ("start work bill", "after `start` stands `bill`"),
        ("call billing.credit ok", "`billing.credit` gives a value"),
        ("call billing.credit ok { amount = 3 }", "this is a whole number, but money is needed"),
        (
            "call billing.credit fails odd",
            "the result does not fit: `billing.credit` declares no failure `odd`",
        ),
        ("call billing ok", "no answer of a service `billing` is waited for here"),
        ("call billing.credit", "`call` needs a service and its answer"),
        ("task expert claim", "no task `expert` is waited for here"),
        ("task experts", "`task` needs a queue or bot and what is done"),
        ("task experts release", "nobody has `experts`"),
        (
            "task experts claim by emma\ntask experts claim by paul",
            "`emma` has this task; it is free once it is given back",
        ),
        ("task experts on decidd", "there is no event `decidd`"),
        ("task experts on decided", "the answer does not fit: `accepted` is missing"),
        ("task experts answer ok = true", "there is no field `ok` here"),
        ("resume", "`work/anna/1` cannot resume: it is active, not suspended"),
        ("suspend work/ben/1", "there is no run `work/ben/1`"),
        ("retry", "there is no incident"),
        ("retry x", "there is no incident `x`"),
        ("migrate", "`work/anna/1` cannot migrate"),
    ],
)
def test_what_cannot_be_done_stops_a_script(journeyc: Journeyc, work: Path, line: str, problem: str) -> None:
    """With one message."""
    done = journeyc("run", work, "--journey", "work", "--store", "a.sqlite", stdin=f"{CHECKED}{line}\n")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    number = 3 + line.count("\n")
    assert done.stderr.startswith(f"journeyc: <stdin>:{number}: {problem}")


@pytest.mark.parametrize(
    ("stub", "problem"),
    [
        (
            "billing.credit gives 1 EUR",
            "its answer\nhelp: write `SERVICE ok VALUE`, `SERVICE fails NAME` or `SERVICE no answer`",
        ),
        ("billing.debit no answer", "`--stub billing.debit no answer` names no service of the journey"),
    ],
)
def test_a_wrong_stub_is_one_message(journeyc: Journeyc, work: Path, stub: str, problem: str) -> None:
    """Before anything is played."""
    done = journeyc("run", work, "--journey", "work", "--store", "a.sqlite", "--stub", stub)
    assert (done.returncode, done.stdout) == (2, "")
    assert problem in done.stderr


EXAMPLES = Path(__file__).parents[2] / "examples" / "journeys"


def test_the_example_with_a_bot_a_desk_and_a_week_is_played(
    journeyc: Journeyc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = EXAMPLES / "line_is_down.journey"
    told: list[list[str]] = []
    for script in ("line_is_down.play", "line_is_down.resume.play"):
        start = () if told else ("--start", "2026-11-23T09:00")
        done = journeyc("run", path, "--store", "line.sqlite", *start, "--script", EXAMPLES / script)
        assert (done.returncode, done.stderr) == (0, "")
        told.append(facts(done.stdout))
    first, second = told
    assert "works 5 task line_guide nobody has it yet, due Mon 23 Nov 09:01" in first
    assert "works 4 task help_desk claimed by Emma, due Mon 23 Nov 11:00" in first
    assert "works 4 task help_desk nobody has it yet, due Mon 30 Nov 09:35" in second
    assert "ended helped_by_agent -> works_again" in second
