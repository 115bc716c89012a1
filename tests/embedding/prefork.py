"""A WSGI server of the standard library that forks: `python prefork.py MODULE PORT PROCESSES`. As others do,
it loads the application first, forks then, and answers what is in hand when it is told to end.
"""

import os
import signal
import socket
import sys
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from types import FrameType
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing of requests."""


class Server(ThreadingMixIn, WSGIServer):
    """Takes requests from a socket that several processes share, each in a thread."""

    daemon_threads = False

    def __init__(self, shared: socket.socket) -> None:
        super().__init__(("127.0.0.1", 0), Quiet)
        self.socket.close()
        self.socket = shared

    def get_request(self) -> Any:
        # Of several processes that wake up, one gets it.
        connection, address = self.socket.accept()
        connection.setblocking(True)  # noqa: FBT003  # the socket's own words
        return connection, address


def serve(shared: socket.socket, application: Any) -> None:
    """Be one of the processes."""
    server = Server(shared)
    server.set_app(application)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    server.serve_forever(poll_interval=0.05)
    # Waits for the threads.
    server.server_close()


def main(module: str, port: int, processes: int) -> None:
    sys.path.insert(0, str(Path.cwd()))
    application = import_module(module).application
    shared = socket.create_server(("127.0.0.1", port), backlog=128)
    shared.setblocking(False)  # noqa: FBT003  # the socket's own words
    children: list[int] = []
    for _ in range(processes):
        if (child := os.fork()) == 0:
            serve(shared, application)
            sys.exit(0)
        children.append(child)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGTERM, stop)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.exit(max(ends, key=abs))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
