"""How long a command takes to start: whole processes, beside a bare Python and an empty Typer program.

    python benchmarks/start.py [--rounds 15] [--instructions]

`--instructions` counts instructions with valgrind instead of seconds: the same on a busy machine.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from table import in_turn, print_table

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "journeys" / "bill_dispute.journey"
# Bytecode is kept as for any user, whatever this shell says; the round that does not count writes it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
TYPER = "import typer\napp = typer.Typer()\n@app.command()\ndef nothing() -> None: ...\napp()\n"


def seconds(command: list[str]) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
        return time.perf_counter() - start

    return run


def instructions(command: list[str]) -> Callable[[], float]:
    def run() -> float:
        tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
        done = subprocess.run([*tool, *command], check=True, capture_output=True, text=True, env=ENVIRONMENT)
        found = re.search(r"Collected : ([0-9]+)", done.stderr)
        return int(found[1]) / 1e6 if found else float("nan")

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--instructions", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "nothing.py"
        program.write_text(TYPER, encoding="utf-8")
        python, journeyc = [sys.executable], [sys.executable, "-m", "journeyc"]
        commands = {
            "python -c pass": [*python, "-c", "pass"],
            "journeyc --version": [*journeyc, "--version"],
            "journeyc lint (one file and its import)": [*journeyc, "lint", str(EXAMPLE)],
            "import journeyc.runtime": [*python, "-c", "import journeyc.runtime"],
            "an empty Typer program": [*python, str(program)],
        }
        measure = instructions if options.instructions else seconds
        rounds = 1 if options.instructions else options.rounds
        found = in_turn({name: measure(command) for name, command in commands.items()}, rounds)
    unit = "M instr" if options.instructions else "s"
    print_table("Start of a process", unit, found, "python -c pass")


if __name__ == "__main__":
    main()
