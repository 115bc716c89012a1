"""The event loop of asynchronous services: one for all of them, in a thread of its own.

One for all, so that they may share a client, which belongs to the loop it was opened on; of its own, as the
program may have a loop that runs in the very thread that waits for the call. A program that gives its loop
has them run there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Event, Thread
from typing import Any

#: A loop on which nothing has begun for so long, in seconds, is held by something that does not `await`.
HELD_SECONDS = 2.0
_CLOSING_SECONDS = 1.0
#: So often it is looked whether a loop of the program has ended without a word.
_LOOK_SECONDS = 1.0


class Loop:
    """An event loop that runs until it is closed, or retired."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._end = asyncio.Event()
        self._is_over = False
        self._begun: dict[asyncio.Task[None], Future[Any]] = {}
        self._thread = Thread(target=self._serve, name="journeyc loop", daemon=True)
        self._thread.start()

    def begin(self, awaitable: Awaitable[Any]) -> "Future[Any] | None":
        """What will come of it; None where the loop is held or has ended, so that it could not even begin."""
        future: Future[Any] = Future()
        answered = Event()

        def begin() -> None:
            if self._is_over:
                future.cancel()
            elif future.set_running_or_notify_cancel():
                _begin(self._loop, self._begun, awaitable, future)
            answered.set()

        if not _soon(self._loop, begin):
            return None
        if not answered.wait(HELD_SECONDS):
            future.cancel()
        return None if future.cancelled() else future

    def retire(self) -> None:
        """End once all that has begun is done."""

        async def retire() -> None:
            await asyncio.wait(self._begun) if self._begun else None
            self._end.set()

        _soon(self._loop, lambda: self._loop.create_task(retire()))

    def close(self) -> None:
        """Cancel what runs, and end; not wait for what holds the loop."""
        _soon(self._loop, self._end.set)
        self._thread.join(_CLOSING_SECONDS)

    def _serve(self) -> None:
        # What runs here may stop the loop, or cancel all that runs on it; that ends this loop, and no more.
        with (
            suppress(RuntimeError, asyncio.CancelledError),
            asyncio.Runner(loop_factory=lambda: self._loop) as runner,
        ):
            runner.run(self._until_the_end())
        for future in self._begun.values():
            _give_up(future)

    async def _until_the_end(self) -> None:
        try:
            await self._end.wait()
        finally:
            self._is_over = True


class Tasks:
    """What other threads wait for on a loop that the program runs, and ends when it likes."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._begun: dict[asyncio.Task[None], Future[Any]] = {}

    def begin(self, awaitable: Awaitable[Any]) -> "Future[Any] | None":
        """What has come of it, once it has; None where the loop has ended and it never began."""
        future: Future[Any] = Future()

        def begin() -> None:
            if future.set_running_or_notify_cancel():
                _begin(self._loop, self._begun, awaitable, future)

        if not _soon(self._loop, begin):
            return None
        while not wait([future], _LOOK_SECONDS).done:
            if self._loop.is_closed():
                if future.cancel():
                    return None
                _give_up(future)
        return future

    def cancel(self) -> None:
        """Cancel what runs."""
        _soon(self._loop, lambda: [task.cancel() for task in self._begun])


def _soon(loop: asyncio.AbstractEventLoop, work: Callable[[], object]) -> bool:
    """Let a loop do something; False where it has ended."""
    try:
        loop.call_soon_threadsafe(work)
    except RuntimeError:
        return False
    return True


def _begin(
    loop: asyncio.AbstractEventLoop,
    begun: "dict[asyncio.Task[None], Future[Any]]",
    awaitable: Awaitable[Any],
    future: "Future[Any]",
) -> None:
    task = loop.create_task(_settle(awaitable, future))
    begun[task] = future
    task.add_done_callback(lambda task: _give_up(begun.pop(task)))


async def _settle(awaitable: Awaitable[Any], future: "Future[Any]") -> None:
    try:
        future.set_result(await awaitable)
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # noqa: BLE001  # it belongs to whoever waits, and the loop serves others
        future.set_exception(error)


def _give_up(future: "Future[Any]") -> None:
    """Let nobody wait for what will not come any more."""
    if not future.done():
        future.set_exception(RuntimeError("it was cancelled"))
