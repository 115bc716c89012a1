"""Messages as mails: what the channels that send and keep mail have in common."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote, urlsplit

from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Message

#: What a mail server has to take of an address, and what a Message-ID may have in one line.
_LONGEST_ADDRESS = 254
_LONGEST_ID = 200
_LONGEST_LINE = 998


class _Unfolded(EmailPolicy):
    """What fits into one line stays in it: folded, an address or a link that is long would be encoded."""

    def fold(self, name: str, value: str) -> str:
        line = f"{name}: {value}"
        if line.isascii() and line.isprintable() and len(line) <= _LONGEST_LINE:
            return line + self.linesep
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


_LINES = _Unfolded(linesep="\r\n", cte_type="7bit")


def address_of(text: str) -> Address | None:
    """The one address in a text, its domain in ASCII; None for what is no address, or more than one."""
    if not text.isprintable() or not 0 < len(text) <= _LONGEST_ADDRESS:
        return None
    try:
        address = Address(addr_spec=text.strip())
        domain = address.domain.encode("idna").decode()
        is_whole = bool(domain and address.username and address.username.isascii())
        return Address(username=address.username, domain=domain) if is_whole else None
    except (IndexError, MessageError, ValueError):
        return None


def sender_of(text: str) -> Address:
    """Who mails are from, `Telco <service@telco.example>`; UsageError where that names nobody."""
    name, bracket, rest = text.rpartition("<")
    address = address_of(rest.removesuffix(">") if bracket else text)
    name = name.strip().strip('"')
    if address is None or not text.isprintable() or set(name) & set('<>"'):
        raise UsageError(f"`{text!a}` is no sender", "write `Telco <service@telco.example>`")
    return Address(name, address.username, address.domain)


class Writer:
    """Writes mails from one sender. `unsubscribe` is where a customer can say that this is enough, an address
    that begins with `https:` or `mailto:`; `{message}` in it stands for the id of the message.
    """

    def __init__(self, sender: str, unsubscribe: str | None = None) -> None:
        self.sender = sender_of(sender)
        self._unsubscribe = None if unsubscribe is None else _checked(unsubscribe)

    def mail(self, message: Message, to: Address, encoding: str | None = None) -> EmailMessage:
        """A message as a mail: the same to the last letter however often it is written. `encoding` is that of
        its texts; None is what suits them.
        """
        mail = EmailMessage(policy=_LINES)
        mail["From"] = self.sender
        mail["To"] = to
        if subject := one_line(message.subject):
            mail["Subject"] = subject
        mail["Date"] = format_datetime(datetime.fromisoformat(message.at))
        mail["Message-ID"] = self.message_id(message)
        # Nobody's absence is to be answered to by a mail.
        mail["Auto-Submitted"] = "auto-generated"
        if self._unsubscribe is not None:
            where = self._unsubscribe.replace("{message}", quote(message.id, safe=""))
            mail["List-Unsubscribe"] = f"<{where}>"
            if where.startswith("https:"):
                mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        _write(mail, message, encoding)
        mail["Content-Language"] = one_line(message.language)
        return mail

    def message_id(self, message: Message) -> str:
        """The Message-ID: that of the message, percent-encoded, so that a repeated one is known by it."""
        left = quote(message.id, safe="/").replace(".", "%2E")
        if len(left) > _LONGEST_ID:
            left = sha256(message.id.encode()).hexdigest()
        return f"<{left}@{self.sender.domain}>"


def one_line(text: str) -> str:
    """A text as a header can hold it: a line break in it begins no other header."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _write(mail: EmailMessage, message: Message, encoding: str | None) -> None:
    if not message.text and message.html:
        mail.set_content(message.html, subtype="html", cte=encoding)
        return
    mail.set_content(message.text, cte=encoding)
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte=encoding)
        mail.set_boundary(f"=_{sha256(message.id.encode()).hexdigest()[:32]}")


def _checked(unsubscribe: str) -> str:
    parts = urlsplit(unsubscribe)
    is_plain = unsubscribe.isascii() and unsubscribe.isprintable() and not set(unsubscribe) & set("<>, ")
    if parts.scheme not in {"https", "mailto"} or not is_plain:
        problem = f"{unsubscribe!a} is nowhere to unsubscribe"
        raise UsageError(problem, "give an address that begins with `https:` or `mailto:`")
    return unsubscribe
