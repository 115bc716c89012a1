"""`journeyc incidents`, and `runs retry`: what could not be done, and what is done about it."""

import json
from pathlib import Path

import pytest

from journeyc.runtime import Runtime
from journeyc.source import Source
from tests.cli.conftest import Journeyc
from tests.compiling import package_of
from tests.runtime.hosts.test_operating import version

ROUND = "round/anna/1"


@pytest.fixture
def store(here: Path) -> str:
    """A store in which a run of Anna, and two of Bob's inputs, have divided by zero."""
    with Runtime.open(here / "a.sqlite", version(1)) as runtime:
        for name, id_ in (("anna", "i1"), ("bob", "i2")):
            runtime.start("round", customer=name, channel="web")
            runtime.identify(name, {"phone": f"+49 30 {name}"})
            runtime.send("closed", customer=name, channel="web")
            runtime.send("decided", {"accepted": True}, customer=name, channel="web", id=id_)
    return "a.sqlite"


def ids(journeyc: Journeyc, store: str, *options: str) -> list[str]:
    done = journeyc("incidents", "list", "--store", store, *options)
    assert done.returncode == 0
    return [line.split()[0] for line in done.stdout.splitlines()]


def test_incidents_are_listed_and_chosen(journeyc: Journeyc, store: str) -> None:
    anna, bob = ids(journeyc, store)
    assert (anna.startswith(ROUND), bob.startswith("round/bob/1")) == (True, True)
    assert ids(journeyc, store, "--run", ROUND) == ids(journeyc, store, "--customer", "+49 30 anna") == [anna]
    assert ids(journeyc, store, "--limit", "1") == [anna]
    assert ids(journeyc, store, "--after", anna, "--kind", "event", "--journey", "round") == [bob]
    assert ids(journeyc, store, "--kind", "timer") == ids(journeyc, store, "--settled") == []
    (told, _) = json.loads(journeyc("incidents", "list", "--store", store, "--output-format", "json").stdout)
    assert (told["id"], told["run"]) == (anna, ROUND)


def test_one_is_told_with_what_to_do_next(journeyc: Journeyc, store: str) -> None:
    (anna, _) = ids(journeyc, store)
    done = journeyc("incidents", "show", anna, "--store", store)
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    for part in ("open", f"run {ROUND}", "problem", "where test.journey:", "reads 100 / left", "left = 0"):
        assert part in said, part
    assert '"name": "decided"' in said
    assert "`journeyc incidents retry` applies the input again" in said
    told = json.loads(journeyc("incidents", "show", anna, "--store", store, "--output-format", "json").stdout)
    assert (told["open"], told["expression"], "retry" in told["next"]) == (True, "100 / left", True)


ORDER = """
touchpoint website "Website" { channel web: show, ask }
customer {
  key id: id
  shares: int = 0
}
event ordered { items: int }
journey order "An order" {
  context { each: decimal? }
  starts on ordered from web -> packing { set each = event.items / customer.shares }
  step packing "It is packed" via web { on ordered -> packed }
  end packed "Packed" success
}
"""


def test_what_could_not_begin_begins_where_its_journey_is_named(journeyc: Journeyc, here: Path) -> None:
    (here / "order.journey").write_text(ORDER, encoding="utf-8")
    with Runtime.open(here / "a.sqlite", package_of(Source("order.journey", ORDER))) as runtime:
        runtime.send("ordered", {"items": 6}, customer="ben", channel="web")
        runtime.identify("ben", {"shares": 2})
    (failed,) = ids(journeyc, "a.sqlite")
    lost = journeyc("incidents", "retry", failed, "--store", "a.sqlite")
    assert lost.returncode == 1
    assert "name the journey that is to begin with `--journeys`" in lost.stderr
    assert ids(journeyc, "a.sqlite") == [failed]
    done = journeyc("incidents", "retry", failed, "--store", "a.sqlite", "--journeys", "order.journey")
    assert (done.returncode, done.stderr) == (0, "")
    assert ids(journeyc, "a.sqlite") == []
    with Runtime.open(here / "a.sqlite") as runtime:
        assert [run.places for run in runtime.runs()] == [("packing",)]


