"""A service over HTTP, against a real server on this machine."""

import socket
from pathlib import Path
from typing import Any

import pytest

from journeyc.runtime import Reply, Request
from journeyc.runtime.errors import UsageError
from journeyc.runtime.services import HttpService, Secret
from tests.runtime.services.server import Handler, System, says

REQUEST = Request(
    id="credit/änna b/1/4/0", at="2026-11-23T09:00:00Z", run="credit/änna b/1", customer="änna b",
    journey="credit", service="billing.credit", arguments={"bill": "B1", "amount": "12.50 EUR", "note": None},
    call="credit/änna b/1/3/0", attempt=2,
)  # fmt: skip
MEBIBYTE = 2**20


def test_arguments_are_posted_as_json_under_the_id_of_the_call(system: System) -> None:
    """All tries of a call have one key, so that a system which did it does not do it again."""
    service = HttpService("POST", f"{system.url}/bills/{{bill}}/credits", headers={"X-Tenant": "blue"})
    assert service.call(REQUEST) == Reply("ok", {"amount": "10 EUR"})
    (asked,) = system.asked
    assert (asked.method, asked.path) == ("POST", "/bills/B1/credits")
    assert asked.body == {"amount": "12.50 EUR", "note": None}
    assert asked.headers["idempotency-key"] == '"credit/%C3%A4nna%20b/1/3/0"'
    assert asked.headers["content-type"] == "application/json"
    assert (asked.headers["accept"], asked.headers["x-tenant"]) == ("application/json", "blue")
    assert asked.headers["accept-encoding"] == "identity"


def test_what_is_read_is_asked_with_a_query(system: System) -> None:
    """What is missing is left out, and no key goes with what changes nothing."""
    service = HttpService("GET", f"{system.url}/credits?bill={{bill}}&note={{note}}&all=true")
    assert service.call(REQUEST).result == "ok"
    (asked,) = system.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/credits?bill=B1&all=true", None)
    assert "idempotency-key" not in asked.headers
    assert "content-type" not in asked.headers


def test_a_body_names_and_nests_arguments_as_the_system_wants_them(system: System) -> None:
    body = {"invoice": "{bill}", "credit": {"value": "{amount}", "by": ["journey", 1, "{note}"]}}
    HttpService("PUT", system.url, body=body).call(REQUEST)
    assert system.asked[0].body == {
        "invoice": "B1",
        "credit": {"value": "12.50 EUR", "by": ["journey", 1, None]},
    }
    assert system.asked[0].path == "/"


@pytest.mark.parametrize(
    ("result", "value"),
    [
        ("", {"data": {"sum": "1 EUR", "who": [{"id": "B1"}]}, "ok": True}),
        ("data.sum", "1 EUR"),
        ("data.who.0", {"id": "B1"}),
        ({"amount": "data.sum", "of": {"bill": "data.who.0.id"}, "note": "data.note"},
         {"amount": "1 EUR", "of": {"bill": "B1"}}),
        (None, None),
    ],
)  # fmt: skip
def test_what_a_service_gives_is_picked_from_the_answer(result: Any, value: Any, system: System) -> None:
    system.answers = [says({"data": {"sum": "1 EUR", "who": [{"id": "B1"}]}, "ok": True})]
    assert HttpService("GET", system.url, result=result).call(REQUEST) == Reply("ok", value)


@pytest.mark.parametrize(
    ("status", "document", "failure"),
    [
        (409, {}, "refused"),
        (404, b"<html>", "unknown"),
        (410, {}, "unknown"),
        (422, {"error": {"code": "LIMIT", "retry": False}}, "over_limit"),
        (200, {"error": {"code": "LIMIT", "retry": False}}, "over_limit"),
        (503, {}, "closed"),
    ],
)
def test_declared_failures_are_told_by_status_or_by_a_field(
    status: int, document: Any, failure: str, system: System
) -> None:
    system.answers = [says(document, status)]
    service = HttpService(
        "POST",
        system.url,
        failures={
            "refused": 409,
            "unknown": [404, 410],
            "over_limit": {"error.code": "LIMIT", "error.retry": False},
            "closed": 503,
        },
    )
    assert service.call(REQUEST) == Reply("fails", failure=failure)


