"""What others report of messages, over HTTP: verified, validated, and applied. A web service of yours hands
over the headers and the body of each request, and answers with what comes back.
"""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar, cast, get_args

from journeyc.runtime.core.documents import Report
from journeyc.runtime.errors import JourneyError, StoreError, UsageError
from journeyc.runtime.foreign import words
from journeyc.runtime.hosts.clock import SystemClock
from journeyc.runtime.ports import Clock
from journeyc.runtime.signing import ID, SIGNATURE, TIMESTAMP, Shared, Signer

if TYPE_CHECKING:
    from journeyc.runtime.aio.embedded import AsyncRuntime
    from journeyc.runtime.hosts.embedded import Runtime

__all__ = ["AsyncReceiver", "Received", "Receiver"]

#: The runtime that is told.
R = TypeVar("R", "Runtime", "AsyncRuntime")

#: How far the clocks of both sides may be apart, with the way between them.
TOLERANCE_SECONDS = 300
#: A report is small; what is not is none.
LONGEST_BODY = 65_536
_LONGEST_HEADER = 4_096
_MOST_DIGITS = 12

#: What can be reported; that nothing was sent is for the runtime to say.
Reported = Literal["sent", "delivered", "opened", "clicked", "failed"]
_OUTCOMES: tuple[str, ...] = get_args(Reported)
_TEXTS = ("channel", "reason")


class Received(NamedTuple):
    """What to answer: the status, and a body that is JSON."""

    status: int
    body: str


class _Refused(Exception):
    """A request that is not applied: the status, the word for why, and a sentence."""

    def __init__(self, status: HTTPStatus, error: str, problem: str) -> None:
        super().__init__(problem)
        self.status = status
        self.error = error


class _Report(NamedTuple):
    """What a request reports."""

    message: str
    outcome: Reported
    channel: str | None
    reason: str | None


class _Receiving(Generic[R]):
    def __init__(
        self,
        runtime: R,
        secrets: Shared | Sequence[Shared],
        *,
        tolerance_seconds: float = TOLERANCE_SECONDS,
        clock: Clock | None = None,
    ) -> None:
        if not secrets:
            raise UsageError("a receiver has no secret, and would have to believe everybody", "give one")
        self._runtime: R = runtime
        self._signer = Signer(secrets)
        self._tolerance_seconds = tolerance_seconds
        self._clock = clock or SystemClock()

    def _verified(self, headers: Mapping[str, str], body: bytes) -> _Report:
        """What a request reports, if it is to be believed."""
        self._verify(headers, body)
        return _report(body)

    def _verify(self, headers: Mapping[str, str], body: bytes) -> None:
        if not isinstance(body, bytes):
            raise TypeError(f"the body of a request is bytes as they came, not a {type(body).__name__}")
        if len(body) > LONGEST_BODY:
            problem = f"a report has {LONGEST_BODY:,} bytes at most"
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", problem)
        given = {str(name).lower(): value for name, value in headers.items()}
        identity, timestamp, signatures = (_header(given, name) for name in (ID, TIMESTAMP, SIGNATURE))
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _MOST_DIGITS):
            raise _Refused(HTTPStatus.BAD_REQUEST, "garbled", f"`{TIMESTAMP}` is no number of seconds")
        if not self._signer.has_signed(signatures, identity, timestamp, body):
            problem = "no signature is of a secret that is known here"
            raise _Refused(HTTPStatus.UNAUTHORIZED, "forged", problem)
        ahead = int(timestamp) - self._clock.now().timestamp()
        if abs(ahead) > self._tolerance_seconds:
            where = "ahead of" if ahead > 0 else "behind"
            problem = (
                f"`{TIMESTAMP}` is {abs(ahead):.0f} seconds {where} the clock here,"
                f" and {self._tolerance_seconds:g} are let pass"
            )
            raise _Refused(HTTPStatus.UNAUTHORIZED, "old", problem)


class Receiver(_Receiving["Runtime"]):
    """Takes reports for a runtime that are signed after the Standard Webhooks specification with one of its
    `secrets` (`whsec_…`), and not longer ago than `tolerance_seconds`.

    The body is `{"message": ID, "outcome": "opened"}`, and may have a `channel` and a `reason`. Each outcome
    of a message counts once, so a report that comes again changes nothing. Whatever comes, nothing is raised.
    """

    def receive(self, headers: Mapping[str, str], body: bytes) -> Received:
        """Verify and apply one request. 2xx: it is known now; 4xx: it never will be; 503: try again later."""
        try:
            message, outcome, channel, reason = self._verified(headers, body)
            return _told(self._runtime.delivered(message, outcome, channel=channel, reason=reason))
        except (_Refused, JourneyError) as error:
            return _not_told(error)


class AsyncReceiver(_Receiving["AsyncRuntime"]):
    """The same for an `AsyncRuntime`."""

    async def receive(self, headers: Mapping[str, str], body: bytes) -> Received:
        """Verify and apply one request, as `Receiver.receive` does."""
        try:
            message, outcome, channel, reason = self._verified(headers, body)
            return _told(await self._runtime.delivered(message, outcome, channel=channel, reason=reason))
        except (_Refused, JourneyError) as error:
            return _not_told(error)


def _told(said: Report) -> Received:
    """What to answer to a report that the runtime was told."""
    if said["result"] == "refused" and said["because"] != "stale":
        return _answer(HTTPStatus.NOT_FOUND, error="unknown", problem=said["reason"])
    return _answer(HTTPStatus.OK, result=said["result"])


def _not_told(error: _Refused | JourneyError) -> Received:
    """What to answer to one that it was not, or could not be, told."""
    match error:
        case _Refused():
            return _answer(error.status, error=error.error, problem=str(error))
        case UsageError():
            return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, error="unfit", problem=error.problem)
        case StoreError():
            return _answer(HTTPStatus.SERVICE_UNAVAILABLE, error="busy", problem="it cannot be kept now")
        case _:
            return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, error="fault", problem="it cannot be applied")


def _header(headers: Mapping[str, object], name: str) -> str:
    value = headers.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_HEADER:
        raise _Refused(HTTPStatus.BAD_REQUEST, "garbled", f"the header `{name}` is missing or too long")
    return value


def _report(body: bytes) -> _Report:
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise _Refused(HTTPStatus.BAD_REQUEST, "garbled", "the body is not JSON") from None
    if not isinstance(said, dict) or not isinstance(message := said.get("message"), str):
        raise _unfit('the body is `{"message": ID, "outcome": …}`')
    if not isinstance(outcome := said.get("outcome"), str) or outcome not in _OUTCOMES:
        raise _unfit(f"`outcome` is one of {', '.join(_OUTCOMES)}")
    for name in _TEXTS:
        if not isinstance(said.get(name), str | None):
            raise _unfit(f"`{name}` is a text")
    reason = said.get("reason")
    return _Report(message, cast("Reported", outcome), said.get("channel"), reason and words(reason))


def _unfit(problem: str) -> _Refused:
    return _Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "unfit", problem)


def _answer(status: HTTPStatus, **said: str) -> Received:
    return Received(int(status), json.dumps(said))
