"""A service that hangs holds nobody for longer than its deadline, and what it answers then still counts."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import pytest

from journeyc.expression.values import instant_text
from journeyc.runtime import Circuit, Reply, Runtime, ServiceFailure, Store
from journeyc.runtime.calls.caller import MOST_HUNG
from journeyc.runtime.calls.workers import Job
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.hanging import (
    PATIENT,
    PROMPT,
    SHORT,
    Hanging,
    begin,
    eventually,
    eventually_paid,
    let_answer,
    step,
    told,
)
from tests.runtime.hosts.journeys import CREDIT, package
from tests.runtime.stage import HandClock

CREDITED = {"amount": "10 EUR"}
TOO_LONG = ("no_answer", "it took longer than 0.05 seconds")
IMPATIENT = package(CREDIT.replace("10 minutes", "1 second"))
#: Nothing is given a rest.
NEVER = Circuit(faults=0)


def opened(journeys: Any, store: Store, clock: HandClock, service: Any, **more: Any) -> Runtime:
    more = {"service_seconds": SHORT, **more}
    return Runtime.open(store, journeys, clock=clock, services={"billing.credit": service}, **more)


@contextmanager
def called(
    journeys: Any, store: Store, clock: HandClock, service: Any, **more: Any
) -> Generator[Runtime, None, None]:
    """A runtime that has made a call, and waits no longer for one that hangs."""
    with opened(journeys, store, clock, service, **more) as runtime:
        begin(runtime)
        runtime.tick()
        yield runtime


def test_a_call_that_hangs_is_no_answer_and_tried_again(store: Store, clock: HandClock) -> None:
    service = Hanging(CREDITED)
    with called(PATIENT, store, clock, service) as runtime:
        assert told(runtime) == [TOO_LONG]
        assert runtime.next_due() == clock.time + timedelta(minutes=1)
        service.go.set()


def test_its_answer_is_applied_once_with_the_next_tick(store: Store, clock: HandClock) -> None:
    """It counts although its try was given up, and the next try is not made any more."""
    service = Hanging(CREDITED)
    with called(PATIENT, store, clock, service) as runtime:
        let_answer(service, runtime, clock)
        clock.pass_(minutes=2)
        (report,) = runtime.tick().reports
        assert (report["input"], report["result"]) == ("credit/anna/1/1/0/late", "accepted")
        assert step(runtime) == "paid_out"
        assert told(runtime) == [TOO_LONG, ("ok", "")]
        assert runtime.tick().reports == ()
        assert service.calls == 1
        inputs = [line.input for line in runtime.history("anna") if line.kind == "call"]
        assert inputs == ["credit/anna/1/1/0/result", "credit/anna/1/1/0/late"]


def test_an_answer_has_the_time_at_which_it_came(store: Store, clock: HandClock) -> None:
    """A deadline of the step that is over only now has not come before it."""
    journeys = package(
        CREDIT.replace(" timeout 10 minutes", "").replace("on closed -> lost", "after 5 minutes -> lost")
    )
    service = Hanging(CREDITED)
    with called(journeys, store, clock, service) as runtime:
        let_answer(service, runtime, clock)
        clock.pass_(hours=1)
        runtime.tick()
        assert step(runtime) == "paid_out"


def test_an_answer_after_the_step_was_left_is_stale(store: Store, clock: HandClock) -> None:
    service = Hanging(CREDITED)
    with called(PATIENT, store, clock, service) as runtime:
        runtime.send("closed", customer="anna")
        let_answer(service, runtime, clock)
        (report,) = runtime.tick().reports
        assert (report["result"], report["because"]) == ("not_accepted", "stale")
        assert step(runtime) == "lost"
        assert [line.input for line in runtime.history("anna")][-2:] == [report["input"], "credit/anna/1/1/0"]


def test_while_the_journey_has_patience_only_the_host_goes_on(store: Store, clock: HandClock) -> None:
    """Its timeout is ten minutes, so the try is not over: `tick` just does not wait for it."""
    service = Hanging(CREDITED)
    with called(PROMPT, store, clock, service) as runtime:
        assert told(runtime) == [("later", TOO_LONG[1])]
        assert runtime.next_due() == clock.time + timedelta(minutes=10)
        let_answer(service, runtime, clock)
        runtime.tick()
        assert step(runtime) == "paid_out"


def test_the_timeout_of_a_journey_is_a_deadline_too(store: Store, clock: HandClock) -> None:
    service = Hanging(CREDITED)
    with called(IMPATIENT, store, clock, service, service_seconds=30) as runtime:
        assert told(runtime) == [("no_answer", "it took longer than 1 second")]
        service.go.set()


@pytest.mark.parametrize(
    ("answer", "told_late", "where"),
    [
        (ValueError("broken"), ("no_answer", "ValueError: broken"), "paying"),
        ({"amount": "much"}, ("no_answer", "the result does not fit; `value.amount`"), "paying"),
        (ServiceFailure("refused"), ("fails", ""), "lost"),
        (KeyboardInterrupt(), ("no_answer", "KeyboardInterrupt"), "paying"),
    ],
)
def test_whatever_it_says_late_is_told(
    answer: Any, told_late: tuple[str, str], where: str, store: Store, clock: HandClock
) -> None:
    service = Hanging(answer)
    with called(PATIENT, store, clock, service) as runtime:
        let_answer(service, runtime, clock)
        runtime.tick()
        result, problem = told(runtime)[-1]
        assert (result, problem[: len(told_late[1])]) == told_late
        assert step(runtime) == where


def test_an_error_that_comes_late_ends_a_try_the_journey_still_waits_for(
    store: Store, clock: HandClock
) -> None:
    service = Hanging(ValueError("broken"))
    with called(PROMPT, store, clock, service) as runtime:
        let_answer(service, runtime, clock)
        runtime.tick()
        assert runtime.next_due() is not None
        assert runtime.next_due() != clock.time + timedelta(minutes=10)


def test_only_so_many_calls_of_a_service_hang(store: Store, clock: HandClock) -> None:
    service = Hanging(CREDITED)
    with opened(PATIENT, store, clock, service, service_seconds=0.001, circuit=NEVER) as runtime:
        for number in range(MOST_HUNG + 1):
            begin(runtime, f"{number}")
        runtime.tick()
        eventually(lambda: service.calls == MOST_HUNG)
        refused = "16 calls of it hang already, so it is not called until one of them ends"
        said = [told(runtime, f"{number}")[-1][1] for number in range(MOST_HUNG + 1)]
        assert said.count(refused) == 1
        service.go.set()
        eventually(lambda: not runtime._caller._workers.hung["call:billing.credit"])
        clock.pass_(minutes=1)
        eventually_paid(runtime, *(f"{number}" for number in range(MOST_HUNG + 1)))


def test_who_stops_waiting_loses_nothing(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C ends the wait, not the call."""
    service = Hanging(CREDITED)
    with opened(PATIENT, store, clock, service) as runtime:
        begin(runtime)

        def interrupted(*_: object) -> bool:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Job, "wait", interrupted)
            with pytest.raises(KeyboardInterrupt):
                runtime.tick()
        let_answer(service, runtime, clock)
        runtime.tick()
        assert step(runtime) == "paid_out"
        assert service.calls == 1


