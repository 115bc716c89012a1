"""One try of a call, since retries, waits and timeouts are the core's; and what comes of it as an input."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any, get_args

from journeyc.expression.types import Type
from journeyc.expression.values import MAXIMUM_DEPTH, MAXIMUM_PARTS, Duration, Money, encode
from journeyc.runtime.calls.awaiting import Awaiting, finished
from journeyc.runtime.calls.fitting import declared_only
from journeyc.runtime.core.inputs import CallInput
from journeyc.runtime.foreign import ends_itself, raised, words
from journeyc.runtime.ports import Callee, HistoryEntry, Reply, ReplyResult, Request, ServiceFailure
from journeyc.runtime.services import HttpService

_RESULTS: tuple[str, ...] = get_args(ReplyResult)


def perform(callee: Callee, request: Request, gives: Type | None, awaiting: Awaiting) -> Reply:
    """Call once; one that raises has given no answer. What it gives is in its JSON form then. What nobody has
    asked for is left out: all of it where the service gives nothing, fields that its type does not have where
    it is called over HTTP.
    """
    try:
        reply = _reply(callee, request, awaiting)
        if reply.result != "ok" or gives is None:
            return reply._replace(value=None)
        value = plain(reply.value)
        return reply._replace(value=declared_only(value, gives) if isinstance(callee, HttpService) else value)
    except ServiceFailure as failure:
        return Reply("fails", failure=words(failure.name))
    except BaseException as error:
        # A service is the author's code, and may raise anything.
        if not ends_itself(error):
            raise
        return Reply("no_answer", problem=raised(error))


def _reply(callee: Callee, request: Request, awaiting: Awaiting) -> Reply:
    method = getattr(callee, "call", None)
    said: Any
    if method is None:
        said = callee(**request.arguments)  # type: ignore[operator]  # the other kind of `Callee`
        return Reply("ok", finished(said, awaiting))
    reply = finished(method(request), awaiting)
    if not isinstance(reply, Reply):
        return Reply("no_answer", problem=f"it replied with a {type(reply).__name__}, not a Reply")
    if reply.result not in _RESULTS:
        said = words(reply.result)
        problem = f"it replied `{said}`, which is none of {', '.join(_RESULTS)}"
        return Reply("no_answer", problem=problem)
    return reply._replace(failure=words(reply.failure), problem=words(reply.problem))


def call_input(request: Request, reply: Reply, at: datetime, part: str = "result") -> CallInput:
    """The input that a reply becomes; its id is made of the try's, so that it comes once however often the
    call was made.
    """
    result = "no_answer" if reply.result == "later" else reply.result
    said = (result, reply.value, reply.failure)
    return CallInput(f"{request.id}/{part}", at, request.call, *said, request.attempt)


def call_history(request: Request, reply: Reply, at: str) -> HistoryEntry:
    """The line of history that tells what came of a try; not what was said, which may be private."""
    document = {
        "call": request.call,
        "service": request.service,
        "attempt": request.attempt,
        "result": reply.result,
        "failure": reply.failure,
        "problem": reply.problem,
    }
    return HistoryEntry(request.customer, request.run, at, "called", request.id, document)


class _TooLarge(Exception):
    """Stands for a value with too many parts, which validation refuses by these words."""

    def __str__(self) -> str:
        return f"more than {MAXIMUM_PARTS:,} values in each other"


def plain(value: Any) -> Any:
    """A value that a function gave in its JSON form; what has none, is nested too deeply or is too large is
    left for validation to refuse.
    """
    try:
        return _plain(value, 0, count())
    except _TooLarge as too_large:
        return too_large


def _plain(value: Any, depth: int, parts: "count[int]") -> Any:
    match value:
        case bool() | None:
            return value
        case str():
            return str.__str__(value)
        case Money() | Duration() | Decimal():
            return encode(value)
        case datetime() if value.tzinfo is None:
            return value
        case datetime() | date() | time():
            return encode(value)
        case Mapping() if depth <= MAXIMUM_DEPTH:
            return {key: _part(part, depth, parts) for key, part in value.items()}
        case list() | tuple() if depth <= MAXIMUM_DEPTH:
            return [_part(part, depth, parts) for part in value]
        case _:
            return value


def _part(value: Any, depth: int, parts: "count[int]") -> Any:
    # One list may stand in another many times, so that a small value is endless once it is written out.
    if next(parts) >= MAXIMUM_PARTS:
        raise _TooLarge
    return _plain(value, depth + 1, parts)
