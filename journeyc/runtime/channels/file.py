"""The channel that keeps each message in an mbox, the file that mail programs read."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.headerregistry import Address
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from journeyc.runtime.channels.mail import Writer, address_of, one_line
from journeyc.runtime.channels.mbox import Mbox, opened
from journeyc.runtime.locked import Busy
from journeyc.runtime.ports import Delivery, Message
from journeyc.runtime.waits import require_seconds

#: A line that a mail program would take for the beginning of a mail, or change so that it is none.
_BEGINNING = re.compile(rb"^>*From ", re.MULTILINE)
_MESSAGE_ID = b"message-id:"


class FileChannel:
    """Appends each message to an mbox as a mail, once: one that the file holds already, by its Message-ID, is
    not written again. Any number of programs may write one file. A mail stands in it whole or not at all, as
    what is being written stands in a journal beside it.

    `address` names the field of the customer that says where to; what it holds need be no e-mail address.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        sender: str = "journeyc <journeyc@localhost>",
        address: str | None = None,
        wait_seconds: float = 10.0,
    ) -> None:
        require_seconds("wait_seconds", wait_seconds)
        self.address = address
        self._path = Path(path)
        self._writer = Writer(sender)
        self._wait_seconds = wait_seconds
        self._held = _Held()

    def deliver(self, message: Message) -> Delivery:
        if self.address is not None and not message.to:
            return Delivery("failed", f"the customer has no `{self.address}`")
        mail, identity = self._mail(message), self._writer.message_id(message)
        try:
            with opened(self._path, self._wait_seconds) as mbox:
                self._held.look(mbox)
                if identity not in self._held:
                    mbox.append(mail)
        except Busy:
            return Delivery("retry", f"another program has `{self._path}` for itself")
        except (OSError, ValueError) as error:
            # It may be the journal that cannot.
            which = getattr(error, "filename", None) or self._path
            why = (getattr(error, "strerror", None) or str(error)).lower()
            return Delivery("retry", f"`{which}` cannot be written: {why}")
        return Delivery("delivered")

    def _mail(self, message: Message) -> bytes:
        text = self._encoded(message)
        if _BEGINNING.search(text):
            text = self._encoded(message, "base64")
        at = datetime.fromisoformat(message.at).astimezone(UTC).ctime()
        end = b"\n" if text.endswith(b"\n") else b"\n\n"
        return f"From {self._writer.sender.addr_spec} {at}\n".encode() + text + end

    def _encoded(self, message: Message, encoding: str | None = None) -> bytes:
        mail = self._writer.mail(message, _recipient(message), encoding)
        return mail.as_bytes(policy=mail.policy.clone(linesep="\n"))


def _recipient(message: Message) -> Address:
    """Who it is for: an e-mail address, or a name of which nobody can take it for one."""
    name = one_line(message.to or "") or one_line(message.customer)
    if address := address_of(name):
        return address
    short = name if len(name) <= 60 else sha256(name.encode()).hexdigest()
    return Address(name, quote(short, safe="").replace(".", "%2E"), f"{message.channel}.invalid")


class _Held:
    """The Message-IDs that an mbox holds, read as far as it has grown since they were looked at last."""

    def __init__(self) -> None:
        self._ids: set[bytes] = set()
        self._size = 0
        self._file: object = None

    def __contains__(self, identity: str) -> bool:
        return _short(identity.encode()) in self._ids

    def look(self, mbox: Mbox) -> None:
        """Read what is new; all of it where the file is another one, or was shortened."""
        size, file = mbox.size(), mbox.identity()
        if file != self._file or size < self._size:
            self._ids, self._size, self._file = set(), 0, file
        if size > self._size:
            self._ids.update(_short(found) for found in _message_ids(mbox.lines(self._size)))
            self._size = size


def _message_ids(lines: Iterable[bytes]) -> Iterable[bytes]:
    """The Message-IDs in the heads of mails; not those that somebody quotes."""
    after_empty, in_head, continued = True, False, False
    for line in lines:
        if after_empty and line.startswith(b"From "):
            in_head = True
        elif in_head and (continued or line[: len(_MESSAGE_ID)].lower() == _MESSAGE_ID):
            found = line.strip() if continued else line[len(_MESSAGE_ID) :].strip()
            # Other programs begin a long one on a line of its own.
            continued = not found
            if found:
                yield found
        after_empty = not line.strip(b"\r\n")
        in_head = in_head and not after_empty


def _short(identity: bytes) -> bytes:
    # There may be millions.
    return sha256(identity).digest()[:16]
