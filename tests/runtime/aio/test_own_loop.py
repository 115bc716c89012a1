"""What is asynchronous runs on the loop of the program, so that it may use what belongs to it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from threading import Thread
from typing import Any

import pytest

from journeyc.runtime import AsyncRuntime, Delivery, Emitted, Message, Reply, Request, Runtime, Store
from journeyc.runtime.calls import loop as loops
from journeyc.runtime.errors import UsageError
from tests.runtime.aio.stage import eventually
from tests.runtime.hosts.hanging import PATIENT, PROMPT, SHORT, told
from tests.runtime.hosts.hanging import begin as begin_in_thread
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock

TASK: ContextVar[str] = ContextVar("TASK", default="")
EMITTING = package("""
journey dispute "Dispute" {
  starts on opened -> paid { emit credited(bill = event.bill, amount = 5 EUR) }
  step paid "Paid" via web { enter { notify done_note(bill = "B1") } on closed -> over }
  end over "Over" success
}
""")


async def begin(runtime: AsyncRuntime, customer: str = "anna") -> None:
    report = await runtime.send("opened", {"bill": "B1"}, customer=customer, channel="web")
    assert report["result"] == "accepted"


async def step(runtime: AsyncRuntime, customer: str = "anna") -> str:
    (position,) = await runtime.where(customer)
    return position.steps[0]


@asynccontextmanager
async def opened(journeys: Any, service: Any, **more: Any) -> AsyncIterator[AsyncRuntime]:
    services = {"billing.credit": service}
    async with AsyncRuntime.open(None, journeys, services=services, **more) as runtime:
        yield runtime


def test_a_service_uses_what_belongs_to_the_loop() -> None:
    """A lock that a task of the program holds would be of another loop elsewhere."""

    async def main() -> None:
        lock = asyncio.Lock()
        loop = asyncio.get_running_loop()

        async def credit(amount: str, **_: str) -> dict[str, str]:
            async with lock:
                seen.append((asyncio.get_running_loop() is loop, TASK.get()))
                return {"amount": amount}

        seen: list[tuple[bool, str]] = []
        async with opened(PROMPT, credit) as runtime:
            await begin(runtime)
            await lock.acquire()
            TASK.set("main")
            ticking = asyncio.create_task(runtime.tick())
            await eventually(lambda: bool(lock._waiters))
            lock.release()
            await ticking
            assert await step(runtime) == "paid_out"
        assert seen == [(True, "main")]

    asyncio.run(main())


def test_a_service_may_use_the_runtime_that_waits_for_it() -> None:
    async def main() -> None:
        async def credit(amount: str, **_: str) -> dict[str, str]:
            await runtimes[0].identify("anna", {"first_name": "Anna"})
            return {"amount": amount}

        async with opened(PROMPT, credit, threads=1) as runtime:
            runtimes = [runtime]
            await begin(runtime)
            await runtime.tick()
            assert await step(runtime) == "paid_out"
            assert [line.kind for line in await runtime.history("anna")][:2] == ["event", "profile"]

    asyncio.run(main())


def test_one_that_hangs_is_waited_for_as_long_as_ever_and_answers_later() -> None:
    async def main() -> None:
        go = asyncio.Event()
        clock = HandClock()

        async def slow(request: Request) -> Reply:
            await go.wait()
            return Reply("ok", {"amount": request.arguments["amount"]})

        class Service:
            call = staticmethod(slow)

        async with opened(PATIENT, Service(), service_seconds=SHORT, clock=clock) as runtime:
            await begin(runtime)
            await runtime.tick()
            lines = [line.document for line in await runtime.history("anna") if line.kind == "called"]
            assert [(line["result"], line["problem"]) for line in lines] == [
                ("no_answer", "it took longer than 0.05 seconds")
            ]
            go.set()
            while await runtime.next_due() != clock.time:  # noqa: ASYNC110  # another thread says so
                await asyncio.sleep(0.005)
            await runtime.tick()
            assert await step(runtime) == "paid_out"

    asyncio.run(main())


def test_a_loop_that_is_held_for_a_while_serves_it_afterwards() -> None:
    async def main() -> None:
        async def credit(amount: str, **_: str) -> dict[str, str]:
            return {"amount": amount}

        async with opened(PROMPT, credit) as runtime:
            await begin(runtime)
            ticking = asyncio.create_task(runtime.tick())
            await asyncio.sleep(0)
            time.sleep(0.05)  # noqa: ASYNC251  # the very fault
            await ticking
            assert await step(runtime) == "paid_out"

    asyncio.run(main())


def test_closing_cancels_what_still_runs() -> None:
    async def main() -> None:
        async def endless(**_: str) -> None:
            try:
                await asyncio.sleep(3600)
            finally:
                ended.append(True)

        ended: list[bool] = []
        async with opened(PATIENT, endless, service_seconds=SHORT) as runtime:
            await begin(runtime)
            await runtime.tick()
            assert not ended
        await eventually(lambda: ended == [True])

    asyncio.run(main())


class Sms:
    """An asynchronous channel."""

    address = None

    def __init__(self) -> None:
        self.got: list[tuple[str, object]] = []

    async def deliver(self, message: Message) -> Delivery:
        await asyncio.sleep(0)
        self.got.append((message.text, asyncio.get_running_loop()))
        return Delivery("delivered")


def test_channels_and_listeners_are_awaited_there(clock: HandClock) -> None:
    async def main() -> None:
        async def listen(event: Emitted) -> None:
            await asyncio.sleep(0)
            heard.append((event.event, asyncio.get_running_loop()))

        heard: list[tuple[str, object]] = []
        sms, here = Sms(), asyncio.get_running_loop()
        async with AsyncRuntime.open(None, EMITTING, {"sms": sms}, clock, listeners=[listen]) as runtime:
            await runtime.identify("anna", {"phone": "+49 30 1"})
            await begin(runtime)
            states = [tried.state for tried in (await runtime.tick()).attempts]
        assert states == ["delivered", "delivered"]
        assert (sms.got, heard) == ([("Done with B1", here)], [("credited", here)])

    asyncio.run(main())


def test_they_are_awaited_without_a_loop_of_the_program_too(store: Store, clock: HandClock) -> None:
    heard: list[str] = []

    async def listen(event: Emitted) -> None:
        await asyncio.sleep(0)
        if not heard:
            heard.append("in vain")
            raise ValueError("not now")
        heard.append(event.event)

    sms = Sms()
    with Runtime.open(store, EMITTING, {"sms": sms}, clock, listeners=[listen]) as runtime:
        begin_in_thread(runtime)
        runtime.tick()
        clock.pass_(hours=1)
        runtime.tick()
        assert [text for text, _ in sms.got] == ["Done with B1"]
        assert heard == ["in vain", "credited"]


# ── a loop that is given to a `Runtime` ──


async def credit(amount: str, **_: str) -> dict[str, object]:
    return {"amount": amount}


def test_a_loop_that_ends_is_no_answer(store: Store, clock: HandClock) -> None:
    loop = asyncio.new_event_loop()
    services = {"billing.credit": credit}
    with Runtime.open(store, PROMPT, clock=clock, services=services, loop=loop) as runtime:
        loop.close()
        begin_in_thread(runtime)
        runtime.tick()
        assert told(runtime) == [("no_answer", "RuntimeError: the event loop has ended")]


def test_a_loop_that_ends_meanwhile_is_no_answer(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where it ends without a word to what runs on it."""
    monkeypatch.setattr(loops, "LOOK_SECONDS", 0.01)

    async def endless(**_: str) -> None:
        loop.call_soon(loop.stop)
        await asyncio.sleep(3600)

    loop = asyncio.new_event_loop()
    services = {"billing.credit": endless}
    with Runtime.open(None, PROMPT, clock=clock, services=services, loop=loop) as runtime:
        begin_in_thread(runtime)
        ticking = Thread(target=runtime.tick)
        ticking.start()
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task._log_destroy_pending = False  # type: ignore[attr-defined]  # the program's own fault
        loop.close()
        ticking.join()
        assert told(runtime) == [("no_answer", "RuntimeError: it was cancelled")]


def test_who_runs_the_loop_does_not_wait_for_it(clock: HandClock) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        with Runtime.open(None, PROMPT, clock=clock, loop=loop) as runtime:
            worker = runtime.worker()
            for call in (runtime.tick, worker.step, worker.run):
                with pytest.raises(UsageError, match="call this in another thread, or use an `AsyncRuntime`"):
                    call()

    asyncio.run(main())
