"""A terminal, in which commands are typed one after the other."""

import os
import subprocess
import termios
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from types import TracebackType
from typing import NamedTuple, Self

import psutil

#: Nothing in a guide takes so long; what does hangs.
_SECONDS = 120.0


class Typed(NamedTuple):
    """What came of a command: what the screen shows, its exit code, and the folder one is in then."""

    screen: str
    code: int
    folder: Path


class Terminal:
    """A shell, with a folder, an environment and jobs in the background that last until it is closed."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._marks = 0

    def __enter__(self) -> Self:
        read, self._typing = os.pipe()
        # Programs show things in another order, and other things, where nobody looks.
        self._screen, shown = os.openpty()
        settings = termios.tcgetattr(shown)
        settings[1] &= ~termios.OPOST
        termios.tcsetattr(shown, termios.TCSANOW, settings)
        termios.tcsetwinsize(shown, (50, 120))
        self._shell = subprocess.Popen(
            # What it reads its commands from is not what they read.
            ["bash", "--noprofile", "--norc", f"/dev/fd/{read}"],
            cwd=self._folder,
            env=self._environment,
            pass_fds=[read],
            stdin=subprocess.DEVNULL,
            stdout=shown,
            stderr=shown,
            start_new_session=True,
        )
        os.close(read)
        os.close(shown)
        # As in a terminal: `%1` is a job, and has a group of processes of its own.
        self.type("set -m")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whatever still runs in it ends with the terminal.
        shell = psutil.Process(self._shell.pid)
        for process in [shell, *shell.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._shell.wait()
        os.close(self._typing)
        os.close(self._screen)

    def type(self, command: str) -> Typed:
        """Type a command, and wait until it has ended."""
        self._marks += 1
        mark = f"--- typed {self._marks} ---"
        line = f"{command}\nprintf '%s %s %s\\n' '{mark}' \"$?\" \"$PWD\"\n"
        os.write(self._typing, line.encode())
        screen, _, end = self._until(mark.encode()).decode().partition(mark)
        code, _, folder = end.strip().partition(" ")
        return Typed(screen, int(code), Path(folder))

    def _until(self, mark: bytes) -> bytes:
        """What comes out up to the end of the line of a mark."""
        said = b""
        with DefaultSelector() as selector:
            selector.register(self._screen, EVENT_READ)
            while b"\n" not in said.partition(mark)[2]:
                assert selector.select(_SECONDS), f"it hangs behind: {said.decode(errors='replace')}"
                said += os.read(self._screen, 65_536)
        return said
