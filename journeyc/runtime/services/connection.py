"""One HTTP request to one host, over urllib3: how long it may take, how much may come back, and what was
wrong in plain words.
"""

import http.client
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from os import PathLike
from time import monotonic
from typing import TYPE_CHECKING

from journeyc.runtime.errors import UsageError
from journeyc.runtime.foreign import unsafe
from journeyc.runtime.in_time import answer_within, connection_kinds, never_connected
from journeyc.runtime.services.address import Address
from journeyc.runtime.services.asking import Answered, Limits, NoAnswer
from journeyc.runtime.waits import counted

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

#: The largest answer that is read, in bytes.
LARGEST = 2**20
_CHUNK = 2**16
#: How often a connection that could not be made is tried again, and the wait before that, in seconds.
_MORE_CONNECTIONS = 2
_WAIT_SECONDS = 0.2
#: So many connections are kept for later calls.
_KEPT = 16
#: So much of an answer that nobody wants is read, and for so long, so that its connection can serve again.
_UNWANTED = 2**14
_UNWANTED_SECONDS = 1.0


class Connection:
    """Connections to one host, for any number of threads; certificates are always verified."""

    def __init__(self, address: Address, limits: Limits, authorities: str | PathLike[str] | None) -> None:
        self._address = address
        self._limits = limits
        self._context: ssl.SSLContext | None = None if authorities is None else _trusting(authorities)
        self._lock = threading.Lock()
        self._pool: HTTPConnectionPool | None = None

    def ask(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None, *, read: bool
    ) -> Answered:
        """Send a request and read what comes back; NoAnswer where it does not, not in time, or is too
        large.
        """
        from urllib3.exceptions import HTTPError

        until = answer_within(self._limits.total, self._limits.read)
        try:
            response = self._sent(method, target, headers, body, until)
            try:
                content = _read(response) if read else None
            except BaseException:
                response.close()
                raise
            if not read:
                _let_go(response, until)
            response.release_conn()
        except (HTTPError, OSError, http.client.HTTPException) as error:
            # What urllib3 says would name the address with its arguments.
            said = self._words(error, late=monotonic() >= until)
            raise NoAnswer(said, may_have_arrived=not never_connected()) from None
        kind, again = (response.headers.get(name, "") for name in ("content-type", "retry-after"))
        return Answered(response.status, kind, content, again)

    def _sent(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None, until: float
    ) -> "BaseHTTPResponse":
        """Only a connection that was never made is made again: whatever else goes wrong, the request may have
        arrived.
        """
        from urllib3 import Retry, Timeout
        from urllib3.exceptions import ConnectTimeoutError, MaxRetryError

        again = Retry(connect=_MORE_CONNECTIONS, backoff_factor=_WAIT_SECONDS)
        while True:
            left = max(until - monotonic(), 0.001)
            try:
                return self._made().urlopen(
                    method,
                    target,
                    body,
                    headers,
                    retries=False,
                    redirect=False,
                    timeout=Timeout(connect=min(self._limits.connect, left), read=self._limits.read),
                    preload_content=False,
                    decode_content=False,
                )
            except ConnectTimeoutError as error:
                try:
                    again = again.increment(method, error=error)
                except MaxRetryError:
                    raise error from error.__cause__
                if monotonic() + again.get_backoff_time() >= until:
                    raise
                again.sleep()

    def _made(self) -> "HTTPConnectionPool":
        with self._lock:
            if self._pool is None:
                self._pool = _pool(self._address, self._context)
            return self._pool

    def _words(self, error: Exception, *, late: bool) -> str:
        from urllib3 import exceptions as of

        reason = next((arg for arg in error.args if isinstance(arg, ssl.SSLError)), None)
        match error:
            case of.NameResolutionError():
                return "no connection: nobody knows its host"
            case of.NewConnectionError():
                cause = error.__cause__ or error.__context__
                said = cause.strerror if isinstance(cause, OSError) else None
                return f"no connection: {(said or 'it could not be made').lower()}"
            case of.ConnectTimeoutError():
                return f"no connection within {counted(self._limits.connect)}"
            case _ if late:
                return f"no whole answer within {counted(self._limits.total)}"
            case of.TimeoutError() | TimeoutError():
                return f"no answer within {counted(self._limits.read)}"
            case of.SSLError() | ssl.SSLError():
                return unsafe(reason or error)
            case _ if never_connected():
                return "no connection: it could not be made"
            case _:
                return "the connection broke off before its answer was there"


def _read(response: "BaseHTTPResponse") -> bytes:
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise NoAnswer("its answer is compressed, and nobody asked for that")
    found = bytearray()
    while chunk := response.read(_CHUNK):
        found += chunk
        if len(found) > LARGEST:
            raise NoAnswer(f"its answer is larger than {LARGEST // 1024:,} KiB")
    return bytes(found)


def _let_go(response: "BaseHTTPResponse", until: float) -> None:
    """Let the connection serve again where little is left of an answer. What was answered is known; nothing
    that happens from here on changes it.
    """
    answer_within(min(until - monotonic(), _UNWANTED_SECONDS))
    with suppress(Exception):
        response.read(_UNWANTED)
    # Whoever has read it to its end has given its connection back.
    with suppress(Exception):
        response.close()


def _trusting(authorities: str | PathLike[str]) -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(authorities)
    except OSError:
        raise UsageError(f"`{authorities}` holds no certificates", "give a PEM file of them") from None
    return context


def _pool(address: Address, context: ssl.SSLContext | None) -> "HTTPConnectionPool":
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

    plain_kind, safe_kind = connection_kinds()
    host = f"[{address.host}]" if ":" in address.host else address.host
    if address.scheme == "http":
        plain = HTTPConnectionPool(host, address.port, maxsize=_KEPT)
        plain.ConnectionCls = plain_kind
        return plain
    context = context or ssl.create_default_context()
    safe = HTTPSConnectionPool(host, address.port, maxsize=_KEPT, ssl_context=context)
    safe.ConnectionCls = safe_kind
    return safe
