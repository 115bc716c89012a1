"""Services: called with what a journey says, each try once, and what comes back moves the run."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from journeyc.expression.values import Money
from journeyc.runtime import Reply, Request, Runtime, ServiceFailure, Store
from journeyc.runtime.errors import UsageError
from journeyc.runtime.hosts.carrying import LEASE
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import HandClock

PACKAGE = package(CREDIT)
RUN = "credit/anna/1"
UNDECLARED = "the result does not fit; `billing.credit` declares no failure `odd`"


class Billing:
    """A service that keeps what it is asked, and replies as it is told."""

    def __init__(self, *replies: Any) -> None:
        self.requests: list[Request] = []
        self._replies = list(replies)

    def call(self, request: Request) -> Reply:
        self.requests.append(request)
        reply = self._replies.pop(0)
        if isinstance(reply, BaseException):
            raise reply
        assert isinstance(reply, Reply)
        return reply


CREDITED = Reply("ok", {"amount": "10 EUR"})


def begin(runtime: Runtime) -> None:
    assert runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")["result"] == "accepted"


def end(runtime: Runtime) -> tuple[Any, Any]:
    """Where the run ended, and what it remembers of why."""
    (position,) = runtime.where("anna")
    (run,) = runtime._store.runs(1)
    return position.steps[0], run["context"]["paid"] if position.steps == ("paid_out",) else run["context"][
        "why"
    ]


def test_a_call_reaches_its_service_and_the_answer_the_run(store: Store, clock: HandClock) -> None:
    billing = Billing(CREDITED)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    assert [work[1:] for work in runtime.where("anna")[0].places[0].works] == [
        ("call", "billing.credit", f"{RUN}/1/0", 1, "", "")
    ]
    tick = runtime.tick()
    assert [(a.outgoing, a.state) for a in tick.attempts] == [(billing.requests[0], "delivered")]
    assert [report["runs"][0]["path"] for report in tick.reports] == [["paying", "paid_out"]]
    request = billing.requests[0]
    assert request.arguments == {"bill": "B1", "amount": "12.50 EUR"}
    assert (request.run, request.customer, request.journey, request.attempt) == (RUN, "anna", "credit", 1)
    assert end(runtime) == ("paid_out", "10.00 EUR")
    assert runtime.tick().attempts == ()


@pytest.mark.parametrize(
    ("callee", "ended"),
    [
        (lambda amount, **_: {"amount": amount}, ("paid_out", "12.50 EUR")),
        (lambda **_: {"amount": Money(Decimal(3), "EUR"), "at": None}, ("paid_out", "3.00 EUR")),
        (lambda **_: (_ for _ in ()).throw(ServiceFailure("refused")), ("lost", "refused")),
    ],
)
def test_a_function_serves_as_well(
    callee: Any, ended: tuple[str, str], store: Store, clock: HandClock
) -> None:
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": callee})
    begin(runtime)
    runtime.tick()
    assert end(runtime) == ended


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (ValueError("broken"), "ValueError: broken"),
        (Reply("no_answer", problem="busy"), "busy"),
        (Reply("ok", {"amount": "much"}), "the result does not fit; `value.amount`"),
        (Reply("ok", 7.5), "the result does not fit; `value`"),
        (
            Reply("fails", failure="odd"),
            UNDECLARED,
        ),
        (ServiceFailure("odd"), UNDECLARED),
    ],
)
def test_what_is_no_answer_is_tried_again_by_the_journey(
    reply: Any, problem: str, store: Store, clock: HandClock
) -> None:
    billing = Billing(reply, CREDITED)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    runtime.tick()
    lines = [line.document for line in runtime.history(run=RUN) if "problem" in line.document]
    assert [line["problem"].startswith(problem) for line in lines] == [True]
    assert runtime.next_due() == clock.time + timedelta(minutes=1)
    clock.pass_(minutes=1)
    runtime.tick()
    assert [request.attempt for request in billing.requests] == [1, 2]
    assert len({request.id for request in billing.requests}) == 2
    assert len({request.call for request in billing.requests}) == 1
    assert end(runtime) == ("paid_out", "10.00 EUR")
    assert runtime.incidents() == []


def test_a_service_says_that_it_failed(store: Store, clock: HandClock) -> None:
    billing = Billing(Reply("fails", failure="unknown"))
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    runtime.tick()
    assert end(runtime) == ("lost", "unknown")


def test_after_all_tries_no_answer_is_an_outcome(store: Store, clock: HandClock) -> None:
    billing = Billing(*[Reply("no_answer")] * 3)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    for _ in range(3):
        runtime.tick()
        clock.pass_(minutes=1)
    assert end(runtime) == ("lost", "no answer")


def test_a_call_waits_for_a_program_that_has_the_service(store: Store, clock: HandClock) -> None:
    web = Runtime.open(store, PACKAGE, clock=clock, services={"crm.ping": lambda: None})
    begin(web)
    assert web.tick().attempts == ()
    assert web.incidents() == []
    billing = Billing(CREDITED)
    worker = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    assert worker.next_due() == clock.time
    worker.tick()
    assert end(web) == ("paid_out", "10.00 EUR")


def test_a_late_host_still_makes_the_call(store: Store, clock: HandClock) -> None:
    """The time in the outbox is not that of the service, so its timeout has not passed."""
    billing = Billing(CREDITED)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    clock.pass_(hours=5)
    runtime.tick()
    assert end(runtime) == ("paid_out", "10.00 EUR")


def test_a_late_host_makes_the_next_try_too(store: Store, clock: HandClock) -> None:
    """Its timeout counts from when the call leaves, not from when it would have left."""
    billing = Billing(Reply("no_answer"), CREDITED)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    runtime.tick()
    clock.pass_(hours=5)
    runtime.tick()
    assert end(runtime) == ("paid_out", "10.00 EUR")


def test_a_slow_answer_comes_after_its_timeout(store: Store, clock: HandClock) -> None:
    """It still counts while the step waits for the next try, which is then not made."""

    class Slow(Billing):
        def call(self, request: Request) -> Reply:
            clock.pass_(minutes=10, seconds=30)
            return super().call(request)

    billing = Slow(CREDITED)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    (report,) = runtime.tick().reports
    assert [done["fired"] for done in report["runs"]] == [["paying/call/0/timeout"], []]
    assert end(runtime) == ("paid_out", "10.00 EUR")
    assert (runtime.next_due(), len(billing.requests)) == (None, 1)


def test_no_answer_after_the_timeout_changes_nothing(store: Store, clock: HandClock) -> None:
    class Slow(Billing):
        def call(self, request: Request) -> Reply:
            clock.pass_(minutes=10, seconds=30)
            return super().call(request)

    began = clock.time
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": Slow(Reply("no_answer"))})
    begin(runtime)
    (report,) = runtime.tick().reports
    assert (report["result"], report["because"]) == ("not_accepted", "stale")
    assert runtime.next_due() == began + timedelta(minutes=11)


def test_no_answer_that_comes_later_names_its_try(store: Store, clock: HandClock) -> None:
    billing = Billing(Reply("later"), Reply("later"))
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    runtime.tick()
    clock.pass_(minutes=10)
    runtime.tick()
    clock.pass_(minutes=1)
    runtime.tick()
    first, second = billing.requests
    for request, result in ((first, "not_accepted"), (second, "accepted")):
        report = runtime.result(request.call, "no_answer", attempt=request.attempt)
        assert report["result"] == result
    assert runtime.next_due() == clock.time + timedelta(minutes=1)


def test_a_call_that_nobody_awaits_any_more_is_not_made(store: Store, clock: HandClock) -> None:
    billing = Billing()
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    runtime.send("closed", customer="anna")
    assert [attempt.state for attempt in runtime.tick().attempts] == ["stale"]
    assert billing.requests == []
    assert runtime.next_due() is None


def test_an_answer_may_come_later(store: Store, clock: HandClock) -> None:
    billing = Billing(Reply("later"))
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    runtime.tick()
    assert runtime.where("anna")[0].steps == ("paying",)
    report = runtime.result(billing.requests[0].call, "ok", {"amount": Money(Decimal(7), "EUR")}, id="r1")
    assert report["result"] == "accepted"
    assert end(runtime) == ("paid_out", "7.00 EUR")
    assert runtime.result(billing.requests[0].call, "fails", failure="refused", id="r1") == report


@pytest.mark.parametrize(
    ("call", "result", "because", "reason"),
    [
        (f"{RUN}/1/0", "refused", "invalid", "the result does not fit"),
        (f"{RUN}/9/0", "not_accepted", "stale", f"`{RUN}` has left the place that this belongs to"),
        ("credit/bob/1/1/0", "refused", "invalid", "there is no run `credit/bob/1`"),
        ("nonsense", "refused", "invalid", "there is no run `nonsense`"),
    ],
)
def test_a_result_that_fits_nothing_says_so(
    call: str, result: str, because: str, reason: str, store: Store, clock: HandClock
) -> None:
    runtime = Runtime.open(store, PACKAGE, clock=clock)
    begin(runtime)
    report = runtime.result(call, "fails", failure="odd")
    assert (report["result"], report["because"]) == (result, because)
    assert report["reason"].startswith(reason)
    assert runtime.where("anna")[0].steps == ("paying",)


class Death(BaseException):
    """The program dies."""


@pytest.mark.parametrize("where", ["call", "commit", "settle"])
def test_a_program_that_dies_around_a_call_changes_nothing_twice(
    where: str, store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Death

    billing = Billing(Death() if where == "call" else CREDITED, CREDITED)
    runtime = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    begin(runtime)
    with monkeypatch.context() as patch:
        if where != "call":
            patch.setattr(store, where, die)
        with pytest.raises(Death):
            runtime.tick()
    clock.time += LEASE
    other = Runtime.open(store, PACKAGE, clock=clock, services={"billing.credit": billing})
    other.tick()
    assert end(other) == ("paid_out", "10.00 EUR")
    # What was called and applied, and only not settled, is not called again: nobody awaits it any more.
    assert len(billing.requests) == (1 if where == "settle" else 2)
    assert len({request.id for request in billing.requests}) == 1
    inputs = [line.input for line in other.history(run=RUN) if line.document.get("report")]
    assert len(inputs) == len(set(inputs)) == 2


def test_what_cannot_be_called_is_refused_when_it_is_bound() -> None:
    callee: Any = "https://x"
    with pytest.raises(UsageError) as caught:
        Runtime.open(None, PACKAGE, services={"crm.ping": callee})
    assert str(caught.value) == "`crm.ping` is bound to a str; bind a function or a `Service` to it"