def hang(system: System) -> Any:
    return lambda _: system.over.wait(30)


def close(handler: Handler) -> None:
    """Say nothing at all."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def break_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"amount": ')
    handler.wfile.flush()
    close(handler)


def without_end(handler: Handler) -> None:
    """300 MB in pieces, with no word before of how much it will be."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("transfer-encoding", "chunked")
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(f"{MEBIBYTE:x}\r\n".encode() + b" " * MEBIBYTE + b"\r\n")


def redirect(handler: Handler) -> None:
    says({}, 302, location="http://127.0.0.1:1/elsewhere")(handler)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (says({}, 500), "it answered 500 Internal Server Error"),
        (says({}, 599), "it answered 599"),
        (says({}, 404), "it answered 404 Not Found"),
        (redirect, "it answered 302 Found, and redirects are not followed"),
        (close, "the connection broke off before its answer was there"),
        (break_off, "the connection broke off before its answer was there"),
        (without_end, "its answer is larger than 1,024 KiB"),
        (says(b" " * (MEBIBYTE + 1)), "its answer is larger than 1,024 KiB"),
        (says(b"<html>", kind="text/html"), "its answer is not JSON"),
        (says({}, kind="application/jsonlines"), "its answer is not JSON"),
        (says(b"{]"), "its answer is not JSON that can be kept: it cannot be read"),
        (says(b"\xff\xfe"), "its answer is not JSON that can be kept: it cannot be read"),
        (says(b'{"a": 1, "a": 2}'), "its answer is not JSON that can be kept: a field stands in it twice"),
        (says(b"x", content_encoding="gzip"), "its answer is compressed, and nobody asked for that"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "the connection broke off before"),
    ],
)  # fmt: skip
def test_what_does_not_count_is_no_answer(answer: Any, problem: str, system: System) -> None:
    system.answers = [answer]
    reply = HttpService("POST", system.url).call(REQUEST)
    assert (reply.result, reply.problem[: len(problem)]) == ("no_answer", problem)
    assert len(system.asked) == 1


def test_a_missing_field_is_named(system: System) -> None:
    service = HttpService("POST", system.url, result="data.profile")
    assert service.call(REQUEST).problem == "its answer has no `data.profile`"


def test_an_empty_answer_gives_nothing(system: System) -> None:
    system.answers = [says(b"", 204, kind="text/plain")]
    assert HttpService("DELETE", system.url).call(REQUEST) == Reply("ok")


def test_a_system_that_hangs_is_waited_for_no_longer_than_it_may_take(system: System) -> None:
    system.answers = [hang(system)]
    service = HttpService("POST", system.url, read_seconds=0.1)
    assert service.call(REQUEST).problem == "no answer within 0.1 seconds"


@pytest.mark.parametrize("part", ["head", "body"])
def test_a_system_that_answers_a_byte_at_a_time_is_given_up(part: str, system: System) -> None:
    """Each byte comes in time, and all of them would not."""

    def drip(handler: Handler) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"
        if part == "body":
            handler.wfile.write(head)
        for byte in (head if part == "head" else b"") + b" " * 100_000:
            if system.over.wait(0.02):
                return
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()

    system.answers = [drip]
    service = HttpService("POST", system.url, seconds=0.3)
    assert service.call(REQUEST).problem == "no whole answer within 0.3 seconds"


def test_nobody_at_home() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        assert HttpService("POST", url).call(REQUEST).problem == "no connection: connection refused"
    unknown = HttpService("POST", "https://nobody.invalid").call(REQUEST)
    assert unknown.problem == "no connection: nobody knows its host"


def test_a_connection_that_was_never_made_is_made_again(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """urllib3 sees to that; a request that may have arrived is the journey's to repeat."""
    made = []
    connect = socket.socket.connect

    def refuse_once(self: socket.socket, address: Any) -> None:
        made.append(address)
        if len(made) == 1:
            raise ConnectionRefusedError
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse_once)
    assert HttpService("POST", system.url).call(REQUEST).result == "ok"
    assert (len(made), len(system.asked)) == (2, 1)


