"""A runtime in asyncio: the loop goes on, and an await leaves everything done or nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from threading import enumerate as threads_now
from typing import Any

import pytest

from journeyc.runtime import AsyncRuntime, Batch, Runtime, Store, StoreError
from journeyc.runtime.errors import UsageError
from tests.runtime.aio.stage import Gated, begin, eventually
from tests.runtime.stage import ALL, DISPUTE, HandClock, Recorder

OPENED = {"dispute": {"bill": "B1"}}


def names() -> set[str]:
    """The threads that work for tasks; others may be left over by other tests for a while."""
    return {thread.name for thread in threads_now() if thread.name.startswith("journeyc_")}


# ── the same as without it ──


def test_what_is_done_and_said_is_the_same(store: Store) -> None:
    def threads() -> Any:
        clock = HandClock()
        with Runtime.open(None, DISPUTE, {"sms": Recorder()}, clock) as runtime:
            runtime.send("dispute_opened", OPENED, customer="anna", channel="web", id="1")
            with runtime.batch() as batch:
                batch.answer("anna", ALL, channel="web", id="2")
                batch.delivered("bill_dispute/anna/1/9/9", "opened", id="3")
            clock.pass_(days=40)
            told = (runtime.tick().attempts, runtime.where("anna"), runtime.contacts("anna"))
            return batch.reports, told, [line.kind for line in runtime.history("anna")]

    async def tasks() -> Any:
        clock = HandClock()
        async with AsyncRuntime.open(store, DISPUTE, {"sms": Recorder()}, clock) as runtime:
            await runtime.send("dispute_opened", OPENED, customer="anna", channel="web", id="1")
            async with runtime.batch() as batch:
                batch.answer("anna", ALL, channel="web", id="2")
                batch.delivered("bill_dispute/anna/1/9/9", "opened", id="3")
            clock.pass_(days=40)
            attempts = (await runtime.tick()).attempts
            told = (attempts, await runtime.where("anna"), await runtime.contacts("anna"))
            return batch.reports, told, [line.kind for line in await runtime.history("anna")]

    assert asyncio.run(tasks()) == threads()


def test_what_goes_wrong_is_raised_as_ever(clock: HandClock) -> None:
    async def main() -> None:
        async with AsyncRuntime.open(None, DISPUTE, clock=clock) as runtime:
            with pytest.raises(UsageError, match="give a text that names it"):
                await runtime.where("")
            with pytest.raises(UsageError, match="has no zone"):
                await runtime.tick(datetime(2026, 1, 1))  # noqa: DTZ001  # that is the test
            assert (await runtime.suspend("nobody/is/1"))["reason"] == "there is no run `nobody/is/1`"
            assert runtime.resting == {}
            assert runtime.rule_engine.name in {"durable-rules", "reference"}

    asyncio.run(main())


def test_a_runtime_is_awaited_or_entered(clock: HandClock) -> None:
    async def main() -> None:
        runtime = await AsyncRuntime.open(None, DISPUTE, clock=clock)
        await begin(runtime)
        async with runtime as same:
            assert same is runtime
        with pytest.raises(UsageError, match="this runtime is closed; open it again"):
            await runtime.where("anna")
        await runtime.close()

    asyncio.run(main())


def test_each_time_it_is_entered_it_is_another(clock: HandClock) -> None:
    async def main() -> None:
        opening = AsyncRuntime.open(None, DISPUTE, clock=clock)
        async with opening as one, opening as another:
            assert one is not another
        for runtime in (one, another):
            with pytest.raises(UsageError, match="this runtime is closed"):
                await runtime.where("anna")

    asyncio.run(main())


def test_what_cannot_be_opened_leaves_no_thread(tmp_path: Path) -> None:
    async def main() -> None:
        with pytest.raises(StoreError, match="there is no folder"):
            await AsyncRuntime.open(tmp_path / "none" / "runs.sqlite", DISPUTE)
        with pytest.raises(UsageError, match="bind a `Channel` to it"):
            async with AsyncRuntime.open(None, DISPUTE, {"sms": 7}):  # type: ignore[dict-item]  # that is the test
                pass
        for many in (0, 1001, 1.5, "8"):
            with pytest.raises(UsageError, match=r"`threads` is .*; give a whole number between 1 and 1,000"):
                await AsyncRuntime.open(None, DISPUTE, threads=many)  # type: ignore[arg-type]  # that is the test
        await eventually(lambda: not names())

    asyncio.run(main())


# ── the loop and the threads ──


def test_nothing_holds_the_loop_nor_takes_the_threads_of_others(clock: HandClock) -> None:
    class Others(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Any:
            raise AssertionError("a thread of others was taken")

    async def main() -> None:
        store = Gated()
        asyncio.get_running_loop().set_default_executor(Others())
        async with AsyncRuntime.open(store, DISPUTE, clock=clock) as runtime:
            sending = asyncio.create_task(begin(runtime))
            # This goes on while the store does not.
            await eventually(lambda: store.writing == 1)
            assert not sending.done()
            store.may_write.set()
            assert (await sending)["result"] == "accepted"
            await runtime.tick()
            async with runtime.batch():
                pass

    asyncio.run(main())


def test_so_many_threads_work_and_the_others_wait_in_their_order(clock: HandClock) -> None:
    async def main() -> None:
        store = Gated()
        async with AsyncRuntime.open(store, DISPUTE, clock=clock, threads=2) as runtime:
            sent = [asyncio.create_task(begin(runtime, f"{number}")) for number in range(10)]
            await eventually(lambda: store.writing == 2)
            assert names() == {"journeyc_0", "journeyc_1"}
            store.may_write.set()
            await asyncio.gather(*sent)
            assert store.writing == 10
        one = await AsyncRuntime.open(store, DISPUTE, clock=clock, threads=1)
        async with one:
            told = [one.identify("carl", {"first_name": f"{number}"}) for number in range(20)]
            await asyncio.gather(*told)
            lines = await one.history("carl", private=True)
            given = [line.document["input"]["fields"]["first_name"] for line in lines]
            assert given == [f"{number}" for number in range(20)]

    asyncio.run(main())


def test_threads_end_with_the_runtime_and_begin_when_they_are_needed(clock: HandClock) -> None:
    async def main() -> None:
        async with AsyncRuntime.open(None, DISPUTE, clock=clock, threads=2) as runtime:
            # In which it was opened.
            assert names() == {"journeyc_0"}
            for number in range(20):
                await begin(runtime, f"{number}")
            assert names() <= {"journeyc_0", "journeyc_1"}
        assert not names()

    asyncio.run(main())


SEEN: ContextVar[str] = ContextVar("SEEN", default="nothing")


def test_a_thread_sees_the_context_of_its_task() -> None:
    class Telling(HandClock):
        def now(self) -> datetime:
            seen.append(SEEN.get())
            return super().now()

    async def task(runtime: AsyncRuntime, name: str) -> None:
        SEEN.set(name)
        await begin(runtime, name)

    async def main() -> None:
        async with AsyncRuntime.open(None, DISPUTE, clock=Telling()) as runtime:
            await asyncio.gather(*(task(runtime, name) for name in ("anna", "bob")))
        assert set(seen) == {"anna", "bob"}

    seen: list[str] = []
    asyncio.run(main())


# ── cancelled ──


def test_what_no_thread_has_taken_is_not_done_once_it_is_cancelled(clock: HandClock) -> None:
    async def main() -> None:
        store = Gated()
        async with AsyncRuntime.open(store, DISPUTE, clock=clock, threads=1) as runtime:
            first = asyncio.create_task(begin(runtime, "anna", "1"))
            second = asyncio.create_task(begin(runtime, "bob", "1"))
            await eventually(lambda: store.writing == 1)
            second.cancel()
            with pytest.raises(asyncio.CancelledError):
                await second
            store.may_write.set()
            assert (await first)["result"] == "accepted"
            assert await runtime.history("bob") == []
            # Sent again it is the first of this id.
            assert (await begin(runtime, "bob", "1"))["result"] == "accepted"

    asyncio.run(main())


def test_what_a_thread_has_taken_is_done_whole_and_told_again(clock: HandClock) -> None:
    async def main() -> None:
        store = Gated()
        async with AsyncRuntime.open(store, DISPUTE, clock=clock) as runtime:
            sending = asyncio.create_task(begin(runtime, "anna", "1"))
            await eventually(lambda: store.writing == 1)
            sending.cancel()
            with pytest.raises(asyncio.CancelledError):
                await sending
            store.may_write.set()
            again = await begin(runtime, "anna", "1")
            lines = await runtime.history("anna")
            assert [line.kind for line in lines] == ["event"]
            assert [line.document["report"] for line in lines] == again["runs"]
            clock.pass_(hours=1)
            assert await begin(runtime, "anna", "1") == again

    asyncio.run(main())


def test_a_time_limit_is_a_cancelled_await(clock: HandClock) -> None:
    async def main() -> None:
        store = Gated()
        async with AsyncRuntime.open(store, DISPUTE, clock=clock) as runtime:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await begin(runtime, "anna", "1")
            store.may_write.set()
            assert (await begin(runtime, "anna", "1"))["result"] == "accepted"
            assert len(await runtime.where("anna")) == 1

    asyncio.run(main())


def test_nothing_of_a_batch_is_applied_where_its_block_raises(clock: HandClock) -> None:
    async def main() -> None:
        async with AsyncRuntime.open(None, DISPUTE, clock=clock) as runtime:
            batches: list[Batch] = []

            async def block() -> None:
                async with runtime.batch() as batch:
                    batches.append(batch)
                    batch.identify("anna", {"first_name": "Anna"})
                    raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                await block()
            with pytest.raises(UsageError, match="was left"):
                batches[0].identify("anna", {})
            assert await runtime.history("anna") == []

    asyncio.run(main())


@pytest.mark.parametrize("is_awaited", [False, True])
def test_what_is_opened_for_nobody_is_closed(clock: HandClock, *, is_awaited: bool) -> None:
    async def main() -> None:
        store = Gated()
        store.may_open.clear()

        async def open_() -> None:
            if is_awaited:
                await AsyncRuntime.open(store, DISPUTE, clock=clock)
            async with AsyncRuntime.open(store, DISPUTE, clock=clock):
                raise AssertionError("nobody waits for it")

        opening = asyncio.create_task(open_())
        await eventually(lambda: names() == {"journeyc_0"})
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert not store.closed
        store.may_open.set()
        await eventually(lambda: store.closed and not names())

    asyncio.run(main())


# ── closed ──


def test_closing_waits_for_what_was_asked_for_and_takes_nothing_more(clock: HandClock) -> None:
    async def main() -> None:
        store = Gated()
        runtime = await AsyncRuntime.open(store, DISPUTE, clock=clock, threads=1)
        sent = [asyncio.create_task(begin(runtime, name)) for name in ("anna", "bob")]
        await eventually(lambda: store.writing == 1)
        closing = asyncio.create_task(runtime.close())
        await asyncio.sleep(0)
        with pytest.raises(UsageError, match="this runtime is closed"):
            await begin(runtime, "carl")
        # Who is cancelled has begun it all the same, and others may wait for it as well.
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        assert not store.closed
        store.may_write.set()
        assert [(await one)["result"] for one in sent] == ["accepted", "accepted"]
        await runtime.close()
        assert store.closed

    asyncio.run(main())


def test_another_loop_is_told_to_open_its_own(clock: HandClock) -> None:
    async def open_() -> AsyncRuntime:
        return await AsyncRuntime.open(None, DISPUTE, clock=clock)

    async def use(runtime: AsyncRuntime) -> None:
        with pytest.raises(UsageError, match="opened on another event loop; open one on each loop, or share"):
            await begin(runtime)
        await runtime.close()

    asyncio.run(use(asyncio.run(open_())))