def test_an_answer_that_the_store_cannot_take_waits(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Hanging(CREDITED)
    with called(PATIENT, store, clock, service) as runtime:
        let_answer(service, runtime, clock)

        def full(*_: object) -> None:
            raise OSError("full")

        with monkeypatch.context() as patch:
            patch.setattr(store, "commit", full)
            with pytest.raises(OSError, match="full"):
                runtime.tick()
        runtime.tick()
        assert step(runtime) == "paid_out"


def test_many_calls_in_a_row_need_one_thread(store: Store, clock: HandClock) -> None:
    threads, tenant = set(), ContextVar("tenant", default="")

    def credit(bill: str, amount: str) -> dict[str, str]:
        assert (bill, tenant.get()) == ("B1", "blue")
        threads.add(threading.current_thread())
        return {"amount": amount}

    tenant.set("blue")
    with opened(PROMPT, store, clock, credit) as runtime:
        for number in range(20):
            begin(runtime, f"{number}")
        runtime.tick()
        assert step(runtime, "19") == "paid_out"
        (thread,) = threads
        assert thread is not threading.current_thread()
    thread.join(20)
    assert not thread.is_alive()


def test_where_the_system_gives_no_thread_the_call_is_made_later(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Hanging(CREDITED)
    service.go.set()
    with opened(PROMPT, store, clock, service, service_seconds=30) as runtime:
        begin(runtime)

        def none(_: threading.Thread) -> None:
            raise RuntimeError("can't start new thread")

        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", none)
            runtime.tick()
        assert told(runtime) == [("no_answer", "RuntimeError: can't start new thread")]
        clock.pass_(minutes=1)
        runtime.tick()
        assert step(runtime) == "paid_out"


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (SystemExit(3), "SystemExit: 3"),
        (asyncio.CancelledError("too late"), "CancelledError: too late"),
        (GeneratorExit(), "GeneratorExit"),
    ],
)
def test_a_service_that_ends_what_it_is_called_in_ends_nothing(
    error: BaseException, problem: str, store: Store, clock: HandClock
) -> None:
    """`tick` would stop at this call again and again, and come to no other customer."""

    def leave(**_: str) -> None:
        raise error

    with opened(PROMPT, store, clock, leave) as runtime:
        begin(runtime)
        runtime.tick()
        assert told(runtime) == [("no_answer", problem)]


