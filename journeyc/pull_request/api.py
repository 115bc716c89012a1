"""GitHub's interface over HTTP: one request at a time, and what a refusal means."""

import json
import re
import time
from collections.abc import Callable, Mapping
from email.message import Message
from http.client import HTTPException, HTTPMessage
from typing import Any, NamedTuple, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from journeyc import __version__
from journeyc.cli.ending import Failure

Result = TypeVar("Result")
#: Nothing that is asked for here is longer.
_MOST_BYTES = 32_000_000
#: What GitHub asks for where a secondary limit says no time.
_SECONDARY_SECONDS = 60.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


class Refused(Exception):
    """An answer that says no, and would say it again; `status` is that of HTTP."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"GitHub says {status}: {message}")
        self.status = status


class Again(Exception):
    """No answer, or one that may be another later: after so many seconds, where GitHub says how many."""

    def __init__(self, message: str, seconds: float | None = None) -> None:
        super().__init__(message)
        self.seconds = seconds


class Answer(NamedTuple):
    """What came back: a document of JSON, and whether there are more pages."""

    document: Any
    more: bool


class _Here(HTTPRedirectHandler):
    """The token is for one host only: a way that leads elsewhere is not followed."""

    def redirect_request(  # as the standard library calls it
        self, req: Request, fp: Any, code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2] or req.get_method() != "GET":
            return None
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Api:
    """One repository, and the token that may do something there."""

    def __init__(self, url: str, repository: str, token: str, timeout_seconds: float = 30.0) -> None:
        parts = urlsplit(url)
        plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
        if not parts.hostname or not (parts.scheme == "https" or plain):
            raise Failure(f"GITHUB_API_URL cannot be `{url}`", "it begins with https://")
        if not _REPOSITORY.fullmatch(repository):
            raise Failure(f"GITHUB_REPOSITORY cannot be `{repository}`", "it has the form OWNER/NAME")
        self._root = url.rstrip("/")
        self._repository = repository
        self._token = token
        self._timeout_seconds = timeout_seconds
        # What is on this machine is not behind a proxy.
        self._opener: OpenerDirector = build_opener(_Here, *([ProxyHandler({})] if plain else []))

    def repository(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Ask something of the repository; `Refused` or `Again` where there is no good answer."""
        return self.ask(method, f"/repos/{self._repository}/{path}", body)

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Ask something; `Refused` or `Again` where there is no good answer."""
        headers = {
            "accept": "application/vnd.github+json",
            "authorization": f"Bearer {self._token}",
            "content-type": "application/json",
            "user-agent": f"journeyc/{__version__}",
            "x-github-api-version": "2022-11-28",
        }
        content = None if body is None else json.dumps(body).encode()
        request = Request(self._root + path, content, headers, method=method)  # noqa: S310  # checked above
        try:
            with self._opener.open(request, timeout=self._timeout_seconds) as response:
                raw = response.read(_MOST_BYTES)
                more = 'rel="next"' in response.headers.get("link", "")
        except HTTPError as error:
            with error:
                raise _meaning(error) from None
        except (OSError, HTTPException) as error:
            why = getattr(error, "reason", None) or error
            raise Again(f"GitHub does not answer: {why}") from None
        try:
            return Answer(json.loads(raw) if raw else None, more)
        except (ValueError, RecursionError):
            raise Again("GitHub's answer is not JSON") from None


def _meaning(error: HTTPError) -> Refused | Again:
    """Whether asking later may help."""
    try:
        message = str(json.loads(error.read(_MOST_BYTES))["message"])
    except (ValueError, RecursionError, KeyError, TypeError, OSError, HTTPException):
        message = str(error.reason)
    limited = error.code == 429 or (error.code == 403 and _is_limit(error.headers, message))
    if limited or error.code >= 500:
        seconds = _asked_for(error.headers) or (_SECONDARY_SECONDS if limited else None)
        return Again(f"GitHub says {error.code}: {message}", seconds)
    return Refused(error.code, message)


def _is_limit(headers: Message, message: str) -> bool:
    return (
        "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in message.lower()
    )


def _asked_for(headers: Message) -> float | None:
    """How many seconds GitHub asks to wait."""
    after, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if after.isdecimal():
        return float(after)
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(1.0, float(reset) - time.time())
    return None


class Patience(NamedTuple):
    """How often something is tried, and how many seconds are waited for in all."""

    sleep: Callable[[float], None] = time.sleep
    tries: int = 6
    seconds: float = 150.0

    def __call__(self, work: Callable[[], Result]) -> Result:
        """Do some work, from its beginning each time; `Refused` where waiting is of no use, or has been."""
        left, pause = self.seconds, 1.0
        for number in range(1, self.tries + 1):
            try:
                return work()
            except Again as again:
                wait = pause if again.seconds is None else again.seconds
                if number == self.tries or wait > left:
                    asked = f" and asks to wait {wait:,.0f} seconds" if again.seconds and wait > left else ""
                    raise Refused(0, f"{again}{asked}") from None
            self.sleep(wait)
            left -= wait
            pause *= 2
        raise AssertionError("unreachable")
