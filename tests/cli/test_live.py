"""Operators' commands on a store that workers and services are using."""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

import pytest

from journeyc.runtime import Runtime
from tests.cli.conftest import Journeyc
from tests.runtime.stage import ALL, DISPUTE, begin

RUNS = 24
NAMES = [f"c{number:02}" for number in range(RUNS)]
BINDINGS = """
from pathlib import Path
from journeyc.runtime import Delivery

class File:
    address = None
    def deliver(self, message):
        with Path("sent.txt").open("a") as file:
            file.write(message.id + "\\n")
        return Delivery("delivered")

bindings = {"channels": {"sms": File()}}
"""


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "journeyc", *arguments]


def environment(*folders: str) -> dict[str, str]:
    """In which a program finds what this one does, and says at once what it says."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([*folders, *sys.path]), "PYTHONUNBUFFERED": "1"}


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, here: Path) -> str:
    """Runs that wait for the back office."""
    address: str = "live.sqlite" if request.param == "sqlite" else request.getfixturevalue("postgres")
    (here / "shop.py").write_text(BINDINGS, encoding="utf-8")
    with Runtime.open(address, DISPUTE) as runtime:
        for name in NAMES:
            begin(runtime, name)
            runtime.answer(name, ALL, channel="web")
    return address


@pytest.fixture
def worker(store: str, here: Path) -> Iterator[Popen[bytes]]:
    """Another process that delivers what operators leave to it."""
    command = program("worker", str(DISPUTE), "--store", store, "--bind", "shop:bindings")
    with Popen(command, stdout=DEVNULL, stderr=DEVNULL, env=environment(str(here))) as process:
        yield process
        process.terminate()


def outcomes(store: str) -> list[str]:
    with Runtime.open(store) as runtime:
        return [run.outcome or run.status for run in runtime.runs(RUNS + 1)]


def test_two_operators_and_a_worker_at_once(store: str, worker: Popen[bytes], journeyc: Journeyc) -> None:
    """Each run is cancelled once, by one of the two, and a service is in time for some of them."""
    command = program("runs", "cancel", "--store", store, "--journey", "bill_dispute", "--yes")
    told = ("--output-format", "json", "--by")
    operators = [
        Popen([*command, *told, name], stdout=PIPE, stderr=PIPE, env=environment()) for name in ("ada", "eve")
    ]
    with Runtime.open(store, DISPUTE) as runtime:
        for name in NAMES[:8]:
            runtime.send("agent_decided", {"accepted": True}, customer=name, channel="desk")
    reports = []
    for operator in operators:
        out, err = operator.communicate(timeout=120)
        assert operator.returncode in {0, 1}, err
        assert b"Traceback" not in err
        reports += json.loads(out)
    cancelled = [report for report in reports if report["result"] == "accepted"]
    ended = outcomes(store)
    assert (len(ended), {*ended} <= {"cancelled", "accepted"}) == (RUNS, True)
    assert len(cancelled) == ended.count("cancelled")
    with Runtime.open(store) as runtime:
        done = [line for name in NAMES for line in runtime.history(name) if line.kind == "operator"]
    assert len(done) == len(cancelled)
    wanted = ended.count("accepted")
    deadline = time.monotonic() + 60
    while len(sent()) < wanted and time.monotonic() < deadline and worker.poll() is None:
        time.sleep(0.1)
    assert len(sent()) == wanted
    assert journeyc("runs", "list", "--store", store, "--status", "open").stdout == ""


def sent() -> set[str]:
    file = Path("sent.txt")
    return {*file.read_text(encoding="utf-8").split()} if file.exists() else set()


def test_a_command_that_is_killed_is_said_again(here: Path, journeyc: Journeyc) -> None:
    """Under its id: what was done is done, and the rest follows."""
    with Runtime.open(here / "live.sqlite", DISPUTE) as runtime:
        for name in NAMES:
            begin(runtime, name)
    command = ("runs", "suspend", "-", "--store", "live.sqlite", "--id", "night", "--by", "ada")
    runs = "".join(f"bill_dispute/{name}/1\n" for name in NAMES)
    with Popen(program(*command), stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment()) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(runs.encode())
        process.stdin.close()
        assert process.stdout.readline().endswith(b": suspended\n")
        process.kill()
    again = journeyc(*command, stdin=runs)
    assert (again.returncode, again.stdout.count(": suspended\n")) == (0, RUNS)
    assert {*outcomes("live.sqlite")} == {"suspended"}
    with Runtime.open("live.sqlite") as runtime:
        kinds = [line.kind for name in NAMES for line in runtime.history(name)]
    assert kinds.count("operator") == RUNS


def test_who_reads_no_further_is_no_fault(here: Path) -> None:
    """As `head` does."""
    with Runtime.open(here / "live.sqlite", DISPUTE) as runtime:
        for name in NAMES:
            begin(runtime, name)
    listing = program("runs", "list", "--store", "live.sqlite", "--output-format", "json")
    with Popen(listing, stdout=PIPE, stderr=PIPE, env=environment()) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0
