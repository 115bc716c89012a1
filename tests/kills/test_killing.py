"""No program that a test has started outlives it."""

import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

from tests.kills.journeys import begin
from tests.kills.killing import programs

STARTER = """
import sys
from pathlib import Path
from tests.kills.killing import programs
with programs(Path(sys.argv[1]), "a") as at_work:
    at_work.wait_for("a", 1)
    print(at_work.pid("a"), flush=True)
    sys.stdin.read()
"""


def test_programs_end_when_the_test_that_started_them_is_killed(tmp_path: Path) -> None:
    begin(tmp_path, str(tmp_path / "store"), "killed")
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as starter:
        assert starter.stdout is not None
        program = int(starter.stdout.readline())
        starter.send_signal(signal.SIGKILL)
    while is_alive(program):
        sleep(0.01)


def is_alive(pid: int) -> bool:
    """Whether a program runs: one that nobody has asked how it ended does not."""
    asked = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return asked.stdout.strip()[:1] not in {"", "Z"}


def test_programs_end_with_the_test_that_started_them(tmp_path: Path) -> None:
    begin(tmp_path, str(tmp_path / "store"), "ended")
    with programs(tmp_path, "a") as at_work:
        at_work.wait_for("a", 1)
        program = at_work.pid("a")
    assert not is_alive(program)
