"""A journey that calls over HTTP: what goes wrong is tried again, comes late, or gets a rest."""

from typing import Any

import pytest

from journeyc.runtime import Circuit, Runtime, Store
from journeyc.runtime.services import HttpService
from tests.runtime.hosts.hanging import PATIENT, PROMPT, begin, eventually, step, told
from tests.runtime.services.server import Handler, System, says
from tests.runtime.stage import HandClock


def opened(store: Store, clock: HandClock, system: System, journeys: Any = PROMPT, **more: Any) -> Runtime:
    service = HttpService("POST", f"{system.url}/bills/{{bill}}", failures={"refused": 409})
    return Runtime.open(store, journeys, clock=clock, services={"billing.credit": service}, **more)


def test_an_answer_moves_the_run(store: Store, clock: HandClock, system: System) -> None:
    """Fields that nobody declared, such as new ones of the system, are left out."""
    system.answers = [says({"amount": {"amount": 12.1, "currency": "EUR"}, "at": None, "more": {"x": []}})]
    with opened(store, clock, system) as runtime:
        begin(runtime)
        runtime.tick()
        assert step(runtime) == "paid_out"
        (run,) = store.runs(1)
        assert run["context"]["paid"] == "12.10 EUR"


def test_a_declared_failure_is_the_end_of_it(store: Store, clock: HandClock, system: System) -> None:
    system.answers = [says({}, 409)]
    with opened(store, clock, system) as runtime:
        begin(runtime)
        runtime.tick()
        assert step(runtime) == "lost"
        assert len(system.asked) == 1


@pytest.mark.parametrize(
    "broken",
    [says({}, 500), says({"amount": "much"}), says({"amount": 7}), says([1]), says({}), says(b"", 204)],
)
def test_no_answer_is_tried_again_by_the_journey(
    broken: Any, store: Store, clock: HandClock, system: System
) -> None:
    """Under one key, so that it is done once."""
    system.answers = [broken, says({"amount": "1 EUR"})]
    with opened(store, clock, system) as runtime:
        begin(runtime)
        runtime.tick()
        assert [result for result, _ in told(runtime)] == ["no_answer"]
        clock.pass_(minutes=1)
        runtime.tick()
        assert step(runtime) == "paid_out"
        assert len({asked.headers["idempotency-key"] for asked in system.asked}) == 1


def test_an_answer_that_comes_late_counts_once(store: Store, clock: HandClock, system: System) -> None:
    go = system.over

    def late(handler: Handler) -> None:
        go.wait(30)
        says({"amount": "1 EUR"})(handler)

    system.answers = [late]
    with opened(store, clock, system, PATIENT, service_seconds=0.05) as runtime:
        begin(runtime)
        runtime.tick()
        assert told(runtime) == [("no_answer", "it took longer than 0.05 seconds")]
        go.set()
        eventually(lambda: runtime.next_due() == clock.time)
        assert [report["result"] for report in runtime.tick().reports] == ["accepted"]
        assert step(runtime) == "paid_out"
        clock.pass_(minutes=5)
        assert runtime.tick().reports == ()
        assert len(system.asked) == 1


def test_a_system_that_is_down_is_given_a_rest(store: Store, clock: HandClock, system: System) -> None:
    system.answers = [says({}, 503)]
    with opened(store, clock, system, circuit=Circuit(faults=2, seconds=30)) as runtime:
        for name in "abc":
            begin(runtime, name)
        runtime.tick()
        assert (len(system.asked), list(runtime.resting)) == (2, ["billing.credit"])
        system.answers = [says({"amount": "1 EUR"})]
        clock.pass_(minutes=1)
        runtime.tick()
        assert (len(system.asked), runtime.resting) == (5, {})
        assert {step(runtime, name) for name in "abc"} == {"paid_out"}


def test_a_refused_request_is_an_answer(store: Store, clock: HandClock, system: System) -> None:
    system.answers = [says({}, 409)]
    with opened(store, clock, system, circuit=Circuit(faults=1)) as runtime:
        for name in "abc":
            begin(runtime, name)
        runtime.tick()
        assert (len(system.asked), runtime.resting) == (3, {})
