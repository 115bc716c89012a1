"""The channels that come with journeyc keep to what every channel keeps to."""

import io
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from journeyc.runtime import Channel, channels
from journeyc.runtime.channels import ConsoleChannel, FileChannel, SmtpChannel, WebhookChannel
from journeyc.testing.channel_contract import Arrived, ChannelContract
from tests.runtime.channels.mail_server import PASSWORD, USER, mail_server, trusting
from tests.runtime.channels.mails import Mail, mails_in
from tests.runtime.channels.service import serving

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105  # one that everybody knows


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port: int = gone.getsockname()[1]
    return port


def test_every_channel_that_comes_with_journeyc_is_tried() -> None:
    made = {name.removeprefix("Test") + "Channel" for name in globals() if name.startswith("Test")}
    assert made == set(channels.__all__)


class TestConsole(ChannelContract):
    @pytest.fixture(autouse=True)
    def terminal(self) -> None:
        self.stream = io.StringIO()

    def channel(self) -> Channel:
        return ConsoleChannel(self.stream)

    def unreachable(self) -> Channel:
        closed = io.StringIO()
        closed.close()
        return ConsoleChannel(closed)

    def arrived(self) -> list[Arrived]:
        frames = re.findall(r"^┌─ .*\n((?:│.*\n)*)└─ (.*)\n", self.stream.getvalue(), re.MULTILINE)
        return [self._read(body, identity) for body, identity in frames]

    @staticmethod
    def _read(body: str, identity: str) -> Arrived:
        subject, _, *text = [line[2:] for line in body.splitlines()]
        return Arrived(identity, "\n".join(text), subject)


class TestFile(ChannelContract):
    to = "+49 30 1"
    another = "+49 30 2"
    parts = ("subject", "html")

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.path = tmp_path / "messages.mbox"

    def channel(self) -> Channel:
        return FileChannel(self.path, address="phone")

    def unreachable(self) -> Channel:
        return FileChannel(self.path / "no folder" / "messages.mbox", address="phone")

    def arrived(self) -> list[Arrived]:
        return [self._read(mail) for mail in mails_in(self.path)]

    @staticmethod
    def _read(mail: Mail) -> Arrived:
        (to,) = mail.parsed["To"].addresses
        return Arrived(
            mail.parsed["Message-ID"], mail.text, mail.parsed["Subject"], mail.html, to.display_name
        )


class TestSmtp(ChannelContract):
    parts = ("subject", "html")
    secrets = (PASSWORD,)

    @pytest.fixture(autouse=True)
    def server(self) -> Iterator[None]:
        with mail_server() as self.mail:
            yield

    def channel(self) -> Channel:
        return self._to(self.mail.port)

    def unreachable(self) -> Channel:
        return self._to(closed_port())

    def arrived(self) -> list[Arrived]:
        return [self._read(mail) for mail in self.mail.mails]

    @staticmethod
    def _to(port: int) -> Channel:
        return SmtpChannel(
            f"smtp://{USER}@127.0.0.1:{port}",
            sender="Telco <service@telco.example>",
            password=PASSWORD,
            tls=trusting(),
        )

    @staticmethod
    def _read(mail: Mail) -> Arrived:
        (to,) = mail.recipients
        assert [address.addr_spec for address in mail.parsed["To"].addresses] == [to]
        return Arrived(mail.parsed["Message-ID"], mail.text, mail.parsed["Subject"], mail.html, to)


class TestWebhook(ChannelContract):
    to = "+49 30 1"
    another = "+49 30 2"
    parts = ("subject", "html")
    secrets = (SECRET, "Bearer x")

    @pytest.fixture(autouse=True)
    def server(self) -> Iterator[None]:
        with serving() as self.service:
            yield

    def channel(self) -> Channel:
        return self._to(self.service.url)

    def unreachable(self) -> Channel:
        return self._to(f"http://127.0.0.1:{closed_port()}/")

    def arrived(self) -> list[Arrived]:
        return [
            Arrived(
                one.headers["webhook-id"], *(one.body[part] for part in ("text", "subject", "html", "to"))
            )
            for one in self.service.posted
        ]

    @staticmethod
    def _to(url: str) -> Channel:
        return WebhookChannel(url, address="phone", secrets=SECRET, headers={"authorization": "Bearer x"})
