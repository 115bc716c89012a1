"""The channel that prints: messages in a frame, for a terminal."""

import sys
from typing import TextIO

from journeyc.runtime.ports import Delivery, Message


class ConsoleChannel:
    """Prints each message to a stream, standard output unless told otherwise. Control characters are left
    out.
    """

    address: str | None = None

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream

    def deliver(self, message: Message) -> Delivery:
        try:
            stream = self._stream or sys.stdout
            stream.write(framed(message))
            stream.flush()
        except (OSError, ValueError) as error:
            return Delivery("retry", str(error))
        return Delivery("delivered")


def framed(message: Message) -> str:
    """A message with a line at its side and who it is for above."""
    head = f"{message.notification} to {message.to or message.customer} by {message.channel}"
    body = [message.subject, ""] if message.subject else []
    body += (message.text or message.html).splitlines()
    lines = [
        f"┌─ {_plain(head)}",
        *(f"│ {_plain(line)}".rstrip() for line in body),
        f"└─ {_plain(message.id)}",
    ]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    # What a customer typed may come back in a message, and must not drive somebody's terminal.
    return "".join(character for character in text if character.isprintable() or character == "\t")