def test_what_fails_again_is_a_new_incident_and_exits_with_1(journeyc: Journeyc, store: str) -> None:
    anna, bob = ids(journeyc, store)
    done = journeyc("incidents", "retry", anna, "--store", store)
    assert done.returncode == 1
    assert f"`{anna}` failed again in `{ROUND}`: " in done.stderr
    still = ids(journeyc, store)
    assert (still[0], still[1].startswith(ROUND), anna in still) == (bob, True, False)
    assert ids(journeyc, store, "--settled") == [anna]
    again = journeyc("incidents", "retry", anna, "--store", store)
    assert (again.returncode, ids(journeyc, store)) == (1, still)
    assert f"`{anna}`" in again.stderr


def test_incidents_on_standard_input_are_dismissed_by_somebody(journeyc: Journeyc, store: str) -> None:
    """As `list` gives them, whatever stands behind the ids."""
    listed = journeyc("incidents", "list", "--store", store).stdout
    done = journeyc(
        "incidents", "dismiss", "-", "--store", store, "--by", "Ada", "--reason", "known", stdin=listed
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(": dismissed\n") == 2
    assert ids(journeyc, store) == []
    with Runtime.open(store) as runtime:
        line = runtime.history("anna")[-1]
    assert (line.kind, line.document["by"], line.document["reason"]) == ("dismiss", "Ada", "known")


def test_all_of_a_run_are_tried_again(journeyc: Journeyc, store: str) -> None:
    """Once the version that they fail in is another."""
    with Runtime.open(store, version(2, divisor="(left + 1)")) as runtime:
        runtime.migrate(ROUND)
    done = journeyc("runs", "retry", ROUND, "--store", store)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(": tried again\n")
    assert journeyc("runs", "list", "--store", store, "--customer", "anna").stdout.split()[2] == "done"
    again = journeyc("runs", "retry", ROUND, "--store", store, "--output-format", "json")
    assert (again.returncode, json.loads(again.stdout)) == (1, [])
    assert f"`{ROUND}` has no open incident" in again.stderr


@pytest.mark.parametrize("command", ["show", "retry", "dismiss"])
def test_one_that_is_not_there_is_said_with_the_nearest(journeyc: Journeyc, store: str, command: str) -> None:
    anna = ids(journeyc, store)[0]
    done = journeyc("incidents", command, anna.replace("anna", "ana"), "--store", store)
    assert done.returncode == (2 if command == "show" else 1)
    assert f"there is no incident `{anna.replace('anna', 'ana')}` in `{store}`" in done.stderr
    assert f"did you mean `{anna}`?" in done.stderr
    none = journeyc("incidents", command, "nope", "--store", store)
    assert "`journeyc incidents list` shows those there are" in none.stderr


def test_what_fails_again_is_told_with_its_run_and_the_incident_that_it_is_now(
    journeyc: Journeyc, store: str
) -> None:
    first = ids(journeyc, store)[0]
    done = journeyc("incidents", "retry", first, "--store", store)
    again = f"{first}/retry/1/0"
    assert (done.returncode, done.stdout) == (1, "")
    assert f"`{first}` failed again in `{ROUND}`: division by zero; it is kept as the incident" in done.stderr
    assert f"`{again}`" in done.stderr
    assert f"`journeyc incidents show {again}` tells what to do next" in done.stderr
    assert again in ids(journeyc, store)


def test_an_event_that_fails_is_told_with_the_incident_that_it_is(journeyc: Journeyc, store: str) -> None:
    given = ("--payload", '{"accepted": true}', "--channel", "web", "--id", "s1", "--store", store)
    done = journeyc("runs", "send", ROUND, "decided", *given)
    assert (done.returncode, done.stdout) == (1, "")
    kept = f"{ROUND}/s1/0"
    assert f"`{ROUND}`: division by zero; it is kept as the incident `{kept}`" in done.stderr
    assert f"`journeyc incidents show {kept}` tells what to do next" in done.stderr
