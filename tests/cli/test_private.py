"""Nothing that a command prints of a store shows what is private."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from journeyc.runtime import Runtime
from tests.runtime.customers.journeys import COMPANY, company
from tests.runtime.customers.test_private import BEFORE, PLANTED, Chatty
from tests.runtime.stage import HandClock

Journeyc = Callable[..., CompletedProcess[str]]
RUN = "dispute/anna/1"

LOOKS = {
    "runs list": ["runs", "list"],
    "runs show": ["runs", "show", RUN],
    "runs show why": ["runs", "show", RUN, "--why"],
    "runs show as an object": ["runs", "show", RUN, "--output-format", "json"],
    "runs list as an object": ["runs", "list", "--output-format", "json"],
    "runs export": ["runs", "export", RUN],
    "runs send": ["runs", "send", RUN, "asked"],
    "runs send as an object": ["runs", "send", RUN, "asked", "--output-format", "json"],
    "runs cancel as an object": ["runs", "cancel", RUN, "--output-format", "json"],
    "runs retry as an object": ["runs", "retry", RUN, "--output-format", "json"],
    "runs answer that does not fit": ["runs", "answer", RUN, "bill=B1"],
    "incidents list": ["incidents", "list"],
    "incidents list as an object": ["incidents", "list", "--output-format", "json"],
    "incidents show": ["incidents", "show", "INCIDENT"],
    "incidents show as an object": ["incidents", "show", "INCIDENT", "--output-format", "json"],
    "incidents retry": ["incidents", "retry", "INCIDENT"],
    "customers list": ["customers", "list"],
    "customers show": ["customers", "show", "anna"],
    "customers show as an object": ["customers", "show", "anna", "--output-format", "json"],
    "doctor": ["doctor"],
    "a merge that is refused": ["customers", "merge", "anna", "--into", "anna"],
    "an erasure that is not meant": ["customers", "erase", "anna"],
}


@pytest.fixture
def store(tmp_path: Path) -> str:
    """A store with private values in every place that can hold one, and things that failed."""
    path, clock, chatty = tmp_path / "p.sqlite", HandClock(), Chatty()
    services = {"crm.look_up": chatty}
    with Runtime.open(path, company(), {"sms": chatty}, clock, services=services) as runtime:
        runtime.identify("anna", {**PLANTED, "bank": BEFORE, "points": 20})
        runtime.identify("anna", {"bank": PLANTED["bank"]})
        runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
        runtime.send("moved", {"words": "x"}, customer="anna", channel="web")
        clock.pass_(days=3)
        runtime.tick()
        runtime.send("asked", customer="anna", channel="web", run=RUN)
        runtime.send("asked", customer="anna", channel="web")
        runtime.tick()
        assert len(runtime.incidents()) == 1
    return str(path)


def leaks(done: CompletedProcess[str]) -> list[str]:
    return [value for value in (*PLANTED.values(), BEFORE) if value in done.stdout + done.stderr]


@pytest.mark.parametrize("look", LOOKS)
def test_no_command_prints_what_is_private(journeyc: Journeyc, store: str, look: str) -> None:
    with Runtime.open(store) as runtime:
        (incident,) = runtime.incidents()
    words = [incident["id"] if word == "INCIDENT" else word for word in LOOKS[look]]
    done = journeyc(*words, "--store", store)
    assert done.returncode in {0, 1, 2}
    assert done.stdout + done.stderr
    assert leaks(done) == []


def test_a_play_shows_it_to_the_customer_alone(journeyc: Journeyc, tmp_path: Path) -> None:
    """What a step says and a message brings is the customer's; history and reasons are for whoever looks."""
    (tmp_path / "c.journey").write_text(COMPANY, encoding="utf-8")
    store = tmp_path / "play.sqlite"
    play = ["run", tmp_path / "c.journey", "--store", store, "--journey", "dispute"]
    assert journeyc(*play, stdin="help\n").returncode == 0
    with Runtime.open(store, company(), clock=HandClock()) as runtime:
        runtime.identify("anna", PLANTED)
    script = ['on opened(bill = "B1") from web', 'on moved(words = "x")', "why", "history", ""]
    done = journeyc(*play, stdin="\n".join(script))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "copy = •••" in done.stdout
    assert leaks(done) == []
