"""The channel that sends each message as a mail, over a mail server."""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from email.headerregistry import Address
from ssl import SSLContext, SSLError, create_default_context
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from journeyc.runtime.channels.mail import Writer, address_of, one_line
from journeyc.runtime.channels.smtp_connection import Connection
from journeyc.runtime.errors import UsageError
from journeyc.runtime.foreign import unsafe, words
from journeyc.runtime.ports import Delivery, Message
from journeyc.runtime.services.secret import Secret
from journeyc.runtime.waits import counted, require_seconds

#: How a connection begins, and the port where that is usual.
_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
_LONGEST_REPLY = 300
_GREETS, _TAKEN, _TAKEN_FOR_OTHERS, _GO_ON = 220, 250, 251, 354


class SmtpChannel:
    """Sends mails over the server at an address: `smtp://user@host` with STARTTLS, `smtps://user@host` with
    TLS from the first byte, `smtp+plain://host` unencrypted, each with `:port` if it is another than usual.

    `password` is a text, a `Secret`, or a function that is asked for it each time. `address` names the field
    of the customer that holds theirs. A certificate is checked as `tls` says, by default against the
    authorities of the machine. One mail takes `timeout_seconds` at most. A refusal with 4xx is tried again,
    one with 5xx is hopeless; so is, with `at_most_once`, a connection that breaks while the mail is handed
    over.
    """

    def __init__(  # noqa: PLR0913  # what there is to say of a mail server, each by its name
        self,
        server: str,
        *,
        sender: str,
        password: str | Secret | Callable[[], str] | None = None,
        address: str = "email",
        unsubscribe: str | None = None,
        tls: SSLContext | None = None,
        timeout_seconds: float = 30.0,
        at_most_once: bool = False,
    ) -> None:
        require_seconds("timeout_seconds", timeout_seconds)
        self.address = address
        self.at_most_once = at_most_once
        self._server = _server(server)
        if (self._server.user is None) != (password is None):
            given, missing = ("user", "password") if password is None else ("password", "user")
            raise UsageError(f"there is a {given} for the mail server and no {missing}", "give both or none")
        if password is not None and not self._server.encrypts:
            raise UsageError(
                "a password would be sent to the mail server unencrypted",
                "begin with `smtp://` or `smtps://`",
            )
        self._password = password
        self._writer = Writer(sender, unsubscribe)
        self._tls = tls or create_default_context()
        self._seconds = timeout_seconds

    def deliver(self, message: Message) -> Delivery:
        if not message.to:
            return Delivery("failed", f"the customer has no `{self.address}`")
        if (to := address_of(message.to)) is None:
            return Delivery("failed", f"what the customer has as `{self.address}` is no e-mail address")
        try:
            password = _revealed(self._password)
        except Exception as error:  # noqa: BLE001  # it is the author's code, and what it says may be secret
            return Delivery("retry", f"the password is not to be had: {type(error).__name__}")
        mail = self._writer.mail(message, to).as_bytes()
        at_once = self._tls if self._server.scheme == "smtps" else None
        connection = Connection(self._server.host, self._writer.sender.domain, self._seconds, at_once)
        try:
            problem = self._open(connection, password)
            return Delivery("retry", problem) if problem else self._hand_over(connection, to, mail)
        finally:
            connection.close()

    def _open(self, connection: Connection, password: str) -> str:
        """Connect, encrypt and log in; what is in the way of that says nothing of the message."""
        server = self._server
        try:
            code, said = connection.connect(server.host, server.port)
            if code != _GREETS:
                return f"the mail server takes nothing now: {_said(code, said)}"
            connection.ehlo_or_helo_if_needed()
            if server.scheme == "smtp":
                if not connection.has_extn("starttls"):
                    return "the mail server does not offer STARTTLS, and nothing is sent to it unencrypted"
                connection.starttls(context=self._tls)
                connection.ehlo_or_helo_if_needed()
            return "" if server.user is None else _log_in(connection, server.user, password)
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
            return f"the mail server takes nothing now: {_said(error.smtp_code, said)}"
        except SSLError as error:
            return unsafe(error)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return self._lost(connection, error, "no connection")

    def _hand_over(self, connection: Connection, to: Address, mail: bytes) -> Delivery:
        commands = (
            (f"MAIL FROM:<{self._writer.sender.addr_spec}>", {_TAKEN}),
            (f"RCPT TO:<{to.addr_spec}>", {_TAKEN, _TAKEN_FOR_OTHERS}),
            ("DATA", {_GO_ON}),
        )
        try:
            for command, wanted in commands:
                code, said = connection.docmd(command)
                if code not in wanted:
                    return _refused(code, said, to)
        except (smtplib.SMTPException, OSError) as error:
            return Delivery("retry", self._lost(connection, error, "the connection broke"))
        try:
            connection.send(_with_end(mail))
            code, said = connection.getreply()
        except (smtplib.SMTPException, OSError) as error:
            # The server may have taken it, and just not come to say so.
            return Delivery("unknown", self._lost(connection, error, "the connection broke"))
        if code != _TAKEN:
            return _refused(code, said, to)
        with suppress(smtplib.SMTPException, OSError):
            connection.docmd("QUIT")
        return Delivery("delivered")

    def _lost(self, connection: Connection, error: Exception, what: str) -> str:
        if connection.is_late:
            return f"{what}: the mail server took more than {counted(self._seconds)}"
        said = getattr(error, "strerror", None) or words(getattr(error, "smtp_error", error))
        return f"{what}: {said.lower()}"


