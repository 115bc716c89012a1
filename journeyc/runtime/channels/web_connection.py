"""Connections to a web service whose answers are over by a given moment, however slowly they come."""

import http.client
import io
import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urllib3 import PoolManager


def connections(seconds: float) -> "PoolManager":
    """What makes connections and keeps them; a request takes so many seconds at most, with its answer."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Plain(HTTPConnection):
        response_class = _Answer

    class Safe(HTTPSConnection):
        response_class = _Answer

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SafePool(HTTPSConnectionPool):
        ConnectionCls = Safe

    manager = PoolManager(retries=False, timeout=Timeout(total=seconds))
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": SafePool}
    return manager


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp = io.BufferedReader(_Timed(self.fp.detach(), sock))


class _Timed(io.RawIOBase):
    """What comes over a socket until the time is up that the socket was given; each byte of a service that
    sends one now and then would be in time for itself.
    """

    def __init__(self, raw: io.RawIOBase, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock
        self._ends = monotonic() + (sock.gettimeout() or 0.0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if (left := self._ends - monotonic()) <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        super().close()
        self._raw.close()
