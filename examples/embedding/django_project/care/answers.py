"""What the runtime says, as HTTP says it."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

from journeyc.runtime import JourneyError, LinkError, Report, StoreError

_REFUSED = {"invalid": HTTPStatus.UNPROCESSABLE_ENTITY, "unknown_customer": HTTPStatus.NOT_FOUND}
_ERRORS: dict[type[JourneyError], HTTPStatus] = {
    LinkError: HTTPStatus.NOT_FOUND,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def answer(report: Report) -> JsonResponse:
    """A report: 200 where it was taken, 202 where it waits, for its step or for an operator who mends
    what is in the way, 409 where the customer is elsewhere by now, 404 and 422 where it never fits.
    """
    kept = {"accepted": HTTPStatus.OK, "kept": HTTPStatus.ACCEPTED, "incident": HTTPStatus.ACCEPTED}
    status = kept.get(report["result"]) or _REFUSED.get(report["because"], HTTPStatus.CONFLICT)
    told = {name: report[name] for name in ("input", "result", "because", "reason", "faults")}
    return JsonResponse(told, status=status)


class in_words:  # noqa: N801  # it is used as a function: middleware
    """Says what went wrong where a view raises an error of the runtime, in words that hold no secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, JourneyError):
            return None
        status = next(
            (code for kind, code in _ERRORS.items() if isinstance(error, kind)),
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
        headers = {"Retry-After": "1"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
        return JsonResponse({"result": "refused", "reason": error.problem}, status=status, headers=headers)
