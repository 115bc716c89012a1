"""Lists of what is in a store, as people see them, and as pipes do."""

import re
import sys
from pathlib import Path

import pytest

from journeyc.cli.stored import tell_rows
from journeyc.runtime import Runtime
from tests.cli.conftest import Journeyc
from tests.runtime.hosts.test_operating import version
from tests.runtime.stage import HandClock

#: By command, the heading of its first column.
LISTS = {
    "runs list": "RUN",
    "runs heads": "WHERE",
    "incidents list": "INCIDENT",
    "customers list": "CUSTOMER",
}


@pytest.fixture
def store(here: Path) -> str:
    clock = HandClock()
    clock.pass_(microseconds=123456)
    with Runtime.open(here / "a.sqlite", version(1), clock=clock) as runtime:
        runtime.start("round", customer="anna", channel="web")
        runtime.send("closed", customer="anna", channel="web")
        runtime.send("decided", {"accepted": True}, customer="anna", channel="web", id="i1")
    return "a.sqlite"


@pytest.mark.parametrize("command", LISTS)
def test_a_pipe_has_no_headings_and_no_parts_of_seconds(journeyc: Journeyc, store: str, command: str) -> None:
    done = journeyc(*command.split(), "--store", store)
    assert done.returncode == 0
    assert LISTS[command] not in done.stdout.split()
    assert re.search(r":\d\dZ", done.stdout)
    assert not re.search(r"\d\.\d+Z", done.stdout)


def test_a_terminal_has_a_heading_for_each_column(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    row = {"run": "order/anna/1", "next_due": "2026-11-23T09:00:00.123456Z", "stuck": ""}
    tell_rows([row], "text", "there is none")
    assert capsys.readouterr().out.splitlines() == [
        "RUN           NEXT DUE",
        "order/anna/1  2026-11-23T09:00:00Z",
    ]
    tell_rows([], "text", "there is none")
    assert capsys.readouterr() == ("", "there is none\n")


@pytest.mark.parametrize(
    ("command", "problem", "cure"),
    [
        ("runs list --journey rond", "there is no journey `rond`", "did you mean `round`?"),
        ("runs heads --journey x", "there is no journey `x`", "there is `round`"),
        ("incidents list --journey rond", "there is no journey `rond`", "did you mean `round`?"),
        ("tasks list --journey rond", "there is no journey `rond`", "did you mean `round`?"),
        ("tasks list --queue desk", "there is no queue `desk`", "there is none yet"),
        ("tasks list --bot desk", "there is no bot `desk`", "there is none yet"),
    ],
)
def test_a_slip_is_not_taken_for_nothing(
    journeyc: Journeyc, store: str, command: str, problem: str, cure: str
) -> None:
    done = journeyc(*command.split(), "--store", store)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == f"journeyc: {problem} in the store"
    assert cure in done.stderr
