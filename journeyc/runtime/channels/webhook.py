"""The channel that posts each message to a web service, in the manner of Standard Webhooks."""

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from time import time
from typing import Any
from urllib.parse import quote, urlsplit

from journeyc.runtime.errors import UsageError
from journeyc.runtime.ports import Delivery, Message

_WORTH_A_RETRY = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_LONGEST_TIMEOUT_SECONDS = 60.0


class WebhookChannel:
    """Posts messages as JSON under `webhook-id`: the id, percent-encoded, by which a service knows a
    repeated one.

    2xx is delivered; 4xx but 408 and 429 is hopeless; all else, and no answer within `timeout_seconds`, is
    tried again. Redirects are not followed. `address` names the field of the customer that becomes `to`.
    """

    def __init__(
        self,
        url: str,
        *,
        address: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float = 10.0,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(
                f"`{url}` is no address of a web service", "give one that begins with `https://`"
            )
        if not 0 < timeout_seconds <= _LONGEST_TIMEOUT_SECONDS:
            raise UsageError(
                f"`timeout_seconds` is {timeout_seconds}",
                f"give up to {_LONGEST_TIMEOUT_SECONDS:.0f} seconds",
            )
        self.address = address
        self._url = url
        self._headers = dict(headers or {})
        self._timeout_seconds = timeout_seconds
        self._opener = urllib.request.build_opener(_NoRedirect())

    def deliver(self, message: Message) -> Delivery:
        headers = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "journeyc",
            **self._headers,
            "webhook-id": quote(message.id, safe="/@:+"),
            "webhook-timestamp": str(int(time())),
        }
        body = json.dumps(message._asdict(), ensure_ascii=False).encode()
        request = urllib.request.Request(self._url, body, headers, method="POST")  # noqa: S310  # the scheme was checked
        try:
            with self._opener.open(request, timeout=self._timeout_seconds) as response:
                return _outcome(response.status)
        except urllib.error.HTTPError as error:
            with error:
                return _outcome(error.code)
        except urllib.error.URLError as error:
            return Delivery("retry", f"no answer: {error.reason}")
        except (OSError, http.client.HTTPException) as error:
            return Delivery("retry", f"no answer: {str(error) or type(error).__name__}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected post would be sent without its body, or to somebody nobody chose."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _outcome(status: int) -> Delivery:
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Delivery("delivered")
    hopeless = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    problem = f"the service answered {status}"
    return Delivery("failed" if hopeless and status not in _WORTH_A_RETRY else "retry", problem)