@pytest.mark.parametrize("result", ["", None])
def test_a_connection_is_kept_for_the_next_call(result: str | None, system: System) -> None:
    """Also where nobody wants to know what it says."""
    ports = set()

    def answer(handler: Handler) -> None:
        ports.add(handler.client_address[1])
        says({"amount": "1 EUR"})(handler)

    system.answers = [answer]
    service = HttpService("POST", system.url, result=result)
    for _ in range(3):
        assert service.call(REQUEST).result == "ok"
    assert len(ports) == 1


def test_no_proxy_of_the_environment_comes_between(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert HttpService("POST", system.url).call(REQUEST).result == "ok"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"bill": None}, "`bill` is missing, and stands in the path of its address"),
        ({"bill": ".."}, "`bill` would change the path of its address: it is empty, `.` or `..`"),
        ({"bill": {"id": "B1"}}, "`bill` has parts, and cannot stand in an address"),
    ],
)
def test_an_argument_that_fits_no_address_calls_nobody(arguments: Any, problem: str, system: System) -> None:
    service = HttpService("POST", f"{system.url}/bills/{{bill}}")
    assert service.call(REQUEST._replace(arguments=arguments)) == Reply("no_answer", problem=problem)
    assert system.asked == []


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"method": "post"}, "`post` is no method of a service; give one of GET, POST, PUT, PATCH, DELETE"),
        ({"headers": {"x y": "z"}}, "`x y` is no name of a header"),
        ({"headers": {"Host": "evil.example"}}, "the header `Host` is not free"),
        ({"headers": {"Idempotency-Key": "1"}}, "the header `Idempotency-Key` is not free"),
        ({"headers": {"x": "a\r\nhost: evil.example"}}, "the value of the header `x` cannot be sent"),
        ({"headers": {"x": Secret("a\r\nb")}}, "the value of the header `x` cannot be sent"),
        ({"body": {"a": "for {bill}"}}, "`for {bill}` in a body has a place within a text"),
        ({"body": {"a": object()}}, "a body has a object in it"),
        ({"body": {1: "a"}}, "`1` is no name of a field"),
        ({"result": {"a": None}}, "`a` in a result leads nowhere"),
        ({"result": 7}, "a result is a int"),
        ({"failures": {"refused": []}}, "nothing tells of the failure `refused`"),
        ({"failures": {"refused": {}}}, "nothing tells of the failure `refused`"),
        ({"failures": {"refused": True}}, "nothing tells of the failure `refused`"),
        ({"failures": {"refused": 99}}, "nothing tells of the failure `refused`"),
        ({"failures": {"refused": "409"}}, "nothing tells of the failure `refused`"),
        ({"seconds": 0}, "`seconds` is 0; give up to 60 seconds, above 0"),
        ({"connect_seconds": 61}, "`connect_seconds` is 61"),
        ({"read_seconds": float("nan")}, "`read_seconds` is nan"),
        ({"authorities": "nowhere.pem"}, "`nowhere.pem` holds no certificates"),
    ],
)
def test_what_makes_no_service_is_refused_at_once(more: Any, problem: str) -> None:
    arguments: dict[str, Any] = {"method": "POST", "url": "https://billing.example", **more}
    with pytest.raises(UsageError) as caught:
        HttpService(arguments.pop("method"), arguments.pop("url"), **arguments)
    assert str(caught.value).startswith(problem)


def test_a_service_shows_what_it_calls() -> None:
    assert repr(HttpService("GET", "https://x.example/{id}")) == "HttpService(GET https://x.example/{id})"


def test_the_certificate_of_a_system_is_always_verified(tls: System, certificate: Path) -> None:
    untrusted = HttpService("POST", tls.url).call(REQUEST)
    assert (untrusted.result, untrusted.problem) == (
        "no_answer",
        "no safe connection: self-signed certificate",
    )
    assert tls.asked == []
    trusted = HttpService("POST", tls.url, authorities=certificate).call(REQUEST)
    assert trusted.result == "ok"


def test_a_certificate_is_good_for_its_own_host_only(tls: System, certificate: Path) -> None:
    url = tls.url.replace("127.0.0.1", "localhost")
    reply = HttpService("POST", url, authorities=certificate).call(REQUEST)
    assert reply.problem.startswith("no safe connection: hostname mismatch")
