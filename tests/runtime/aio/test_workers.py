"""A worker of an asyncio program: a task runs it, stops it, or is cancelled."""

import asyncio

import pytest

from journeyc.runtime import AsyncRuntime, AsyncWorker, Store
from journeyc.runtime.aio.embedded import Opening
from journeyc.runtime.errors import UsageError
from tests.runtime.aio.stage import eventually
from tests.runtime.hosts.hanging import PROMPT
from tests.runtime.stage import HandClock


async def credit(amount: str, **_: str) -> dict[str, str]:
    return {"amount": amount}


def opened(store: Store | None = None) -> Opening:
    return AsyncRuntime.open(store, PROMPT, clock=HandClock(), services={"billing.credit": credit})


async def begin(runtime: AsyncRuntime) -> None:
    await runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")


async def running(runtime: AsyncRuntime) -> tuple[AsyncWorker, "asyncio.Task[None]"]:
    """A worker that has done something already."""
    worker = await runtime.worker(poll_seconds=0.01)
    task = asyncio.create_task(worker.run())
    await begin(runtime)
    await eventually(lambda: worker.counts.carried == 1)
    return worker, task


def test_it_works_until_there_is_nothing_to_do(store: Store) -> None:
    async def main() -> None:
        async with opened(store) as runtime:
            await begin(runtime)
            worker = await runtime.worker()
            assert worker.serves.outlets == ["call:billing.credit"]
            await worker.run(until_idle=True)
            assert worker.counts.carried == 1
            assert (await worker.step()).is_idle
            (position,) = await runtime.where("anna")
            assert position.steps == ("paid_out",)

    asyncio.run(main())


def test_it_is_stopped() -> None:
    async def main() -> None:
        async with opened() as runtime:
            worker, task = await running(runtime)
            worker.stop()
            await task
            await begin(runtime)

    asyncio.run(main())


def test_it_runs_once_at_a_time() -> None:
    async def main() -> None:
        async with opened() as runtime:
            worker, task = await running(runtime)
            for call in (worker.run, worker.step):
                with pytest.raises(UsageError, match=r"this worker runs already; let `worker\(\)` of the"):
                    await call()
            worker.stop()
            await task

    asyncio.run(main())


def test_a_task_that_is_cancelled_stops_it_first() -> None:
    async def main() -> None:
        async with opened() as runtime:
            _, task = await running(runtime)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert not runtime._threads._lasting

    asyncio.run(main())


def test_closing_stops_it() -> None:
    async def main() -> None:
        async with opened() as runtime:
            worker, task = await running(runtime)
        await task
        with pytest.raises(UsageError, match="this runtime is closed"):
            await worker.run()

    asyncio.run(main())


def test_a_pace_that_makes_no_sense_is_refused() -> None:
    async def main() -> None:
        async with opened() as runtime:
            with pytest.raises(UsageError, match="`carriers` is 0"):
                await runtime.worker(carriers=0)

    asyncio.run(main())