def _log_in(connection: Connection, user: str, password: str) -> str:
    """Log in; what is in the way of that is told without what the server says, which may repeat what it was
    told.
    """
    try:
        connection.login(user, password)
    except smtplib.SMTPAuthenticationError as error:
        return f"the mail server does not take the login ({error.smtp_code})"
    except UnicodeError:
        return "the login of the mail server holds more than plain letters and digits"
    except smtplib.SMTPServerDisconnected:
        raise
    except smtplib.SMTPException:
        return "the mail server offers no login that is known here"
    return ""


def _revealed(password: str | Secret | Callable[[], str] | None) -> str:
    match password:
        case Secret():
            return password.reveal()
        case str() | None:
            return password or ""
        case _:
            return password()


class _Server(NamedTuple):
    """Where a mail server is and how it is talked to; `user` None where nobody logs in."""

    scheme: str
    host: str
    port: int
    user: str | None

    @property
    def encrypts(self) -> bool:
        return self.scheme != "smtp+plain"


def _server(text: str) -> _Server:
    help_ = "write `smtp://user@host`, `smtps://user@host:465` or `smtp+plain://host`"
    try:
        parts = urlsplit(text)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise UsageError("the address of the mail server cannot be read", help_) from None
    if parts.password is not None:
        raise UsageError("the address of the mail server holds a password", "give it as `password=`")
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UsageError(f"`{text}` is no address of a mail server", help_)
    user = None if parts.username is None else unquote(parts.username)
    return _Server(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user)


def _refused(code: int, said: bytes, to: Address) -> Delivery:
    hopeless = 500 <= code < 600
    return Delivery("failed" if hopeless else "retry", f"the mail server refused it: {_said(code, said, to)}")


def _said(code: int, said: bytes, to: Address | None = None) -> str:
    """What a server says, without the address of the customer, which it likes to repeat."""
    text = said.decode("utf-8", "replace")
    if to is not None:
        text = re.sub(re.escape(to.addr_spec), "…", text, flags=re.IGNORECASE)
    # What is no answer has a number below 0 in the standard library.
    number = str(code) if code > 0 else "an answer that is none"
    return f"{number} {one_line(text)[:_LONGEST_REPLY]}".strip()


def _with_end(mail: bytes) -> bytes:
    """A mail as it goes over the line: a dot at the beginning of a line is doubled, one alone is the end."""
    ended = mail if mail.endswith(b"\r\n") else mail + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
