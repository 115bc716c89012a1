"""Performing calls of services: one try each, since retries, waits and timeouts are the core's."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from inspect import iscoroutinefunction
from typing import Any, get_args

from journeyc.expression.values import MAXIMUM_DEPTH, Duration, Money, encode
from journeyc.runtime.core.inputs import CallInput
from journeyc.runtime.errors import UsageError
from journeyc.runtime.foreign import raised, words
from journeyc.runtime.ports import Callee, HistoryEntry, Reply, ReplyResult, Request, ServiceFailure

_RESULTS: tuple[str, ...] = get_args(ReplyResult)


def check_services(services: Mapping[str, Callee]) -> None:
    """UsageError for what cannot be called here."""
    for name, callee in services.items():
        method = getattr(callee, "call", callee)
        if not callable(method):
            raise UsageError(
                f"`{name}` is bound to a {type(callee).__name__}", "bind a function or a `Service` to it"
            )
        if iscoroutinefunction(method):
            raise UsageError(
                f"`{name}` is bound to an asynchronous function", "bind one that waits for its answer"
            )


def perform(callee: Callee, request: Request) -> Reply:
    """Call once; one that raises has given no answer."""
    try:
        if (method := getattr(callee, "call", None)) is None:
            return Reply("ok", callee(**request.arguments))  # type: ignore[operator]  # the other kind of `Callee`
        reply = method(request)
    except ServiceFailure as failure:
        return Reply("fails", failure=words(failure.name))
    except Exception as error:  # noqa: BLE001  # a service is the author's code, and may raise anything
        return Reply("no_answer", problem=raised(error))
    if not isinstance(reply, Reply):
        return Reply("no_answer", problem=f"it replied with a {type(reply).__name__}, not a Reply")
    if reply.result not in _RESULTS:
        said = words(reply.result)
        problem = f"it replied `{said}`, which is none of {', '.join(_RESULTS)}"
        return Reply("no_answer", problem=problem)
    return reply._replace(failure=words(reply.failure), problem=words(reply.problem))


def call_input(request: Request, reply: Reply, at: datetime) -> CallInput:
    """The input that a reply becomes; its id is made of the try's, so that it comes once however often the
    call was made.
    """
    result = "no_answer" if reply.result == "later" else reply.result
    said = (result, plain(reply.value), reply.failure)
    return CallInput(f"{request.id}/result", at, request.call, *said, request.attempt)


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


def plain(value: Any, depth: int = 0) -> Any:
    """A value that a function gave in its JSON form; what has none, or is nested too deeply, is left for
    validation to refuse.
    """
    match value:
        case Money() | Duration() | Decimal():
            return encode(value)
        case datetime() if value.tzinfo is None:
            return value
        case datetime() | date() | time():
            return encode(value)
        case Mapping() if depth <= MAXIMUM_DEPTH:
            return {key: plain(part, depth + 1) for key, part in value.items()}
        case list() | tuple() if depth <= MAXIMUM_DEPTH:
            return [plain(part, depth + 1) for part in value]
        case _:
            return value
