"""A web service of this machine for tests: it answers as it is told, and keeps what it was sent."""

import base64
import hashlib
import hmac
import http.server
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any, NamedTuple


class Posted(NamedTuple):
    """One request, its headers by name in small letters, and the port that it came from."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes
    port: int

    @property
    def body(self) -> Any:
        return json.loads(self.raw)

    def signed_by(self, secret: str) -> bool:
        """Whether one of the signatures is of this secret: worked out from the specification alone."""
        key = base64.b64decode(secret[len("whsec_") :])
        signed = b".".join(
            [self.headers["webhook-id"].encode(), self.headers["webhook-timestamp"].encode(), self.raw]
        )
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return wanted in self.headers.get("webhook-signature", "").split(" ")


class Service:
    """`status`, `headers` and `silent` say how it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: dict[str, str] = {}
        self.silent = False
        self.posted: list[Posted] = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                raw = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                service.posted.append(Posted(self.command, self.path, headers, raw, self.client_address[1]))
                if service.silent:
                    self.close_connection = True
                    return
                self.send_response(service.status)
                for name, value in service.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            do_POST = do_GET = handle_any  # noqa: N815  # the names that the standard library looks for

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name in the standard library
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"


@contextmanager
def serving() -> Iterator[Service]:
    service = Service()
    thread = Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        service.server.shutdown()
        thread.join()
        service.server.server_close()
