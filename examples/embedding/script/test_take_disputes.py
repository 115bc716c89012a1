"""The tests of the script: in memory where time has to pass, and once as cron runs it."""

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from take_disputes import JOURNEY, main, opened, take, told

from journeyc.runtime import Runtime
from journeyc.testing import Outbox, Scenario, VirtualClock, pass_time, scenarios

HERE = Path(__file__).parent
FILE = HERE / "disputes.csv"
LINES = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(sms="phone")


@pytest.fixture
def runtime(outbox: Outbox) -> Iterator[Runtime]:
    with opened(None, outbox.channels, VirtualClock("2026-11-23T06:00", "Europe/Berlin")) as found:
        yield found


@pytest.mark.parametrize(
    "scenario", scenarios(JOURNEY.parent / "scenarios" / "bill_dispute.journey"), ids=str
)
def test_the_journey(scenario: Scenario) -> None:
    scenario.check()


def test_a_file_may_be_read_again(runtime: Runtime) -> None:
    first, again = take(runtime, LINES), take(runtime, LINES)
    assert first == again
    assert [report["result"] for report in first] == ["accepted"] * 3
    assert len(runtime.history("anna")) == 2


def test_who_does_not_go_on_is_reminded_and_given_up_in_the_end(runtime: Runtime, outbox: Outbox) -> None:
    """Of Eva nobody knows where to write to."""
    take(runtime, LINES)
    pass_time(runtime, "3 days")
    assert runtime.where("anna")[0].steps == ("abandoned",)
    assert outbox.one("come_back", customer="anna").at == "2026-11-24T05:30:00Z"
    assert outbox.sent(customer="eva") == []


def test_what_is_due_is_done_by_the_next_start(runtime: Runtime, outbox: Outbox) -> None:
    """However late it is."""
    take(runtime, LINES[:1])
    runtime.send("identity_confirmed", customer="anna", channel="web")
    runtime.send("save_for_later", customer="anna", channel="web")
    assert isinstance(runtime.clock, VirtualClock)
    runtime.clock.advance("25 hours")
    tick = runtime.tick()
    assert outbox.one("come_back").to == "+49 30 1234567"
    assert list(told([], tick)) == ["1 timers fired, 1 messages left, 1 tried"]


def test_as_cron_runs_it(tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / "take_disputes.py"), str(FILE)]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "0 timers fired, 0 messages left, 0 tried\n"


def test_what_cannot_be_done_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = str(tmp_path / "disputes.sqlite")
    assert main([str(tmp_path / "gone.csv"), "--store", store]) == 2
    assert main([str(FILE), "--store", str(tmp_path / "gone" / "disputes.sqlite")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition(":")[0] for line in said.err.splitlines()] == ["take_disputes"] * 2
    odd = tmp_path / "odd.csv"
    odd.write_text(f"{','.join(LINES[0])}\n1,anna,Anna,,\n", encoding="utf-8")
    assert main([str(odd), "--store", store, "--outbox", str(tmp_path / "sms.mbox")]) == 1
    assert capsys.readouterr().out.startswith("letter/1: the fields of `dispute_opened` do not fit\n")
