"""`journeyc tasks`: what a desk without a program of its own sees and does."""

import json
from pathlib import Path

import pytest

from journeyc.runtime import Runtime
from tests.cli.conftest import Journeyc, digest
from tests.cli.test_run import facts
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

JOURNEY = """
queue desk "Desk" { sees customer.phone  claim within 5 minutes }
bot guide "Guide"
journey helped "Helped" {
  context { bill: id?   note: text?   won: bool = false }
  starts on opened from web -> talked { set bill = event.bill }
  step talked "We talk" via voice by queue desk {
    say "Call {{ customer.phone | default('nobody') }}"
    ask note
    on decided -> told { set won = event.accepted }
  }
  step told "The bot tells" via web by bot guide { enter { emit credited(bill = bill, amount = 1 EUR) } on closed -> done }
  end done "Done" success
}
"""  # noqa: E501
TASK = "helped/anna/1/1/0"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store in which the desk is seven minutes behind with Anna."""
    monkeypatch.chdir(tmp_path)
    clock = HandClock()
    with Runtime.open(tmp_path / "c.sqlite", package(JOURNEY), clock=clock) as runtime:
        runtime.identify("anna", {"phone": "+49 30 1", "first_name": "Anna"})
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    (tmp_path / "c.sqlite.clock").write_text("2026-11-23T09:12:00Z\n", encoding="utf-8")
    return "c.sqlite"


def test_tasks_are_listed_with_how_late_they_are(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    done = journeyc("tasks", "list", "--store", store)
    line = f"{TASK} queue desk We talk nobody has it late by 7 minutes"
    assert (done.returncode, facts(done.stdout)) == (0, [line])
    for option in (["--queue", "desk"], ["--late"], ["--claimed-by", ""], ["--journey", "helped"]):
        assert facts(journeyc("tasks", "list", "--store", store, *option).stdout) == [line]
    for option in (["--bot", "guide"], ["--claimed-by", "emma"]):
        none = journeyc("tasks", "list", "--store", store, *option)
        assert (none.returncode, none.stdout, none.stderr) == (0, "", "there is no such task\n")
    slip = journeyc("tasks", "list", "--store", store, "--bot", "desk")
    assert (slip.returncode, slip.stdout) == (2, "")
    assert "there is no bot `desk` in the store" in slip.stderr
    (task,) = json.loads(journeyc("tasks", "list", "--store", store, "--output-format", "json").stdout)
    assert (task["id"], task["late_seconds"], task["due"]) == (TASK, 420, "2026-11-23T09:05:00Z")
    both = journeyc("tasks", "list", "--store", store, "--queue", "desk", "--bot", "guide")
    assert (both.returncode, "a task is of a queue or of a bot" in both.stderr) == (2, True)
    assert digest(store) == before


def test_a_task_is_shown_as_its_queue_sees_it(journeyc: Journeyc, store: str) -> None:
    before = digest(store)
    told = facts(journeyc("tasks", "show", TASK, "--store", store).stdout)
    assert told[0] == f"We talk {TASK}"
    assert "work queue desk, nobody has it, late by 7 minutes" in told
    assert "says Call +49 30 1" in told
    assert "asks note: text" in told
    assert "takes decided(accepted: bool)" in told
    assert "before Mon 23 Nov 09:00: event opened on web: bill = B1 -> talked" in told
    shown = json.loads(journeyc("tasks", "show", TASK, "--store", store, "--output-format", "json").stdout)
    assert [one["name"] for one in shown["before"]] == ["opened"]
    unknown = journeyc("tasks", "show", "helped/anna/1/9/9", "--store", store)
    assert (unknown.returncode, "there is no open task" in unknown.stderr) == (2, True)
    assert digest(store) == before


def test_one_claims_another_hears_who_has_it(journeyc: Journeyc, store: str) -> None:
    done = journeyc("tasks", "claim", TASK, "--by", "emma", "--store", store)
    assert (done.returncode, done.stdout) == (0, f"{TASK}: `emma` has it\n")
    other = journeyc("tasks", "claim", TASK, "--by", "paul", "--store", store)
    said = "journeyc: `emma` has this task; it is free once it is given back\n"
    assert (other.returncode, other.stderr) == (1, said)
    assert journeyc("tasks", "release", TASK, "--by", "paul", "--store", store).returncode == 1
    over = journeyc("tasks", "claim", TASK, "--by", "paul", "--operator", "--store", store)
    assert (over.returncode, over.stdout) == (0, f"{TASK}: `paul` has it\n")
    free = journeyc("tasks", "release", TASK, "--by", "paul", "--store", store)
    assert (free.returncode, free.stdout) == (0, f"{TASK}: it is free\n")


def test_an_answer_moves_the_run_and_leaves_the_rest_to_a_worker(journeyc: Journeyc, store: str) -> None:
    given = ("--event", "decided", "--payload", "-", "--values", '{"note": "fine"}', "--by", "emma")
    done = journeyc("tasks", "answer", TASK, "--store", store, *given, stdin='{"accepted": true}')
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{TASK}: it is answered\nhelped/anna/1: taken\n"
    heard: list[str] = []
    with Runtime.open(store, listeners=[lambda event: heard.append(event.event)]) as runtime:
        (position,) = runtime.where("anna")
        assert position.steps == ("told",)
        runtime.tick()
    assert heard == ["credited"]
    late = journeyc("tasks", "answer", TASK, "--store", store, *given, stdin='{"accepted": true}')
    assert (late.returncode, "has left the place that this belongs to" in late.stderr) == (1, True)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (["--event", "decided"], 1, "journeyc: the answer does not fit\n  `accepted` is missing"),
        (["--event", "decidd"], 1, "did you mean `decided`?"),
        (["--values", '{"nte": 1}'], 1, "`nte` is not asked"),
        ([], 1, "there is no answer in it"),
        (["--payload", "{}"], 2, "`--payload` belongs to an event"),
        (["--event", "decided", "--payload", "[1]"], 2, "`--payload` is no object"),
        (["--event", "decided", "--payload", "{"], 2, "`--payload` is not JSON"),
        (["--event", "decided", "--payload", "-", "--values", "-"], 2, "only one of"),
        (["--event", "decided", "--bind", "nowhere:x"], 2, "there is no module `nowhere`"),
    ],
)
def test_an_answer_that_does_not_fit_says_why(
    given: list[str], code: int, said: str, journeyc: Journeyc, store: str
) -> None:
    done = journeyc("tasks", "answer", TASK, "--store", store, *given)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_an_answer_that_fails_is_told_with_the_incident_that_it_is(journeyc: Journeyc, here: Path) -> None:
    divided = JOURNEY.replace("event.accepted }", "1 / parts > 0 }").replace(" won:", " parts: int = 0 won:")
    with Runtime.open(here / "d.sqlite", package(divided)) as runtime:
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    given = ("--event", "decided", "--payload", '{"accepted": true}', "--store", str(here / "d.sqlite"))
    done = journeyc("tasks", "answer", TASK, *given)
    assert (done.returncode, done.stdout) == (1, "")
    (kept,) = journeyc("incidents", "list", *given[-2:]).stdout.split()[:1]
    assert done.stderr == (
        f"journeyc: division by zero; it is kept as the incident `{kept}`\n"
        f"help: `journeyc incidents show {kept}` tells what to do next\n"
    )


@pytest.mark.parametrize("action", ["claim", "release", "answer"])
def test_a_task_that_nobody_has_heard_of_is_told_as_one(journeyc: Journeyc, store: str, action: str) -> None:
    done = journeyc("tasks", action, "nope", "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"there is no task `nope` in `{store}`" in done.stderr
    assert "`journeyc tasks list` shows those there are" in done.stderr
    near = journeyc("tasks", action, TASK.replace("anna", "ana"), "--store", store)
    assert f"did you mean `{TASK}`?" in near.stderr


def test_whoever_is_logged_in_takes_a_task_and_whoever_has_it_answers(
    journeyc: Journeyc, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "emma")
    assert journeyc("tasks", "claim", TASK, "--store", store).stdout == f"{TASK}: `emma` has it\n"
    given = ("--event", "decided", "--payload", '{"accepted": true}')
    assert journeyc("tasks", "answer", TASK, *given, "--store", store).returncode == 0