def test_a_call_late_in_a_long_tick_is_made_by_nobody_else(store: Store, clock: HandClock) -> None:
    """A tick with slow services takes minutes; other hosts look into the outbox meanwhile."""
    asked: list[datetime] = []

    def slow(amount: str, **_: str) -> dict[str, str]:
        asked.append(clock.time)
        clock.pass_(seconds=50)
        if len(asked) == 4:
            other.tick()
        return {"amount": amount}

    services = {"billing.credit": slow}
    customers = [f"c{number}" for number in range(4)]
    with Runtime.open(store, PROMPT, clock=clock, services=services) as runtime:
        other = Runtime.open(store, PROMPT, clock=clock, services=services)
        for customer in customers:
            begin(runtime, customer)
        began = clock.time
        runtime.tick()
        assert [round((at - began).total_seconds()) for at in asked] == [0, 50, 100, 150]
        assert {step(runtime, customer) for customer in customers} == {"paid_out"}
        lines = [line for one in customers for line in runtime.history(one) if line.kind == "called"]
        assert [line.at for line in lines] == [
            instant_text(began + timedelta(seconds=seconds)) for seconds in (0, 50, 100, 150)
        ]


def test_a_service_may_still_say_that_it_answers_later(store: Store, clock: HandClock) -> None:
    class Slow(Hanging):
        def call(self, _: object) -> Reply:
            self.go.wait(30)
            return Reply("later")

    service = Slow()
    with called(PROMPT, store, clock, service) as runtime:
        service.go.set()
        eventually(lambda: not runtime._caller._workers.hung["call:billing.credit"])
        assert runtime.tick().reports == ()
        assert runtime.result("credit/anna/1/1/0", "ok", CREDITED)["result"] == "accepted"
        assert step(runtime) == "paid_out"


@pytest.mark.parametrize("seconds", [0, -1, 61, float("nan"), float("inf")])
def test_a_deadline_lies_within_the_lease(seconds: float) -> None:
    with pytest.raises(UsageError, match="give up to 60 seconds, above 0"):
        Runtime.open(None, PROMPT, service_seconds=seconds)
