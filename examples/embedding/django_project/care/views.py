"""What the website and other machines ask for.

A browser would send Django's token against forged requests; programs that ask here sign in otherwise.
"""

import json
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from care.answers import answer
from care.journeys import runtime
from care.models import Dispute
from journeyc.runtime import Position, Report
from journeyc.runtime.receiving import Receiver


@csrf_exempt
@require_http_methods(["PUT"])
def identify(request: HttpRequest, customer: str) -> HttpResponse:
    """What is known of a customer."""
    return answer(runtime().identify(customer, _body(request), id=_key(request)))


@csrf_exempt
@require_POST
def disputes(request: HttpRequest, customer: str) -> HttpResponse:
    """Keep a dispute, and then tell the journey: both, however often the request comes and whoever dies."""
    said, told = _body(request), list[Report]()
    key = request.headers.get("idempotency-key")
    if not key or not isinstance(said.get("bill"), str):
        return JsonResponse({"reason": "say which `bill`, and an `Idempotency-Key`"}, status=422)
    channel, now = said.get("channel", "web"), runtime().clock.now()
    new = Dispute(customer=customer, bill=said["bill"], channel=channel, key=key, opened_at=now)
    try:
        with transaction.atomic():
            new.save()
            # Not inside of the transaction: were it taken back, the journey would have begun all the same.
            transaction.on_commit(lambda: told.append(new.tell()))
    except IntegrityError:
        told.append(Dispute.objects.get(customer=customer, key=key).tell())
    return answer(told[0])


@csrf_exempt
@require_POST
def send(request: HttpRequest, customer: str, event: str) -> HttpResponse:
    """Something happened."""
    said = _body(request)
    payload, channel = said.get("payload", {}), said.get("channel")
    return answer(runtime().send(event, payload, customer=customer, channel=channel, id=_key(request)))


@csrf_exempt
@require_POST
def answers(request: HttpRequest, customer: str) -> HttpResponse:
    """The customer answered."""
    said = _body(request)
    values, channel = said.get("values", {}), said.get("channel", "web")
    return answer(runtime().answer(customer, values, channel=channel, id=_key(request)))


@require_GET
def where(request: HttpRequest, customer: str) -> HttpResponse:
    """Where the customer is, and what to say and ask there."""
    positions = runtime().where(customer, request.GET.get("channel"))
    if not positions and runtime().customer(customer) is None:
        return JsonResponse({"reason": "nobody here has this name"}, status=404)
    return JsonResponse([_shown(position) for position in positions], safe=False)


@require_GET
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """Where a link leads. It does not prove who opens it, so nothing private is shown yet."""
    opened = runtime().open_link(token, request.GET.get("channel", "web"))
    return JsonResponse({"run": opened.run, "channel": opened.channel})


@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """What whoever carries messages reports of them; it is signed."""
    receiver = Receiver(runtime(), settings.WEBHOOK_SECRET, clock=runtime().clock)
    received = receiver.receive(request.headers, request.body)
    return HttpResponse(received.body, status=received.status, content_type="application/json")


@require_GET
def health(_request: HttpRequest) -> HttpResponse:
    """Well as long as both stores answer; `untold` and `late_seconds` are for an alarm to judge."""
    due, now = runtime().next_due(), runtime().clock.now()
    late = 0.0 if due is None else max((now - due).total_seconds(), 0.0)
    untold = Dispute.objects.filter(told=False).count()
    return JsonResponse({"status": "ok", "late_seconds": late, "untold": untold})


def _key(request: HttpRequest) -> str | None:
    """The id of an input. What clients choose has a corner of its own among the ids of the customer."""
    key = request.headers.get("idempotency-key")
    return None if key is None else f"http/{key}"


def _body(request: HttpRequest) -> dict[str, Any]:
    """The JSON of a request; what is none counts as empty, and the runtime says what is missing."""
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _shown(position: Position) -> dict[str, Any]:
    return {
        "run": position.run,
        "title": position.title,
        "status": position.status,
        "steps": position.steps,
        "here": position.here,
        "says": position.says,
        "questions": [question._asdict() for question in position.questions],
    }
