"""The log of a run: for people, and with the workflow commands that GitHub's runner reads in it."""

import base64
import secrets
from collections.abc import Iterable
from typing import TextIO

from journeyc.report.services import escaped


class Hidden:
    """What nobody may see, wherever it stands in a text: a token, also as git's settings hold it."""

    def __init__(self, token: str) -> None:
        as_password = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        self._hidden = (token, as_password) if token else ()

    def __call__(self, text: str) -> str:
        for one in self._hidden:
            text = text.replace(one, "***")
        return text


class Log:
    """Where a run is told while it goes on; `runner` is whether GitHub's reads along."""

    def __init__(self, stream: TextIO, hidden: Hidden, *, runner: bool) -> None:
        self._stream = stream
        self.hidden = hidden
        self.runner = runner

    def part(self, title: str, text: str) -> None:
        """Something to open, under its title. Whatever the text says is no command to the runner."""
        if not self.runner:
            self._say(f"== {title} ==\n{text}")
            return
        word = secrets.token_hex(16)
        self._say(
            f"::group::{escaped(title)}\n::stop-commands::{word}\n{text.rstrip()}\n::{word}::\n::endgroup::"
        )

    def annotations(self, commands: Iterable[str]) -> None:
        """What `journeyc lint --output-format github` gives, to the lines of a change."""
        if self.runner:
            for command in commands:
                if command.startswith(("::error ", "::warning ")):
                    self._say(command)

    def warning(self, message: str) -> None:
        """Something that is not as it should be, and no fault of the journeys."""
        self._say(f"::warning title=journeyc::{escaped(message)}" if self.runner else f"warning: {message}")

    def line(self, text: str) -> None:
        """One line, whose words are ours."""
        self._say(text)

    def _say(self, text: str) -> None:
        print(self.hidden(text.rstrip("\n")), file=self._stream, flush=True)
