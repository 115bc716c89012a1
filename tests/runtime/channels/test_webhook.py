"""The channel that posts to a web service, against a real one on this machine."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread
from time import sleep, time
from typing import Any

import pytest

from journeyc.runtime import Delivery, Message
from journeyc.runtime.channels import WebhookChannel
from journeyc.runtime.errors import UsageError
from journeyc.runtime.services import Secret
from tests.runtime.channels.mail_server import CERTIFICATE, certificate
from tests.runtime.channels.service import Service, serving

MESSAGE = Message(
    id="bill_dispute/änna b/1/4/0", at="2026-11-23T09:00:00Z", run="bill_dispute/änna b/1", customer="änna b",
    journey="bill_dispute", notification="come_back", channel="sms", language="en", to="+49",
    subject="", text="Grüße \U0001f600", html="", expires=None,
)  # fmt: skip
OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEW = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDUa/bc0bTwJ4="
OTHER = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as started:
        yield started


def test_a_message_is_posted_under_its_id(service: Service) -> None:
    channel = WebhookChannel(service.url, headers={"Authorization": "Bearer x", "Webhook-Id": "mine"})
    assert channel.deliver(MESSAGE) == Delivery("delivered")
    (posted,) = service.posted
    assert (posted.method, posted.path) == ("POST", "/hook")
    assert posted.headers["webhook-id"] == "bill_dispute/%C3%A4nna%20b/1/4/0"
    assert abs(int(posted.headers["webhook-timestamp"]) - time()) < 60
    assert posted.headers["content-type"] == "application/json; charset=utf-8"
    assert posted.headers["authorization"] == "Bearer x"
    assert posted.body == MESSAGE._asdict()
    assert "webhook-signature" not in posted.headers


def test_a_message_is_signed_with_every_secret(service: Service) -> None:
    """So that the service may know the old one or the new one, while they change over."""
    WebhookChannel(service.url, secrets=[NEW, OLD]).deliver(MESSAGE)
    WebhookChannel(service.url, secrets=NEW).deliver(MESSAGE)
    both, one = service.posted
    assert [both.signed_by(secret) for secret in (OLD, NEW, OTHER)] == [True, True, False]
    assert [one.signed_by(secret) for secret in (OLD, NEW, OTHER)] == [False, True, False]


def test_an_id_holds_no_full_stop(service: Service) -> None:
    """It would stand between the parts of what is signed."""
    WebhookChannel(service.url, secrets=NEW).deliver(MESSAGE._replace(id="j/anna@telco.example/1/4/0"))
    assert service.posted[0].headers["webhook-id"] == "j/anna@telco%2Eexample/1/4/0"
    assert service.posted[0].signed_by(NEW)


@pytest.mark.parametrize(
    ("status", "result"),
    [
        (200, "delivered"), (202, "delivered"), (204, "delivered"), (304, "retry"),
        (400, "failed"), (401, "failed"), (404, "failed"), (408, "retry"), (410, "failed"), (429, "retry"),
        (500, "retry"), (503, "retry"),
    ],
)  # fmt: skip
def test_the_answer_decides(status: int, result: str, service: Service) -> None:
    service.status = status
    delivery = WebhookChannel(service.url).deliver(MESSAGE)
    assert delivery.result == result
    assert delivery.problem == ("" if result == "delivered" else f"the service answered {status}")


@pytest.mark.parametrize(
    ("named", "seconds"),
    [("120", 120), ("0", 0), ("soon", None), ("-5", None), ("1.5", None), ("", None), ("٣", None)],
)
def test_a_service_names_how_long_it_wants_to_be_left_alone(
    named: str, seconds: float | None, service: Service
) -> None:
    service.status = 429
    service.headers["retry-after"] = named.encode().decode("latin-1")
    assert WebhookChannel(service.url).deliver(MESSAGE).retry_after_seconds == seconds


def test_a_service_names_until_when_it_wants_to_be_left_alone(service: Service) -> None:
    service.status = 503
    service.headers["retry-after"] = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    seconds = WebhookChannel(service.url).deliver(MESSAGE).retry_after_seconds
    assert seconds is not None
    assert 7_000 < seconds <= 7_200
    service.headers["retry-after"] = "Mon, 23 Nov 1998 09:00:00 GMT"
    assert WebhookChannel(service.url).deliver(MESSAGE).retry_after_seconds == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, service: Service) -> None:
    service.status, service.headers["location"] = status, service.url + "/elsewhere"
    said = WebhookChannel(service.url).deliver(MESSAGE)
    assert said == Delivery("retry", f"the service answered {status}")
    assert [posted.path for posted in service.posted] == ["/hook"]


def test_a_service_that_hangs_up_may_have_it(service: Service) -> None:
    service.silent = True
    delivery = WebhookChannel(service.url).deliver(MESSAGE)
    assert delivery.result == "unknown"
    assert delivery.problem == "the connection broke off before its answer was there"
    assert len(service.posted) == 1


def test_a_service_that_does_not_answer_in_time_may_have_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        channel = WebhookChannel(f"http://127.0.0.1:{deaf.getsockname()[1]}/", timeout_seconds=0.05)
        delivery = channel.deliver(MESSAGE)
    assert delivery == Delivery("unknown", "no whole answer within 0.05 seconds")


def test_a_service_that_is_not_there_does_not_have_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    delivery = WebhookChannel(f"http://127.0.0.1:{port}/").deliver(MESSAGE)
    assert delivery.result == "retry"
    assert delivery.problem.startswith("no connection: ")
    assert "refused" in delivery.problem


def test_a_service_with_a_certificate_that_nobody_knows_gets_nothing(service: Service) -> None:
    service.server.socket = certificate().wrap_socket(service.server.socket, server_side=True)
    said = WebhookChannel(service.url.replace("http:", "https:")).deliver(MESSAGE)
    assert said == Delivery("retry", "no safe connection: self-signed certificate")
    assert service.posted == []


def test_a_service_that_speaks_no_tls_does_not_have_it(service: Service) -> None:
    """Nothing is said before a connection is safe, so it is not unknown whether it has come."""
    said = WebhookChannel(service.url.replace("http:", "https:"), at_most_once=True).deliver(MESSAGE)
    assert said.result == "retry"
    assert said.problem.startswith("no safe connection: ")


def test_an_address_that_nobody_can_connect_to_gets_nothing() -> None:
    """Whatever it is that a system says to it."""
    said = WebhookChannel("http://[fe80::1%25nowhere]/", at_most_once=True).deliver(MESSAGE)
    assert said.result == "retry"
    assert said.problem.startswith("no connection: ")


def test_a_kept_connection_that_breaks_leaves_it_open_what_has_come(service: Service) -> None:
    channel = WebhookChannel(service.url)
    assert channel.deliver(MESSAGE) == Delivery("delivered")
    service.silent = True
    assert channel.deliver(MESSAGE).result == "unknown"
    assert [posted.port for posted in service.posted][:1] * 2 == [posted.port for posted in service.posted]


def test_a_service_that_hangs_before_tls_does_not_have_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"https://127.0.0.1:{deaf.getsockname()[1]}/"
        assert WebhookChannel(url, timeout_seconds=0.05).deliver(MESSAGE).result == "retry"


def test_a_service_is_talked_to_over_tls(service: Service) -> None:
    """With a certificate that is trusted."""
    service.server.socket = certificate().wrap_socket(service.server.socket, server_side=True)
    url = service.url.replace("http:", "https:")
    assert WebhookChannel(url, authorities=CERTIFICATE).deliver(MESSAGE) == Delivery("delivered")


def test_a_connection_serves_again_unless_nobody_may_repeat(service: Service) -> None:
    """A kept connection may be closed the moment it is used, and then nobody can tell what has come."""
    channel, once = WebhookChannel(service.url), WebhookChannel(service.url, at_most_once=True)
    for _ in range(2):
        channel.deliver(MESSAGE)
        once.deliver(MESSAGE)
    kept = [posted.headers.get("connection", "") for posted in service.posted]
    assert kept == ["", "close", "", "close"]
    ports = [posted.port for posted in service.posted]
    assert ports[0] == ports[2]
    assert len(set(ports)) == 3


def test_a_secret_is_sent_and_not_shown(service: Service) -> None:
    key = Secret("sesame", before="Bearer ")
    channel = WebhookChannel(service.url, headers={"Authorization": key}, secrets=[Secret(NEW), OLD])
    assert channel.deliver(MESSAGE) == Delivery("delivered")
    (posted,) = service.posted
    assert posted.headers["authorization"] == "Bearer sesame"
    assert [posted.signed_by(secret) for secret in (OLD, NEW, OTHER)] == [True, True, False]
    assert "sesame" not in repr(vars(channel))
    assert WebhookChannel(service.url, secrets=Secret(NEW)).deliver(MESSAGE) == Delivery("delivered")


def test_no_proxy_of_the_environment_comes_between(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert WebhookChannel(service.url).deliver(MESSAGE) == Delivery("delivered")


@contextmanager
def talking(begins: bytes, goes_on: bytes, pause: float = 0) -> Iterator[str]:
    """A service that begins its answer, and goes on with it until nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            came, _ = listening.accept()
            with came, suppress(OSError):
                came.recv(65_536)
                came.sendall(begins)
                while True:
                    sleep(pause)
                    came.sendall(goes_on)

        thread = Thread(target=talk)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        thread.join()


