"""What the runtime says, as HTTP says it."""

from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

from journeyc.runtime import AsyncRuntime, JourneyError, LinkError, Report, StoreError

#: What was not taken, by the word for why. Nothing of it was half done.
_REFUSED = {
    "invalid": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unknown_customer": HTTPStatus.NOT_FOUND,
}
_ERRORS: dict[type[JourneyError], HTTPStatus] = {
    LinkError: HTTPStatus.NOT_FOUND,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(report: Report) -> HTTPStatus:
    """200 where something was taken. 202 where it is kept: it waits for its step, or for an operator who
    mends what is in the way. 409 where the customer is elsewhere by now, 404 and 422 where it never fits.
    """
    match report["result"]:
        case "accepted":
            return HTTPStatus.OK
        case "kept" | "incident":
            return HTTPStatus.ACCEPTED
        case _:
            return _REFUSED.get(report["because"], HTTPStatus.CONFLICT)


def answer(report: Report, status: HTTPStatus | None = None) -> JSONResponse:
    """A report without what is the company's own business: which way a run has gone, and what was set. Its
    status is the given one, if any.
    """
    told: dict[str, Any] = {name: report[name] for name in ("input", "result", "because", "reason", "faults")}
    told["runs"] = [run["run"] for run in report["runs"]]
    return JSONResponse(told, status or status_of(report))


async def answer_about(runtime: AsyncRuntime, task: str, report: Report) -> JSONResponse:
    """A report of what was done with a task: 404 where there never was one of this name. To one that is
    closed nothing is `invalid`: it says `stale`.
    """
    is_there = report["because"] != "invalid" or await runtime.briefing(task) is not None
    return answer(report, None if is_there else HTTPStatus.NOT_FOUND)


def on_error(_request: Request, error: Exception) -> JSONResponse:
    """What makes no sense at all, or a store that is not there, in words that hold nothing secret."""
    assert isinstance(error, JourneyError)
    status = next(
        (code for kind, code in _ERRORS.items() if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY
    )
    # What was sent under an id may be sent again under it, however often.
    headers = {"Retry-After": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse({"result": "refused", "reason": error.problem, "help": error.help}, status, headers)
