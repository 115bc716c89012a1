"""Answers over HTTP that are over by a given moment, however slowly they come: what sends a byte now and then
keeps every limit for one wait.
"""

import http.client
import io
import socket
import threading
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection, HTTPSConnection


class _Deadline(threading.local):
    """When the request of a thread must be over, how long each wait for more of its answer may be, and
    whether it has a connection.
    """

    until = float("inf")
    wait = float("inf")
    connected = False


_deadline = _Deadline()


def answer_within(seconds: float, wait: float = float("inf")) -> float:
    """The next request of this thread is to be over, with its answer, so many seconds from now, and waits no
    longer than `wait` for more of it; the moment, on the clock that only goes forward.
    """
    _deadline.until, _deadline.wait = monotonic() + seconds, wait
    _deadline.connected = False
    return _deadline.until


def never_connected() -> bool:
    """Whether the last request of this thread came to its end before it had a connection, so that nothing of
    it can have arrived.
    """
    return not _deadline.connected


@cache
def connection_kinds() -> "tuple[type[HTTPConnection], type[HTTPSConnection]]":
    """Connections of urllib3, plain and encrypted, that keep to it."""
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        response_class = _Answer

        def connect(self) -> None:
            super().connect()
            _deadline.connected = True

        def request(self, *args: Any, **more: Any) -> None:
            # One that was kept is there already.
            _deadline.connected = self.sock is not None
            super().request(*args, **more)

    class Safe(Plain, HTTPSConnection):
        pass

    return Plain, Safe


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp = io.BufferedReader(_Timed(self.fp.detach(), sock))


class _Timed(io.RawIOBase):
    """What comes over a socket, each wait no longer than is left."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = _deadline.until - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(min(left, _deadline.wait))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self._raw.close()