@pytest.mark.parametrize("length", [b"content-length: 99999999999", b"transfer-encoding: chunked"])
def test_what_a_service_answers_is_not_read_to_its_end(length: bytes) -> None:
    """However much it is."""
    with talking(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n\r\n", b"10\r\n" + b"x" * 16 + b"\r\n") as url:
        assert WebhookChannel(url).deliver(MESSAGE) == Delivery("delivered")


def test_a_service_that_says_a_letter_now_and_then_is_let_go_of() -> None:
    """Each of them would be in time."""
    with talking(b"HTTP/1.1 200 OK\r\nx: ", b"y", pause=0.02) as url:
        said = WebhookChannel(url, timeout_seconds=0.3).deliver(MESSAGE)
    assert said == Delivery("unknown", "no whole answer within 0.3 seconds")


def test_an_answer_is_known_by_its_first_line() -> None:
    """Nothing that comes behind its headers changes it, and nobody waits for it long."""
    with talking(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n", b"y", pause=0.02) as url:
        assert WebhookChannel(url, timeout_seconds=0.3).deliver(MESSAGE) == Delivery("delivered")


@pytest.mark.parametrize(
    "url", ["", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://", "http:///x"]
)
def test_only_the_web_is_an_address(url: str) -> None:
    with pytest.raises(
        UsageError, match="is no address of a service; give one that begins with `https://` and a host"
    ):
        WebhookChannel(url)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://me:sesame@example.com/", "an address names who calls; give that in `headers`"),
        ("https://example.com/{customer}", "has a place, and a message fills none"),
        ("https://example.com/ x", "has a space, or another sign that is in no address"),
    ],
)
def test_an_address_is_written_out(url: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        WebhookChannel(url)
    assert problem in str(caught.value)
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("name", ["content-length", "Transfer-Encoding", "host"])
def test_how_a_request_is_framed_is_not_free(name: str) -> None:
    with pytest.raises(UsageError, match=f"the header `{name}` is not free"):
        WebhookChannel("https://example.com/", headers={name: "0"})


@pytest.mark.parametrize("seconds", [0, -1, 61, float("nan")])
def test_a_timeout_is_shorter_than_a_lease(seconds: float) -> None:
    with pytest.raises(UsageError, match=r"`timeout_seconds` is .*; give up to 60 seconds, above 0"):
        WebhookChannel("https://example.com/", timeout_seconds=seconds)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"secrets": "sesame"}, "secret 1 does not begin with `whsec_`"),
        ({"secrets": [NEW, "whsec_sesame!"]}, "what follows `whsec_` in secret 2 is no base64"),
        ({"secrets": "whsec_c2VzYW1l"}, "the key in secret 1 has 6 bytes"),
        ({"secrets": f"whsec_{'AAAA' * 30}"}, "the key in secret 1 has 90 bytes"),
        (
            {"headers": {"authorization": "sesame\r\nx: y"}},
            "the value of the header `authorization` cannot be sent",
        ),
        ({"headers": {"authorization": "sesäme"}}, "the value of the header `authorization` cannot be sent"),
    ],
)
def test_what_could_sign_or_say_nothing_is_refused_and_not_shown(more: dict[str, Any], problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        WebhookChannel("https://example.com/", **more)
    assert problem in str(caught.value)
    assert "sesame" not in str(caught.value)
    assert caught.value.__cause__ is None
