"""A system that answers over HTTP, on this machine, as it is told."""

import http.server
import json
import ssl
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, NamedTuple

Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


class Asked(NamedTuple):
    """One request as it came; names of headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


def says(document: Any, status: int = 200, kind: str = "application/json", **headers: str) -> Answer:
    """An answer with a JSON document, or bytes as they are."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()

    def answer(handler: Handler) -> None:
        handler.send_response(status)
        for name, value in {"content-type": kind, **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("content-length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


class System:
    """What was asked is kept; `answers` are given in turn, the last one for ever."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: list[Answer] = [says({"amount": "10 EUR"})]
        self.asked: list[Asked] = []
        #: Set when the test is over, so that nothing hangs any longer.
        self.over = Event()
        system = self

        class Handling(Handler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                system.asked.append(
                    Asked(self.command, self.path, headers, json.loads(body) if body else None)
                )
                answers = system.answers
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                try:
                    answer(self)
                except OSError:
                    # Whoever asked has gone.
                    self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815  # the names that the standard library looks for

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name in the standard library
                """Say nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handling)
        self.server.daemon_threads = True
        if context is not None:
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        # What fails in a handshake is the other side's to tell.
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign]  # as above
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.server.server_port}"
        self._thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self.over.set()
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()
