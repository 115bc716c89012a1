"""Asynchronous services run on an event loop of the runtime, whatever loop the program has."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from threading import Thread
from time import sleep
from typing import Any

import pytest

from journeyc.runtime import Reply, Request, Runtime, ServiceFailure, Store
from journeyc.runtime.calls import loop as loops
from tests.runtime.hosts.hanging import PATIENT, PROMPT, SHORT, begin, eventually, eventually_paid, step, told
from tests.runtime.stage import HandClock


async def credit(bill: str, amount: str) -> dict[str, str]:  # noqa: ARG001  # the arguments of the service
    await asyncio.sleep(0)
    return {"amount": amount}


class Credit:
    """A service with an asynchronous `call`."""

    async def call(self, request: Request) -> Reply:
        await asyncio.sleep(0)
        return Reply("ok", {"amount": request.arguments["amount"]})


class Called:
    """An object that is called as a function is."""

    async def __call__(self, bill: str, amount: str) -> dict[str, str]:
        return await credit(bill, amount)


def wrapped(**arguments: str) -> Any:
    """No asynchronous function itself, and what it gives has to be waited for all the same."""
    return credit(**arguments)


SERVICES = [credit, Credit(), Called(), wrapped, partial(credit, amount="12.50 EUR")]


def opened(journeys: Any, store: Store, clock: HandClock, service: Any, **more: Any) -> Runtime:
    return Runtime.open(store, journeys, clock=clock, services={"billing.credit": service}, **more)


@pytest.mark.parametrize("service", SERVICES)
def test_a_program_without_a_loop_calls_them(service: Any, store: Store, clock: HandClock) -> None:
    with opened(PROMPT, store, clock, service) as runtime:
        begin(runtime)
        runtime.tick()
        assert step(runtime) == "paid_out"


@pytest.mark.parametrize("service", SERVICES)
def test_a_program_calls_them_from_within_its_loop(service: Any, store: Store, clock: HandClock) -> None:
    """`tick` waits, so the loop that runs here cannot be the one of the service."""

    async def main(runtime: Runtime) -> None:
        begin(runtime, "anna")
        runtime.tick()
        begin(runtime, "bob")
        await asyncio.to_thread(runtime.tick)

    with opened(PROMPT, store, clock, service) as runtime:
        asyncio.run(main(runtime))
        assert {step(runtime, "anna"), step(runtime, "bob")} == {"paid_out"}


def test_all_of_them_share_one_loop(store: Store, clock: HandClock) -> None:
    """A client belongs to the loop it was opened on."""
    seen = []

    async def look(**_: str) -> dict[str, str]:
        seen.append(asyncio.get_running_loop())
        await asyncio.sleep(0.01)
        return {"amount": "1 EUR"}

    with opened(PROMPT, store, clock, look) as runtime:
        names = [f"{number}" for number in range(12)]
        for name in names:
            begin(runtime, name)
        threads = [Thread(target=runtime.tick) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {step(runtime, name) for name in names} == {"paid_out"}
        assert (len(seen), len({id(loop) for loop in seen})) == (12, 1)


async def cancelled(**_: str) -> None:
    raise asyncio.CancelledError


async def refused(**_: str) -> None:
    raise ServiceFailure("refused")


async def broken(**_: str) -> None:
    raise ValueError("broken")


async def leaving(**_: str) -> None:
    raise SystemExit(3)


async def in_parts(**_: str) -> AsyncIterator[str]:
    yield "1 EUR"


@pytest.mark.parametrize(
    ("service", "result", "problem"),
    [
        (cancelled, "no_answer", "RuntimeError: it was cancelled"),
        (refused, "fails", ""),
        (broken, "no_answer", "ValueError: broken"),
        (leaving, "no_answer", "SystemExit: 3"),
        (in_parts, "no_answer", "the result does not fit; `value` must have named fields"),
    ],
)
def test_what_goes_wrong_in_them_is_told_as_of_others(
    service: Any, result: str, problem: str, store: Store, clock: HandClock
) -> None:
    with opened(PROMPT, store, clock, service) as runtime:
        begin(runtime)
        runtime.tick()
        ((found, said),) = told(runtime)
        assert (found, said[: len(problem)]) == (result, problem)
        # The loop serves the next one.
        begin(runtime, "bob")
        runtime.tick()
        assert len(told(runtime, "bob")) == 1


def stop() -> None:
    asyncio.get_running_loop().stop()


def cancel_all() -> None:
    for task in asyncio.all_tasks():
        task.cancel()


@pytest.mark.parametrize("ends", [stop, cancel_all])
def test_one_that_ends_the_loop_is_no_answer_and_others_get_a_new_one(
    ends: Callable[[], None], store: Store, clock: HandClock
) -> None:
    """As the clients do that see to a whole program's end."""
    ending = [ends]

    async def service(amount: str, **_: str) -> dict[str, str]:
        while ending:
            ending.pop()()
            await asyncio.sleep(60)
        return {"amount": amount}

    with opened(PROMPT, store, clock, service) as runtime:
        begin(runtime)
        runtime.tick()
        assert told(runtime) == [("no_answer", "RuntimeError: it was cancelled")]
        begin(runtime, "bob")
        runtime.tick()
        assert step(runtime, "bob") == "paid_out"
        ending.append(ends)
        begin(runtime, "eva")
        runtime.tick()
        assert told(runtime, "eva") == [("no_answer", "RuntimeError: it was cancelled")]
        # There is nothing left to close, and that is no error.


