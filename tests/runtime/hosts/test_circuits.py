"""A service that does not answer is given a rest, on the clock of the runtime."""

from datetime import timedelta
from typing import Any

import pytest

from journeyc.runtime import Circuit, Runtime, ServiceFailure, Store
from journeyc.runtime.errors import UsageError
from tests.runtime.hosts.hanging import (
    PATIENT,
    PROMPT,
    SHORT,
    Hanging,
    begin,
    eventually_paid,
    let_answer,
    step,
    told,
)
from tests.runtime.stage import HandClock


class Credit:
    """A function that fails as long as `error` is set."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.calls = 0

    def __call__(self, bill: str, amount: str) -> dict[str, str]:  # noqa: ARG002  # the arguments of the service
        self.calls += 1
        if self.error is not None:
            raise self.error
        return {"amount": amount}


def opened(store: Store, clock: HandClock, service: Any, **more: Any) -> Runtime:
    return Runtime.open(store, PROMPT, clock=clock, services={"billing.credit": service}, **more)


def call(runtime: Runtime, *customers: str) -> None:
    for customer in customers:
        begin(runtime, customer)
    runtime.tick()


def test_it_may_open_with_the_first_fault(store: Store, clock: HandClock) -> None:
    with opened(store, clock, Credit(ValueError("down")), circuit=Circuit(faults=1, seconds=30)) as runtime:
        call(runtime, "a", "b")
        not_called = "it has not answered, so it is not called before 2026-11-23T09:00:30Z"
        assert told(runtime, "b") == [("no_answer", not_called)]


def test_it_opens_after_so_many_faults_in_a_row_and_closes_with_an_answer(
    store: Store, clock: HandClock
) -> None:
    service = Credit(ValueError("down"))
    with opened(store, clock, service, circuit=Circuit(faults=3, seconds=30)) as runtime:
        call(runtime, "a", "b", "c", "d")
        assert service.calls == 3
        assert runtime.resting == {"billing.credit": clock.time + timedelta(seconds=30)}
        not_called = "it has not answered 3 times in a row, so it is not called before 2026-11-23T09:00:30Z"
        assert told(runtime, "d") == [("no_answer", not_called)]

        # One try after the rest, and it is given another.
        clock.pass_(seconds=30)
        call(runtime, "e", "f")
        assert service.calls == 4
        assert told(runtime, "e") == [("no_answer", "ValueError: down")]
        assert told(runtime, "f")[0][1].startswith("it has not answered 4 times in a row")

        service.error = None
        clock.pass_(seconds=30)
        call(runtime, "g", "h")
        assert runtime.resting == {}
        assert {step(runtime, name) for name in "gh"} == {"paid_out"}
        clock.pass_(minutes=1)
        runtime.tick()
        assert {step(runtime, name) for name in "abcdef"} == {"paid_out"}


def test_an_answer_between_makes_good_for_faults(store: Store, clock: HandClock) -> None:
    service = Credit(ValueError("down"))
    with opened(store, clock, service, circuit=Circuit(faults=2)) as runtime:
        for name, error in (("a", service.error), ("b", None), ("c", service.error)):
            service.error = error
            call(runtime, name)
        assert runtime.resting == {}


@pytest.mark.parametrize(
    ("error", "resting"), [(ServiceFailure("refused"), []), (ServiceFailure("odd"), ["billing.credit"])]
)
def test_a_declared_failure_is_an_answer(
    error: Exception, resting: list[str], store: Store, clock: HandClock
) -> None:
    """One that nobody declares is not."""
    with opened(store, clock, Credit(error), circuit=Circuit(faults=2)) as runtime:
        call(runtime, "a", "b")
        assert list(runtime.resting) == resting


def test_a_service_that_is_only_slow_is_not_given_a_rest(store: Store, clock: HandClock) -> None:
    """What hangs counts as a fault until its answer is there."""
    service = Hanging({"amount": "1 EUR"})
    more: dict[str, Any] = {"service_seconds": SHORT, "circuit": Circuit(faults=2)}
    with Runtime.open(store, PATIENT, clock=clock, services={"billing.credit": service}, **more) as runtime:
        call(runtime, "a")
        let_answer(service, runtime, clock)
        service.go.clear()
        call(runtime, "b")
        assert runtime.resting == {}
        call(runtime, "c")
        assert list(runtime.resting) == ["billing.credit"]
        service.go.set()


def test_one_try_is_made_after_the_rest_while_others_wait(store: Store, clock: HandClock) -> None:
    """It hangs itself; the next one is made when it has had as much time again."""
    service = Hanging(ValueError("down"), {"amount": "1 EUR"})
    service.go.set()
    more: dict[str, Any] = {"service_seconds": SHORT, "circuit": Circuit(faults=1)}
    with Runtime.open(store, PATIENT, clock=clock, services={"billing.credit": service}, **more) as runtime:
        call(runtime, "a")
        service.go.clear()
        clock.pass_(seconds=60)
        call(runtime, "b", "c")
        assert service.calls == 2
        let_answer(service, runtime, clock)
        clock.pass_(minutes=2)
        eventually_paid(runtime, *"abc", clock=clock)


def test_without_a_circuit_every_try_is_made(store: Store, clock: HandClock) -> None:
    service = Credit(ValueError("down"))
    with opened(store, clock, service, circuit=Circuit(faults=0)) as runtime:
        call(runtime, *(f"{number}" for number in range(12)))
        assert (service.calls, runtime.resting) == (12, {})


@pytest.mark.parametrize("circuit", [Circuit(faults=-1), Circuit(seconds=-1), Circuit(seconds=1e300)])
def test_a_circuit_that_makes_no_sense_is_refused(circuit: Circuit) -> None:
    with pytest.raises(UsageError, match="`circuit`"):
        Runtime.open(None, PROMPT, circuit=circuit)
