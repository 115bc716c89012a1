"""A mail server of this machine for tests: aiosmtpd in a thread, which answers as it is told."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.runtime.channels.mails import Mail

#: A certificate for this machine, and its key, made for these tests alone.
CERTIFICATE = Path(__file__).parent / "localhost.pem"
USER, PASSWORD = "mailer", "pass word of the mailer"


class MailServer:
    """`answers` are what it says to `RCPT`, `DATA` and the like; `break_` cuts the connection there instead,
    before or after it has taken the mail, and `hang` says nothing any more.
    """

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[Mail] = []
        self.answers: dict[str, str] = {}
        self.breaks: str = ""
        self.hangs: str = ""
        self.encrypted: list[bool] = []
        self.users: list[str] = []

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802  # the names that aiosmtpd looks for
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        envelope.mail_from = address
        return await self._answer("MAIL", server)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return await self._answer("RCPT", server)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.breaks == "before taking" or self.hangs == "DATA":
            return await self._answer("DATA", server)
        assert isinstance(envelope.content, bytes)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.mails.append(Mail(str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content))
        return await self._answer("DATA", server)

    async def _answer(self, to: str, server: SMTP) -> str:
        if self.hangs == to:
            await asyncio.sleep(3600)
        if self.breaks == to or (to == "DATA" and self.breaks.endswith("taking")):
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        return self.answers.get(to, "250 OK")

    def authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.users.append(data.login.decode())
        known = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=known, handled=False)


def certificate() -> ssl.SSLContext:
    """What a server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting() -> ssl.SSLContext:
    """What a client trusts that knows the certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@contextmanager
def mail_server(kind: str = "starttls") -> Iterator[MailServer]:
    """A server that encrypts when it is asked to (`starttls`), from the first byte (`tls`), or never."""
    server = MailServer()
    listening = socket.create_server(("127.0.0.1", 0))
    server.port = listening.getsockname()[1]
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        encrypts = {"tls_context": certificate()} if kind == "starttls" else {}
        return SMTP(
            server,
            hostname="localhost",
            loop=loop,
            authenticator=server.authenticate,
            auth_require_tls=kind == "starttls",
            **encrypts,  # type: ignore[arg-type]  # one argument, or none
        )

    at_once = certificate() if kind == "tls" else None
    serving = loop.run_until_complete(loop.create_server(protocol, sock=listening, ssl=at_once))
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(serving.close)
        for task in asyncio.all_tasks(loop):
            loop.call_soon_threadsafe(task.cancel)
        loop.call_soon_threadsafe(loop.call_later, 0.05, loop.stop)
        thread.join()
        loop.close()
