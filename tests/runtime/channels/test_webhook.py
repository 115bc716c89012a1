"""The channel that posts to a web service, against a real one on this machine."""

import http.server
import json
import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import Delivery, Message
from journeyc.runtime.channels import WebhookChannel
from journeyc.runtime.errors import UsageError

MESSAGE = Message(
    id="bill_dispute/änna b/1/4/0", at="2026-11-23T09:00:00Z", run="bill_dispute/änna b/1", customer="änna b",
    journey="bill_dispute", notification="come_back", channel="sms", language="en", to="+49",
    subject="", text="Grüße \U0001f600", html="", expires=None,
)  # fmt: skip


class Service:
    """A web service that answers as it is told, and keeps what it was sent."""

    def __init__(self) -> None:
        self.status = 200
        self.location = ""
        self.silent = False
        self.requests: list[tuple[str, str, dict[str, str], Any]] = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.requests.append(
                    (self.command, self.path, headers, json.loads(body) if body else None)
                )
                if service.silent:
                    self.close_connection = True
                    return
                self.send_response(service.status)
                if service.location:
                    self.send_header("location", service.location)
                self.send_header("content-length", "0")
                self.end_headers()

            do_POST = do_GET = handle_any  # noqa: N815  # the names that the standard library looks for

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name in the standard library
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("no_proxy", "*")
    service = Service()
    thread = Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield service
    service.server.shutdown()
    thread.join()
    service.server.server_close()


def test_a_message_is_posted_under_its_id(service: Service) -> None:
    channel = WebhookChannel(service.url, headers={"authorization": "Bearer x", "webhook-id": "mine"})
    assert channel.deliver(MESSAGE) == Delivery("delivered")
    ((method, path, headers, body),) = service.requests
    assert (method, path) == ("POST", "/hook")
    assert headers["webhook-id"] == "bill_dispute/%C3%A4nna%20b/1/4/0"
    assert headers["webhook-timestamp"].isdigit()
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert headers["authorization"] == "Bearer x"
    assert body == MESSAGE._asdict()


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


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, service: Service) -> None:
    service.status, service.location = status, service.url + "/elsewhere"
    assert WebhookChannel(service.url).deliver(MESSAGE) == Delivery("retry", f"the service answered {status}")
    assert [path for _, path, _, _ in service.requests] == ["/hook"]


def test_a_service_that_hangs_up_is_tried_again(service: Service) -> None:
    service.silent = True
    delivery = WebhookChannel(service.url).deliver(MESSAGE)
    assert delivery.result == "unknown"
    assert delivery.problem.startswith("no answer: ")


def test_a_service_that_does_not_answer_in_time_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        channel = WebhookChannel(f"http://127.0.0.1:{deaf.getsockname()[1]}/", timeout_seconds=0.05)
        delivery = channel.deliver(MESSAGE)
    assert delivery == Delivery("unknown", "no answer within 0.05 seconds")


def test_a_service_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    delivery = WebhookChannel(f"http://127.0.0.1:{port}/").deliver(MESSAGE)
    assert delivery.result == "retry"
    assert delivery.problem.startswith("no connection: ")
    assert "refused" in delivery.problem


@pytest.mark.parametrize(
    "url", ["", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://", "http:///x"]
)
def test_only_the_web_is_an_address(url: str) -> None:
    with pytest.raises(
        UsageError, match="is no address of a web service; give one that begins with `https://`"
    ):
        WebhookChannel(url)


@pytest.mark.parametrize("seconds", [0, -1, 61, float("nan")])
def test_a_timeout_is_shorter_than_a_lease(seconds: float) -> None:
    with pytest.raises(UsageError, match=r"`timeout_seconds` is .*; give up to 60 seconds"):
        WebhookChannel("https://example.com/", timeout_seconds=seconds)
