"""The channel that posts each message to a web service, signed after the Standard Webhooks specification."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from os import PathLike
from time import time

from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Delivery, Message
from journeyc.runtime.services.address import read_address
from journeyc.runtime.services.asking import Limits, NoAnswer
from journeyc.runtime.services.headers import TRACE, checked_headers, revealed
from journeyc.runtime.services.secret import Secret
from journeyc.runtime.signing import ID, SIGNATURE, TIMESTAMP, Shared, Signer, header_id
from journeyc.runtime.waits import require_seconds

_WORTH_A_RETRY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


class WebhookChannel:
    """Posts messages as JSON under `webhook-id`: the id, percent-encoded, by which a service knows a
    repeated one. With `secrets` (`whsec_…`) it is signed by each of them.

    2xx is delivered; 4xx but 408 and 429 is hopeless; all else is tried again, where the service names a
    time (`Retry-After`) not before it. Redirects are not followed. `address` names the field of the customer
    that becomes `to`. With `at_most_once`, a message that the service may have is not posted again.
    `authorities` is a file of certificates that are trusted besides those of the machine.
    """

    def __init__(
        self,
        url: str,
        *,
        secrets: Shared | Sequence[Shared] = (),
        address: str | None = None,
        headers: Mapping[str, str | Secret] | None = None,
        timeout_seconds: float = 10.0,
        at_most_once: bool = False,
        authorities: str | PathLike[str] | None = None,
    ) -> None:
        where = read_address(url)
        if where.arguments:
            raise UsageError(f"`{url}` has a place, and a message fills none", "write the address out")
        require_seconds("timeout_seconds", timeout_seconds)
        self.address = address
        self.at_most_once = at_most_once
        self._target = where.target({})
        self._signer = Signer(secrets) if secrets else None
        self._headers = checked_headers(headers or {}, ())
        # HTTP is loaded by who uses it.
        from journeyc.runtime.services.connection import Connection

        limits = Limits(timeout_seconds, timeout_seconds, timeout_seconds)
        self._connection = Connection(where, limits, authorities)

    def deliver(self, message: Message) -> Delivery:
        if self.address is not None and not message.to:
            return Delivery("failed", f"the customer has no `{self.address}`")
        body = json.dumps(message._asdict(), ensure_ascii=False).encode()
        identity, timestamp = header_id(message.id), str(int(time()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "journeyc",
            **TRACE.get(),
            **revealed(self._headers),
            ID: identity,
            TIMESTAMP: timestamp,
        }
        if self._signer is not None:
            headers[SIGNATURE] = self._signer.signatures(identity, timestamp, body)
        if self.at_most_once:
            # A connection that was kept may be closed by the time it is used, and nobody can tell when.
            headers["connection"] = "close"
        try:
            answered = self._connection.ask("POST", self._target, headers, body, read=False)
        except NoAnswer as problem:
            return Delivery("unknown" if problem.may_have_arrived else "retry", str(problem))
        return _outcome(answered.status, answered.retry_after)


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
