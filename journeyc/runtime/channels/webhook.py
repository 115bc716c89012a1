"""The channel that posts each message to a web service, signed after the Standard Webhooks specification."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from ssl import SSLCertVerificationError
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from journeyc.runtime.errors import UsageError
from journeyc.runtime.foreign import words
from journeyc.runtime.in_time import answer_within, connection_kinds
from journeyc.runtime.ports import Delivery, Message
from journeyc.runtime.signing import ID, SIGNATURE, TIMESTAMP, Signer, header_id
from journeyc.runtime.waits import require_seconds

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_WORTH_A_RETRY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
#: So much of an answer is read, so that its connection can serve again; what it says does not count.
_READ = 16_384


class WebhookChannel:
    """Posts messages as JSON under `webhook-id`: the id, percent-encoded, by which a service knows a
    repeated one. With `secrets` (`whsec_…`) it is signed by each of them.

    2xx is delivered; 4xx but 408 and 429 is hopeless; all else is tried again, where the service names a
    time (`Retry-After`) not before it. Redirects are not followed. `address` names the field of the customer
    that becomes `to`. With `at_most_once`, a message that the service may have is not posted again.
    """

    def __init__(
        self,
        url: str,
        *,
        secrets: str | Sequence[str] = (),
        address: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = 10.0,
        at_most_once: bool = False,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(
                f"`{url}` is no address of a web service", "give one that begins with `https://`"
            )
        require_seconds("timeout_seconds", timeout_seconds)
        self.address = address
        self.at_most_once = at_most_once
        self._url = url
        self._signer = Signer(secrets) if secrets else None
        self._headers = _checked(headers or {})
        if at_most_once:
            # A connection that was kept may be closed by the time it is used, and nobody can tell when.
            self._headers["connection"] = "close"
        self._seconds = timeout_seconds
        self._connections = _connections(timeout_seconds)

    def deliver(self, message: Message) -> Delivery:
        from urllib3.exceptions import HTTPError

        if self.address is not None and not message.to:
            return Delivery("failed", f"the customer has no `{self.address}`")
        body = json.dumps(message._asdict(), ensure_ascii=False).encode()
        identity, timestamp = header_id(message.id), str(int(time()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "journeyc",
            **self._headers,
            ID: identity,
            TIMESTAMP: timestamp,
        }
        if self._signer is not None:
            headers[SIGNATURE] = self._signer.signatures(identity, timestamp, body)
        answer_within(self._seconds)
        try:
            answer = self._connections.request(
                "POST", self._url, body=body, headers=headers, redirect=False, preload_content=False
            )
        except (HTTPError, OSError) as error:
            return self._without_answer(error)
        delivery = _outcome(answer.status, answer.headers.get("retry-after", ""))
        _let_go(answer)
        return delivery

    def _without_answer(self, error: Exception) -> Delivery:
        from urllib3 import exceptions

        cause = error.__cause__ or error.__context__ or error
        reason = getattr(cause, "strerror", None) or words(cause) or type(cause).__name__
        match error:
            case exceptions.NewConnectionError():
                return Delivery("retry", f"no connection: {reason.lower()}")
            case exceptions.ConnectTimeoutError():
                return Delivery("retry", f"no connection within {self._seconds:g} seconds")
            case exceptions.SSLError() if isinstance(cause, SSLCertVerificationError):
                return Delivery("retry", f"the certificate of the service is not to be trusted: {reason}")
            case exceptions.TimeoutError():
                return Delivery("unknown", f"no answer within {self._seconds:g} seconds")
            case _:
                return Delivery("unknown", f"no answer: {reason.lower()}")


def _connections(seconds: float) -> "PoolManager":
    """What makes connections and keeps them."""
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Timeout

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = connection_kinds()[0]

    class SafePool(HTTPSConnectionPool):
        ConnectionCls = connection_kinds()[1]

    manager = PoolManager(retries=False, timeout=Timeout(total=seconds))
    manager.pool_classes_by_scheme = {"http": PlainPool, "https": SafePool}
    return manager


def _outcome(status: int, retry_after: str) -> Delivery:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Delivery("delivered")
    problem = f"the service answered {status}"
    hopeless = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    if hopeless and status not in _WORTH_A_RETRY:
        return Delivery("failed", problem)
    return Delivery("retry", problem, _seconds(retry_after))


def _seconds(retry_after: str) -> float | None:
    """What `Retry-After` says, seconds or a moment; None where it says nothing."""
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after)
    with suppress(ValueError, OverflowError):
        moment = parsedate_to_datetime(retry_after)
        left = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)
        return max(left.total_seconds(), 0.0)
    return None


def _let_go(answer: "BaseHTTPResponse") -> None:
    # What was answered is known; nothing that happens from here on changes it.
    with suppress(Exception):
        answer.read(_READ, decode_content=False)
    with suppress(Exception):
        answer.close()


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as they can be sent, by name in small letters; what they say may be secret and is not shown."""
    for name, value in headers.items():
        if not name.isascii() or not value.isascii() or not f"{name}{value}".isprintable():
            raise UsageError(
                f"the header {name!a} holds characters that no header may", "give plain letters and digits"
            )
    return {name.lower(): value for name, value in headers.items()}
