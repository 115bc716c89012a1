"""A connection to a mail server that is over by a given moment, however slowly the server talks."""

import smtplib
import socket
from ssl import SSLContext
from time import monotonic

#: No server has more to say to one mail.
_MOST_BYTES = 100_000


class Connection(smtplib.SMTP):
    """One mail's connection; `tls` is there if it is encrypted from the first byte. `introduced_as` is the
    name it gives itself, so that none has to be looked up.
    """

    def __init__(self, host: str, introduced_as: str, seconds: float, tls: SSLContext | None) -> None:
        super().__init__(local_hostname=introduced_as, timeout=seconds)
        self._ends = monotonic() + seconds
        self._tls = tls
        # Where the standard library looks for the name that a certificate has to be for.
        self._host = host

    def left(self) -> float:
        """The seconds that are left; TimeoutError if there are none."""
        left = self._ends - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left

    @property
    def is_late(self) -> bool:
        """Whether its time is up."""
        return monotonic() >= self._ends

    def send(self, s: object) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.left())
        super().send(s)  # type: ignore[arg-type]  # passed on as it comes

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Lines(self, self.sock)
        return super().getreply()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = socket.create_connection((host, port), timeout)
        if self._tls is None:
            return connected
        return self._tls.wrap_socket(connected, server_hostname=self._host)


class _Lines:
    """What a server says, line by line."""

    def __init__(self, connection: Connection, sock: socket.socket) -> None:
        self._connection = connection
        self._sock = sock
        self._bytes = b""
        self._read = 0

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self._bytes and len(self._bytes) < limit:
            self._sock.settimeout(self._connection.left())
            more = self._sock.recv(4096)
            self._read += len(more)
            if self._read > _MOST_BYTES:
                raise OSError("the server talks without end")
            if not more:
                break
            self._bytes += more
        line, end, _ = self._bytes[:limit].partition(b"\n")
        self._bytes = self._bytes[len(line + end) :]
        return line + end

    def close(self) -> None:
        """The connection owns what there is to close."""