def test_one_that_hangs_answers_later(store: Store, clock: HandClock) -> None:
    go: list[bool] = []

    async def slow(amount: str, **_: str) -> dict[str, str]:
        while not go:  # noqa: ASYNC110  # another thread lets it go
            await asyncio.sleep(0.005)
        return {"amount": amount}

    with opened(PATIENT, store, clock, slow, service_seconds=SHORT) as runtime:
        begin(runtime)
        runtime.tick()
        assert told(runtime)[0][0] == "no_answer"
        go.append(True)
        eventually(lambda: runtime.next_due() == clock.time)
        runtime.tick()
        assert step(runtime) == "paid_out"


def test_one_that_holds_the_loop_holds_no_other(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never awaits, so nothing else would ever begin on its loop; the others get a new one."""
    monkeypatch.setattr(loops, "HELD_SECONDS", 0.05)
    go: list[bool] = []
    calls: list[str] = []

    async def rude(bill: str, amount: str) -> dict[str, str]:
        calls.append(bill)
        while len(calls) == 1 and not go:
            sleep(0.005)  # noqa: ASYNC251  # the very fault
        return {"amount": amount}

    with opened(PATIENT, store, clock, rude, service_seconds=0.5) as runtime:
        begin(runtime)
        runtime.tick()
        assert told(runtime)[0][0] == "no_answer"
        begin(runtime, "bob")
        eventually_paid(runtime, "bob")
        assert step(runtime) == "paying"
        go.append(True)
        eventually_paid(runtime, "anna")


def test_where_there_can_be_no_loop_there_is_no_answer(
    store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next try may have one."""

    def none() -> None:
        raise OSError("too many open files")

    with opened(PROMPT, store, clock, Credit()) as runtime:
        begin(runtime)
        with monkeypatch.context() as patch:
            patch.setattr(asyncio, "new_event_loop", none)
            runtime.tick()
        assert told(runtime) == [("no_answer", "OSError: too many open files")]
        clock.pass_(minutes=1)
        runtime.tick()
        assert step(runtime) == "paid_out"


def test_closing_cancels_what_still_runs(store: Store, clock: HandClock) -> None:
    ended = []

    async def endless(**_: str) -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append(True)

    with opened(PATIENT, store, clock, endless, service_seconds=SHORT) as runtime:
        begin(runtime)
        runtime.tick()
        assert not ended
    eventually(lambda: ended == [True])
