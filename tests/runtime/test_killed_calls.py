"""Programs die around calls of services: each answer moves its run once, and all of it is said once."""

import random
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from journeyc.ir import to_json
from journeyc.runtime.hosts.carrying import LEASE
from tests.runtime.caller import MORNING, opened
from tests.runtime.hosts.journeys import CREDIT, package

CALLER = Path(__file__).parent / "caller.py"
CUSTOMERS = 30
KILLS = 10


class Later:
    """Late enough that the leases of dead programs are over."""

    def now(self) -> datetime:
        return MORNING + LEASE + timedelta(seconds=1)


def test_programs_killed_around_calls_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    journey, store, out = tmp_path / "credit.json", tmp_path / "store", tmp_path / "out"
    journey.write_text(to_json(package(CREDIT)), encoding="utf-8")
    command = [sys.executable, str(CALLER), str(store), str(journey), str(out), str(CUSTOMERS)]
    chance = random.Random(20261127)  # noqa: S311  # it chooses when to kill
    for kill in range(KILLS):
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            for _ in range(CUSTOMERS * kill // KILLS + 1):
                program.stdout.readline()
            until = perf_counter() + chance.random() * 0.02
            while perf_counter() < until:
                pass
            program.send_signal(signal.SIGKILL)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        output, _ = program.communicate("")
    assert output.splitlines()[-1] == "done"

    with opened(store, str(journey), str(out), Later()) as runtime:
        runtime.tick()
        assert runtime.incidents() == []
        assert runtime.tick().attempts == ()
        for number in range(CUSTOMERS):
            run = f"credit/customer {number}/1"
            position = runtime.position(run)
            assert position is not None
            assert position.steps == ("paid_out",)
            inputs = [line.input for line in runtime.history(run=run) if line.document.get("report")]
            assert inputs == [f"{number}", f"{run}/1/0/result"]
    said = out.read_text(encoding="utf-8").splitlines()
    runs = [f"credit/customer {number}/1" for number in range(CUSTOMERS)]
    assert set(said) == {f"{run}/{effect}" for run in runs for effect in ("1/0", "2/0")}
