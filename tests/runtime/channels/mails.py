"""Mails as mail programs read them."""

import mailbox
from contextlib import closing
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import NamedTuple


class Mail(NamedTuple):
    """One mail as it came."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.parsed.get_body((kind,))
        return str(part.get_content()) if part else ""


def mails_in(path: Path) -> list[Mail]:
    """What stands in an mbox."""
    if not path.exists():
        return []
    with closing(mailbox.mbox(path)) as box:
        return [Mail(raw.get_from().split(" ")[0], [raw["To"]], raw.as_bytes()) for raw in box]
