"""Where the lines of a play come from: a keyboard, or a script, which is echoed."""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress

from journeyc.report.cells import plain

_INK = re.compile(r"\x1b\[[0-9;]*m")


class Script:
    """The lines of a file or of a pipe; `name` and `number` say where the last one stands."""

    interactive = False

    def __init__(self, name: str, lines: Iterable[str]) -> None:
        self.name = name
        self.number = 0
        self._lines: Iterator[str] = iter(lines)

    def next(self, prompt: str) -> str | None:
        """The next line that says something, None at the end; comments are for whoever reads the script."""
        sys.stdout.flush()
        for line in self._lines:
            self.number += 1
            text = line.strip()
            if text and not text.startswith("#"):
                print(f"{prompt}{plain(text)}")
                return text
        return None


class Keyboard:
    """What a person types."""

    interactive = True
    name = ""
    number = 0

    def __init__(self) -> None:
        self._edits = False
        with suppress(ImportError):
            import readline  # noqa: F401  # it gives `input` its editing keys and its memory of earlier lines

            self._edits = True

    def next(self, prompt: str) -> str | None:
        if self._edits:
            # Editing needs to know which part of the prompt takes no room.
            prompt = _INK.sub("\x01\\g<0>\x02", prompt)
        try:
            return input(prompt).strip()
        except EOFError:
            print()
            return None


Lines = Script | Keyboard


def from_standard_input() -> Lines:
    """The keyboard on a terminal, else the lines of the pipe as they come."""
    return Keyboard() if sys.stdin.isatty() else Script("<stdin>", sys.stdin)
