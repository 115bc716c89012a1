"""Other programs, run to their end: `journeyc` itself and git.

They get neither the token nor a terminal, and find no module in the folder they start in: what a pull request
brings is read and never run.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

#: How long one command may take: long enough for thousands of journeys, short enough to be told of.
LIMIT_SECONDS = 600.0


class Done(NamedTuple):
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


class Program(Protocol):
    """A program that is given its arguments."""

    def __call__(self, *arguments: str) -> Done: ...


class Child:
    """A program in a process of its own, in one folder. One that takes too long, or cannot be started, ends
    with 2 and says so.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        limit_seconds: float = LIMIT_SECONDS,
    ) -> None:
        self._command = tuple(command)
        self._folder = folder
        self._environment = dict(environment)
        self._limit_seconds = limit_seconds

    def __call__(self, *arguments: str) -> Done:
        try:
            done = subprocess.run(  # noqa: S603  # no shell, and the program is named below
                [*self._command, *arguments],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                text=True,
                encoding="utf-8",
                errors="backslashreplace",
                timeout=self._limit_seconds,
            )
        except subprocess.TimeoutExpired:
            name = "git" if self._command[0] == "git" else self._command[-1]
            return Done(2, "", f"`{name}` did not end within {self._limit_seconds:g} seconds\n")
        except OSError as error:
            return Done(2, "", f"`{self._command[0]}` cannot be started: {(error.strerror or '').lower()}\n")
        return Done(done.returncode, done.stdout, done.stderr)


def journeyc(folder: Path, environment: Mapping[str, str]) -> Child:
    """The command `journeyc` of this very version."""
    told = _without_secrets(environment) | {"NO_COLOR": "1", "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}
    told.pop("FORCE_COLOR", None)
    # With -P no module of the folder goes before those of the library.
    return Child([sys.executable, "-P", "-m", "journeyc"], folder, told)


def git(folder: Path, environment: Mapping[str, str]) -> Child:
    """The command `git`, which asks nobody for a password and says its errors in English. It takes no folder
    that a pull request brings for a repository, as its settings could name programs, and starts no hooks.
    """
    told = _without_secrets(environment) | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    settings = ("safe.bareRepository=explicit", "core.fsmonitor=false", f"core.hooksPath={os.devnull}")
    options = [word for setting in settings for word in ("-c", setting)]
    return Child(["git", *options], folder, told, limit_seconds=120.0)


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if "TOKEN" not in name.upper()}
